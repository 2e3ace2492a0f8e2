"""Looking after the library: what is removed and restored, what nobody got an answer to, what people thought."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog

from bot.app.ingestion import feeds_file
from bot.app.library import Library
from bot.app.settings import Settings
from bot.errors import NoSuchArticleError, SettingsError, StoreError
from bot.ingest.feed_list import read_feeds
from bot.model import Answer, Article, AskedQuestion, GivenFeedback, Tier, UnansweredQuestion
from bot.search.query.grouping import question_key
from bot.store.digests import DigestStore
from bot.store.feed_states import FeedState, FeedStates
from bot.store.questions import QuestionStore
from bot.store.subscriptions import SubscriptionStore
from bot.text import printable
from bot.web.admin.overview import DigestReport, FeedReport, Overview
from bot.web.reader.rate_limit import RateLimitedError, RateLimiter

_LISTED = 20
"""Rows of each list on the admin page."""
_SLOTS = 10
_SHOWN_SINCE = timedelta(days=30)
"""How far back the questions and feedback on the admin page go."""
_REMEMBERED = timedelta(days=90)
"""How long the reader's questions are kept."""
_QUESTION_CHARACTERS = 300
"""Of a question in the reader: what strangers may send stays within 100 MB, with what the limiter lets through."""
_CANDIDATES = 5
"""Ids that are named where the beginning of one fits several."""

_log = structlog.stdlib.get_logger("bot")


class Operations:
    """What operators do with an open library; `now` gives aware datetimes."""

    def __init__(self, settings: Settings, library: Library, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._library = library
        self._now = now
        self._questions = QuestionStore(library.database, now)

    async def remove(self, id_beginning: str) -> Article:
        """Take an article out of the library. Raises `NoSuchArticleError`."""
        article = await self._library.remove(await self._id(id_beginning, removed=False))
        if article is None:
            raise _no_such(id_beginning, removed=False)
        _log.info("article removed", article=article.id, title=article.title)
        return article

    async def restore(self, id_beginning: str) -> Article:
        """Bring a removed article back. Raises `NoSuchArticleError`."""
        article = await self._library.restore(await self._id(id_beginning, removed=True))
        if article is None:
            raise _no_such(id_beginning, removed=True)
        _log.info("article restored", article=article.id, title=article.title)
        return article

    async def unanswered(self, since: datetime | None = None) -> list[UnansweredQuestion]:
        """The questions since then that found no answer when they were last asked, most asked first."""
        asked = await self._questions.asked(since)
        return await asyncio.to_thread(group_unanswered, asked)  # 35 µs a question, and a month may have many

    async def feedback(self, since: datetime | None = None) -> tuple[list[GivenFeedback], dict[str, str]]:
        """What people thought of answers since then, the newest first, and the titles of the articles by id."""
        given = await self._questions.feedback(since)
        return given, await self._titles(given)

    async def overview(self) -> Overview:
        """All that the admin page shows."""
        library, since = self._library, self._now() - _SHOWN_SINCE
        feeds, problem = await self._feeds()
        feedback = (await self._questions.feedback(since))[:_LISTED]
        newest = await library.newest(_LISTED)
        return Overview(
            newest=newest.articles,
            stored=newest.total,
            removed=await library.store.removed(_LISTED),
            feeds=feeds,
            feeds_problem=problem,
            digests=await self._digests(),
            unanswered=(await self.unanswered(since))[:_LISTED],
            feedback=feedback,
            titles=await self._titles(feedback),
            indexed=library.index.article_count(),
            points=library.point_count(),
            encoder=self._settings.encoder if library.passages else "",
            missing_vectors=library.unencoded_when_seen(),
            days=_SHOWN_SINCE.days,
        )

    async def _id(self, beginning: str, *, removed: bool) -> str:
        typed = beginning.strip().lower()
        found = await self._library.store.ids(typed, _CANDIDATES, removed=removed) if typed else []
        if len(found) > 1 and typed not in found:
            raise NoSuchArticleError(f"Several ids begin with {typed}: {', '.join(found)} … Write more of it.")
        if not found:
            raise _no_such(beginning, removed=removed)
        return found[0]

    async def _titles(self, given: Sequence[GivenFeedback]) -> dict[str, str]:
        ids = list(dict.fromkeys(article_id for feedback in given for article_id in feedback.article_ids))
        return {article.id: article.title for article in (await self._library.store.get(ids)).values()}

    async def _feeds(self) -> tuple[list[FeedReport], str]:
        try:
            listed = read_feeds(feeds_file(self._settings))
        except SettingsError as error:
            return [], str(error)
        states: dict[str, FeedState] = await FeedStates(self._library.database, self._now).all() if listed else {}
        return [FeedReport(feed, states.get(feed.key)) for feed in listed], ""

    async def _digests(self) -> list[DigestReport]:
        slots = DigestStore(self._library.database)
        stored = await SubscriptionStore(self._library.database).all()
        return [DigestReport(one, await slots.last_slots(one.subscription.id, _SLOTS)) for one in stored]


class ReaderQuestions:
    """Remembers the questions of the reader that found no answer: texts and times, nobody's name or address.

    Strangers may ask there: `limiter` bounds what they make the database keep.
    """

    def __init__(self, library: Library, now: Callable[[], datetime], limiter: RateLimiter) -> None:
        self._questions = QuestionStore(library.database, now)
        self._now = now
        self._limiter = limiter

    async def __call__(self, answer: Answer) -> None:
        """Remember the question of an answer that is none; never an error."""
        if answer.tier is Tier.ANSWER:
            return
        try:
            with self._limiter.search("all readers"):
                await self._questions.record(printable(answer.query)[:_QUESTION_CHARACTERS], answer.tier)
        except RateLimitedError:
            return
        except StoreError as error:
            _log.warning("a question of the reader is not remembered", reason=str(error))

    async def forget(self) -> None:
        """Delete those that are old."""
        await self._questions.forget(self._now() - _REMEMBERED)


def group_unanswered(asked: Sequence[AskedQuestion]) -> list[UnansweredQuestion]:
    """The questions, which come oldest first, by what they ask; without those whose last reply was an answer."""
    groups: dict[object, list[AskedQuestion]] = {}
    for question in asked:
        groups.setdefault(question_key(question.question), []).append(question)
    unanswered = [
        UnansweredQuestion(
            question=group[-1].question,
            count=sum(question.tier is not Tier.ANSWER for question in group),
            tier=group[-1].tier,
            last_asked_at=group[-1].asked_at,
        )
        for group in groups.values()
        if group[-1].tier is not Tier.ANSWER
    ]
    return sorted(unanswered, key=lambda question: (-question.count, -question.last_asked_at.timestamp()))


def _no_such(beginning: str, *, removed: bool) -> NoSuchArticleError:
    which, command = ("removed article", "latepost articles --removed") if removed else ("article", "latepost articles")
    return NoSuchArticleError(f"No {which} has an id that begins with {beginning!r}. `{command}` shows the ids.")
