"""What every database must do for the memory of conversations: one class, run unchanged on SQLite and PostgreSQL."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore
from sqlalchemy import MetaData

from bot.model import AskedQuestion, Tier
from bot.store import Database
from bot.store.conversations import ConversationStore, Feedback, GivenAnswer, StoredDelivery, Thread
from bot.store.questions import QuestionStore
from bot.store.tables.library import metadata

_LEASE = timedelta(seconds=30)
_AT_ONCE = 20


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.time = datetime(2025, 9, 26, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def move(self, by: timedelta) -> None:
        self.time += by


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with Database.open(database_url) as database:
        yield database


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(database: Database, clock: Clock) -> ConversationStore:
    return ConversationStore(database, clock)


@pytest.fixture
def questions(database: Database, clock: Clock) -> QuestionStore:
    return QuestionStore(database, clock)


class TestDeliveries:
    async def _take_over(self, store: ConversationStore, owner: str, limit: int = 10, **more: Any) -> dict[str, int]:
        """The attempts of what was taken over, by key, in order."""
        since = datetime(2025, 9, 25, tzinfo=UTC)
        taken = await store.take_over(owner, _LEASE, **{"since": since, "limit": limit, **more})
        return {each.key: each.attempts for each in taken}

    async def test_the_first_claim_stores_a_delivery_and_the_next_is_told_that_it_is_stored(
        self, store: ConversationStore, clock: Clock
    ) -> None:
        assert await store.claim("T1:Ev1", "a", _LEASE, "x") == StoredDelivery("T1:Ev1", "x", clock())
        assert await store.claim("T1:Ev1", "b", _LEASE, "x") is None
        assert await store.claim("T1:Ev2", "b", _LEASE, "x") is not None

    async def test_what_was_answered_is_never_claimed_or_taken_over_again(
        self, store: ConversationStore, clock: Clock
    ) -> None:
        await store.claim("T1:Ev1", "a", _LEASE, "x")
        assert await store.answered("T1:Ev1", "a")
        clock.move(_LEASE * 100)
        assert await store.claim("T1:Ev1", "b", _LEASE, "x") is None
        assert await self._take_over(store, "b") == {}

    async def test_what_nobody_holds_any_more_is_taken_over_and_lost_for_the_first(
        self, store: ConversationStore, clock: Clock
    ) -> None:
        received = clock()
        await store.claim("T1:Ev1", "a", _LEASE, "content")
        assert await self._take_over(store, "b") == {}
        clock.move(_LEASE)
        (taken,) = await store.take_over("b", _LEASE, since=received, limit=1)
        assert taken == StoredDelivery("T1:Ev1", "content", received, attempts=2)
        assert not await store.renew("T1:Ev1", "a", _LEASE)
        assert not await store.put_off("T1:Ev1", "a", _LEASE)
        assert not await store.apologise("T1:Ev1", "a")
        assert not await store.answered("T1:Ev1", "a")
        assert await store.answered("T1:Ev1", "b")

    async def test_the_oldest_are_taken_over_first_of_one_workspace_and_without_those_that_are_left_out(
        self, store: ConversationStore, clock: Clock
    ) -> None:
        for key in ("T1:Ev1", "T1:Ev2", "T2:Ev3", "T1:Ev4"):
            await store.claim(key, "a", _LEASE, "x")
            clock.move(timedelta(seconds=1))
        clock.move(_LEASE)
        assert await self._take_over(store, "b", since=clock()) == {}
        assert list(await self._take_over(store, "b", 1)) == ["T1:Ev1"]
        assert list(await self._take_over(store, "b", 1, leave=["T1:Ev2"], team_id="T1")) == ["T1:Ev4"]
        assert list(await self._take_over(store, "b")) == ["T1:Ev2", "T2:Ev3"]

    async def test_what_was_put_down_in_order_counts_no_attempt_and_comes_after_its_pause(
        self, store: ConversationStore, clock: Clock
    ) -> None:
        await store.claim("T1:Ev1", "a", _LEASE, "x")
        for _ in range(5):
            assert await store.put_off("T1:Ev1", "a", timedelta(minutes=5))
            clock.move(timedelta(minutes=4))
            assert await self._take_over(store, "a") == {}
            clock.move(timedelta(minutes=1))
            assert await self._take_over(store, "a") == {"T1:Ev1": 1}
        clock.move(_LEASE)
        assert await self._take_over(store, "b") == {"T1:Ev1": 2}

    async def test_an_apology_is_remembered(self, store: ConversationStore, clock: Clock) -> None:
        await store.claim("T1:Ev1", "a", _LEASE, "x")
        assert await store.apologise("T1:Ev1", "a")
        clock.move(_LEASE)
        (taken,) = await store.take_over("b", _LEASE, since=clock() - _LEASE, limit=1)
        assert taken.has_apology

    async def test_a_renewed_claim_is_held_for_longer(self, store: ConversationStore, clock: Clock) -> None:
        await store.claim("T1:Ev1", "a", _LEASE, "x")
        clock.move(_LEASE / 2)
        assert await store.renew("T1:Ev1", "a", _LEASE)
        clock.move(_LEASE / 2)
        assert await self._take_over(store, "b") == {}

    async def test_of_many_at_once_over_several_processes_one_gets_the_delivery(
        self, database_url: str, clock: Clock
    ) -> None:
        async with AsyncExitStack() as opened:
            stores = [
                ConversationStore(await opened.enter_async_context(Database.open(database_url)), clock)
                for _ in range(4)
            ]
            claims = (stores[n % 4].claim("T1:Ev1", f"owner {n}", _LEASE, "x") for n in range(_AT_ONCE))
            assert Counter(claim is not None for claim in await asyncio.gather(*claims)) == {True: 1, False: 19}
            clock.move(_LEASE)
            takings = (self._take_over(stores[n % 4], f"owner {n}") for n in range(_AT_ONCE))
            assert Counter(map(len, await asyncio.gather(*takings))) == {1: 1, 0: 19}

    async def test_an_answered_delivery_is_known_after_a_restart(self, database_url: str, clock: Clock) -> None:
        async with Database.open(database_url) as database:
            store = ConversationStore(database, clock)
            await store.claim("T1:Ev1", "a", _LEASE, "x")
            await store.answered("T1:Ev1", "a")
        async with Database.open(database_url) as database:
            assert await ConversationStore(database, clock).claim("T1:Ev1", "b", _LEASE, "x") is None

    async def test_old_deliveries_are_forgotten_and_newer_ones_are_not(
        self, store: ConversationStore, clock: Clock
    ) -> None:
        await store.claim("T1:old", "a", _LEASE, "x")
        clock.move(timedelta(days=3))
        await store.claim("T1:new", "a", _LEASE, "x")
        assert await store.forget(clock() - timedelta(days=2)) == 1
        assert await store.claim("T1:new", "b", _LEASE, "x") is None
        assert await store.claim("T1:old", "b", _LEASE, "x") is not None


class TestAnswers:
    _THREAD = Thread("T1", "C1", "1.5")
    _ANSWER = GivenAnswer("k1", _THREAD, "U1", "华为 \U0001f3ac “TikTok”", ("0" * 16, "1" * 16))

    async def test_an_answer_comes_back_whole_and_is_the_last_of_its_thread(self, store: ConversationStore) -> None:
        await store.remember(self._ANSWER, [self._THREAD])
        assert await store.answer("k1") == self._ANSWER
        assert await store.last_answer(self._THREAD) == self._ANSWER
        assert await store.answer("k2") is None
        for other in (Thread("T2", "C1", "1.5"), Thread("T1", "C2", "1.5"), Thread("T1", "C1", "")):
            assert await store.last_answer(other) is None

    async def test_a_later_answer_takes_its_place_as_the_last_one(self, store: ConversationStore) -> None:
        later = GivenAnswer("k2", self._THREAD, "U2", "小米")
        await store.remember(self._ANSWER, [self._THREAD])
        await store.remember(later, [self._THREAD])
        assert await store.last_answer(self._THREAD) == later
        assert await store.answer("k1") == self._ANSWER

    async def test_an_answer_may_be_the_last_of_several_places(self, store: ConversationStore) -> None:
        whole = Thread("T1", "C1")
        await store.remember(self._ANSWER, [self._THREAD, whole])
        assert await store.last_answer(whole) == await store.last_answer(self._THREAD) == self._ANSWER

    async def test_what_only_one_person_sees_is_the_last_answer_of_no_thread(self, store: ConversationStore) -> None:
        await store.remember(self._ANSWER)
        assert await store.last_answer(self._THREAD) is None

    async def test_remembering_the_same_answer_again_changes_nothing(self, store: ConversationStore) -> None:
        await store.remember(self._ANSWER)
        assert await store.show_more("k1", self._ANSWER.shown, ["2" * 16])
        await store.remember(self._ANSWER)
        held = await store.answer("k1")
        assert held
        assert held.shown == (*self._ANSWER.shown, "2" * 16)

    async def test_of_many_who_go_on_at_once_one_adds_the_next_articles(self, store: ConversationStore) -> None:
        await store.remember(self._ANSWER)
        added = await asyncio.gather(*(store.show_more("k1", self._ANSWER.shown, [f"{n:016}"]) for n in range(10)))
        assert sorted(added) == [False] * 9 + [True]
        held = await store.answer("k1")
        assert held
        assert len(held.shown) == 3

    async def test_an_answer_that_showed_nothing_can_be_remembered(self, store: ConversationStore) -> None:
        nothing = GivenAnswer("k3", self._THREAD, "U1", "?")
        await store.remember(nothing)
        assert await store.answer("k3") == nothing


class TestFeedback:
    async def test_feedback_is_kept_with_question_and_answer_and_changes_when_given_again(
        self, store: ConversationStore, questions: QuestionStore
    ) -> None:
        for user_id in ("U1", "U2"):
            await store.give_feedback(Feedback("k1", user_id, True, "华为", ("0" * 16,)), "T1")
        (given,) = await questions.feedback()
        assert (given.question, given.helpful, given.not_helpful) == ("华为", 2, 0)
        assert given.article_ids == ("0" * 16,)
        await store.give_feedback(Feedback("k1", "U1", False, "华为", ("0" * 16,)), "T1")
        (given,) = await questions.feedback()
        assert (given.helpful, given.not_helpful) == (1, 1)

    async def test_it_is_listed_from_a_day_on_newest_first(
        self, store: ConversationStore, questions: QuestionStore, clock: Clock
    ) -> None:
        for key in ("k1", "k2", "k3"):
            await store.give_feedback(Feedback(key, "U1", True, f"about {key}", ()), "T1")
            clock.move(timedelta(days=1))
        since = clock() - timedelta(days=2)
        assert [given.question for given in await questions.feedback(since)] == ["about k3", "about k2"]


class TestQuestions:
    async def test_what_each_question_got_is_remembered_once_however_often_it_is_delivered(
        self, store: ConversationStore, questions: QuestionStore, clock: Clock
    ) -> None:
        given = GivenAnswer("k1", Thread("T1", "C1", "1.5"), "U1", "月球农场", (), Tier.NOTHING)
        for _ in range(2):
            await store.remember(given)
        await store.remember(GivenAnswer("k2", Thread("T1", "C1", "1.6"), "U2", "asked before that was remembered"))
        assert await questions.asked() == [AskedQuestion(question="月球农场", tier=Tier.NOTHING, asked_at=clock())]
        assert await questions.asked(clock() + timedelta(seconds=1)) == []
        assert await store.answer("k1") == given

    async def test_those_of_nobody_are_forgotten_after_a_time_and_those_of_conversations_stay(
        self, store: ConversationStore, questions: QuestionStore, clock: Clock
    ) -> None:
        await questions.record("old", Tier.NEAR)
        await store.remember(GivenAnswer("k1", Thread("T1", "C1", "1.5"), "U1", "kept", (), Tier.NEAR))
        clock.move(timedelta(days=1))
        await questions.record("new", Tier.NEAR)
        await questions.forget(clock())
        assert [asked.question for asked in await questions.asked()] == ["kept", "new"]


class TestUninstalling:
    async def test_what_a_workspace_asked_goes_with_it_and_nothing_else(
        self, store: ConversationStore, questions: QuestionStore
    ) -> None:
        gone, kept = (
            GivenAnswer(f"k{team}", Thread(team, "C1", "1.5"), "U1", "华为", (), Tier.NEAR) for team in ("T1", "T2")
        )
        for answer in (gone, kept):
            await store.remember(answer, [answer.thread])
            await store.give_feedback(Feedback(answer.key, "U1", True, "华为", ()), answer.thread.team_id)
        await store.forget_team("T1")
        assert await store.answer(gone.key) is None
        assert await store.last_answer(gone.thread) is None
        assert await store.last_answer(kept.thread) == kept
        assert [given.helpful for given in await questions.feedback()] == [1]
        assert [asked.question for asked in await questions.asked()] == ["华为"]


class TestInstallationTables:
    def test_they_have_the_columns_that_the_sdk_writes(self) -> None:
        theirs = MetaData()
        AsyncSQLAlchemyInstallationStore.build_installations_table(theirs, "slack_installations")
        AsyncSQLAlchemyInstallationStore.build_bots_table(theirs, "slack_bots")
        AsyncSQLAlchemyOAuthStateStore.build_oauth_states_table(theirs, "slack_oauth_states")
        for name, table in theirs.tables.items():
            assert set(metadata.tables[name].columns.keys()) == set(table.columns.keys())
