"""Digests to Slack: the root message and its thread, each message once; and the note to an owner."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

from slack_sdk.web.async_client import AsyncWebClient

from bot.digest.sender import Fence
from bot.errors import ChannelClosedError, SlackError, UnsendableError
from bot.links import ArticleLinks
from bot.model import Subscription
from bot.slack.api.calls import fenced
from bot.slack.api.poster import Poster
from bot.slack.blocks import rich_text
from bot.slack.blocks.digests.announcement import messages_for
from bot.slack.blocks.message import Message, message
from bot.slack.blocks.mrkdwn import Run
from bot.slack.wording.digests import digest_strings, reason_in_words
from bot.store.digests import Claimed

ClientFor = Callable[[str, str], Awaitable[AsyncWebClient | None]]
"""The client for a workspace's team and enterprise id, None where the app is not installed."""

EVENT_KEY = "digest"
"""Where the key of the slot stands in the payload of a message's metadata."""

_UNKNOWN_PERSON = frozenset({"user_not_found", "user_not_visible"})
"""docs.slack.dev/reference/methods/users.info, errors"""

_MARGIN = timedelta(hours=1)
"""So far before a slot is due its messages are searched for: this clock and Slack's may differ."""


class SlackSender:
    """Implements `bot.digest.sender.Sender`. `admin_id` is told what a subscription without an owner has to tell."""

    def __init__(
        self,
        poster: Poster,
        client_for: ClientFor,
        only_team: Callable[[], Awaitable[str]],
        links: ArticleLinks,
        admin_id: str = "",
    ) -> None:
        self._poster = poster
        self._client_for = client_for
        self._only_team = only_team
        self._links = links
        self._admin_id = admin_id

    async def only_team(self) -> str:
        """The workspace of the bot token; another bot on the same database may speak in others."""
        return await self._only_team()

    async def send(self, claimed: Claimed, fence: Fence) -> str:
        """Post the root, then its thread; the root's ts.

        The channel is searched for the root even before the first attempt: a database put back to an older state may
        have forgotten it.
        """
        subscription = claimed.stored.subscription
        local = claimed.due.astimezone(ZoneInfo(subscription.zone))
        try:
            root, *rest = messages_for(subscription, claimed.digest, local, self._links)
        except ValueError as error:
            raise UnsendableError(f"A digest breaks a limit of Slack's: {error}.") from error
        client = await self._client(subscription)
        if subscription.is_personal and subscription.owner_id:  # the settings name none
            await self._check_is_there(client, subscription.owner_id)
        posted = await self._find_root(client, claimed)
        with fenced(fence):
            ts = posted or await self._post(client, claimed, root, "root")
            for number, message in enumerate(rest):
                maybe = claimed.attempts > 1 or posted is not None
                await self._post(client, claimed, message, str(number), thread_ts=ts, maybe_posted=maybe)
        return ts

    async def is_begun(self, claimed: Claimed) -> bool:
        """Whether the root is in the channel."""
        client = await self._client(claimed.stored.subscription)
        return await self._find_root(client, claimed) is not None

    async def tell_owner(self, claimed: Claimed, because: str, fence: Fence) -> None:
        """Tell the owner in a direct message, once for the slot; unless that is what takes no messages."""
        subscription = claimed.stored.subscription
        owner = subscription.owner_id or self._admin_id
        if not owner or subscription.is_personal:
            return
        client = await self._client(subscription)
        notice = paused_message(subscription, because)
        with fenced(fence):
            opened = await self._poster.call(client, "conversations.open", users=owner)
            channel_id = str(opened["channel"]["id"])
            await self._poster.post(client, channel_id, notice, part=f"digest/{claimed.key}/owner", maybe_posted=True)

    async def _client(self, subscription: Subscription) -> AsyncWebClient:
        client = await self._client_for(subscription.team_id, subscription.enterprise_id)
        if client is None:
            raise ChannelClosedError("chat.postMessage", "app_uninstalled")
        return client

    async def _check_is_there(self, client: AsyncWebClient, user_id: str) -> None:
        """Raise `ChannelClosedError` for a person who left.

        Slack takes messages to them all the same (github.com/slackapi/python-slack-sdk/issues/1156).
        """
        try:
            found = await self._poster.read(client, "users.info", user=user_id)
        except SlackError as error:
            if error.code not in _UNKNOWN_PERSON:
                raise
            raise ChannelClosedError("users.info", "user_left") from error
        if (found.get("user") or {}).get("deleted"):
            raise ChannelClosedError("users.info", "user_left")

    async def _find_root(self, client: AsyncWebClient, claimed: Claimed) -> str | None:
        channel_id, part = claimed.stored.subscription.channel_id, f"digest/{claimed.key}/root"
        return await self._poster.find(client, channel_id, part=part, since=claimed.due - _MARGIN)

    async def _post(
        self,
        client: AsyncWebClient,
        claimed: Claimed,
        what: Message,
        part: str,
        *,
        thread_ts: str = "",
        maybe_posted: bool = False,
    ) -> str:
        return await self._poster.post(
            client,
            claimed.stored.subscription.channel_id,
            what,
            part=f"digest/{claimed.key}/{part}",
            thread_ts=thread_ts,
            maybe_posted=maybe_posted,
            since=None if thread_ts else claimed.due - _MARGIN,
            about={EVENT_KEY: claimed.key},
        )


def paused_message(subscription: Subscription, because: str) -> Message:
    """That the digest to a channel is paused, and why."""
    reason = reason_in_words(because, subscription.language)
    text = digest_strings(subscription.language).told.format(reason=reason)
    line = {
        "type": "rich_text_section",
        "elements": [rich_text.channel(subscription.channel_id), *rich_text.parts([Run(f"  {text}")])],
    }
    return message(text, rich_text.block(line))
