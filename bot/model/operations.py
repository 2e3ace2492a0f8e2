"""What those who look after the library are shown: questions without an answer, and feedback. Without who asked."""

from pydantic import AwareDatetime

from bot.model.answer import Tier
from bot.model.values import Frozen


class AskedQuestion(Frozen):
    """A question that somebody asked, and what it got."""

    question: str
    tier: Tier
    asked_at: AwareDatetime


class UnansweredQuestion(Frozen):
    """The same question, however often it was asked and worded, as it was worded last; `tier` is what it got then."""

    question: str
    count: int
    tier: Tier
    last_asked_at: AwareDatetime


class GivenFeedback(Frozen):
    """How many people found one answer helpful, or not; `article_ids` are those of its articles."""

    question: str
    helpful: int
    not_helpful: int
    article_ids: tuple[str, ...]
    last_given_at: AwareDatetime
