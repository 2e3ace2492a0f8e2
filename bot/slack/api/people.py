"""The language that a person has set in Slack."""

from collections import OrderedDict

from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import SlackError
from bot.language import Language
from bot.slack.api.calls import Calls

_REMEMBERED = 10_000


class People:
    """Looks a person's language up once, by `users.info`; English where Slack does not tell."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._languages: OrderedDict[tuple[str, str], Language] = OrderedDict()

    async def zone(self, client: AsyncWebClient, user_id: str) -> str:
        """The IANA name of the person's time zone as of now; UTC where Slack does not tell."""

        async def ask() -> str:
            response = await client.users_info(user=user_id)
            return str((response.get("user") or {}).get("tz") or "")

        try:
            return await self._calls.make("users.info", ask) or "UTC"
        except SlackError:
            return "UTC"

    async def language(self, client: AsyncWebClient, team_id: str, user_id: str) -> Language:
        """The person's language, as far as the bot speaks it."""
        known = self._languages.get((team_id, user_id))
        if known is not None:
            return known

        async def ask() -> str:
            response = await client.users_info(user=user_id, include_locale=True)
            return str((response.get("user") or {}).get("locale") or "")

        try:
            locale = await self._calls.make("users.info", ask)
        except SlackError:
            return "en"
        language: Language = "zh" if locale.lower().startswith("zh") else "en"
        self._languages[team_id, user_id] = language
        if len(self._languages) > _REMEMBERED:
            self._languages.popitem(last=False)
        return language
