"""`latepost doctor`: what it finds, and what it says to do."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.app.settings import Settings
from bot.cli.doctor import check_all, renew_tokens
from bot.local import Workspace
from bot.slack.receive.oauth import Cipher, new_key
from bot.store import Database
from bot.store.tables.library import metadata
from tests.scenario.slack.conftest import settings_for, workspace_of


async def _failed(settings: Settings) -> dict[str, str]:
    return {each.name: each.said for each in await check_all(settings, lambda _: None) if not each.ok}


def _settings(workspace: Workspace, data_dir: Path, **more: str) -> Settings:
    return settings_for(workspace, data_dir, "socket", **more)


async def test_a_good_setup_has_no_fault(data_dir: Path) -> None:
    async with workspace_of("socket") as workspace:
        assert await _failed(_settings(workspace, data_dir)) == {}


async def test_wrong_tokens_are_named_and_not_shown(data_dir: Path) -> None:
    async with workspace_of("socket") as workspace:
        wrong = {"SLACK_BOT_TOKEN": "xoxb-wrong-1", "SLACK_APP_TOKEN": "xapp-wrong-2"}
        found = await _failed(_settings(workspace, data_dir, **wrong))
        assert set(found) == {"Bot token", "App token"}
        assert "SLACK_BOT_TOKEN" in found["Bot token"]
        assert "wrong-" not in str(found)


async def test_missing_scopes_are_named(data_dir: Path) -> None:
    async with workspace_of("socket") as workspace:
        workspace.app.scopes.discard("chat:write")
        found = await _failed(_settings(workspace, data_dir))
        assert set(found) == {"Scopes"}
        assert "chat:write" in found["Scopes"]


@pytest.mark.parametrize(("host", "expected"), [("bot.example.com", "link_shared"), ("127.0.0.1", "public domains")])
async def test_what_links_in_messages_need_is_said(data_dir: Path, host: str, expected: str) -> None:
    reader = f"https://{host}"
    async with workspace_of("socket", reader=reader) as workspace:
        settings = _settings(workspace, data_dir, LATEPOST_PUBLIC_URL=reader, LATEPOST_READER="on")
        found = {each.name: each.said for each in await check_all(settings, lambda _: None)}
        assert expected in found["Links"]
        workspace.app.scopes.discard("links:write")
        assert "links:write" in (await _failed(settings))["Scopes"]


async def test_many_workspaces_need_a_key(data_dir: Path) -> None:
    async with workspace_of("socket") as workspace:
        many = {"SLACK_CLIENT_ID": "1.1", "SLACK_CLIENT_SECRET": "s"}
        assert "LATEPOST_ENCRYPTION_KEY" in (await _failed(_settings(workspace, data_dir, **many)))["Encryption key"]


async def test_tokens_of_an_older_key_are_named_until_they_are_encrypted_again(data_dir: Path) -> None:
    old, new = new_key(), new_key()
    async with workspace_of("socket") as workspace:
        many = {"SLACK_CLIENT_ID": "1.1", "SLACK_CLIENT_SECRET": "s", "LATEPOST_ENCRYPTION_KEY": f"{new},{old}"}
        settings = _settings(workspace, data_dir, **many)
        await _store_token(settings, Cipher(old).encrypt("xoxb-1"))
        assert "--encrypt-again" in (await _failed(settings))["Stored tokens"]
        assert (await renew_tokens(settings)).startswith("1 stored token")
        with_the_new_key = settings.model_copy(update={"encryption_key": SecretStr(new)})
        assert "Stored tokens" not in await _failed(with_the_new_key)


async def _store_token(settings: Settings, token: str) -> None:
    bots = metadata.tables["slack_bots"]
    installed_at = datetime(2025, 9, 26, tzinfo=UTC).replace(tzinfo=None)
    row = {"client_id": "1.1", "app_id": "A1", "is_enterprise_install": False, "installed_at": installed_at}
    async with Database.open(settings.database) as database:
        await database.change((bots.insert(), {**row, "bot_token": token}))
