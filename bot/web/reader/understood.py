"""What was understood of a question, as lines of small print."""

from bot.language import Language, readings, told
from bot.model import Answer
from bot.text import printable
from bot.web.reader.wording import words

_REASONS = 8
_CHARACTERS = 300


def understood(answer: Answer, language: Language) -> list[str]:
    """The question as it was read, then corrections, translations and aliases, then the notes."""
    own = words(language)
    lines: list[str] = []
    if answer.read_as:
        lines.append(own.read_as.format(text=_short(answer.read_as)))
    if words_read := readings(answer, language, _short)[:_REASONS]:
        lines.append(own.separator.join(words_read))
    lines += [_short(told(each, language)) for each in answer.notes]
    return lines


def _short(text: str) -> str:
    line = " ".join(printable(text).split())
    return line if len(line) <= _CHARACTERS else f"{line[:_CHARACTERS]}…"
