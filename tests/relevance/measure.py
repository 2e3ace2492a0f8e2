"""Asks every question of a set and counts what a person would call right."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.app.library import Library
from bot.model import Answer, Match

_POINTS_LOOKED_AT = 5
_ARTICLES_LOOKED_AT = 3


@dataclass(frozen=True)
class Question:
    """A question with the article and the words of the key point that a right answer shows; None: a miss is right."""

    query: str
    kind: str
    article: str | None
    words: tuple[str, ...]
    points: tuple[str, ...] = ()
    """Beginnings of the key points of which any is right; with them, `words` are not looked at."""

    def is_answered_by(self, text: str) -> bool:
        """Whether a key point is a right one."""
        if self.points:
            return text.startswith(self.points)
        return all(word.casefold() in text.casefold() for word in self.words)


@dataclass(frozen=True)
class Verdict:
    """What one answer was worth."""

    question: Question
    answer: Answer

    @property
    def shown(self) -> tuple[Match, ...]:
        """What answers, or else what is nearest."""
        return self.answer.matches or self.answer.nearest

    @property
    def refused(self) -> bool:
        return not self.answer.matches

    @property
    def first(self) -> bool:
        """The right article stands first, as an answer."""
        return self.place == 1 and bool(self.answer.matches)

    @property
    def among_three(self) -> bool:
        """The right article is among the first three of answers, or else among the nearest."""
        return 0 < self.place <= _ARTICLES_LOOKED_AT

    @property
    def place(self) -> int:
        """Where the right article stands among the answers or else the nearest, from 1; 0 when it is not there."""
        titles = [match.article.title for match in self.shown]
        return titles.index(self.question.article) + 1 if self.question.article in titles else 0

    @property
    def point(self) -> bool:
        """The right key point is among the first five that the right article shows."""
        if not self.place:
            return False
        shown = self.shown[self.place - 1].points[:_POINTS_LOOKED_AT]
        return any(self.question.is_answered_by(point.text) for point in shown)


@dataclass(frozen=True)
class Figures:
    """Shares from 0 to 1 over the answerable questions, and of the unanswerable ones that were refused."""

    answerable: int
    first: float
    among_three: float
    point: float
    unanswerable: int
    refused: float


def read_questions(path: Path) -> list[Question]:
    """The questions of a JSON Lines file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    return [
        Question(row["query"], row["kind"], row["article"], tuple(row["words"]), tuple(row.get("points", ())))
        for row in rows
    ]


async def ask_all(library: Library, questions: Iterable[Question]) -> list[Verdict]:
    """Every question put to the library."""
    return [Verdict(question, await library.answer(question.query, 5)) for question in questions]


def figures(verdicts: Sequence[Verdict]) -> Figures:
    """The shares over these verdicts; 1.0 where there was nothing to count."""
    answerable = [verdict for verdict in verdicts if verdict.question.article is not None]
    unanswerable = [verdict for verdict in verdicts if verdict.question.article is None]
    return Figures(
        answerable=len(answerable),
        first=_share([verdict.first for verdict in answerable]),
        among_three=_share([verdict.among_three for verdict in answerable]),
        point=_share([verdict.point for verdict in answerable]),
        unanswerable=len(unanswerable),
        refused=_share([verdict.refused for verdict in unanswerable]),
    )


def _share(outcomes: Sequence[bool]) -> float:
    return sum(outcomes) / len(outcomes) if outcomes else 1.0
