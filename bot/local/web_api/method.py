"""The register of Web API methods, and what every call goes through before its own work."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.local.active_team import ActiveTeam
from bot.local.records import Channel
from bot.local.refusal import RefusedError

Json = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """One call: the method's name, its arguments, and the bearer token."""

    method: str
    arguments: Json
    token: str | None

    def text(self, name: str) -> str:
        """A required argument as text; `invalid_arguments` names it when it is missing."""
        value = self.arguments.get(name)
        if value is None or value == "":
            raise _invalid(f"missing required field: {name}", name)
        if not isinstance(value, str | int | float):
            raise _invalid(f"must be a string: {name}", name)
        return str(value)

    def optional(self, name: str) -> str | None:
        """An argument as text, None when it is not given."""
        return None if self.arguments.get(name) in (None, "") else self.text(name)

    def flag(self, name: str, default: bool | None = None) -> bool | None:
        """An argument as true or false; forms write `1`, `0`, `true`, `false`."""
        value = self.arguments.get(name)
        if value is None or value == "":
            return default
        return value if isinstance(value, bool) else str(value).lower() in ("1", "true")

    def number(self, name: str, default: int, maximum: int) -> int:
        """An argument as a whole number from 1 to the maximum; `invalid_limit` outside of that."""
        value = self.arguments.get(name)
        if value is None or value == "":
            return default
        if not str(value).isdecimal() or not 1 <= int(value) <= maximum:
            raise RefusedError("invalid_limit")
        return int(value)


Handler = Callable[[ActiveTeam, Call], Json]


@dataclass(frozen=True)
class Method:
    """A method: the scopes that it always needs, the arguments it knows, and whose token calls it.

    `app_level` methods take the app's token, `open` ones none.
    """

    handler: Handler
    scopes: tuple[str, ...]
    arguments: frozenset[str]
    app_level: bool
    open: bool


METHODS: dict[str, Method] = {}


def method(
    name: str, arguments: str = "", *, scopes: tuple[str, ...] = (), app_level: bool = False, open_: bool = False
) -> Callable[[Handler], Handler]:
    """Register a handler under Slack's name of the method, with the names of its arguments."""

    def register(handler: Handler) -> Handler:
        METHODS[name] = Method(handler, scopes, frozenset(arguments.split()), app_level, open_)
        return handler

    return register


def call(workspace: ActiveTeam, made: Call) -> Json:
    """Do what the call asks; the answer without `ok`, or RefusedError."""
    known = METHODS.get(made.method)
    if known is None:
        raise RefusedError("unknown_method", req_method=made.method)
    if known.open:
        return known.handler(workspace, made)
    if not made.token:
        raise RefusedError("not_authed")
    tokens = {workspace.app.bot_token: False, workspace.app.app_token: True}
    if made.token not in tokens:
        raise RefusedError("invalid_auth")
    if tokens[made.token] != known.app_level and made.method not in ("api.test", "auth.test"):
        raise RefusedError("not_allowed_token_type")
    if not workspace.installed:
        raise RefusedError("account_inactive")
    for scope in known.scopes:
        need(workspace, scope)
    for name in made.arguments.keys() - known.arguments - {"team_id"}:
        workspace.warn(f"{made.method} has no argument {name}")
    return known.handler(workspace, made)


def need(workspace: ActiveTeam, *scopes: str) -> None:
    """Refuse with `missing_scope` unless one of the scopes is granted."""
    if not any(scope in workspace.app.scopes for scope in scopes):
        raise RefusedError("missing_scope", needed=",".join(scopes), provided=",".join(sorted(workspace.app.scopes)))


def seen_channel(workspace: ActiveTeam, made: Call, name: str = "channel") -> Channel:
    """The channel of a call, if the bot may know of it: what is private and not its own does not exist for it."""
    channel = workspace.channels.get(made.text(name))
    if channel is None or (channel.kind != "public" and workspace.bot_user.id not in channel.members):
        raise RefusedError("channel_not_found")
    return channel


def page(items: list[Any], made: Call, default: int = 100, maximum: int = 1000) -> tuple[list[Any], Json]:
    """One page of a list by `limit` and `cursor`, and the `response_metadata` with the next cursor."""
    cursor = made.optional("cursor") or "at:0"
    if not cursor.startswith("at:") or not cursor[3:].isdecimal():
        raise RefusedError("invalid_cursor")
    start = int(cursor[3:])
    end = start + made.number("limit", default, maximum)
    return items[start:end], {"next_cursor": f"at:{end}" if end < len(items) else ""}


def _invalid(sentence: str, name: str) -> RefusedError:
    return RefusedError(
        "invalid_arguments", response_metadata={"messages": [f"[ERROR] {sentence} [json-pointer:/{name}]"]}
    )
