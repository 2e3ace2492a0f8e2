"""`/latepost digest`: the form, the list and its buttons, App Home, and who may do what."""

from pathlib import Path
from typing import Any

import pytest

from bot.local import Delivery, Message, ModalOrHome, Person
from bot.slack.blocks.digests import ids
from tests.scenario.digest.conftest import Reader
from tests.scenario.slack.conftest import shown


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'digests.sqlite'}"


@pytest.fixture
def ann(reader: Reader) -> Person:
    return reader.workspace.as_user("ann")


@pytest.fixture
def bo(reader: Reader) -> Person:
    return reader.workspace.as_user("bo")


async def open_form(reader: Reader, person: Person, channel: str = "general") -> ModalOrHome:
    await person.slash(channel, "/latepost", "digest")
    return (await reader.until(lambda: reader.workspace.views.stack(person.user.id)))[-1]


async def fill_in(reader: Reader, person: Person, **values: Any) -> Delivery:
    """Open the form in #general and submit it with these values, named as its fields."""
    view = await open_form(reader, person)
    channel = reader.workspace.channel(values.pop("channel", "general")).id
    fields = {f"digest.{name}": value for name, value in values.items()}
    return await person.submit(view, {ids.CHANNEL: channel, **fields})


async def answers(reader: Reader, person: Person, text: str, channel: str = "general") -> list[Message]:
    """What a command answers, to this person alone."""
    before = len(reader.workspace.ephemerals(person.user, channel))
    await person.slash(channel, "/latepost", text)
    await reader.until(lambda: len(reader.workspace.ephemerals(person.user, channel)) > before)
    await reader.workspace.settled(quiet=0.3, timeout=10)
    return reader.workspace.ephemerals(person.user, channel)[before:]


async def answer(reader: Reader, person: Person, text: str, channel: str = "general") -> str:
    return shown(await answers(reader, person, text, channel))


class TestTheForm:
    async def test_it_sets_up_a_digest_and_shows_its_next_three_sends_before_and_after(
        self, reader: Reader, ann: Person, bo: Person
    ) -> None:
        """Bo speaks English and lives in Shanghai; the clocks of Berlin change on the 29th."""
        async with reader.bot():
            view = await open_form(reader, bo)
            assert "Next: Sat 2026-03-28 09:00, Sun 2026-03-29 09:00, Mon 2026-03-30 09:00" in shown(view.blocks)
            assert view.state[ids.ZONE][ids.ZONE]["value"] == "Asia/Shanghai"
            await bo.choose(view, ids.TIME, "02:30")
            view.state[ids.ZONE][ids.ZONE]["value"] = "berlin"
            await bo.choose(view, ids.DAYS, ["6", "7"])
            told = "Next: Sat 2026-03-28 02:30, Sun 2026-03-29 03:00, Sat 2026-04-04 02:30"
            await reader.until(lambda: told in shown(view.blocks))
            done = await bo.submit(view, {ids.TOPICS: "tiktok hearing\n\n华为 数字金融", ids.EMPTY_DAY: ids.SAY_SO})
            assert done.errors == {}
            assert not view.open
            direct = reader.workspace.direct_message("bo")
            await reader.until(lambda: len(reader.workspace.history(direct)))
            confirmed = shown(reader.workspace.history(direct))
            assert "Done: the digest is set up." in confirmed
            assert "On Sat, Sun at 02:30 (Europe/Berlin, UTC+01:00)" in confirmed
            assert "Topics: tiktok hearing; 华为 数字金融" in confirmed
            assert told in confirmed
            listed = await answer(reader, ann, "digest list")
            assert "周六、周日 02:30（Europe/Berlin, UTC+01:00）" in listed
            assert "接下来：周六 2026-03-28 02:30、周日 2026-03-29 03:00、周六 2026-04-04 02:30" in listed

    @pytest.mark.parametrize(
        ("values", "field", "said"),
        [
            ({"time": "25:00"}, ids.TIME, "That is no time"),
            ({"zone": "Europe/Berlim"}, ids.ZONE, "Did you mean Europe/Berlin?"),
            ({"zone": "the moon"}, ids.ZONE, "There is no such time zone"),
            ({"topics": " \n "}, ids.TOPICS, "no word to search for"),
            ({"topics": "华为\n，，！"}, ids.TOPICS, "no word to search for"),
            ({"topics": "\n".join(f"topic {n}" for n in range(21))}, ids.TOPICS, "at most 20"),
            ({"topics": "长" * 201}, ids.TOPICS, "at most 200"),
            ({"channel": "random"}, ids.CHANNEL, "/invite @latepost"),
            ({"channel": "secret"}, ids.CHANNEL, "/invite @latepost"),
            ({"channel": "board"}, ids.CHANNEL, "only its members"),
            ({"channel": "old"}, ids.CHANNEL, "archived"),
        ],
        ids=str,
    )
    async def test_what_is_wrong_is_said_beside_its_field(
        self, reader: Reader, bo: Person, values: dict[str, str], field: str, said: str
    ) -> None:
        reader.workspace.add_channel("old", members=["bo", "latepost"])
        reader.workspace.archive("old")
        async with reader.bot() as bot:
            done = await fill_in(reader, bo, **values)
            assert list(done.errors) == [field]
            assert said in done.errors[field]
            assert await bot.digests.all() == []

    async def test_all_that_is_wrong_is_said_at_once_in_the_language_of_the_person(
        self, reader: Reader, ann: Person
    ) -> None:
        async with reader.bot():
            done = await fill_in(reader, ann, time="九点", zone="月球", topics="！", channel="random")
            assert done.errors.keys() == {ids.TIME, ids.ZONE, ids.TOPICS, ids.CHANNEL}
            assert "不是时间" in done.errors[ids.TIME]

    async def test_trouble_with_slack_is_said_in_the_form_with_an_error_id(self, reader: Reader, bo: Person) -> None:
        async with reader.bot() as bot:
            view = await open_form(reader, bo)
            reader.workspace.faults.refuse("conversations.info", "missing_scope")
            done = await bo.submit(view)
            assert "nothing was saved" in done.errors[ids.CHANNEL]
            assert await bot.digests.all() == []
            assert (await bo.submit(view)).errors == {}

    async def test_a_digest_is_changed_in_it(self, reader: Reader, bo: Person) -> None:
        async with reader.bot() as bot:
            await fill_in(reader, bo, topics="tiktok\noracle")
            (listed,) = await answers(reader, bo, "digest list")
            await bo.click(listed, ids.EDIT)
            view = (await reader.until(lambda: reader.workspace.views.stack(bo.user.id)))[-1]
            assert view.state[ids.TOPICS][ids.TOPICS]["value"] == "tiktok\noracle"
            assert (await bo.submit(view, {ids.TIME: "18:15", ids.TOPICS: ""})).errors == {}
            (held,) = await bot.digests.all()
            assert (held.subscription.at, held.subscription.topics) == ("18:15", ())
            assert held.next_due.isoformat() == "2026-03-28T10:15:00+00:00"

    async def test_what_strangers_type_stays_text(self, reader: Reader, bo: Person) -> None:
        topic = "<!channel> *bold* <https://evil.example|LatePost>"
        async with reader.bot():
            await fill_in(reader, bo, topics=topic)
            (listed,) = await answers(reader, bo, "digest list")
            assert topic in shown(listed)
            reading = reader.workspace.reading(listed)
            assert not reading.pings
            assert reading.links == []


