"""Whose workspace a delivery comes from, and with which token the bot speaks there."""

from slack_bolt.authorization import AuthorizeResult
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.api.calls import Calls


class OneWorkspace:
    """The workspace of `SLACK_BOT_TOKEN`. Who the bot is there is asked once, by `auth.test`."""

    def __init__(self, client: AsyncWebClient, token: str, calls: Calls) -> None:
        self._client = client
        self._token = token
        self._calls = calls
        self._result: AuthorizeResult | None = None

    async def __call__(self, team_id: str | None, enterprise_id: str | None) -> AuthorizeResult | None:
        """Who the bot is; raises `SlackError` when Slack does not take the token."""
        if self._result is None:

            async def ask() -> AuthorizeResult:
                identity = await self._client.auth_test(token=self._token)
                return AuthorizeResult(
                    enterprise_id=identity.get("enterprise_id"),
                    team_id=identity.get("team_id"),
                    bot_user_id=identity.get("user_id"),
                    bot_id=identity.get("bot_id"),
                    bot_token=self._token,
                )

            self._result = await self._calls.make("auth.test", ask)
        return self._result


class InstalledWorkspaces:
    """The workspaces that installed the app, from the store."""

    def __init__(self, store: AsyncInstallationStore) -> None:
        self._store = store

    async def __call__(self, team_id: str | None, enterprise_id: str | None) -> AuthorizeResult | None:
        """Who the bot is in that workspace, None where it is not installed."""
        bot = await self._store.async_find_bot(enterprise_id=enterprise_id, team_id=team_id)
        if bot is None:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=bot.bot_user_id,
            bot_id=bot.bot_id,
            bot_token=bot.bot_token,
        )
