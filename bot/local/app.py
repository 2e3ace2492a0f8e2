"""The app that is installed in the workspace, as its manifest says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

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


@dataclass
class App:
    """The installed app: what it may do and is told, and its secrets."""

    scopes: set[str] = field(default_factory=lambda: set(SCOPES))
    subscribed_events: set[str] = field(default_factory=lambda: set(EVENTS))
    commands: set[str] = field(default_factory=lambda: {"/latepost"})
    shortcuts: set[str] = field(default_factory=set)
    unfurl_domains: set[str] = field(default_factory=set)
    """The app is told of links to these and to names below them."""
    bot_name: str = "latepost"
    signing_secret: str = "local-signing-secret"
    bot_token: str = "xoxb-local"
    app_token: str = "xapp-local"
    client_id: str = "1.1"
    client_secret: str = "local-client-secret"

    @classmethod
    def from_manifest(cls, manifest: Mapping[str, Any]) -> "App":
        """The app of a manifest: its scopes, events, commands, shortcuts and domains of links."""
        features, settings = manifest.get("features", {}), manifest.get("settings", {})
        return cls(
            scopes=set(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", ())),
            subscribed_events=set(settings.get("event_subscriptions", {}).get("bot_events", ())),
            commands={command["command"] for command in features.get("slash_commands", ())},
            shortcuts={shortcut["callback_id"] for shortcut in features.get("shortcuts", ())},
            unfurl_domains=set(features.get("unfurl_domains", ())),
            bot_name=features.get("bot_user", {}).get("display_name", "latepost"),
        )
