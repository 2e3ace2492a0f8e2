"""A digest and an alert of one person: set up in a direct message or on Home, told there once, seen by nobody else."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.local import Message, ModalOrHome, Person
from bot.slack.blocks.digests import ids
from bot.store import Database
from bot.store.digests import Claimed, DigestStore, LeaseTerms
from tests.scenario.digest.conftest import Reader, digest_key
from tests.scenario.slack.conftest import shown


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'digests.sqlite'}"


@pytest.fixture
def ann(reader: Reader) -> Person:
    return reader.workspace.as_user("ann")


@pytest.fixture
def bo(reader: Reader) -> Person:
    """Bo speaks English and lives in Shanghai, where the clock shows 20:00 when a test begins."""
    return reader.workspace.as_user("bo")


def direct(reader: Reader, person: Person) -> list[Message]:
    return reader.workspace.history(reader.workspace.direct_message(person.user))


def received(reader: Reader, person: Person) -> list[Message]:
    """The digests and alerts that came to a person, oldest first."""
    return [message for message in direct(reader, person) if digest_key(message)]


async def _ours() -> None:
    """The fence of a slot that nobody takes over."""


async def answer(reader: Reader, person: Person, text: str, channel: str = "general") -> Message:
    """The last message that a command shows to this person alone."""
    where = reader.workspace.direct_message(person.user) if channel == "direct" else channel
    before = len(reader.workspace.ephemerals(person.user, where))
    await person.slash(where, "/latepost", text)
    await reader.until(lambda: len(reader.workspace.ephemerals(person.user, where)) > before)
    await reader.workspace.settled(timeout=10)
    return reader.workspace.ephemerals(person.user, where)[-1]


async def opened(reader: Reader, person: Person) -> ModalOrHome:
    return (await reader.until(lambda: reader.workspace.views.stack(person.user.id)))[-1]


async def home(reader: Reader, person: Person) -> ModalOrHome:
    await person.open_home()
    view: ModalOrHome = await reader.until(lambda: reader.workspace.views.homes.get(person.user.id))
    return view


class TestADigestOfOnesOwn:
    async def test_it_is_set_up_in_the_direct_message_and_comes_there_once(
        self, reader: Reader, ann: Person, bo: Person
    ) -> None:
        async with reader.bot() as bot, reader.bot():
            await bo.slash(reader.workspace.direct_message("bo"), "/latepost", "digest")
            view = await opened(reader, bo)
            assert ids.CHANNEL not in view.state
            assert "nobody else sees it" in shown(view.blocks)
            assert (await bo.submit(view, {ids.TIME: "21:00", ids.TOPICS: "TikTok 听证会"})).errors == {}
            await reader.until(lambda: "Done: the digest is set up." in shown(direct(reader, bo)))
            assert "For you\n · Every day at 21:00 (Asia/Shanghai, UTC+08:00)" in shown(direct(reader, bo))
            await reader.import_(1)
            await reader.import_(2, title="咖啡店的价格战", viewpoint="Coffee.", sections=())
            reader.clock.move(hours=1, minutes=1)
            (root,) = await reader.until(lambda: received(reader, bo))
            await reader.workspace.settled(quiet=1.5, timeout=20)
            assert received(reader, bo) == [root]
            assert "咖啡" not in shown(root)
            assert reader.roots() == []
            assert "sent 21:01, 1 new article" in shown(await answer(reader, bo, "digest why", "direct"))
            (stored,) = await bot.digests.all()
            assert stored.subscription.owner_id == bo.user.id
            assert "For you" not in shown((await home(reader, ann)).blocks)

    async def test_not_even_admins_see_or_change_it(self, reader: Reader, ann: Person, bo: Person) -> None:
        async with reader.bot(LATEPOST_ADMINS=ann.user.id) as bot:
            listed = await answer(reader, bo, "alert 华为 数字金融")
            (stored,) = await bot.digests.all()
            assert stored.subscription.id not in str((await home(reader, ann)).blocks)
            listed.ephemeral_to = ann.user.id  # as if somebody had come by the button
            await ann.click(listed, ids.REMOVE)
            await reader.workspace.settled(quiet=0.3, timeout=10)
            assert len(await bot.digests.all()) == 1

    async def test_who_left_the_workspace_gets_nothing_more_and_it_is_paused(self, reader: Reader, bo: Person) -> None:
        async with reader.bot() as bot:
            await answer(reader, bo, "alert TikTok 听证会")
            reader.workspace.user("bo").deleted = True
            await reader.import_(1)
            await bot.deliverer.round()
            (stored,) = await bot.digests.all()
            assert stored.paused == "user_left"
            assert received(reader, bo) == []
            await reader.import_(3)
            reader.clock.move(hours=3)
            await bot.deliverer.round()
            assert [str(slot.outcome) for slot in await bot.digests.why(stored.subscription.id)] == ["refused"]

    async def test_after_an_uninstallation_that_nobody_was_told_of_it_is_paused(
        self, reader: Reader, bo: Person
    ) -> None:
        async with reader.bot() as bot:
            await answer(reader, bo, "alert TikTok 听证会")
            reader.workspace.installed = False
            await reader.import_(1)
            await bot.deliverer.round()
            (stored,) = await bot.digests.all()
            assert stored.paused == "account_inactive"


class TestAnAlert:
    async def test_a_topic_is_told_as_soon_as_an_article_answers_it_and_never_what_is_only_near(
        self, reader: Reader, bo: Person
    ) -> None:
        async with reader.bot() as bot:
            made = shown(await answer(reader, bo, "alert TikTok 听证会"))
            assert "Done: you are told as soon as an article answers “TikTok 听证会”." in made
            assert "Every day from 08:00 to 22:00, as soon as it comes (Asia/Shanghai)" in made
            await reader.import_(2, title="咖啡店的价格战", viewpoint="Coffee.", sections=())
            await bot.deliverer.round()
            assert received(reader, bo) == []
            await reader.import_(1)
            (message,) = await reader.until(lambda: received(reader, bo))
            assert "New on your topics" in shown(message)
            assert "Point one of article 1." in shown(message)
            assert "[3][5]" in shown(message)
            assert reader.workspace.thread(message) == []
            assert reader.workspace.reading(message).harmless
            why = shown(await answer(reader, bo, "alert why"))
            assert "Fri 2026-03-27 20:00 — sent 20:00, 1 new article" in why

    async def test_several_within_an_hour_are_gathered_in_one_message(self, reader: Reader, bo: Person) -> None:
        async with reader.bot() as bot, reader.bot() as other:
            await answer(reader, bo, "alert TikTok 听证会")
            await answer(reader, bo, "alert hearing")
            for number in (1, 3, 4):
                await reader.import_(number)
                await bot.deliverer.round()
                reader.clock.move(minutes=10)
            assert len(received(reader, bo)) == 1
            reader.clock.move(minutes=30)
            await bot.deliverer.round()
            await other.deliverer.round()
            first, second = received(reader, bo)
            assert "Point one of article 1." in shown(first)
            assert "Point one of article 3." in shown(second)
            assert "Point one of article 4." in shown(second)
            assert "Point one of article 1." not in shown(second)

    async def test_what_came_while_it_was_paused_is_not_told(self, reader: Reader, bo: Person) -> None:
        async with reader.bot() as bot:
            await answer(reader, bo, "alert TikTok 听证会")
            assert "/latepost alert resume" in shown(await answer(reader, bo, "alert pause"))
            await reader.import_(1)
            await bot.deliverer.round()
            assert "Resumed: you are told what comes from now on." in shown(await answer(reader, bo, "alert resume"))
            await reader.import_(3)
            await bot.deliverer.round()
            (message,) = received(reader, bo)
            assert "Point one of article 3." in shown(message)
            assert "Point one of article 1." not in shown(message)

    async def test_what_comes_in_quiet_hours_is_told_after_them(self, reader: Reader, bo: Person) -> None:
        async with reader.bot() as bot:
            await answer(reader, bo, "alert TikTok 听证会")
            reader.clock.move(hours=2)
            assert "Quiet until Sat 2026-03-28 08:00" in shown(await answer(reader, bo, "alert list"))
            await reader.import_(1)
            reader.clock.move(hours=9, minutes=59)
            await bot.deliverer.round()
            assert received(reader, bo) == []
            reader.clock.move(minutes=1)
            await bot.deliverer.round()
            assert len(received(reader, bo)) == 1

    async def test_what_slack_did_not_take_until_it_was_quiet_waits_and_an_hour_counts_from_when_it_was_told(
        self, reader: Reader, bo: Person
    ) -> None:
        async with reader.bot() as bot:
            await answer(reader, bo, "alert TikTok 听证会")
            reader.workspace.faults.rate_limit("chat.postMessage", 1, retry_after=301)
            await reader.import_(1)
            await bot.deliverer.round()
            reader.clock.move(hours=2)
            await bot.deliverer.round()
            assert received(reader, bo) == []
            reader.workspace.faults.rate_limit("chat.postMessage", 1, retry_after=301)
            reader.clock.move(hours=10)  # 08:00
            await bot.deliverer.round()
            reader.clock.move(minutes=50)
            await bot.deliverer.round()
            assert len(received(reader, bo)) == 1
            await reader.import_(3)
            reader.clock.move(minutes=59)
            await bot.deliverer.round()
            assert len(received(reader, bo)) == 1
            reader.clock.move(minutes=1)
            await bot.deliverer.round()
            assert len(received(reader, bo)) == 2

    async def test_an_article_that_is_edited_or_imported_again_is_not_told_again(
        self, reader: Reader, bo: Person
    ) -> None:
        async with reader.bot() as bot:
            await answer(reader, bo, "alert TikTok 听证会")
            await reader.import_(1)
            await bot.deliverer.round()
            assert len(received(reader, bo)) == 1
            await reader.import_(1, viewpoint="Another viewpoint.", published_at=reader.stored[0].published_at)
            reader.clock.move(hours=2)
            await bot.deliverer.round()
            assert len(received(reader, bo)) == 1

    async def test_after_an_unclear_outcome_the_direct_message_is_searched_before_it_is_told_again(
        self, reader: Reader, bo: Person
    ) -> None:
        async with reader.bot() as bot:
            await answer(reader, bo, "alert TikTok 听证会")
            reader.workspace.faults.cut_after("chat.postMessage")
            await reader.import_(1)
            await bot.deliverer.round()
            await reader.until(lambda: received(reader, bo))
            assert "sent 20:00, 1 new article" in shown(await answer(reader, bo, "alert why"))
            assert len(received(reader, bo)) == 1

    async def test_what_a_process_had_told_before_it_died_is_not_told_again_by_the_next(
        self, reader: Reader, bo: Person
    ) -> None:
        async with reader.bot() as bot, Database.open(reader.database) as database:
            await answer(reader, bo, "alert TikTok 听证会")
            await answer(reader, bo, "alert pause")  # so that the running bot leaves it alone
            await reader.import_(1)
            (stored,) = await bot.digests.all()
            slot, digest = await bot.digests.preview(stored)
            assert len(digest.entries) == 1
            claimed = Claimed(slot.key(stored.subscription.id), slot.due, digest, stored)
            lease = LeaseTerms("gone", slot.due + timedelta(seconds=30))
            assert await DigestStore(database).claim(claimed, (), lease, now=slot.due, next_due=slot.due)
            await bot.slack.sender.send(claimed, _ours)
            reader.clock.move(seconds=31)
            await bot.deliverer.round()
            await reader.until(lambda: not reader.workspace.busy)
            assert "sent 20:00, 1 new article" in shown(await answer(reader, bo, "alert why"))
            assert len(received(reader, bo)) == 1

    async def test_its_form_holds_topics_and_quiet_hours_and_says_what_is_wrong(
        self, reader: Reader, bo: Person
    ) -> None:
        async with reader.bot() as bot:
            await bo.click(await home(reader, bo), ids.NEW_ALERT)
            view = await opened(reader, bo)
            assert view.state[ids.UNTIL][ids.UNTIL]["selected_time"] == "22:00"
            wrong = await bo.submit(view, {ids.TOPICS: "！", ids.ZONE: "the moon"})
            assert wrong.errors.keys() == {ids.TOPICS, ids.ZONE}
            right = {ids.TOPICS: "华为 数字金融", ids.ZONE: "berlin", ids.UNTIL: "18:00", ids.TIME: "07:30"}
            assert (await bo.submit(view, right)).errors == {}
            (stored,) = await bot.digests.all()
            assert (stored.subscription.until, stored.subscription.at) == ("18:00", "07:30")
            await answer(reader, bo, "alert TikTok 听证会")
            await bo.slash("general", "/latepost", "alert")
            again = await opened(reader, bo)
            assert again.state[ids.TOPICS][ids.TOPICS]["value"] == "华为 数字金融\nTikTok 听证会"
            assert (await bo.submit(again, {ids.TOPICS: "hearing"})).errors == {}
            (stored,) = await bot.digests.all()
            assert stored.subscription.topics == ("hearing",)

    async def test_what_is_wrong_with_a_topic_is_said(self, reader: Reader, bo: Person) -> None:
        async with reader.bot() as bot:
            assert "no word to search for" in shown(await answer(reader, bo, "alert ！！"))
            assert "You have no alert yet" in shown(await answer(reader, bo, "alert pause"))
            assert await bot.digests.all() == []

    async def test_a_strangers_topic_stays_text(self, reader: Reader, bo: Person) -> None:
        topic = "<!channel> *bold* <https://evil.example|LatePost>"
        async with reader.bot():
            made = await answer(reader, bo, f"alert {topic}")
            assert not reader.workspace.reading(made).pings
            assert reader.workspace.reading(made).links == []


class TestTakingBackAndTrying:
    async def test_a_removed_digest_comes_back_as_it_was(self, reader: Reader, bo: Person) -> None:
        async with reader.bot() as bot:
            await answer(reader, bo, "alert TikTok 听证会")
            await reader.import_(1)
            await bot.deliverer.round()
            before = await bot.digests.all()
            removed = await answer(reader, bo, "alert remove")
            assert "Removed." in shown(removed)
            assert await bot.digests.all() == []
            await bo.click(removed, ids.UNDO)
            await reader.until(lambda: "It is back" in shown(reader.workspace.ephemerals(bo.user)[-1]))
            after = await bot.digests.all()
            assert [one.subscription for one in after] == [one.subscription for one in before]
            assert "sent 20:00, 1 new article" in shown(await answer(reader, bo, "alert why"))

    async def test_only_who_may_change_it_takes_a_removal_back(self, reader: Reader, ann: Person, bo: Person) -> None:
        async with reader.bot() as bot:
            await answer(reader, bo, "alert TikTok 听证会")
            removed = await answer(reader, bo, "alert remove")
            removed.ephemeral_to = ann.user.id  # as if somebody had come by the button
            await ann.click(removed, ids.UNDO)
            await reader.workspace.settled(quiet=0.3, timeout=10)
            assert await bot.digests.all() == []

    async def test_a_preview_without_news_offers_a_sample_to_the_asker_alone(self, reader: Reader, bo: Person) -> None:
        async with reader.bot():
            await reader.import_(1, published_at=reader.clock.time.replace(year=2025))
            await answer(reader, bo, "alert TikTok 听证会")
            preview = await answer(reader, bo, "alert preview")
            assert "nothing is new for it so far" in shown(preview)
            await bo.click(preview, ids.SAMPLE)
            await reader.until(lambda: "Point one of article 1." in shown(reader.workspace.ephemerals(bo.user)))
            assert direct(reader, bo) == []


async def test_saving_a_digest_tells_its_channel_in_a_line_who_set_it_up_and_when_it_goes_out(
    reader: Reader, bo: Person
) -> None:
    async with reader.bot():
        await bo.slash("general", "/latepost", "digest")
        view = await opened(reader, bo)
        values: dict[str, Any] = {ids.CHANNEL: reader.general, ids.TOPICS: "<!channel> 华为"}
        assert (await bo.submit(view, values)).errors == {}
        (line,) = await reader.until(lambda: reader.workspace.history("general"))
        assert "set up a digest for this channel: Every day at 09:00 (Asia/Shanghai, UTC+08:00)" in shown(line)
        assert "Topics: <!channel> 华为" in shown(line)
        assert "Next: Sat 2026-03-28 09:00" in shown(line)
        assert reader.workspace.reading(line).pings == [f"@{bo.user.id}"]
