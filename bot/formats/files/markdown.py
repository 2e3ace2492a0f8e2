"""Markdown as paragraphs: CommonMark with tables and strikethrough, emphasis as Chinese and Japanese write it.

HTML that stands in it is read as HTML; what only looks like a tag, or has to be shown as one, stays text.
"""

import html
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import islice

from lxml.html import defs
from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType
from mdit_py_plugins.footnote import footnote_plugin

from bot.formats import markup

_TAG = re.compile(r"</?([a-z][a-z0-9-]*)", re.IGNORECASE)
_NOT_IN_TEXT = frozenset("script style title textarea iframe noscript xmp noembed noframes plaintext".split())
"""Tags that GitHub shows as text (https://github.github.com/gfm/#disallowed-raw-html-extension-)."""
_MEDIA = frozenset("audio video canvas object svg math select button form".split())
_CLOSED_WITHIN = 100
"""Pieces of a paragraph behind a tag in which its end is looked for."""
_TITLED_WITHIN = 5
"""Blocks before a heading that may be a date, a badge or a quotation; a later heading heads a part of the text."""


class _State(StateInline):
    """Inline text in which a mark beside a character of Chinese, Japanese or Korean may begin and end emphasis.

    https://github.com/tats-u/markdown-cjk-friendly: CommonMark asks for a blank between such a mark and punctuation,
    which these scripts do not write.
    """

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803 - markdown-it's names
        scanned = super().scanDelims(start, canSplitWord)
        end = start + scanned.length
        before = self.src[start - 1] if start else " "
        after = self.src[end] if end < self.posMax else " "
        if not canSplitWord or not (_is_wide(before) or _is_wide(after)):
            return scanned
        return Scanned(
            scanned.can_open or not after.isspace(), scanned.can_close or not before.isspace(), scanned.length
        )


class _Inline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def paragraphs(text: str) -> tuple[str, ...]:
    """The blocks of the text, a row of a table one of them."""
    tree = markup.parse(_parser().render(text))
    return () if tree is None else markup.paragraphs(tree)


def title(text: str) -> tuple[str, int, int] | None:
    """The heading that titles the text, with the lines that it stands on, from and to; None where there is none."""
    worded = ((block, words) for block in _blocks(_parser().parse(text)) if (words := _words(block)))
    shown = list(islice(worded, _TITLED_WITHIN))
    firsts = [element for element in shown if _heads(element, "h1")]
    heads = next(
        iter((*firsts, *(element for element in shown[:1] if _heads(element, "h1", "h2", "h3", "h4", "h5", "h6")))),
        None,
    )
    if heads is None or heads[0][0].map is None:
        return None
    start, end = heads[0][0].map
    return " ".join(heads[1]), start, end


def _heads(block: tuple[Sequence[Token], Sequence[str]], *tags: str) -> bool:
    """Whether the block is a heading of such a tag, as Markdown or as HTML that holds nothing else."""
    first, words = block[0][0], block[1]
    if first.type != "html_block":
        return first.tag in tags
    tree = markup.parse(first.content)
    return len(words) == 1 and tree is not None and next(tree.iter(*tags), None) is not None


def _blocks(tokens: Sequence[Token]) -> list[list[Token]]:
    blocks: list[list[Token]] = []
    for token in tokens:
        if token.level == 0 and token.nesting >= 0:
            blocks.append([])
        blocks[-1].append(token)
    return blocks


def _words(block: Sequence[Token]) -> tuple[str, ...]:
    tree = markup.parse(_parser().renderer.render(block, _parser().options, {}))
    return () if tree is None else markup.paragraphs(tree)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt()
    parser.inline = _Inline()
    parser.configure("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)
    for mark in ("footnote_ref", "footnote_anchor"):
        parser.add_render_rule(mark, lambda *_: "")
    parser.add_render_rule("html_inline", _tag)
    parser.add_render_rule("html_block", _html)
    return parser


def _tag(_renderer: object, tokens: Sequence[Token], at: int, *_: object) -> str:
    """The tag as it is if it is one; as text if a page would lose what follows it."""
    content = tokens[at].content
    found = _TAG.match(content)
    if found is None:
        return ""  # a comment or the like
    name = found[1].lower()
    if name not in defs.tags or name in _NOT_IN_TEXT or (name in _MEDIA and not _is_closed(name, tokens, at)):
        return html.escape(content)
    return content


def _is_closed(name: str, tokens: Sequence[Token], at: int) -> bool:
    behind = tokens[at : at + _CLOSED_WITHIN]
    return any(token.type == "html_inline" and token.content.lower().startswith(f"</{name}") for token in behind)


def _html(_renderer: object, tokens: Sequence[Token], at: int, *_: object) -> str:
    """A block of HTML by itself: what it leaves open ends with it."""
    tree = markup.parse(tokens[at].content)
    found = () if tree is None else markup.paragraphs(tree)
    return "".join(f"<p>{html.escape(text)}</p>\n" for text in found)


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WFH"
