r"""The pieces of a Markdown document, and text of strangers made harmless in them.

A stranger's text is always inside one line that begins with our own mark, and in it stands a backslash before every
character that could begin markup: in CommonMark 0.31 (spec.commonmark.org), in the tables, strikethrough, bare
addresses and mentions of GitHub's dialect (github.github.com/gfm), and in formulas between dollar signs. It is never
the text of a link: links are labelled in our own words, so that none promises another place than the one it leads to.
"""

import re
from collections.abc import Iterable
from urllib.parse import quote

from bot.text import printable

_INLINE = re.compile(
    r"[\\`*_\[\]<>&~$|{}^@]"
    r"|:(?=//)"  # a bare address
    r"|:(?=[\w+'-]+:)"  # the name of an emoji
    r"|(?<=www)\."
    r"|#(?=\w|#*$)",  # names a tag or an issue, or closes a heading
    re.IGNORECASE,
)
_BLOCK_MARK = re.compile(r"^([#+=-])|^(\d{1,9})([.)])")
_UNSAFE_IN_ADDRESS = re.compile(r"[^\w/:?#@!$&'*+,;=.~%-]")
_ENTITY = re.compile(r"&(?=#?\w+;)")


def text(content: str) -> str:
    """The text on one line, as Markdown that shows it letter by letter and does nothing else."""
    line = _INLINE.sub(r"\\\g<0>", " ".join(printable(content).split()))
    return _BLOCK_MARK.sub(_escaped_mark, line)


def _escaped_mark(found: re.Match[str]) -> str:
    """What would begin a heading, a list or a line under a heading, with a backslash before its mark."""
    return f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}"


def heading(level: int, content: str) -> str:
    """A heading of level 1 to 6."""
    return f"{'#' * level} {text(content)}"


def link(label: str, address: str) -> str:
    """A link; the label is one of our own words."""
    return f"[{text(label)}]({_destination(address)})"


def citations(marks: Iterable[tuple[int, str | None]]) -> str:
    r"""A blank and the marks `[\[3\]](address)[\[5\]](address)`, without a link where there is no address."""
    written = [f"[\\[{number}\\]]({_destination(to)})" if to else f"\\[{number}\\]" for number, to in marks]
    return f" {''.join(written)}" if written else ""


def bullets(lines: Iterable[str]) -> str:
    """A list of lines that are Markdown."""
    return "\n".join(f"- {line}" for line in lines)


def document(blocks: Iterable[str]) -> str:
    """The blocks, empty ones left out, a blank line between two, a line end behind the last."""
    return "\n\n".join(filter(None, blocks)) + "\n"


def _destination(address: str) -> str:
    """The address as it may stand between the parentheses of a link: no blank, bracket or character reference."""
    safe = _UNSAFE_IN_ADDRESS.sub(lambda found: quote(found[0]), address)
    return _ENTITY.sub(r"\\&", safe)
