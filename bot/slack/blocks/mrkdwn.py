"""Text of strangers made harmless: as rich text for blocks, as mrkdwn for the top-level text of a message.

Slack's mrkdwn has no escape but `&amp; &lt; &gt;`: a stranger's `*`, `` ` ``, `:tada:`, a `>` at the start of a line
and bare addresses stay markup, and bold only takes beside a blank, which Chinese does not have. So blocks hold no
mrkdwn at all. What a person reads is rich text and plain text: there a text is data that Slack never parses (bare
addresses, `:emoji:` and `<@U1>` stay as typed: stablyai/agent-slack 90 and 158, NousResearch/hermes-agent 113761), bold
is a style, and a link is an element of its own.

Only the top-level text of a message, which notifications and screen readers use, is always read as mrkdwn. `escape`
replaces there each character that could begin markup by its nearest look-alike. That holds whatever Slack's
undocumented tokenizer takes for a word boundary, which zero-width characters between them would not.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from bot.bounded_cache import bounded_cache
from bot.text import is_visible

URL_CHARACTERS = 3000
"""Of an address in a button or link (slack_sdk's `ButtonElement.url_max_length`)."""

_BOLD_SPANS = 40
"""Of one text; each costs two elements of the message, and more would only make all of it bold."""

_SELECTORS_PLANE_0 = "\ufe00-\ufe0f"
_SELECTORS = f"{_SELECTORS_PLANE_0}\U000e0100-\U000e01ef"
"""Variation selectors: they choose the look of the character before (emoji, variants of Chinese characters)."""

_PICTURES = "\u2190-\u2bff\U0001f000-\U0001faff"

# Unicode's Default_Ignorable_Code_Point (DerivedCoreProperties.txt), in which all direction controls are, with the
# control characters, halves of surrogate pairs, noncharacters, annotation marks and the empty braille cell.
_UNSEEN_PLANE_0 = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
)
_UNSEEN = (
    f"{_UNSEEN_PLANE_0}\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
)
_REMOVED = re.compile(
    f"[{_UNSEEN}]"
    f"|(?<![{_PICTURES}{_SELECTORS}])\u200d|\u200d(?![{_PICTURES}])"  # joins emoji alone
    f"|(?<![^\\s\u200d{_UNSEEN}{_SELECTORS}])[{_SELECTORS}]"  # follows what it varies
    "|\r(?=\n)"
)
_SPACING = str.maketrans(
    dict.fromkeys("\t\v\f\x1c\x1d\x1e\x1f\x85", " ") | {"\r": "\n", "\u2028": "\n", "\u2029": "\n"}
)
_SUSPECT = re.compile(
    f"[{_UNSEEN_PLANE_0}{_SELECTORS_PLANE_0}\u200d\t\v\f\r\x1c-\x1f\x85\u2028\u2029\U00010000-\U0010ffff]"
)
"""Any of these; a text without one is clean, which one look tells faster than the rules above.

All of the planes behind the first are in it: `re` compares each character with each range out there in turn.
"""

_LOOK_ALIKES = {"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"}
_EMOJI = re.compile(r":(?=[\w+'-]+:)|:(?=//)")
_NAME = re.compile(r"([@#＠＃])(?=\w)")
_DOMAIN_DOT = re.compile(r"\.(?<=[^\W_]\.)(?=[^\W\d_]{2,})")  # `re` finds the dot much faster where it comes first
_QUOTED_LINE = re.compile(r"^([ \u3000]*)>+", re.MULTILINE)
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}  # `&` first: the others bring one

_LONGEST_CHARACTER = len("&amp;")

_ADDRESS = re.compile(r"://|[^\W_][.．｡․][^\W\d_]{2,}|[a-z0-9]。[a-z]{2,}", re.IGNORECASE)
_BROKEN_URL = re.compile(r"[\s<>\"|\\^`{}]")


class Run(NamedTuple):
    """A stretch of text in one style; with `url` it is a link."""

    text: str
    bold: bool = False
    url: str | None = None


def clean(text: str) -> str:
    """The text without what can't be seen or turns the reading order; every visible character stays as it is.

    Tabs and the like become blanks, all line ends `\\n`. The joiner inside an emoji and a variation selector behind the
    character that it varies stay.
    """
    if (text.isascii() and text.isprintable()) or not _SUSPECT.search(text):
        return text
    return _REMOVED.sub("", text).translate(_SPACING)


