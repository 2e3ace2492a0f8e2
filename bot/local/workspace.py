"""A pretend Slack workspace: its state, and what people and the bot can do to it.

    async with Workspace(now, commands=["/latepost"]) as workspace:      # serves on 127.0.0.1
        ...  # start the bot with SLACK_API_URL=workspace.api_url and the workspace's tokens
        ann, general = workspace.add_user("ann"), workspace.add_channel("general", members=["ann", "latepost"])
        await workspace.as_user("ann").slash("general", "/latepost", "chips")
        answer = await workspace.wait_for(lambda: workspace.history("general")[-1:])

The bot gets deliveries over HTTP at `request_urls` (in turn, as replicas behind a balancer would), or over Socket Mode
when there are none.
"""

import asyncio
import itertools
import secrets
from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote

from bot.local import events
from bot.local.delivery import Deliveries, Delivery
from bot.local.faults import Faults
from bot.local.feed import Change, ChangeFeed, ChangeKind, Pulse, Subscription
from bot.local.markup import Reading, read_message
from bot.local.person import Person
from bot.local.records import Channel, ChannelKind, Json, Message, ModalOrHome, User
from bot.local.refusal import NothingHappenedError, RefusedError
from bot.local.server import LoopbackServer
from bot.local.socket_mode import SocketMode
from bot.local.tickets import Tickets
from bot.local.views import Views

T = TypeVar("T")
SLACKBOT = "USLACKBOT"

SCOPES = frozenset(
    "app_mentions:read assistant:write channels:history channels:join channels:read chat:write commands files:read "
    "groups:history groups:read im:history im:read im:write mpim:history mpim:read reactions:read reactions:write "
    "team:read users:read".split()
)
"""What the bot is granted unless something else is said."""
EVENTS = frozenset(
    "app_home_opened app_mention app_uninstalled message.channels message.groups message.im message.mpim "
    "tokens_revoked".split()
)
"""What the bot subscribes to unless something else is said."""