class TestCommands:
    async def test_pausing_resuming_removing_and_what_is_told_of_each(self, reader: Reader, bo: Person) -> None:
        async with reader.bot():
            assert "has no digest yet" in await answer(reader, bo, "digest list")
            await fill_in(reader, bo)
            assert "Paused." in await answer(reader, bo, "digest pause")
            assert "paused already" in await answer(reader, bo, "digest pause")
            listed = await answer(reader, bo, "digest list")
            assert "Paused" in listed
            assert "Resume" in listed
            assert "Next: Sat 2026-03-28 09:00" in await answer(reader, bo, "digest resume")
            assert "not paused" in await answer(reader, bo, "digest resume")
            assert "Removed." in await answer(reader, bo, "digest remove")
            assert "has no digest yet" in await answer(reader, bo, "digest why")

    async def test_of_several_one_is_named_by_its_number(self, reader: Reader, bo: Person) -> None:
        async with reader.bot() as bot:
            await fill_in(reader, bo, time="08:00")
            reader.clock.move(seconds=1)
            await fill_in(reader, bo, time="18:00")
            asked = await answer(reader, bo, "digest pause")
            assert "/latepost digest pause 1" in asked
            assert "1. " in asked
            assert "Paused." in await answer(reader, bo, "digest pause 2")
            assert [(each.subscription.at, each.paused) for each in await bot.digests.all()] == [
                ("08:00", ""),
                ("18:00", "person"),
            ]
            assert "There is no digest 3 here" in await answer(reader, bo, "digest remove 3")

    async def test_a_word_that_is_no_command_gets_the_usage(self, reader: Reader, bo: Person) -> None:
        async with reader.bot():
            assert "/latepost digest sets one up" in await answer(reader, bo, "digest lsit")

    async def test_preview_is_what_is_then_sent(self, reader: Reader, bo: Person) -> None:
        async with reader.bot() as bot:
            await fill_in(reader, bo, topics="TikTok 听证会")
            assert "nothing is new for it so far" in await answer(reader, bo, "digest preview")
            await reader.import_(1, 2, 3)
            told, *previewed = await answers(reader, bo, "digest preview")
            assert "Preview: this would go out on Sat 2026-03-28 09:00" in shown(told)
            assert "Next: Sat 2026-03-28 09:00, Sun 2026-03-29 09:00, Mon 2026-03-30 09:00" in shown(told)
            reader.clock.move(hours=13, minutes=1)
            await bot.deliverer.round()
            (root,) = reader.roots()
            sent = [root, *reader.workspace.thread(root)]
            assert [shown(each) for each in sent] == [shown(each) for each in previewed]

    async def test_why_tells_what_happened_to_the_last_slots(self, reader: Reader, bo: Person) -> None:
        async with reader.bot() as bot:
            await fill_in(reader, bo)
            assert "It was not due yet." in await answer(reader, bo, "digest why")
            await reader.import_(1)
            reader.clock.move(hours=14)
            await bot.deliverer.round()
            reader.clock.move(days=1)
            await bot.deliverer.round()
            reader.clock.move(days=2, hours=8)
            await bot.deliverer.round()
            told = await answer(reader, bo, "digest why")
            assert "The last 4 times" in told
            assert "Sat 2026-03-28 09:00 — sent 10:00, 1 new article" in told
            assert "Sun 2026-03-29 09:00 — nothing was new" in told
            assert "Tue 2026-03-31 09:00 — it could not be sent until it was too late" in told
            assert "Next: Wed 2026-04-01 09:00" in told