def one_line(text: str, empty: str = "—") -> str:
    """The clean text with every run of blanks and line ends as one blank; `empty` where nothing visible is left."""
    return _line(text) or empty


@bounded_cache(count=5_000, longest=200)  # titles, sources, labels and words of questions
def _line(text: str) -> str:
    line = " ".join(clean(text).split())
    return line if is_visible(line) else ""


def length(text: str) -> int:
    """The characters of a clean text as Slack may count them at worst: UTF-16 units, with `& < >` as entities."""
    units = len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
    if "&" in text or "<" in text or ">" in text:
        units += 4 * text.count("&") + 3 * (text.count("<") + text.count(">"))
    return units


def fitting(text: str, maximum: int) -> int:
    """How many characters from the start of the text have at most `maximum` by `length`."""
    if len(text) * _LONGEST_CHARACTER <= maximum or length(text) <= maximum:
        return len(text)
    low, high = 0, min(len(text), maximum)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if length(text[:middle]) <= maximum else (low, middle - 1)
    return low


def shorten(text: str, maximum: int) -> str:
    """The text if it has at most `maximum` characters by `length`, else its start and `…`. For labels, never points."""
    at = fitting(text, maximum)
    return text if at == len(text) else text[: fitting(text, maximum - 1)].rstrip() + "…"


def escape(text: str) -> str:
    """The text as mrkdwn that shows it and does nothing else; not longer than twice its `length`.

    `&`, `<` and `>` become entities, what begins formatting, an emoji, a quote or an address becomes a look-alike, and
    a word joiner parts `@` and `#` from the name behind.
    """
    shown = _replaced(clean(text), _LOOK_ALIKES)
    if ">" in shown:
        shown = _QUOTED_LINE.sub(lambda found: found[1] + "›" * (len(found[0]) - len(found[1])), shown)
    shown = _EMOJI.sub("∶", shown)
    shown = _DOMAIN_DOT.sub("․", shown)
    shown = _NAME.sub("\\1\u2060", shown)
    return _replaced(shown, _ENTITIES)


def bold(text: str, spans: Iterable[tuple[int, int]]) -> list[Run]:
    """The clean text as runs, bold in the spans: character offsets [start, end) of `text` as it was handed in."""
    runs: list[Run] = []
    at = 0
    for start, end in sorted(spans)[:_BOLD_SPANS]:
        start = max(start, at)
        if start < end:
            runs += [Run(text[at:start]), Run(text[start:end], bold=True)]
            at = min(end, len(text))
    runs.append(Run(text[at:]))
    if clean(text) == text:
        return [run for run in runs if run.text]
    return [Run(run.text, run.bold) for run in _cleaned(text, runs) if run.text]


def link(url: str | None, text: str, *, bold: bool = False) -> list[Run]:
    """The clean text linked to the address; plain where it is not http or https.

    A text that looks like an address itself could promise another place than the one it leads to: it stays plain, and
    the link behind it shows its own host.
    """
    shown = one_line(text)
    host = _host(url) if url else None
    if host is None:
        return [Run(shown, bold)]
    if _ADDRESS.search(shown):
        return [Run(f"{shown} ", bold), Run(host, url=url)]
    return [Run(shown, bold, url)]


def _replaced(text: str, by: Mapping[str, str]) -> str:
    """The text with each of these characters replaced; `str.translate` looks every character of the text up."""
    for character, instead in by.items():
        text = text.replace(character, instead)
    return text


def _host(url: str) -> str | None:
    if len(url) > URL_CHARACTERS or _BROKEN_URL.search(url) or clean(url) != url:
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return host if host and parts.scheme.lower() in ("http", "https") else None


def _cleaned(text: str, runs: Sequence[Run]) -> list[Run]:
    """The runs without what `clean` removes from the whole text: whether a joiner goes depends on its neighbours."""
    gone = [found.start() for found in _REMOVED.finditer(text)]  # each match is one character
    cleaned: list[Run] = []
    at = next_gone = 0
    for run in runs:
        kept: list[str] = []
        start = at
        at += len(run.text)
        while next_gone < len(gone) and gone[next_gone] < at:
            kept.append(text[start : gone[next_gone]])
            start = gone[next_gone] + 1
            next_gone += 1
        kept.append(text[start:at])
        cleaned.append(Run("".join(kept).translate(_SPACING), run.bold))
    return cleaned
