"""What was understood of a question, as lines of small print."""

from bot.language import Language, describe_note, readings
from bot.model import Answer
from bot.slack.blocks.mrkdwn import one_line, shorten
from bot.slack.wording.answers import answer_strings

_REASONS = 8
_WORD_CHARACTERS = 60
_SENTENCE_CHARACTERS = 300


def understood(answer: Answer, language: Language) -> list[str]:
    """How the question was read, in a short line, then the notes; `all_readings` has the rest."""
    lines = [_read_as(answer, language)] if answer.read_as else all_readings(answer, language)[:1]
    return [*lines, *(shorten(one_line(describe_note(note, language)), _SENTENCE_CHARACTERS) for note in answer.notes)]


def all_readings(answer: Answer, language: Language) -> list[str]:
    """The question as it was read where a word was corrected, then corrections, translations and aliases."""
    words = readings(answer, language, _short_word)[:_REASONS]
    return [_read_as(answer, language), *words] if answer.read_as else words


def _read_as(answer: Answer, language: Language) -> str:
    text = shorten(one_line(answer.read_as or ""), _SENTENCE_CHARACTERS)
    return answer_strings(language).searched_for.format(text=text)


def _short_word(word: str) -> str:
    return shorten(one_line(word), _WORD_CHARACTERS)