class Workspace:
    """One team with one installed bot.

    `now` gives aware datetimes and decides on lifetimes and timestamps; `signing_clock` stamps signed requests (the bot
    compares those with its own clock) and is `now` unless given. `ack_timeout` and `retry_delays` are real seconds.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        *,
        scopes: Collection[str] = SCOPES,
        subscribed_events: Collection[str] = EVENTS,
        commands: Collection[str] = ("/latepost",),
        shortcuts: Collection[str] = (),
        bot_name: str = "latepost",
        signing_secret: str = "local-signing-secret",
        bot_token: str = "xoxb-local",
        app_token: str = "xapp-local",
        request_urls: Sequence[str] = (),
        signing_clock: Callable[[], datetime] | None = None,
        ack_timeout: float = 3.0,
        retry_delays: Sequence[float] = (0, 60, 300),
        one_message_a_second: bool = False,
        port: int = 0,
    ) -> None:
        self.now = now
        self.signing_clock = signing_clock or now
        self.scopes, self.subscribed_events = set(scopes), set(subscribed_events)
        self.commands, self.shortcuts = set(commands), set(shortcuts)
        self.signing_secret, self.bot_token, self.app_token = signing_secret, bot_token, app_token
        self.request_urls = list(request_urls)
        self.one_message_a_second = one_message_a_second
        self.installed = True
        self.client_id, self.client_secret = "1.1", "local-client-secret"
        self.oauth_codes: dict[str, str] = {}
        """Codes of people who agreed to install the app, each good once: code to the person's id."""
        self.team_id, self.team_domain, self.team_name = "T0LOCAL001", "local", "Local"
        self.app_id, self.bot_id = "A0LOCAL001", "B0LOCAL001"
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, Json] = {}
        self.file_contents: dict[str, bytes] = {}
        self.assistant: dict[tuple[str, str | None], Json] = {}
        self.warnings: list[str] = []
        self.calls: deque[tuple[str, Json]] = deque(maxlen=10_000)
        """The Web API calls that came in, oldest first: method and arguments."""
        self.faults = Faults()
        self.tickets = Tickets(now)
        self.feed = ChangeFeed()
        self.pulse = Pulse()
        self.calls_under_way = 0
        self.last_posted: dict[str, datetime] = {}
        self._ids = itertools.count(1)
        self._last_ts = 0
        self.views = Views(self.new_id, self._view_changed)
        self.socket_mode = SocketMode(self)
        self.deliveries = Deliveries(self, ack_timeout, tuple(retry_delays))
        self._server = LoopbackServer(self, port)
        self.bot_user = self._add(User("U0LOCALBOT", bot_name, bot_name, is_bot=True))
        self._add(User(SLACKBOT, "slackbot", "Slackbot"))

    @classmethod
    def from_manifest(cls, manifest: Mapping[str, Any], now: Callable[[], datetime], **more: Any) -> Self:
        """A workspace in which the app of this manifest is installed: its scopes, events, commands and shortcuts."""
        features, settings = manifest.get("features", {}), manifest.get("settings", {})
        return cls(
            now,
            scopes=manifest.get("oauth_config", {}).get("scopes", {}).get("bot", ()),
            subscribed_events=settings.get("event_subscriptions", {}).get("bot_events", ()),
            commands=[each["command"] for each in features.get("slash_commands", ())],
            shortcuts=[each["callback_id"] for each in features.get("shortcuts", ())],
            bot_name=features.get("bot_user", {}).get("display_name", "latepost"),
            **more,
        )

    # Serving

    @property
    def url(self) -> str:
        """Where the workspace serves, without a trailing slash."""
        return f"http://127.0.0.1:{self._server.port}"

    @property
    def api_url(self) -> str:
        """The Web API's base address, for `SLACK_API_URL`."""
        return f"{self.url}/api/"

    async def __aenter__(self) -> Self:
        await self._server.start()
        await self.deliveries.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.deliveries.stop()
        await self.socket_mode.stop()
        await self._server.stop()
        self.feed.close()

    # People and channels

    def add_user(self, name: str, *, tz: str = "Asia/Shanghai", locale: str = "en-US", real_name: str = "") -> User:
        """A new person; `tz` is an IANA name."""
        return self._add(User(self.new_id("U"), name, real_name or name.title(), tz, locale))

    def add_channel(self, name: str, *, kind: ChannelKind = "public", members: Iterable[str | User] = ()) -> Channel:
        """A new channel with these members (names, ids or users); name the bot among them to let it in."""
        ids = [self.user(member).id for member in members]
        prefix = {"public": "C", "private": "C", "im": "D", "mpim": "G"}[kind]
        creator = ids[0] if ids else self.bot_user.id
        channel = Channel(self.new_id(prefix), name, kind, creator, int(self.now().timestamp()), ids)
        self.channels[channel.id] = channel
        self.changed("channel_created", {"channel": channel.to_json(self.team_id, creator)})
        return channel

    def direct_message(self, user: str | User, other: str | User | None = None) -> Channel:
        """The direct message between two people, or with the bot; made when it is new."""
        pair = {self.user(user).id, self.user(other).id if other is not None else self.bot_user.id}
        for channel in self.channels.values():
            if channel.kind == "im" and set(channel.members) == pair:
                return channel
        return self.add_channel("directmessage", kind="im", members=sorted(pair))

    def user(self, user: str | User) -> User:
        """A user by id or name; `user_not_found`."""
        if isinstance(user, User):
            return user
        name = user.removeprefix("@")
        for each in self.users.values():
            if name in (each.id, each.name):
                return each
        raise RefusedError("user_not_found")

    def channel(self, channel: str | Channel) -> Channel:
        """A channel by id or name; `channel_not_found`."""
        if isinstance(channel, Channel):
            return channel
        found = self.channels.get(channel)
        name = channel.removeprefix("#")
        found = found or next((c for c in self.channels.values() if c.name == name and c.kind != "im"), None)
        if found is None:
            raise RefusedError("channel_not_found")
        return found

    def join(self, channel: str | Channel, user: str | User) -> list[Delivery]:
        """Let somebody into a channel (the bot too), as an invitation does."""
        where, who = self.channel(channel), self.user(user)
        if who.id in where.members:
            return []
        where.members.append(who.id)
        self.changed("member_joined", {"channel": where.id, "user": who.id})
        return events.member(self, where, who.id, "member_joined_channel")

    def leave(self, channel: str | Channel, user: str | User) -> list[Delivery]:
        """Take somebody out of a channel."""
        where, who = self.channel(channel), self.user(user)
        sent = events.member(self, where, who.id, "member_left_channel")
        where.members.remove(who.id)
        self.changed("member_left", {"channel": where.id, "user": who.id})
        return sent

    def archive(self, channel: str | Channel) -> None:
        """Archive a channel: nobody can post there any more."""
        where = self.channel(channel)
        where.archived = True
        self.changed("channel_archived", {"channel": where.id})

    def uninstall(self) -> list[Delivery]:
        """Remove the app: its tokens are revoked, and it is told."""
        sent = events.uninstalled(self)
        self.installed = False
        return sent

    def agree_to_install(self, user: str | User) -> str:
        """Somebody agrees to install the app: the code that their browser brings to the redirect address."""
        code = secrets.token_hex(16)
        self.oauth_codes[code] = self.user(user).id
        return code

    # Messages

    def post(
        self,
        channel: Channel,
        user: str,
        text: str,
        *,
        thread_ts: str | None = None,
        ephemeral_to: str | None = None,
        **more: Any,
    ) -> tuple[Message, list[Delivery]]:
        """Store a message and tell the bot of it; `more` are further fields of Message."""
        message = Message(channel.id, self.new_ts(), user, text, thread_ts=thread_ts, ephemeral_to=ephemeral_to, **more)
        if ephemeral_to is not None:
            channel.ephemerals.append(message)
            self.changed(
                "ephemeral", {"channel": channel.id, "to": ephemeral_to, "message": self.message_json(message)}
            )
            return message, []
        if thread_ts is not None and (parent := channel.messages.get(thread_ts)) is not None:
            parent.thread_ts = parent.ts
        channel.messages[message.ts] = message
        self.changed("message", {"channel": channel.id, "message": self.message_json(message)})
        return message, events.posted(self, channel, message)

    def upload(self, user: User, name: str, content: bytes) -> Json:
        """Somebody uploads a file; what a message with it shows, its content is served to whoever has the token."""
        file_id = self.new_id("F")
        address = f"{self.url}/files/{file_id}/{quote(name, safe='')}"
        self.file_contents[file_id] = content
        self.files[file_id] = {
            "id": file_id,
            "created": int(self.now().timestamp()),
            "name": name,
            "title": name,
            "mimetype": "application/octet-stream",
            "filetype": name.rpartition(".")[2],
            "user": user.id,
            "mode": "hosted",
            "size": len(content),
            "is_external": False,
            "url_private": address,
            "url_private_download": address,
        }
        return self.files[file_id]

    def update(self, message: Message, *, mark: bool = True, **fields: Any) -> list[Delivery]:
        """Change fields of a stored message, and mark it as edited."""
        before = self.message_json(message)
        for name, value in fields.items():
            setattr(message, name, value)
        if mark:
            message.edited = {"user": message.user, "ts": self.new_ts()}
        kind: ChangeKind = "ephemeral_changed" if message.ephemeral_to else "message_changed"
        self.changed(kind, {"channel": message.channel, "message": self.message_json(message)})
        return [] if message.ephemeral_to else events.changed(self, self.channels[message.channel], message, before)

    def delete(self, message: Message) -> list[Delivery]:
        """Delete a message; a thread's parent leaves a tombstone."""
        channel = self.channels[message.channel]
        before = self.message_json(message)
        if message.ephemeral_to:
            channel.ephemerals.remove(message)
            self.changed("ephemeral_deleted", {"channel": channel.id, "ts": message.ts})
            return []
        if channel.replies(message.ts):
            message.subtype, message.text, message.user = "tombstone", "This message was deleted.", SLACKBOT
            message.blocks, message.attachments, message.metadata = [], [], None
        else:
            del channel.messages[message.ts]
        self.changed("message_deleted", {"channel": channel.id, "ts": message.ts})
        return events.deleted(self, channel, message.ts, before)

    def message(self, channel: str | Channel, ts: str) -> Message:
        """A stored message; `message_not_found`."""
        found = self.channel(channel).messages.get(ts)
        if found is None:
            raise RefusedError("message_not_found")
        return found

    def history(self, channel: str | Channel) -> list[Message]:
        """The messages of a channel outside its threads, oldest first."""
        return [message for message in self.channel(channel).messages.values() if not message.is_reply]

    def thread(self, message: Message) -> list[Message]:
        """The replies in the thread of a message, oldest first, without the parent."""
        return self.channels[message.channel].replies(message.thread_ts or message.ts)

    def ephemerals(self, user: str | User, channel: str | Channel | None = None) -> list[Message]:
        """The messages that only this person sees, oldest first."""
        places = self.channels.values() if channel is None else [self.channel(channel)]
        return [m for place in places for m in place.ephemerals if m.ephemeral_to == self.user(user).id]

    def reading(self, message: Message) -> Reading:
        """Whom the message pings, where it links to, and whether previews open."""
        return read_message(message.as_sent())

    def message_json(self, message: Message, *, metadata: bool = False) -> Json:
        """The message with its thread's numbers, as conversations.history gives it."""
        shown = message.to_json(self.team_id, metadata=metadata)
        if message.bot_id:
            shown["bot_profile"] = {"id": self.bot_id, "app_id": self.app_id, "name": self.bot_user.name}
        if message.thread_ts == message.ts:
            replies = self.channels[message.channel].replies(message.ts)
            shown |= {
                "reply_count": len(replies),
                "reply_users": list(dict.fromkeys(reply.user for reply in replies)),
                "reply_users_count": len({reply.user for reply in replies}),
                "latest_reply": replies[-1].ts if replies else message.ts,
                "is_locked": False,
                "subscribed": False,
            }
        return shown

    def view_json(self, view: ModalOrHome) -> Json:
        """The view as Slack sends it."""
        return view.to_json(self.team_id, self.app_id, self.bot_id)

    # Acting, watching, waiting

    def as_user(self, user: str | User) -> Person:
        """Act as this person."""
        return Person(self, self.user(user))

    def changes(self, after: int | None = None) -> Subscription:
        """What happens from now on, as an async iterator; with `after`, first what came after that change's number."""
        return self.feed.subscribe(after)

    async def wait_for(self, predicate: Callable[[], T], timeout: float = 5.0) -> T:  # noqa: ASYNC109 - the caller names the deadline
        """The first truthy result of `predicate`, which is looked at whenever something happens.

        Raises NothingHappenedError after `timeout` seconds, saying what happened last.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while not (result := predicate()):
            left = deadline - loop.time()
            if left <= 0:
                raise NothingHappenedError(f"not within {timeout:g} s; the newest was {self._newest()}")
            await self.pulse.wait(min(left, 0.25))
        return result

    @property
    def busy(self) -> bool:
        """Whether a delivery is neither acknowledged nor given up, or a call of the bot is being answered."""
        return bool(self.deliveries.under_way or self.calls_under_way)

    async def settled(self, quiet: float = 0.1, timeout: float = 5.0) -> None:  # noqa: ASYNC109 - the caller names the deadline
        """Wait until nothing is under way and nothing happened for `quiet` seconds.

        A bot that works silently for longer than that is not noticed: where you know what to expect, use `wait_for`.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while await self.pulse.wait(quiet) or self.busy:
            if loop.time() > deadline:
                raise NothingHappenedError(f"still busy after {timeout:g} s; the newest was {self._newest()}")

    def changed(self, kind: ChangeKind, data: Json) -> Change:
        """Put a change on the feed."""
        change = self.feed.add(kind, self.now(), data)
        self.pulse.beat()
        return change

    def warn(self, sentence: str) -> None:
        """Collect what Slack would only complain about."""
        self.warnings.append(sentence)
        self.changed("warning", {"text": sentence})

    def new_id(self, prefix: str) -> str:
        """An id of Slack's form that was not used yet."""
        return f"{prefix}0LOCAL{next(self._ids):05d}"

    def new_ts(self) -> str:
        """A timestamp `seconds.microseconds` by the clock, later than every one before."""
        self._last_ts = max(self._last_ts + 1, int(self.now().timestamp() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def _add(self, user: User) -> User:
        self.users[user.id] = user
        return user

    def _view_changed(self, kind: str, view: ModalOrHome) -> None:
        names: dict[str, ChangeKind] = {
            "view_opened": "view_opened",
            "view_updated": "view_updated",
            "view_closed": "view_closed",
            "home_published": "home_published",
        }
        self.changed(names[kind], {"user": view.user, "view": self.view_json(view)})

    def _newest(self) -> str:
        newest = [f"{change.kind} {str(change.data)[:200]}" for change in list(self.feed.kept)[-3:]]
        return "; ".join([*newest, *self.warnings[-2:]]) or "nothing"
