"""What was understood of a question, as lines of small print."""

from collections.abc import Iterator

from bot.language import Language, told
from bot.model import Answer, Reason
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
    if readings := list(dict.fromkeys(_readings(answer, language))):
        lines.append(own.separator.join(readings[:_REASONS]))
    lines += [_short(told(each, language)) for each in answer.notes]
    return lines


def _readings(answer: Answer, language: Language) -> Iterator[str]:
    own = words(language)
    for reason in _reasons(answer):
        how = own.how.get(reason.how)
        if how and reason.query.casefold() != reason.matched.casefold():
            yield own.understood.format(query=_short(reason.query), how=how, matched=_short(reason.matched))


def _reasons(answer: Answer) -> Iterator[Reason]:
    for match in answer.matches:
        yield from match.reasons
        for point in match.points:
            yield from point.reasons


def _short(text: str) -> str:
    line = " ".join(printable(text).split())
    return line if len(line) <= _CHARACTERS else f"{line[:_CHARACTERS]}…"
