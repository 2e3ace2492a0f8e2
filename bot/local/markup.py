"""Reading a message as Slack would: whom it pings, what it links to, whether preview cards open.

The reading errs on the side of suspicion: a ping inside `code` or in the notification text counts, and a link counts
as unfurling unless both `unfurl_links` and `unfurl_media` are false. Sources: docs.slack.dev/messaging/
formatting-message-text (entities, automatic links) and /unfurling-links-in-messages.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Link:
    """One link: where it goes, what the reader sees, and whether Slack made it from bare text."""

    target: str
    shown: str
    automatic: bool = False

    @property
    def forged(self) -> bool:
        """Whether the shown text looks like an address on another host than the one that the link goes to."""
        seen = _BARE.search(self.shown)
        return bool(seen) and _host(seen.group() if seen else "") != _host(self.target)


@dataclass
class Reading:
    """What a message really does.

    `pings` holds each as `@channel`, `@here`, `@everyone`, `@U123` or `@S123` (a user group); `channels` the ids of
    linked channels; `steering` the invisible characters that turn the reading order (their code points).
    """

    pings: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)
    steering: list[str] = field(default_factory=list)
    unfurls: bool = False

    @property
    def forged_links(self) -> list[Link]:
        """The links that show another address than theirs."""
        return [link for link in self.links if link.forged]

    @property
    def harmless(self) -> bool:
        """Nobody is pinged, no link is forged or runs script, no preview opens, the reading order is untouched."""
        scripts = [link for link in self.links if urlsplit(link.target).scheme in ("javascript", "data", "vbscript")]
        return not (self.pings or self.forged_links or scripts or self.unfurls or self.steering)


_ENTITY = re.compile(r"<([^<>]+)>")
_TOP_LEVEL = "com|org|net|io|cn|hk|tw|co|dev|app|ai|me|info|de|uk|us|jp|ru|xyz|top|site|online|edu|gov|biz|tv|cc|ly"
_BARE = re.compile(
    rf"https?://[^\s<>|]+|(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:{_TOP_LEVEL})(?![\w-])(?:/[^\s<>|]*)?",
    re.IGNORECASE | re.ASCII,
)
_MAIL = re.compile(r"[\w.+-]+@(?:[a-z0-9-]+\.)+[a-z]{2,}", re.IGNORECASE | re.ASCII)
_NAMED = re.compile(r"(?<!\w)@(channel|here|everyone)\b")
_MARKDOWN_LINK = re.compile(r"!?\[([^\]]*)\]\(\s*<?([^)\s>]+)>?[^)]*\)")
_STEERING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def read_message(message: Mapping[str, Any]) -> Reading:
    """Read a stored message (its JSON, with `text`, `blocks`, `unfurl_links`, `unfurl_media`, `is_ephemeral`)."""
    reading = Reading()
    names = bool(message.get("link_names")) or message.get("parse") == "full"
    if message.get("mrkdwn") is False and not message.get("blocks"):
        _steering(str(message.get("text", "")), reading)
    else:
        _mrkdwn(str(message.get("text", "")), reading, automatic=True, names=names)
    _markdown(str(message.get("markdown_text") or ""), reading)
    _walk(message.get("blocks") or [], reading)
    _walk(message.get("attachments") or [], reading)
    silent = message.get("unfurl_links") is False and message.get("unfurl_media") is False
    reading.unfurls = bool(reading.links) and not silent and not message.get("is_ephemeral")
    return reading


def read_mrkdwn(text: str, *, verbatim: bool = False) -> Reading:
    """Read one mrkdwn text; `verbatim` stops Slack from linking bare addresses and names."""
    reading = Reading()
    _mrkdwn(text, reading, automatic=not verbatim)
    return reading


def plain_text(text: str) -> str:
    """What a reader sees of a mrkdwn text: entities replaced by their labels, `&lt;` and its like resolved."""
    return unescape(_ENTITY.sub(lambda match: _label(match.group(1)), text))


def _walk(value: Any, reading: Reading) -> None:
    """Go through blocks, attachments and elements, reading each text as its kind is read."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        for member in value:
            _walk(member, reading)
        return
    if not isinstance(value, Mapping):
        return
    kind = value.get("type")
    if kind == "mrkdwn":
        _mrkdwn(str(value.get("text", "")), reading, automatic=not value.get("verbatim", False))
    elif kind in ("plain_text", "raw_text"):
        _steering(str(value.get("text", "")), reading)
    elif kind == "markdown":
        _markdown(str(value.get("text", "")), reading)
    else:
        _rich(value, reading)
        if kind is None and isinstance(value.get("text"), str):
            _mrkdwn(str(value["text"]), reading, automatic=True)
        for name, member in value.items():
            if name != "metadata" and isinstance(member, Mapping | list):
                _walk(member, reading)


