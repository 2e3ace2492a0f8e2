"""What was understood of a question: one short line, the rest to be unfolded; and what a filter left out."""

from typing import NamedTuple

from bot.language import Language, describe_note, join_names, readings
from bot.model import Answer, FilteredOut
from bot.text import printable
from bot.web.reader.wording import reader_strings

_READINGS = 8
_CHARACTERS = 300


class Understood(NamedTuple):
    """How a question was read: the line to show, empty where it was taken as typed, and those behind it."""

    line: str
    more: tuple[str, ...] = ()


def understood(answer: Answer, language: Language) -> Understood:
    """The question as it was read, then the notes, then corrections, translations and aliases."""
    strings = reader_strings(language)
    lines = [strings.read_as.format(text=_short(answer.read_as))] if answer.read_as else []
    notes = (note for note in answer.notes if not isinstance(note, FilteredOut))
    lines += [_short(describe_note(note, language)) for note in notes]
    lines += readings(answer, language, _short)[:_READINGS]
    return Understood(lines[0], tuple(lines[1:])) if lines else Understood("")


def filtered_out(answer: Answer, language: Language) -> str:
    """`No matches since 2030-01-01.` where nothing answers because of the filters, else empty."""
    note = next((note for note in answer.notes if isinstance(note, FilteredOut)), None)
    if note is None:
        return ""
    strings = reader_strings(language)
    templates = {"since": strings.filter_since, "before": strings.filter_before, "source": strings.filter_source}
    parts = (written.partition(":") for written in note.filters)
    filters = join_names([templates[name].format(value=_short(value)) for name, _, value in parts], language)
    return (strings.no_matches if note.answered_without else strings.no_articles).format(filters=filters)


def _short(text: str) -> str:
    line = " ".join(printable(text).split())
    return line if len(line) <= _CHARACTERS else f"{line[:_CHARACTERS]}…"
