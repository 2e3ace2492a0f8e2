"""What was understood of a question, as lines of small print."""

from collections.abc import Iterator

from bot.language import Language, told
from bot.model import Answer, Reason
from bot.slack.mrkdwn import one_line, shorten
from bot.slack.wording import words

_REASONS = 8
_WORD_CHARACTERS = 60
_SENTENCE_CHARACTERS = 300


def understood(answer: Answer, language: Language) -> list[str]:
    """The question as it was read, then corrections, translations and aliases, then the notes."""
    own = words(language)
    lines: list[str] = []
    if answer.read_as:
        lines.append(own.searched_for.format(text=shorten(one_line(answer.read_as), _SENTENCE_CHARACTERS)))
    if reasons := list(dict.fromkeys(_readings(answer, language)))[:_REASONS]:
        lines.append(own.separator.join(reasons))
    lines += [shorten(one_line(told(each, language)), _SENTENCE_CHARACTERS) for each in answer.notes]
    return lines


def _readings(answer: Answer, language: Language) -> Iterator[str]:
    own = words(language)
    for reason in _reasons(answer):
        if how := own.how.get(reason.how):
            query, matched = (shorten(one_line(each), _WORD_CHARACTERS) for each in (reason.query, reason.matched))
            if query.casefold() != matched.casefold():
                yield own.understood.format(query=query, how=how, matched=matched)


def _reasons(answer: Answer) -> Iterator[Reason]:
    for match in answer.matches:
        yield from match.reasons
        for point in match.points:
            yield from point.reasons
