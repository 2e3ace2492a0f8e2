"""Installing into many workspaces: the SDK's SQLAlchemy stores on our database, tokens encrypted at rest."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from typing import TypeVar

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import SettingsError, StoreUnavailableError

_STATE_SECONDS = 600
Held = TypeVar("Held", Bot, Installation)
_FERNET = "gAAAA"
"""How all that Fernet encrypts begins: its version 0x80 and the upper bytes of a time (github.com/fernet/spec)."""
SECRETS = ("bot_token", "bot_refresh_token", "user_token", "user_refresh_token", "incoming_webhook_url")


class Cipher:
    """Encrypts with the first of the keys, and decrypts with any of them: a new key goes in front of the old."""

    def __init__(self, keys: str) -> None:
        try:
            fernets = [Fernet(key.strip()) for key in keys.split(",") if key.strip()]
            self._first, self._fernet = fernets[:1], MultiFernet(fernets)
        except ValueError as error:
            raise SettingsError(
                "LATEPOST_ENCRYPTION_KEY is no key. Make one with: latepost doctor --new-key "
                "(several, the newest first, stand with commas between)."
            ) from error

    def encrypt(self, secret: str) -> str:
        """The secret as it is stored."""
        return self._fernet.encrypt(secret.encode()).decode()

    def decrypt(self, stored: str) -> str:
        """The secret; raises `SettingsError` when none of the keys is its."""
        try:
            return self._fernet.decrypt(stored).decode()
        except InvalidToken as error:
            raise SettingsError(
                "A stored token was encrypted with another LATEPOST_ENCRYPTION_KEY. Put that key behind the new one, "
                "a comma between, or let the workspace install the app again."
            ) from error

    def renewed(self, stored: str) -> str:
        """The same secret encrypted with the first of the keys; one that was never encrypted, too."""
        return self.encrypt(self.decrypt(stored) if stored.startswith(_FERNET) else stored)

    def is_newest(self, stored: str) -> bool:
        """Whether it was encrypted with the first of the keys."""
        try:
            return bool([fernet.decrypt(stored) for fernet in self._first])
        except InvalidToken:
            return False


def new_key() -> str:
    """A key for LATEPOST_ENCRYPTION_KEY."""
    return Fernet.generate_key().decode()


@contextmanager
def _reachable() -> Iterator[None]:
    """The SDK's stores let the database's own errors out, which would be taken for faults of ours."""
    try:
        yield
    except (DBAPIError, OSError, TimeoutError) as error:
        raise StoreUnavailableError(
            f"The installations can't be read or changed ({type(error).__name__}). Check LATEPOST_DATABASE_URL."
        ) from error


class EncryptedInstallationStore(AsyncSQLAlchemyInstallationStore):
    """The SDK's store with every token encrypted on its way in and decrypted on its way out."""

    def __init__(self, client_id: str, engine: AsyncEngine, cipher: Cipher, logger: logging.Logger) -> None:
        super().__init__(client_id, engine, logger=logger)
        self._cipher = cipher

    async def async_save(self, installation: Installation) -> None:
        """Store an installation, and its bot."""
        await super().async_save(self._locked(installation))

    async def async_save_bot(self, bot: Bot) -> None:
        """Store a bot; what `async_save` hands on is encrypted already."""
        await super().async_save_bot(self._locked(bot))

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """The bot of a workspace."""
        with _reachable():
            found = await super().async_find_bot(
                enterprise_id=enterprise_id, team_id=team_id, is_enterprise_install=is_enterprise_install
            )
        return self._unlocked(found) if found else None

    async def all_bots(self) -> list[Bot]:
        """The newest bot of every workspace."""
        query = select(self.bots.c.enterprise_id, self.bots.c.team_id).where(self.bots.c.client_id == self.client_id)
        with _reachable():
            async with self.engine.begin() as connection:
                rows = (await connection.execute(query.distinct())).all()
        found = [await self.async_find_bot(enterprise_id=row.enterprise_id, team_id=row.team_id) for row in rows]
        return [bot for bot in found if bot]

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """The newest installation in a workspace."""
        found = await super().async_find_installation(
            enterprise_id=enterprise_id, team_id=team_id, user_id=user_id, is_enterprise_install=is_enterprise_install
        )
        return self._unlocked(found) if found else None

    async def async_delete_all(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Delete the installations of a workspace, and its bots."""
        with _reachable():
            await super().async_delete_all(enterprise_id=enterprise_id, team_id=team_id)

    def _locked(self, installation: Held) -> Held:
        changed = copy(installation)
        for name in SECRETS:
            secret = getattr(installation, name, None)
            if secret and not secret.startswith(_FERNET):
                setattr(changed, name, self._cipher.encrypt(secret))
        return changed

    def _unlocked(self, installation: Held) -> Held:
        changed = copy(installation)
        for name in SECRETS:
            stored = getattr(installation, name, None)
            if stored and stored.startswith(_FERNET):
                setattr(changed, name, self._cipher.decrypt(stored))
        return changed


def oauth_flow(
    *,
    client: AsyncWebClient,
    client_id: str,
    client_secret: str,
    scopes: Sequence[str],
    public_url: str | None,
    installations: EncryptedInstallationStore,
    engine: AsyncEngine,
    logger: logging.Logger,
) -> AsyncOAuthFlow:
    """The installation at `/slack/install`, which ends at `/slack/oauth_redirect`."""
    settings = AsyncOAuthSettings(
        client_id=client_id,
        client_secret=client_secret,
        scopes=list(scopes),
        redirect_uri=f"{public_url.rstrip('/')}/slack/oauth_redirect" if public_url else None,
        install_path="/slack/install",
        redirect_uri_path="/slack/oauth_redirect",
        installation_store=installations,
        state_store=AsyncSQLAlchemyOAuthStateStore(_STATE_SECONDS, engine, logger=logger),
        state_expiration_seconds=_STATE_SECONDS,
        logger=logger,
    )
    return AsyncOAuthFlow(client=client, logger=logger, settings=settings)
