"""What is held of a person is told whole, and erased without taking anything from others."""

import asyncio
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.model import Subscription
from bot.slack.conversation.incoming import Incoming, to_json
from bot.store import Database
from bot.store.conversations import ConversationStore, Feedback, GivenAnswer, Thread
from bot.store.subscriptions import SubscriptionStore
from bot.store.tables.library import metadata
from bot.store.upkeep.personal_data import empty_log, erase, find
from tests.contract.dumps import REVISIONS, contents, load

NOW = datetime(2025, 9, 26, tzinfo=UTC)


async def _fill(database: Database, user: str, team: str) -> None:
    """All that a person may leave behind in a workspace."""
    store = ConversationStore(database, lambda: NOW)
    place = Thread(team, "C1", f"1.{user}")
    question = f"what {user} asked in {team}"
    await store.remember(GivenAnswer(f"{user}{team}", place, user, question), [place])
    await store.give_feedback(Feedback(f"{user}{team}", "UOTHER", True, question, ()), team)
    await store.give_feedback(Feedback("another answer", user, False, "of somebody", ()), team)
    incoming = Incoming(key=f"{team}:E{user}", kind="mention", team_id=team, user_id=user, text=question)
    await store.claim(incoming.key, "replica", timedelta(0), to_json("messages.answer", incoming))
    subscriptions = SubscriptionStore(database)
    for channel in ("C1", "D1"):
        subscription = Subscription(
            id=f"{channel}{user}{team}",
            team_id=team,
            channel_id=channel,
            owner_id=user,
            at="09:00",
            days=(1,),
            zone="Asia/Shanghai",
        )
        await subscriptions.add(subscription, now=NOW, since=NOW, next_due=NOW)


async def test_nothing_of_the_person_is_left_and_all_of_others_is(database_url: str) -> None:
    async with Database.open(database_url) as database:
        await _fill(database, "U2", "T1")
        before = await contents(database_url)
        await _fill(database, "U1", "T1")
        counts = await erase(database, "U1")
        assert counts == {
            "threads": 1,
            "feedback": 2,
            "deliveries": 1,
            "answers": 1,
            "subscriptions": 2,
        }
        after = await contents(database_url)
    assert '"U1"' not in json.dumps(after, default=str)
    assert "what U1 asked" not in json.dumps(after, default=str)
    assert all(row in after[name] for name, rows in before.items() for row in rows)


async def test_what_others_need_stays_without_the_person(database_url: str) -> None:
    """The channel's digest goes on, a thumb up counts on, the app stays installed, and a repeated delivery is known."""
    await load(REVISIONS[-1], database_url)
    async with Database.open(database_url) as database:
        await _fill(database, "U1", "T1")
        await erase(database, "U1")
        after = await contents(database_url)
        subscriptions = await SubscriptionStore(database).all()
        assert {(one.subscription.channel_id, one.subscription.owner_id) for one in subscriptions} == {("C1", "")}
        store = ConversationStore(database, lambda: NOW)
        assert await store.claim("T1:EU1", "replica", timedelta(0), "") is None
        assert await store.take_over("other", timedelta(0), since=NOW - timedelta(days=1), limit=5) == []
    assert {row["helpful"] for row in after["feedback"] if row["user_id"] == "UOTHER"} == {True}
    assert [(row["user_id"], row["bot_token"]) for row in after["slack_installations"]] == [("", "gAAAA-as-stored")]


async def test_the_export_holds_what_is_erased_and_no_secret(database_url: str) -> None:
    await load(REVISIONS[-1], database_url)
    async with Database.open(database_url) as database:
        await _fill(database, "U1", "T1")
        held = await find(database, "U1")
    exported = json.loads(held.as_json("U1"))
    assert exported["user_id"] == "U1"
    assert {row["question"] for row in exported["data"]["answers"]} == {"what U1 asked in T1", "听证会上问了什么?"}
    assert "UOTHER" not in str(exported)
    assert "gAAAA" not in str(exported)


async def test_another_workspace_keeps_its_own(database_url: str) -> None:
    async with Database.open(database_url) as database:
        await _fill(database, "U1", "T2")
        before = await contents(database_url)
        await _fill(database, "U1", "T1")
        assert (await find(database, "U1")).workspaces == {"T1", "T2"}
        await erase(database, "U1", "T1")
        after = await contents(database_url)
        assert (await find(database, "U1", "T1")).rows == {}
    assert all(row in after[name] for name in ("answers", "threads", "subscriptions") for row in before[name])


async def test_who_installed_for_a_whole_organisation_goes_with_any_of_its_workspaces(database_url: str) -> None:
    installations = metadata.tables["slack_installations"]
    of_all = {
        "client_id": "1.2",
        "app_id": "A1",
        "enterprise_id": "E1",
        "user_id": "U1",
        "user_token": "gAAAA-of-the-person",
        "is_enterprise_install": True,
        "installed_at": NOW.replace(tzinfo=None),
    }
    async with Database.open(database_url) as database:
        await database.change((installations.insert(), of_all))
        await _fill(database, "U1", "T1")
        await _fill(database, "U1", "T2")
        await erase(database, "U1", "T1")
        (row,) = (await contents(database_url))["slack_installations"]
    assert (row["user_id"], row["user_token"], row["enterprise_id"]) == ("", None, "E1")


async def test_no_file_of_sqlite_holds_what_was_erased_though_the_bot_runs(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    async with Database.open(path) as bot, Database.open(path) as operator:
        await _fill(bot, "U1", "T1")
        await erase(operator, "U1")
        assert await empty_log(operator)
        for file in (path, path.with_name("library.sqlite-wal")):
            assert b"what U1 asked" not in await asyncio.to_thread(file.read_bytes)


async def test_a_log_that_somebody_reads_is_said_not_to_be_empty(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    async with Database.open(path) as database:
        await _fill(database, "U1", "T1")
        await database.read(lambda connection: connection.exec_driver_sql("PRAGMA busy_timeout = 0").close())
        with closing(sqlite3.connect(path, isolation_level=None)) as reader:
            reader.execute("BEGIN").close()
            reader.execute("SELECT count(*) FROM answers").fetchall()
            await erase(database, "U1")
            assert not await empty_log(database)


async def test_an_id_with_wildcards_is_nobody(database_url: str) -> None:
    async with Database.open(database_url) as database:
        await _fill(database, "U1", "T1")
        before = await contents(database_url)
        for unknown in ("%", "U_", '" OR 1=1'):
            assert await erase(database, unknown) == {}
        assert await contents(database_url) == before