class TestAccess:
    async def test_who_is_not_in_the_channel_neither_sees_nor_changes_its_digests(
        self, reader: Reader, ann: Person, bo: Person
    ) -> None:
        async with reader.bot() as bot:
            await fill_in(reader, ann, channel="board")
            (held,) = await bot.digests.all()
            (listed,) = await answers(reader, ann, "digest list", "board")
            await bo.open_home()
            await reader.until(lambda: reader.workspace.views.homes.get(bo.user.id))
            assert held.subscription.id not in str(reader.workspace.views.homes[bo.user.id].blocks)
            reader.workspace.leave("board", "ann")
            await ann.click(listed, ids.PAUSE)
            await reader.workspace.settled(quiet=0.3, timeout=10)
            assert (await bot.digests.all())[0].paused == ""

    async def test_admins_may_change_all(self, reader: Reader, ann: Person, bo: Person) -> None:
        async with reader.bot(LATEPOST_ADMINS=f" {bo.user.id} ,U0"):
            await fill_in(reader, ann, channel="board")
            await bo.open_home()
            await reader.until(lambda: reader.workspace.views.homes.get(bo.user.id))
            home = reader.workspace.views.homes[bo.user.id]
            assert "Every day at 09:00" in shown(home.blocks) or "On" in shown(home.blocks)
            await bo.click(home, ids.PAUSE)
            await reader.until(lambda: "Paused" in shown(reader.workspace.views.homes[bo.user.id].blocks))


class TestHome:
    async def test_digests_are_made_paused_and_removed_there(self, reader: Reader, bo: Person) -> None:
        def home() -> str:
            view = reader.workspace.views.homes.get(bo.user.id)
            return shown(view.blocks) if view else ""

        async with reader.bot() as bot:
            await bo.open_home()
            await reader.until(lambda: "You and your channels have no digest yet" in home())
            await bo.click(reader.workspace.views.homes[bo.user.id], ids.NEW)
            view = (await reader.until(lambda: reader.workspace.views.stack(bo.user.id)))[-1]
            done = await bo.submit(view, {ids.CHANNEL: reader.general})
            assert done.errors == {}
            await bo.open_home()
            await reader.until(lambda: "Every day at 09:00 (Asia/Shanghai, UTC+08:00)" in home())
            await bo.click(reader.workspace.views.homes[bo.user.id], ids.PAUSE)
            await reader.until(lambda: "Paused" in home())
            await bo.click(reader.workspace.views.homes[bo.user.id], ids.RESUME)
            await reader.until(lambda: "Next: Sat 2026-03-28 09:00" in home())
            await bo.click(reader.workspace.views.homes[bo.user.id], ids.REMOVE)
            await reader.until(lambda: "You and your channels have no digest yet" in home())
            assert await bot.digests.all() == []

    async def test_the_digest_of_the_settings_is_shown_and_not_changed_there(self, reader: Reader, bo: Person) -> None:
        async with reader.bot(LATEPOST_DIGEST_CHANNEL="general", LATEPOST_DIGEST_TOPICS="华为 ; tiktok;") as bot:
            (listed,) = await answers(reader, bo, "digest list")
            assert "Topics: 华为; tiktok" in shown(listed)
            assert ids.EDIT not in str(listed.blocks)
            assert "LATEPOST_DIGEST_CHANNEL" in await answer(reader, bo, "digest remove")
            assert len(await bot.digests.all()) == 1
        async with reader.bot() as bot:
            assert await bot.digests.all() == []