def _rich(piece: Mapping[str, Any], reading: Reading) -> None:
    """A piece of rich text, or an element with an address of its own (a button's `url`)."""
    match piece.get("type"):
        case "user":
            reading.pings.append(f"@{piece.get('user_id')}")
        case "usergroup":
            reading.pings.append(f"@{piece.get('usergroup_id')}")
        case "broadcast":
            reading.pings.append(f"@{piece.get('range')}")
        case "channel":
            reading.channels.append(str(piece.get("channel_id")))
        case "link":
            target = str(piece.get("url"))
            reading.links.append(Link(target, str(piece.get("text") or target)))
        case "text":
            _steering(str(piece.get("text", "")), reading)


def _mrkdwn(text: str, reading: Reading, *, automatic: bool, names: bool = False) -> None:
    for match in _ENTITY.finditer(text):
        _entity(match.group(1), reading)
    rest = unescape(_ENTITY.sub(" ", text))
    if automatic:
        _automatic_links(rest, reading)
    if names:
        reading.pings += [f"@{name}" for name in _NAMED.findall(rest)]
    _steering(text, reading)


def _entity(inside: str, reading: Reading) -> None:
    """What stands between `<` and `>`: `@U1`, `#C1`, `!channel`, `!subteam^S1`, `!date^…`, or `target|shown`."""
    target, _, shown = inside.partition("|")
    if target.startswith("@"):
        reading.pings.append(target)
    elif target.startswith("#"):
        reading.channels.append(target[1:])
    elif target.startswith("!subteam^"):
        reading.pings.append(f"@{target.removeprefix('!subteam^')}")
    elif target.startswith("!date^"):
        parts = target.split("^")
        if len(parts) > 3:
            reading.links.append(Link(parts[3], unescape(shown) or parts[2]))
    elif target.startswith("!"):
        reading.pings.append(f"@{target[1:]}")
    elif re.match(r"[a-z][a-z0-9+.-]*:", target, re.IGNORECASE):
        address = unescape(target)
        reading.links.append(Link(address, unescape(shown) or address))


def _markdown(text: str, reading: Reading) -> None:
    """Standard Markdown as the markdown block takes it; Slack's own entities count in it too."""
    for match in _MARKDOWN_LINK.finditer(text):
        reading.links.append(Link(unescape(match.group(2)), match.group(1) or match.group(2)))
    _mrkdwn(_MARKDOWN_LINK.sub(" ", text), reading, automatic=True)


def _automatic_links(text: str, reading: Reading) -> None:
    for match in _MAIL.finditer(text):
        reading.links.append(Link(f"mailto:{match.group()}", match.group(), automatic=True))
    for match in _BARE.finditer(_MAIL.sub(" ", text)):
        address = match.group()
        target = address if "://" in address else f"http://{address}"
        reading.links.append(Link(target, address, automatic=True))


def _steering(text: str, reading: Reading) -> None:
    if not text.isascii():
        reading.steering += [f"U+{ord(c):04X}" for c in text if unicodedata.bidirectional(c) in _STEERING]


def _label(inside: str) -> str:
    target, _, shown = inside.partition("|")
    if shown:
        return shown
    return f"@{target[1:]}" if target.startswith("!") else target


def _host(address: str) -> str:
    try:
        host = urlsplit(address if "://" in address else f"http://{address}").hostname or ""
    except ValueError:
        return ""
    return host.lower().removeprefix("www.")


def mentions(text: str) -> Iterator[str]:
    """The ids of the users that a mrkdwn text mentions."""
    for match in _ENTITY.finditer(text):
        if match.group(1).startswith("@"):
            yield match.group(1)[1:].partition("|")[0]
