"""A team with one installed bot: its people, channels and messages, and how Slack shows them."""

import itertools
from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime

from bot.local.app import App
from bot.local.deliveries import Deliveries, Timing
from bot.local.faults import Faults
from bot.local.feed import Change, ChangeFeed, ChangeKind, Pulse
from bot.local.records import Channel, ChannelKind, Json, Message, ModalOrHome, User
from bot.local.refusal import RefusedError
from bot.local.shared_links import LinkShare
from bot.local.socket_mode import SocketMode
from bot.local.tickets import Tickets
from bot.local.views import Views

SLACKBOT = "USLACKBOT"


class Team:
    """The state of a workspace. `now` gives aware datetimes and decides on lifetimes and timestamps.

    `signing_clock` stamps signed requests (the bot compares those with its own clock) and is `now` unless given.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        app: App | None = None,
        *,
        signing_clock: Callable[[], datetime] | None = None,
        timing: Timing | None = None,
    ) -> None:
        self.now = now
        self.signing_clock = signing_clock or now
        self.app = app or App()
        self.request_urls: list[str] = []
        """Where the bot listens; it gets deliveries in turn, or over Socket Mode where there are none."""
        self.url = ""
        """Where the workspace serves, without a trailing slash."""
        self.one_message_a_second = False
        self.installed = True
        self.oauth_codes: dict[str, str] = {}
        """Codes of people who agreed to install the app, each good once: code to the person's id."""
        self.team_id, self.team_domain, self.team_name = "T0LOCAL001", "local", "Local"
        self.app_id, self.bot_id = "A0LOCAL001", "B0LOCAL001"
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, Json] = {}
        self.file_contents: dict[str, bytes] = {}
        self.link_shares: dict[str, LinkShare] = {}
        """The links that the bot was told of, by `unfurl_id`."""
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
        self.deliveries = Deliveries(self, self.socket_mode, timing or Timing())
        self.bot_user = self._add(User("U0LOCALBOT", self.app.bot_name, self.app.bot_name, is_bot=True))
        self._add(User(SLACKBOT, "slackbot", "Slackbot"))

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
        for user in self.users.values():
            if name in (user.id, user.name):
                return user
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
