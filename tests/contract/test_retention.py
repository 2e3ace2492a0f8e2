"""Old conversations are deleted once a day by one process, and nothing that keeps a repetition away."""

from datetime import UTC, datetime, timedelta

from bot.store import Database
from bot.store.conversations import ConversationStore, Feedback, GivenAnswer, Thread
from bot.store.questions import QuestionStore
from bot.store.tables.library import metadata
from bot.store.upkeep.retention import Retention
from tests.contract.dumps import REVISIONS, contents, load

START = datetime(2025, 9, 26, tzinfo=UTC)
KEEP = timedelta(days=30)
PLACE = Thread("T1", "C1", "1.1")


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, time: timedelta) -> None:
        self.at += time


async def _converse(store: ConversationStore, key: str, thread: Thread = PLACE) -> None:
    await store.claim(f"T1:{key}", "replica", timedelta(0), "")
    await store.answered(f"T1:{key}", "replica")
    await store.remember(GivenAnswer(key, thread, "U1", "what was asked"), [thread])
    await store.give_feedback(Feedback(key, "U2", True, "what was asked", ()), "T1")


async def _counts(address: str) -> dict[str, int]:
    return {name: len(rows) for name, rows in (await contents(address)).items() if rows}


class TestRetention:
    async def test_what_is_older_goes_and_what_is_younger_stays(self, database_url: str) -> None:
        clock = Clock()
        async with Database.open(database_url) as database:
            store = ConversationStore(database, clock)
            await _converse(store, "old", Thread("T1", "C1", "0.9"))
            await _converse(store, "taken up")
            clock.pass_by(timedelta(days=20))
            await _converse(store, "young")
            clock.pass_by(timedelta(days=11))
            counts = await Retention(database, KEEP, clock).run()
            assert counts == {"threads": 1, "answers": 2, "feedback": 2, "receipts": 0}
            last = await store.last_answer(PLACE)
            assert last
            assert last.key == "young"
            assert len(await QuestionStore(database, clock).feedback()) == 1

    async def test_deliveries_and_slots_stay_however_old(self, database_url: str) -> None:
        await load(REVISIONS[-1], database_url)
        clock = Clock()
        clock.pass_by(timedelta(days=1000))
        async with Database.open(database_url) as database:
            assert await Retention(database, KEEP, clock).run()
        kept = await _counts(database_url)
        assert {"deliveries", "digest_slots", "digest_articles", "subscriptions", "articles"} <= set(kept)
        assert not {"threads", "answers", "feedback", "receipts"} & set(kept)

    async def test_more_rows_than_one_transaction_deletes_all_go(self, database_url: str) -> None:
        answers = metadata.tables["answers"]
        row = {"team_id": "T1", "channel_id": "C1", "thread_ts": "", "asker_id": "U1", "question": "", "shown": ""}
        clock = Clock()
        async with Database.open(database_url) as database:
            rows = [{**row, "key": str(number), "asked_ms": 0} for number in range(2500)]
            await database.write(lambda connection: connection.execute(answers.insert(), rows))
            counts = await Retention(database, KEEP, clock).run()
            assert counts
            assert counts["answers"] == 2500

    async def test_one_of_several_processes_does_it_and_once_a_day(self, database_url: str) -> None:
        clock = Clock()
        async with Database.open(database_url) as database, Database.open(database_url) as other:
            one, two = Retention(database, KEEP, clock), Retention(other, KEEP, clock)
            assert await one.run() is not None
            assert await two.run() is None
            clock.pass_by(timedelta(hours=23))
            assert await one.run() is None
            clock.pass_by(timedelta(hours=2))
            assert await two.run() is not None
            assert await one.run() is None

    async def test_a_process_that_died_over_it_is_followed_by_the_next(self, database_url: str) -> None:
        clock = Clock()
        async with Database.open(database_url) as database:
            dying = Retention(database, KEEP, clock)
            assert await dying._claim()
            assert await Retention(database, KEEP, clock).run() is None
            clock.pass_by(timedelta(minutes=11))
            assert await Retention(database, KEEP, clock).run() is not None
