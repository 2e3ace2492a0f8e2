"""What every database must do for the memory of conversations: one class, run unchanged on SQLite and PostgreSQL."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import pytest
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore
from sqlalchemy import MetaData

from bot.store import Database
from bot.store.conversations import Claim, ConversationStore, Feedback, GivenAnswer, Thread
from bot.store.schema import metadata

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


class TestDeliveries:
    async def test_the_first_claim_gets_a_delivery_and_the_next_is_told_that_it_is_held(
        self, store: ConversationStore
    ) -> None:
        assert await store.claim("T1:Ev1", "a", _LEASE) is Claim.FIRST
        assert await store.claim("T1:Ev1", "b", _LEASE) is Claim.HELD
        assert await store.claim("T1:Ev2", "b", _LEASE) is Claim.FIRST

    async def test_what_was_answered_is_never_claimed_again(self, store: ConversationStore, clock: Clock) -> None:
        await store.claim("T1:Ev1", "a", _LEASE)
        assert await store.answered("T1:Ev1", "a")
        clock.move(_LEASE * 100)
        assert await store.claim("T1:Ev1", "b", _LEASE) is Claim.ANSWERED

    async def test_a_claim_whose_lease_ran_out_goes_to_the_next_and_is_lost_for_the_first(
        self, store: ConversationStore, clock: Clock
    ) -> None:
        await store.claim("T1:Ev1", "a", _LEASE)
        clock.move(_LEASE)
        assert await store.claim("T1:Ev1", "b", _LEASE) is Claim.AGAIN
        assert not await store.renew("T1:Ev1", "a", _LEASE)
        assert not await store.answered("T1:Ev1", "a")
        assert await store.answered("T1:Ev1", "b")

    async def test_what_nobody_works_on_any_more_is_found_with_its_content_until_it_is_answered(
        self, store: ConversationStore, clock: Clock
    ) -> None:
        since = clock() - timedelta(hours=1)
        for number in (1, 2, 3):
            await store.claim(f"T1:Ev{number}", "a", _LEASE, f"content {number}")
            clock.move(timedelta(seconds=1))
        await store.claim("T1:EvNothing", "a", _LEASE)
        assert await store.abandoned(since, 3, 10) == []
        clock.move(_LEASE)
        assert await store.abandoned(since, 3, 10) == [(f"T1:Ev{n}", f"content {n}") for n in (1, 2, 3)]
        assert await store.abandoned(since, 3, 1) == [("T1:Ev1", "content 1")]
        assert await store.abandoned(clock(), 3, 10) == []
        assert await store.claim("T1:Ev1", "b", _LEASE, "content 1") is Claim.AGAIN
        await store.answered("T1:Ev2", "a")
        assert await store.abandoned(since, 3, 10) == [("T1:Ev3", "content 3")]

    async def test_what_died_too_often_is_left_alone(self, store: ConversationStore, clock: Clock) -> None:
        since = clock() - timedelta(hours=1)
        for attempts in (1, 2, 3):
            await store.claim("T1:Ev1", "a", _LEASE, "content")
            clock.move(_LEASE)
            assert bool(await store.abandoned(since, 3, 10)) is (attempts < 3)

    async def test_a_renewed_claim_is_held_for_longer(self, store: ConversationStore, clock: Clock) -> None:
        await store.claim("T1:Ev1", "a", _LEASE)
        clock.move(_LEASE / 2)
        assert await store.renew("T1:Ev1", "a", _LEASE)
        clock.move(_LEASE / 2)
        assert await store.claim("T1:Ev1", "b", _LEASE) is Claim.HELD

    async def test_of_many_claims_at_once_over_several_processes_one_gets_the_delivery(
        self, database_url: str, clock: Clock
    ) -> None:
        async with AsyncExitStack() as opened:
            stores = [
                ConversationStore(await opened.enter_async_context(Database.open(database_url)), clock)
                for _ in range(4)
            ]

            async def all_at_once() -> Counter[Claim]:
                claims = (stores[n % 4].claim("T1:Ev1", f"owner {n}", _LEASE) for n in range(_AT_ONCE))
                return Counter(await asyncio.gather(*claims))

            assert await all_at_once() == {Claim.FIRST: 1, Claim.HELD: _AT_ONCE - 1}
            clock.move(_LEASE)
            assert await all_at_once() == {Claim.AGAIN: 1, Claim.HELD: _AT_ONCE - 1}

    async def test_an_answered_delivery_is_known_after_a_restart(self, database_url: str, clock: Clock) -> None:
        async with Database.open(database_url) as database:
            store = ConversationStore(database, clock)
            await store.claim("T1:Ev1", "a", _LEASE)
            await store.answered("T1:Ev1", "a")
        async with Database.open(database_url) as database:
            assert await ConversationStore(database, clock).claim("T1:Ev1", "b", _LEASE) is Claim.ANSWERED

    async def test_old_deliveries_are_forgotten_and_newer_ones_are_not(
        self, store: ConversationStore, clock: Clock
    ) -> None:
        await store.claim("T1:old", "a", _LEASE)
        clock.move(timedelta(days=3))
        await store.claim("T1:new", "a", _LEASE)
        assert await store.forget(clock() - timedelta(days=2)) == 1
        assert await store.claim("T1:new", "b", _LEASE) is Claim.HELD
        assert await store.claim("T1:old", "b", _LEASE) is Claim.FIRST


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
        self, store: ConversationStore
    ) -> None:
        first = Feedback("k1", "U1", True, "华为", ("0" * 16,))
        await store.give_feedback(first, "T1")
        await store.give_feedback(Feedback("k1", "U2", True, "华为", ()), "T1")
        assert await store.feedback_on("k1") == [first, Feedback("k1", "U2", True, "华为", ())]
        changed = Feedback("k1", "U1", False, "华为", ("0" * 16,))
        await store.give_feedback(changed, "T1")
        assert (await store.feedback_on("k1"))[0] == changed
        assert await store.feedback_on("k2") == []


class TestInstallationTables:
    def test_they_have_the_columns_that_the_sdk_writes(self) -> None:
        theirs = MetaData()
        AsyncSQLAlchemyInstallationStore.build_installations_table(theirs, "slack_installations")
        AsyncSQLAlchemyInstallationStore.build_bots_table(theirs, "slack_bots")
        AsyncSQLAlchemyOAuthStateStore.build_oauth_states_table(theirs, "slack_oauth_states")
        for name, table in theirs.tables.items():
            assert set(metadata.tables[name].columns.keys()) == set(table.columns.keys())
