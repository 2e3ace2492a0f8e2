"""What was asked and how the replies were liked, without who asked: for those who look after the library."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import delete, insert, select

from bot.model import AskedQuestion, GivenFeedback, Tier, utc_milliseconds
from bot.store.database import Database
from bot.store.tables.library import answers, feedback

_NOBODY = {"team_id": "", "channel_id": "", "thread_ts": "", "asker_id": "", "shown": ""}
"""What the row of a question in the reader has where those of conversations name a person and a place."""


class QuestionStore:
    """The questions of all faces; `now` gives aware datetimes."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    async def record(self, question: str, tier: Tier) -> None:
        """Remember a question of nobody, as the reader gets them; conversations remember theirs themselves."""
        row = {"key": secrets.token_hex(16), "question": question, "tier": tier.value}
        asked_ms = utc_milliseconds(self._now())
        await self._database.change((insert(answers), {**_NOBODY, **row, "asked_ms": asked_ms}))

    async def forget(self, before: datetime) -> None:
        """Delete the questions of nobody that are older."""
        old = (answers.c.team_id == "") & (answers.c.asked_ms < utc_milliseconds(before))
        await self._database.change((delete(answers).where(old), {}))

    async def asked(self, since: datetime | None = None) -> list[AskedQuestion]:
        """The questions since then of which it is known whether they were answered, oldest first."""
        query = select(answers.c.question, answers.c.tier, answers.c.asked_ms).where(answers.c.tier != "")
        if since is not None:
            query = query.where(answers.c.asked_ms >= utc_milliseconds(since))
        rows = await self._database.rows(query.order_by(answers.c.asked_ms, answers.c.key))
        return [
            AskedQuestion(question=row.question, tier=Tier(row.tier), asked_at=_moment(row.asked_ms)) for row in rows
        ]

    async def feedback(self, since: datetime | None = None) -> list[GivenFeedback]:
        """What people since then thought of answers, an answer once, those with the newest feedback first."""
        query = select(feedback)
        if since is not None:
            query = query.where(feedback.c.given_ms >= utc_milliseconds(since))
        given: dict[str, GivenFeedback] = {}
        for row in await self._database.rows(query.order_by(feedback.c.given_ms.desc(), feedback.c.answer_key)):
            before = given.get(row.answer_key)
            given[row.answer_key] = GivenFeedback(
                question=row.question,
                helpful=(before.helpful if before else 0) + row.helpful,
                not_helpful=(before.not_helpful if before else 0) + (not row.helpful),
                article_ids=before.article_ids if before else tuple(row.shown.split()),
                last_given_at=before.last_given_at if before else _moment(row.given_ms),
            )
        return list(given.values())


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
