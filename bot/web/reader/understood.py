"""What was understood of a question, as lines of small print."""

from bot.language import Language, describe_note, readings
from bot.model import Answer
from bot.text import printable
from bot.web.reader.wording import reader_strings

_REASONS = 8
_CHARACTERS = 300


def understood(answer: Answer, language: Language) -> list[str]:
    """The question as it was read, then corrections, translations and aliases, then the notes."""
    strings = reader_strings(language)
    lines: list[str] = []
    if answer.read_as:
        lines.append(strings.read_as.format(text=_short(answer.read_as)))
    if words_read := readings(answer, language, _short)[:_REASONS]:
        lines.append(strings.separator.join(words_read))
    lines += [_short(describe_note(each, language)) for each in answer.notes]
    return lines


def _short(text: str) -> str:
    line = " ".join(printable(text).split())
    return line if len(line) <= _CHARACTERS else f"{line[:_CHARACTERS]}…"
