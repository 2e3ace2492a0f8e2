"""Sending: every message and view goes through here, is checked, opens no preview, and is posted once.

A message carries an id in its metadata (docs.slack.dev/messaging/message-metadata). Before it is sent a second time,
after a lost connection or by the retry of a delivery whose first handling died, the conversation is searched for it.
"""

import hashlib
import itertools
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.errors import LeaseLostError, SlackError, UnsendableError
from bot.slack.api.block_forms import BlockForms
from bot.slack.api.calls import Calls, fenced, is_ours
from bot.slack.api.newest_last import NewestLast
from bot.slack.blocks.limits import check_blocks
from bot.slack.blocks.message import MESSAGE_BLOCKS, Message, check, check_view

EVENT_TYPE = "latepost_message"
_LOOK_BACK = 100
"""How many of the newest messages of a conversation are searched for one that may have been posted."""
_ROOM_FOR_METADATA_PAGES = 10

_TRIGGER_SECONDS = 3.0
"""How long a trigger opens a modal (docs.slack.dev/surfaces/modals)."""

Json = dict[str, Any]


class Poster:
    """Posts, updates and opens, through the client of the workspace that is spoken to."""

    def __init__(self, calls: Calls, forms: BlockForms) -> None:
        self._calls = calls
        self._forms = forms
        self._modals = NewestLast()

    async def post(
        self,
        client: AsyncWebClient,
        channel_id: str,
        message: Message,
        *,
        part: str,
        thread_ts: str = "",
        maybe_posted: bool = False,
        since: datetime | None = None,
        about: Mapping[str, str] | None = None,
    ) -> str:
        """Post a message to a channel or thread, once for each `part`; its ts.

        `maybe_posted` looks for it before the first try as well, as far back as `since` where that is given. `about`
        goes into its metadata. Raises `NotInChannelError`, `SlackError`.
        """
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"id": _message_id(part), **(about or {})}}
        body: Json = {
            "channel": channel_id,
            "metadata": metadata,
            "unfurl_links": False,
            "unfurl_media": False,
        }
        _check(message)
        if thread_ts:
            body["thread_ts"] = thread_ts

        async def find() -> str | None:
            return await self.find(client, channel_id, part=part, thread_ts=thread_ts, since=since)

        async def send(content: Json) -> str:
            async def call() -> str:
                response = await client.api_call("chat.postMessage", json={**body, **content})
                return str(response["ts"])

            return await self._calls.make("chat.postMessage", call, find)

        if maybe_posted and (found := await find()) is not None:
            return found
        posted = await self._forms.send(client.token or "", message, send)
        if await is_ours():
            return posted
        # This process was frozen in its call: its successor may have posted the same meanwhile, and then that stands.
        with fenced(None):
            other = await self.find(client, channel_id, part=part, thread_ts=thread_ts, since=since, but=posted)
            if other is not None:
                await self.delete(client, channel_id, posted)
        raise LeaseLostError

    async def replace(self, client: AsyncWebClient, channel_id: str, ts: str, message: Message, *, part: str) -> None:
        """Turn a message of the bot's into another one; from then on it is the one posted as that part."""
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"id": _message_id(part)}}
        _check(message)

        async def send(content: Json) -> Json:
            return await self.call(client, "chat.update", channel=channel_id, ts=ts, metadata=metadata, **content)

        await self._forms.send(client.token or "", message, send)

    async def delete(self, client: AsyncWebClient, channel_id: str, ts: str) -> None:
        """Take a message of the bot's away; one that is gone already is well."""
        try:
            await self.call(client, "chat.delete", channel=channel_id, ts=ts)
        except SlackError as error:
            if error.code != "message_not_found":
                raise

    async def respond(
        self, client: AsyncWebClient, response_url: str, message: Message, *, in_channel: bool = False
    ) -> None:
        """Answer at a response address, for the asker only unless `in_channel`.

        What was sent there can't be looked up: after a lost connection it is sent again, as a doubled private message
        is better than silence.
        """
        _check(message)
        body: Json = {
            "response_type": "in_channel" if in_channel else "ephemeral",
            "replace_original": False,
            "unfurl_links": False,
            "unfurl_media": False,
        }
        webhook = AsyncWebhookClient(response_url, session=client.session, proxy=client.proxy, retry_handlers=[])

        async def send(content: Json) -> None:
            async def call() -> None:
                response = await webhook.send_dict({**body, **content})
                if response.status_code != 200:
                    raise SlackApiError("the response address refused", _WebhookAnswer(response))  # type: ignore[no-untyped-call]  # the SDK leaves it untyped

            await self._calls.make("response_url", call)

        await self._forms.send(client.token or "", message, send)

    async def unfurl(self, client: AsyncWebClient, unfurls: Mapping[str, Json], place: Mapping[str, str]) -> None:
        """Show what stands behind the links of somebody's message, by the link as it stands there.

        `place` names the message as `chat.unfurl` takes it. Doing it twice shows the same once.
        """
        for shown in unfurls.values():
            _check_blocks(shown["blocks"])
        await self.call(client, "chat.unfurl", unfurls=dict(unfurls), **place)

    async def publish_home(self, client: AsyncWebClient, user_id: str, view: Json) -> None:
        """Show a person's Home."""
        checked = _checked_view(view)

        async def send() -> None:
            await client.views_publish(user_id=user_id, view=checked)

        await self._calls.make("views.publish", send)

    async def open_modal(self, client: AsyncWebClient, trigger_id: str, view: Json) -> None:
        """Open a modal, within 3 s of what the person pressed."""
        checked = _checked_view(view)

        async def send() -> None:
            await client.views_open(trigger_id=trigger_id, view=checked)

        async def opened() -> None:
            return None

        try:
            await self._calls.make("views.open", send, opened, within_seconds=_TRIGGER_SECONDS)
        except SlackError as error:
            if error.code != "exchanged_trigger_id":  # the first try had opened it
                raise

    async def update_modal(self, client: AsyncWebClient, view_id: str, view: Json, used_at: str = "") -> None:
        """Show another view in an open modal, unless one is shown for something that was used later than `used_at`."""
        checked = _checked_view(view)

        async def send() -> None:
            await client.views_update(view_id=view_id, view=checked)

        async with self._modals.turn(view_id, used_at) as is_newest:
            if is_newest:
                await self._calls.make("views.update", send)

    async def call(self, client: AsyncWebClient, method: str, **arguments: Any) -> Json:
        """Call a method that may be done twice; its answer."""

        async def send() -> Json:
            response = await client.api_call(method, json=arguments)
            return dict(response.data) if isinstance(response.data, dict) else {}

        return await self._calls.make(method, send)

    async def read(self, client: AsyncWebClient, method: str, **arguments: str | int) -> Json:
        """Call a method that only reads; those take no JSON (docs.slack.dev/apis/web-api)."""

        async def ask() -> Json:
            response = await client.api_call(method, params=arguments)
            return dict(response.data) if isinstance(response.data, dict) else {}

        return await self._calls.make(method, ask)

    async def find(
        self,
        client: AsyncWebClient,
        channel_id: str,
        *,
        part: str,
        thread_ts: str = "",
        since: datetime | None = None,
        but: str = "",
    ) -> str | None:
        """The ts of a message that was posted as this part, other than `but`.

        None if it is not among the newest, or those `since`.
        """
        message_id = _message_id(part)
        arguments: Json = {"channel": channel_id, "include_all_metadata": "true", "limit": _LOOK_BACK}
        method = "conversations.replies" if thread_ts else "conversations.history"
        if thread_ts:
            arguments["ts"] = thread_ts
        if since is not None:
            arguments["oldest"] = f"{since.timestamp():.6f}"

        cursor = ""
        pages: Iterable[int] = range(_ROOM_FOR_METADATA_PAGES) if since is None else itertools.count()
        for _ in pages:
            page = await self.read(client, method, **arguments, **({"cursor": cursor} if cursor else {}))
            for posted in page.get("messages") or []:
                metadata = posted.get("metadata") or {}
                payload = metadata.get("event_payload") or {}
                is_it = metadata.get("event_type") == EVENT_TYPE and payload.get("id") == message_id
                if is_it and posted["ts"] != but:
                    return str(posted["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor or not (thread_ts or since):
                return None
        return None


def _message_id(part: str) -> str:
    return hashlib.sha256(part.encode("utf-8", "replace")).hexdigest()[:32]


def _check(message: Message) -> None:
    try:
        check(message)
    except ValueError as error:
        raise UnsendableError(f"A message breaks a limit of Slack's: {error}.") from error


def _check_blocks(blocks: Sequence[Json]) -> None:
    try:
        check_blocks(blocks, MESSAGE_BLOCKS)
    except ValueError as error:
        raise UnsendableError(f"What is shown of a link breaks a limit of Slack's: {error}.") from error


def _checked_view(view: Json) -> Json:
    try:
        check_view(view)
    except ValueError as error:
        raise UnsendableError(f"A view breaks a limit of Slack's: {error}.") from error
    return view


class _WebhookAnswer:
    """What a response address answered, in the shape of a Web API response."""

    def __init__(self, response: Any) -> None:
        self.status_code: int = response.status_code
        self.headers: Mapping[str, str] = response.headers
        self.data: Json = {"error": str(response.body)[:200]} if response.status_code < 500 else {}
