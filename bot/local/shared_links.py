"""Links in people's messages that lead to a domain of the app, and what the app shows of them.

docs.slack.dev/messaging/unfurling-links-in-messages, docs.slack.dev/reference/events/link_shared
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

Json = dict[str, Any]
Source = Literal["composer", "conversations_history"]

_URL = re.compile(r"<(https?://[^<>|\s]+)(?:\|[^<>]*)?>|(?<![<|])(https?://[^\s<>|]+)", re.IGNORECASE)
_BEHIND = ".,;:!?)\"'，。；：！？）」』】》"
"""Punctuation behind an address that somebody typed is none of it."""


@dataclass(eq=False)
class LinkShare:
    """Links that the bot was told of: in the message `ts` of a channel, or in one that is still being written."""

    unfurl_id: str
    source: Source
    channel: str
    ts: str
    urls: tuple[str, ...]
    shown: dict[str, Json] = field(default_factory=dict)
    """What the bot showed of each link."""


def links_of(text: str, domains: Collection[str]) -> list[Json]:
    """The links of a message's text to these domains and names below them, as the event lists them."""
    found: list[Json] = []
    for match in _URL.finditer(text):
        url = match[1] or match[2].rstrip(_BEHIND)
        try:
            host = urlsplit(url).hostname or ""
        except ValueError:
            continue
        domain = next((name for name in domains if host == name or host.endswith(f".{name}")), None)
        if domain is not None:
            found.append({"domain": domain, "url": url})
    return found
