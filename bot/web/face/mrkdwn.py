"""Slack's mrkdwn as HTML (docs.slack.dev/messaging/formatting-message-text)."""

import re
from collections.abc import Mapping
from html import unescape

from markupsafe import Markup

from bot.web.pages import http_address

_ENTITY = re.compile(r"<([^<>\n]+)>")
_CODE_BLOCK = re.compile(r"```\n?(.+?)```", re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
_BARE = re.compile(r"https?://[^\s<>|]+")
_STYLES = (
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])"), "strong"),
    (re.compile(r"(?<![\w_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])"), "em"),
    (re.compile(r"(?<![\w~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\w~])"), "s"),
)
_CITATION = re.compile(r"(\[\d+\])")
_KEPT = re.compile("\ue000(\\d+)\ue001")
_QUOTE = re.compile(r"^&gt; ?")


class Names:
    """The names behind ids: of people, of channels."""

    def __init__(self, people: Mapping[str, str], channels: Mapping[str, str]) -> None:
        self._people = people
        self._channels = channels

    def person(self, user_id: str) -> Markup:
        """A mention of somebody."""
        return Markup('<span class="mention">@{}</span>').format(self._people.get(user_id, user_id))

    def channel(self, channel_id: str, label: str = "") -> Markup:
        """A mention of a channel."""
        return Markup('<span class="mention">#{}</span>').format(label or self._channels.get(channel_id, channel_id))


def mrkdwn(text: str, names: Names, *, verbatim: bool = False) -> Markup:
    """The text as Slack shows it; `verbatim` leaves bare addresses alone."""
    kept: list[Markup] = []

    def keep(piece: Markup) -> str:
        kept.append(piece)
        return f"\ue000{len(kept) - 1}\ue001"

    text = text.replace("\ue000", "").replace("\ue001", "")
    text = _CODE_BLOCK.sub(lambda found: keep(Markup("<pre>{}</pre>").format(unescape(found[1]))), text)
    text = _CODE.sub(lambda found: keep(Markup("<code>{}</code>").format(unescape(found[1]))), text)
    text = _ENTITY.sub(lambda found: keep(_entity(found[1], names)), text)
    if not verbatim:
        text = _BARE.sub(lambda found: keep(linked(unescape(found[0]), unescape(found[0]))), text)
    html = _quoted(str(Markup("{}").format(unescape(text))))
    for pattern, name in _STYLES:
        html = pattern.sub(rf"<{name}>\1</{name}>", html)
    return Markup(_put_back(html, kept))


def linked(address: str, label: str) -> Markup:
    """A link to an http(s) address; any other address is shown, and leads nowhere."""
    safe = http_address(address)
    if safe is None and not address.startswith("mailto:"):
        return Markup('<span class="no-link" title="{}">{}</span>').format(address, label)
    return Markup('<a href="{}" rel="noopener noreferrer external" target="_blank">{}</a>').format(
        address, with_whole_citations(label)
    )


def with_whole_citations(text: str) -> Markup:
    """The text, escaped; a citation such as `[10]` in it is not broken over lines."""
    parts = _CITATION.split(text)  # every second one is a citation
    return Markup("").join(
        Markup('<span class="cite">{}</span>' if number % 2 else "{}").format(part) for number, part in enumerate(parts)
    )


def _entity(inside: str, names: Names) -> Markup:
    target, _, label = inside.partition("|")
    label = unescape(label)
    if target.startswith("@"):
        return names.person(target[1:])
    if target.startswith("#"):
        return names.channel(target[1:], label)
    if target.startswith("!date^"):
        return Markup("<time>{}</time>").format(label)
    if target.startswith("!"):
        return Markup('<span class="mention ping">@{}</span>').format(label.removeprefix("@") or target[1:])
    return linked(unescape(target), label or unescape(target))


def _quoted(html: str) -> str:
    """Lines that begin with `>` as quotes, the others parted by line breaks."""
    parts: list[str] = []
    quote: list[str] = []

    def end() -> None:
        if quote:
            parts.append(f"<blockquote>{'<br>'.join(quote)}</blockquote>")
            quote.clear()

    for line in html.split("\n"):
        if _QUOTE.match(line):
            quote.append(_QUOTE.sub("", line))
        else:
            end()
            parts.append(line)
    end()
    return re.sub(r"(</blockquote>)<br>", r"\1", "<br>".join(parts))


def _put_back(html: str, kept: list[Markup]) -> str:
    def replace(found: re.Match[str]) -> str:
        return str(kept[int(found[1])])

    while _KEPT.search(html):
        html = _KEPT.sub(replace, html)
    return html
