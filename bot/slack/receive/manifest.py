"""The app manifest: pasting it into Slack is the whole setup. Made from the listeners that `register` registers.

docs.slack.dev/reference/app-manifest
"""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from bot.slack import ids
from bot.slack.wording.answers import answer_strings
from bot.slack.wording.uploads import upload_strings

Json = dict[str, Any]

_DOMAIN = re.compile(r"(?!.*\.(?:local|localhost)$)(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]+")

_EVENT_SCOPES = {
    "app_mention": ("app_mentions:read",),
    "app_home_opened": (),
    "message.im": ("im:history",),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.mpim": ("mpim:history",),
    "link_shared": ("links:read",),
    "app_uninstalled": (),
    "tokens_revoked": (),
}
"""The scope that each event needs (its page under docs.slack.dev/reference/events)."""
_EVENTS = {"message": ("message.im", "message.channels", "message.groups", "message.mpim")}
"""The events under which Slack lists a listener's event where the names differ."""
_CALL_SCOPES = (
    "chat:write",  # answers
    "channels:history",  # a message that may have been posted is looked up before it is posted again
    "groups:history",
    "im:history",
    "mpim:history",
    "channels:read",  # who is in a channel may see and change its digests
    "groups:read",
    "files:read",  # files that somebody sends to be added
    "im:write",  # answers from Home go to the direct message
    "users:read",  # the language that a person has set
    "assistant:write",  # suggested prompts
)


_SHORTCUTS = {
    ids.FIND_COVERAGE: (answer_strings("en").shortcut, "What the library has on this message"),
    ids.ADD_TO_LIBRARY: (upload_strings("en").shortcut, upload_strings("en").shortcut_description),
}
"""The name and description of each message shortcut."""


@dataclass
class Registered:
    """What listeners were registered for; stands in for an app in `listeners.register`."""

    commands: list[str] = field(default_factory=list)
    message_shortcuts: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    actions: list[Any] = field(default_factory=list)
    views: list[str] = field(default_factory=list)

    def command(self, name: str) -> Any:
        """A slash command."""
        return self._note(self.commands, name)

    def message_shortcut(self, callback_id: str) -> Any:
        """A shortcut on messages."""
        return self._note(self.message_shortcuts, callback_id)

    def event(self, name: str) -> Any:
        """An event."""
        return self._note(self.events, name)

    def action(self, action_id: Any) -> Any:
        """A button, menu or field."""
        return self._note(self.actions, action_id)

    def view(self, callback_id: str) -> Any:
        """The submission of a modal."""
        return self._note(self.views, callback_id)

    @staticmethod
    def _note(names: list[Any], name: Any) -> Any:
        names.append(name)
        return lambda listener: listener


def scopes(registered: Registered) -> list[str]:
    """The bot scopes that the listeners and the calls need."""
    needed = {scope for event in bot_events(registered) for scope in _EVENT_SCOPES[event]} | set(_CALL_SCOPES)
    if registered.commands or registered.message_shortcuts:
        needed.add("commands")
    if "link_shared" in registered.events:
        needed.add("links:write")
    return sorted(needed)


def bot_events(registered: Registered) -> list[str]:
    """The events to subscribe to."""
    return sorted(name for event in registered.events for name in _EVENTS.get(event, (event,)))


def unfurl_domain(reader_url: str | None) -> str | None:
    """The domain whose links Slack tells of; None for an address that Slack takes none of.

    A bare name, an IP address and what is only known on one network are none (docs.slack.dev/reference/app-manifest,
    `unfurl_domains`); Slack knows no ports.
    """
    name = urlsplit(reader_url or "").hostname or ""
    return name if _DOMAIN.fullmatch(name) else None


def manifest(registered: Registered, *, bot_name: str, public_url: str | None, socket_mode: bool, oauth: bool) -> Json:
    """The manifest as JSON. Over HTTP the public address of the bot is in it, and always the domain of its links."""
    base = (public_url or "https://example.com").rstrip("/")
    endpoint: Json = {} if socket_mode else {"request_url": f"{base}/slack/events"}
    command_url: Json = {} if socket_mode else {"url": f"{base}/slack/events"}
    domain = unfurl_domain(public_url) if "link_shared" in registered.events else None
    oauth_config: Json = {"scopes": {"bot": scopes(registered)}}
    if oauth:
        oauth_config["redirect_urls"] = [f"{base}/slack/oauth_redirect"]
    return {
        "display_information": {
            "name": "LatePost",
            "description": "Cited answers from summaries of 晚点LatePost",
            "long_description": (
                "Ask in Chinese or English, misspelt or not: the answers are key points from summaries of 晚点LatePost "
                "articles, word for word, each with the numbers of the paragraphs that it came from, one click from "
                "the whole summary. When the library has nothing, it says so."
            ),
            "background_color": "#1d3557",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "agent_view": {"agent_description": "Answers from summaries of 晚点LatePost, with citations"},
            "bot_user": {"display_name": bot_name, "always_online": True},
            "slash_commands": [
                {
                    "command": command,
                    **command_url,
                    "description": "Ask the library, or: help, latest, article, timeline, private, digest, alert",
                    "usage_hint": (
                        "[private] <topic> | latest [n] | article <title> | timeline <topic> | digest | alert <topic>"
                    ),
                    "should_escape": False,
                }
                for command in registered.commands
            ],
            "shortcuts": [
                {
                    "name": _SHORTCUTS[callback_id][0],
                    "type": "message",
                    "callback_id": callback_id,
                    "description": _SHORTCUTS[callback_id][1],
                }
                for callback_id in registered.message_shortcuts
            ],
            **({"unfurl_domains": [domain]} if domain else {}),
        },
        "oauth_config": oauth_config,
        "settings": {
            "event_subscriptions": {**endpoint, "bot_events": bot_events(registered)},
            "interactivity": {"is_enabled": True, **endpoint},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket_mode,
            "token_rotation_enabled": False,
        },
    }
