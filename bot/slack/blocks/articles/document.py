"""A Markdown document for a person to copy, as preformatted text: Slack shows that letter by letter."""

from collections.abc import Iterator

from bot.language import Language
from bot.slack.blocks import rich_text
from bot.slack.blocks.elements import TEXT_CHARACTERS
from bot.slack.blocks.message import Message, Part, split
from bot.slack.blocks.mrkdwn import Run, clean, length
from bot.slack.wording.answers import answer_strings
from bot.text import is_visible


def document(text: str, language: Language) -> list[Message]:
    """The document in as few messages as it needs; pieces put one behind the other are the whole."""
    return split(document_parts(text, language), answer_strings(language).document, language)


def document_parts(text: str, language: Language) -> list[Part]:
    """What it is, and the document in pieces that a block holds."""
    label = answer_strings(language).document
    opening = Part((rich_text.block(rich_text.section([Run(label, bold=True)])),), label)
    return [opening, *(Part((rich_text.block(rich_text.preformatted(piece)),)) for piece in _pieces(clean(text)))]


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces that a block holds, cut between lines where a line is not longer than a block."""
    piece = ""
    for line in text.splitlines(keepends=True):
        for part in map(rich_text.plain, rich_text.cut([Run(line)])) if is_visible(line) else [line]:
            if length(piece + part) > TEXT_CHARACTERS:
                yield piece
                piece = ""
            piece += part
    if is_visible(piece):
        yield piece
