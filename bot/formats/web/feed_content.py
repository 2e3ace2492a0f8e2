"""What stands in the elements of a feed's entry, as plain text: markup where it is meant as markup, else text."""

import re
from functools import cache

from bot.formats import markup

_TAG = re.compile(r"<(?=(/?[A-Za-z][^\s<>/]*))")
_ANY_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_HIDES_ITS_TEXT = frozenset(
    "script style textarea title iframe noscript noembed noframes template object svg math select video audio canvas"
    " button form nav".split()
)
"""Elements whose text is no part of an article; one that is never closed would take all that follows with it."""
_BLANK_LINE = re.compile(r"\n\s*\n")
_HTML_TYPES = ("text/html", "application/xhtml+xml")


def paragraphs(content: str, content_type: str = "text/html") -> tuple[str, ...]:
    """The blocks of markup; blank lines part those of plain text, also where it is said to be markup and has none."""
    is_markup = content_type in _HTML_TYPES
    if is_markup:
        content = without_false_tags(content)
    if is_markup and (_ANY_TAG.search(content) or not _BLANK_LINE.search(content.strip())):
        tree = markup.parse(content)
        return () if tree is None else markup.paragraphs(tree)
    blocks = _BLANK_LINE.split(content)
    if is_markup:
        return tuple(text for block in blocks for text in paragraphs(block.strip()))
    return tuple(filter(None, map(markup.clean, blocks)))


def line(content: str, content_type: str = "text/plain") -> str:
    """The same on one line, for a title."""
    return " ".join(paragraphs(content, content_type)) if content_type in _HTML_TYPES else markup.clean(content)


def without_false_tags(content: str) -> str:
    """Markup in which a `<` that begins no tag of HTML, or a tag that would hide the rest, stands as text."""
    ends = {name.lower(): at for at, name in ((end.start(), end[1][1:]) for end in _ends(content))}

    def escaped(found: re.Match[str]) -> str:
        name = found[1].lstrip("/").lower()
        is_known = name in _elements() or "-" in name or ":" in name
        closed = ends.get(name, -1) > found.start()
        if found[1].startswith("/"):
            return "<"
        return "<" if closed or (is_known and name not in _HIDES_ITS_TEXT) else "&lt;"

    return _TAG.sub(escaped, content)


def _ends(content: str) -> list[re.Match[str]]:
    return [match for match in _TAG.finditer(content) if match[1].startswith("/")]


@cache
def _elements() -> frozenset[str]:
    from lxml.html import defs

    return frozenset({*defs.tags, "main", "picture", "dialog", "template", "slot", "search"})
