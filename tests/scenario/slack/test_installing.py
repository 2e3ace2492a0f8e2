"""Many workspaces: installing over OAuth, tokens encrypted at rest, and uninstalling."""

import contextlib
import sqlite3
from pathlib import Path

import httpx
import pytest

from bot.errors import SettingsError
from bot.local import Workspace
from bot.slack.receive.oauth import Cipher, new_key
from tests.scenario.slack.conftest import Team, bot_for, shown, workspace_of

KEY = new_key()


class TestInstalling:
    async def test_a_workspace_installs_is_answered_and_takes_its_tokens_with_it_when_it_uninstalls(
        self, transport: str, data_dir: Path
    ) -> None:
        async with workspace_of(transport) as workspace:
            values = {
                "SLACK_BOT_TOKEN": "",
                "SLACK_CLIENT_ID": workspace.app.client_id,
                "SLACK_CLIENT_SECRET": workspace.app.client_secret,
                "LATEPOST_ENCRYPTION_KEY": KEY,
            }
            async with bot_for(workspace, data_dir, transport, **values) as bot:
                team = Team.of(workspace, bot)
                await _install(workspace, bot.url)
                assert [Cipher(KEY).decrypt(held) for held in _tokens(data_dir)] == [workspace.app.bot_token] * 2
                assert not any(workspace.app.bot_token in held for held in _tokens(data_dir))
                asked = await team.bo.mention("general", "tiktok hearing")
                assert "[" in shown(await team.reply_to(asked))
                workspace.uninstall()
                await team.until(lambda: _tokens(data_dir) == [])

    async def test_links_to_the_reader_are_shown_where_the_app_is_installed_and_nowhere_else(
        self, data_dir: Path
    ) -> None:
        reader = "https://reader.example.com"
        async with workspace_of("http", reader=reader) as workspace:
            values = {
                "SLACK_BOT_TOKEN": "",
                "SLACK_CLIENT_ID": workspace.app.client_id,
                "SLACK_CLIENT_SECRET": workspace.app.client_secret,
                "LATEPOST_ENCRYPTION_KEY": KEY,
                "LATEPOST_PUBLIC_URL": reader,
                "LATEPOST_READER": "on",
            }
            async with bot_for(workspace, data_dir, "http", **values) as bot, httpx.AsyncClient() as browser:
                team = Team.of(workspace, bot)
                listed = (await browser.get(f"{bot.url}/feed.atom")).text
                link = listed[listed.index(f"{reader}/articles/") :][: len(f"{reader}/articles/") + 16]
                foreign = await team.ann.say("general", link)
                await team.settled()
                await _install(workspace, bot.url)
                own = await team.ann.say("general", link)
                await team.settled()
                assert foreign.attachments == []
                assert len(own.attachments) == 1

    async def test_a_forged_or_used_state_installs_nothing(self, data_dir: Path) -> None:
        async with workspace_of("http") as workspace:
            values = {
                "SLACK_CLIENT_ID": workspace.app.client_id,
                "SLACK_CLIENT_SECRET": workspace.app.client_secret,
                "LATEPOST_ENCRYPTION_KEY": KEY,
            }
            async with (
                bot_for(workspace, data_dir, "http", **values) as bot,
                httpx.AsyncClient(base_url=bot.url) as browser,
            ):
                cookie, _ = await _begin(browser)
                code = _agreed(workspace)
                answer = await browser.get(
                    f"/slack/oauth_redirect?code={code}&state=forged", headers={"cookie": cookie}
                )
                assert answer.status_code == 400
                assert _tokens(data_dir) == []


async def _install(workspace: Workspace, url: str) -> None:
    """What the browser of somebody who installs the app does."""
    async with httpx.AsyncClient(base_url=url) as browser:
        cookie, state = await _begin(browser)
        back = f"/slack/oauth_redirect?code={_agreed(workspace)}&state={state}"
        assert (await browser.get(back, headers={"cookie": cookie})).status_code == 200
        assert (await browser.get(back, headers={"cookie": cookie})).status_code == 401


def _agreed(workspace: Workspace) -> str:
    """The code that Slack gives the browser of Ann, who agrees to install the app."""
    code = f"agreed-{len(workspace.oauth_codes)}"
    workspace.oauth_codes[code] = workspace.user("ann").id
    return code


async def _begin(browser: httpx.AsyncClient) -> tuple[str, str]:
    """Cookie and state of the page that the installation begins with."""
    page = await browser.get("/slack/install")
    assert "chat%3Awrite" in page.text or "chat:write" in page.text
    cookie = page.headers["set-cookie"].split(";")[0]
    return cookie, cookie.split("=")[1]


class TestCipher:
    def test_a_new_key_in_front_of_the_old_reads_what_the_old_wrote(self) -> None:
        old, new = new_key(), new_key()
        written = Cipher(old).encrypt("xoxb-1")
        both = Cipher(f"{new}, {old}")
        assert both.decrypt(written) == "xoxb-1"
        assert Cipher(new).decrypt(both.encrypt("xoxb-1")) == "xoxb-1"

    def test_a_wrong_key_is_said_to_be_one_without_a_secret_in_the_sentence(self) -> None:
        with pytest.raises(SettingsError, match="LATEPOST_ENCRYPTION_KEY is no key") as told:
            Cipher("not-a-key")
        assert "not-a-key" not in str(told.value)
        with pytest.raises(SettingsError, match="another LATEPOST_ENCRYPTION_KEY"):
            Cipher(new_key()).decrypt(Cipher(new_key()).encrypt("xoxb-1"))


def _tokens(data_dir: Path) -> list[str]:
    """The stored tokens as they are at rest."""
    with contextlib.closing(sqlite3.connect(data_dir / "library.sqlite")) as database:
        tables = ("slack_bots", "slack_installations")
        return [held for table in tables for (held,) in database.execute(f"SELECT bot_token FROM {table}")]
