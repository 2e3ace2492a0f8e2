"""Rich text: sections, quotes and lists of styled runs, as plain values.

slack_sdk's models of rich text have no validator at all and take 3 ms for a list of five points; the limits that it has
are checked in `limits`.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from bot.slack.blocks.elements import TEXT_CHARACTERS, Block
from bot.slack.blocks.mrkdwn import Run, fitting, length
from bot.text import is_visible

Element = dict[str, Any]

_SENTENCE_END = re.compile(r"(?:[。！？；!?…]+|[.;](?=[\s\"'”’)]))[\"'”’」』）》)\]]*\s*|\n+")
_CLAUSE_END = re.compile(r"[，、：,:]+\s*|\s+|(?<=\])(?=\[)")


def block(*elements: Element) -> Block:
    """A block of rich text."""
    return {"type": "rich_text", "elements": list(elements)}


def section(runs: Sequence[Run]) -> Element:
    """A paragraph."""
    return {"type": "rich_text_section", "elements": parts(runs)}


def quote(runs: Sequence[Run]) -> Element:
    """A quotation, with a bar at its side."""
    return {"type": "rich_text_quote", "elements": parts(runs)}


def preformatted(text: str) -> Element:
    """Text in a box, in a font of one width, as it stands."""
    return {"type": "rich_text_preformatted", "elements": parts([Run(text)])}


def bullets(items: Sequence[Sequence[Run]]) -> Element:
    """A list with dots."""
    return {"type": "rich_text_list", "style": "bullet", "elements": [section(runs) for runs in items]}


def mention(user_id: str) -> Element:
    """A person by name; it pings them."""
    return {"type": "user", "user_id": user_id}


def channel(channel_id: str) -> Element:
    """A channel by name, linked; who may not see it sees that it is private."""
    return {"type": "channel", "channel_id": channel_id}


def size(runs: Sequence[Run]) -> int:
    """Characters of the runs, as `length` counts."""
    return length(plain(runs))


def plain(runs: Sequence[Run]) -> str:
    """The text of the runs."""
    return "".join([run.text for run in runs])


def cut(runs: Sequence[Run], maximum: int = TEXT_CHARACTERS) -> list[list[Run]]:
    """The runs in pieces of at most `maximum` characters; put together, they are the text but for pieces of blanks.

    A piece ends at the last sentence end that fits (Chinese or English), where there is none at the last comma or
    blank, else before a character that doesn't fit, never between one and the marks that belong to it.
    """
    text = plain(runs)
    if length(text) <= maximum:
        return [list(runs)]
    pieces: list[list[Run]] = []
    rest = list(runs)
    at = 0
    while at < len(text):
        window = text[at : at + maximum + 1]
        fits = fitting(window, maximum)
        end = len(text) - at if at + fits == len(text) else _end(window, fits)
        head, rest = _divided(rest, end)
        pieces.append(head)
        at += end
    return [piece for piece in pieces if is_visible(plain(piece))]


def _end(window: str, fits: int) -> int:
    """Where to cut the window, of which so many characters fit."""
    for ends in (_SENTENCE_END, _CLAUSE_END):
        last = max((match.end() for match in ends.finditer(window, 0, fits)), default=0)
        if last:
            return last
    end = fits
    while end > 1 and end < len(window) and _belongs(window[end - 1], window[end]):
        end -= 1
    return end if end > 1 else fits


def _belongs(character: str, following: str) -> bool:
    """Whether the following character is a mark on this one, or the two are joined to one picture."""
    return unicodedata.category(following).startswith("M") or "\u200d" in (character, following)


def _divided(runs: Sequence[Run], at: int) -> tuple[list[Run], list[Run]]:
    """The runs before and after a character offset of their text."""
    head: list[Run] = []
    for number, run in enumerate(runs):
        if at >= len(run.text):
            head.append(run)
            at -= len(run.text)
            continue
        if at:
            head.append(Run(run.text[:at], run.bold, run.url))
        return head, [Run(run.text[at:], run.bold, run.url), *runs[number + 1 :]]
    return head, []


def parts(runs: Sequence[Run]) -> list[Element]:
    """The runs as elements of a section, quote or list."""
    return [_part(run) for run in runs if run.text]


def _part(run: Run) -> Element:
    part: Element = {"type": "text", "text": run.text}
    if run.url:
        part = {"type": "link", "url": run.url, "text": run.text}
    if run.bold:
        part["style"] = {"bold": True}
    return part
