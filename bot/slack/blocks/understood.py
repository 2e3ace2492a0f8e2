"""What was understood of a question, as lines of small print."""

from bot.language import Language, describe_note, readings
from bot.model import Answer
from bot.slack.blocks.mrkdwn import one_line, shorten
from bot.slack.wording.answers import answer_strings

_REASONS = 8
_WORD_CHARACTERS = 60
_SENTENCE_CHARACTERS = 300


def understood(answer: Answer, language: Language) -> list[str]:
    """The question as it was read, then corrections, translations and aliases, then the notes."""
    strings = answer_strings(language)
    lines: list[str] = []
    if answer.read_as:
        lines.append(strings.searched_for.format(text=shorten(one_line(answer.read_as), _SENTENCE_CHARACTERS)))
    if words_read := readings(answer, language, _short_word)[:_REASONS]:
        lines.append(strings.separator.join(words_read))
    lines += [shorten(one_line(describe_note(each, language)), _SENTENCE_CHARACTERS) for each in answer.notes]
    return lines


def _short_word(word: str) -> str:
    return shorten(one_line(word), _WORD_CHARACTERS)
