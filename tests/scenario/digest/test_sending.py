"""A digest goes out: what it says, when, and what becomes of it when Slack is in trouble."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.app.serving.server import Running
from bot.errors import SettingsError
from bot.local import Message
from bot.model import PastSlot, SlotOutcome, Subscription
from bot.store.digests import Claimed
from tests.scenario.digest.conftest import Reader, digest_key
from tests.scenario.slack.conftest import buttons, shown

OF_SETTINGS = "settings:T0LOCAL001"
GENERAL = {"LATEPOST_DIGEST_CHANNEL": "#general", "LATEPOST_DIGEST_TIMEZONE": "Europe/Berlin"}


async def outcomes(bot: Running) -> list[tuple[str, str]]:
    """What became of the last slots of the settings' digest, oldest first, and the errors."""
    return [(str(each.outcome), each.error) for each in reversed(await slots(bot))]


async def slots(bot: Running) -> list[PastSlot]:
    return await bot.digests.why(OF_SETTINGS)


async def _ours() -> None:
    """The fence of a slot that nobody takes over."""


@pytest.mark.slow  # two bots each, and a quiet time to wait for
class TestOnEveryStore:
    async def test_of_two_processes_one_sends_a_digest_at_its_time(self, reader: Reader) -> None:
        async with reader.bot(**GENERAL) as bot, reader.bot(**GENERAL):
            await reader.import_(1, 2)
            reader.clock.move(hours=18)
            await bot.deliverer.round()
            assert reader.roots() == []
            reader.clock.move(hours=2)
            (root,) = await reader.until(reader.roots)
            await reader.workspace.settled(quiet=1.5, timeout=20)
            assert reader.roots() == [root]
            assert digest_key(root) == f"{OF_SETTINGS}/2026-03-28T09:00/Europe/Berlin"
            assert await outcomes(bot) == [("sent", "")]

    async def test_of_two_processes_one_tells_an_alert_as_soon_as_it_comes(self, reader: Reader) -> None:
        bo = reader.workspace.user("bo")
        direct = reader.workspace.direct_message(bo)
        alert = Subscription(
            id="alert",
            team_id=reader.workspace.team_id,
            channel_id=direct.id,
            owner_id=bo.id,
            at="00:00",
            until="00:00",
            days=(1, 2, 3, 4, 5, 6, 7),
            zone="UTC",
            topics=("TikTok 听证会",),
        )
        async with reader.bot() as bot, reader.bot():
            await bot.digests.add(alert)
            await reader.import_(1)
            (message,) = await reader.until(lambda: reader.roots(direct))
            await reader.workspace.settled(quiet=1.5, timeout=20)
            assert reader.roots(direct) == [message]
            assert [str(slot.outcome) for slot in await bot.digests.why("alert")] == ["sent"]

    async def test_after_an_unclear_outcome_the_channel_is_searched_before_anything_is_sent_again(
        self, reader: Reader
    ) -> None:
        """The connection is cut after the root was stored, and before a message of its thread was."""
        async with reader.bot(**GENERAL) as bot:
            await reader.import_(1)
            reader.workspace.faults.cut_after("chat.postMessage")
            reader.workspace.faults.cut_before("chat.postMessage")
            reader.clock.move(hours=20)
            await bot.deliverer.round()
            (root,) = reader.roots()
            assert len(reader.workspace.thread(root)) == 1
            assert await outcomes(bot) == [("sent", "")]


class TestWhatItSays:
    @pytest.fixture
    def database(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path / 'digests.sqlite'}"

    async def test_the_root_lists_titles_and_viewpoints_by_topic_and_the_thread_has_points_and_buttons(
        self, reader: Reader
    ) -> None:
        topics = {"LATEPOST_DIGEST_TOPICS": "芯片 出口; TikTok 听证会; hearing"}
        async with reader.bot(**GENERAL, **topics) as bot:
            await reader.import_(1, 2)
            await reader.import_(3, title="芯片出口:新的限制", viewpoint="Rules on chips.", sections=())
            await reader.import_(4, title="咖啡店的价格战", viewpoint="Coffee.", sections=())
            reader.clock.move(hours=20)
            await bot.deliverer.round()
            (root,) = reader.roots()
            said = shown(root)
            assert "新文章 · 2026 年 3 月 28 日（周六）" in said
            assert "3 篇新文章 · 详见消息列" in said
            assert "咖啡" not in said
            for text in ("芯片 出口", "芯片出口:新的限制", "Rules on chips.", "TikTok 听证会", "Viewpoint number 1."):
                assert said.count(text) == 1 or text == "TikTok 听证会"
            assert said.index("芯片出口") < said.index("Viewpoint number 1.")
            thread = reader.workspace.thread(root)
            details = shown(thread)
            assert "Point one of article 1." in details
            assert "[3][5]" in details
            assert [each["text"]["text"] for each in buttons(thread[0])].count("全部 2 个要点") == 2
            for message in (root, *thread):
                assert reader.workspace.reading(message).harmless

    async def test_a_long_day_is_split_and_never_cut(self, reader: Reader) -> None:
        async with reader.bot(**GENERAL) as bot:
            await reader.import_(*range(1, 121), viewpoint="A long viewpoint. " * 30)
            reader.clock.move(hours=20)
            await bot.deliverer.round()
            (root,) = reader.roots()
            thread = reader.workspace.thread(root)
            assert "1 of " in shown(root)
            listed = shown([root, *(each for each in thread if not buttons(each))])
            opened = [each["value"] for message in thread for each in buttons(message)]
            for one in reader.stored:
                assert listed.count(f"{one.title}\n") == 1
                assert [value.split(":")[0] for value in opened].count(one.id) == 1

    async def test_a_day_without_news_is_silent_and_the_next_digest_has_what_came_since(self, reader: Reader) -> None:
        async with reader.bot(**GENERAL) as bot:
            reader.clock.move(hours=20)
            await bot.deliverer.round()
            assert reader.roots() == []
            await reader.import_(1)
            reader.clock.move(days=1)
            await bot.deliverer.round()
            assert len(reader.roots()) == 1
            assert await outcomes(bot) == [("empty", ""), ("sent", "")]

    async def test_hostile_articles_ping_nobody_and_open_nothing(self, reader: Reader) -> None:
        async with reader.bot(**GENERAL) as bot:
            await reader.import_(
                1, title="<!channel> *x* <https://evil.example|a> \u202eevil", viewpoint="<@U1> " * 500
            )
            reader.clock.move(hours=20)
            await bot.deliverer.round()
            (root,) = reader.roots()
            for message in (root, *reader.workspace.thread(root)):
                reading = reader.workspace.reading(message)
                assert reading.harmless
                assert reading.links == []


class TestTrouble:
    @pytest.fixture
    def database(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path / 'digests.sqlite'}"

    async def test_after_downtime_one_merged_digest_goes_out_within_the_grace_period(self, reader: Reader) -> None:
        async with reader.bot(**GENERAL):
            await reader.import_(1)
        reader.clock.move(days=1)
        await reader.import_(2)
        reader.clock.move(days=2, hours=1)
        async with reader.bot(**GENERAL) as bot:
            await bot.deliverer.round()
            (root,) = reader.roots()
            assert "2 new articles" in shown(root)
            assert await outcomes(bot) == [("merged", ""), ("merged", ""), ("sent", "")]

    async def test_later_than_the_grace_period_nothing_goes_out_and_the_next_digest_has_it_all(
        self, reader: Reader
    ) -> None:
        async with reader.bot(**GENERAL):
            await reader.import_(1)
        reader.clock.move(days=2, hours=4)
        async with reader.bot(**GENERAL, LATEPOST_DIGEST_GRACE_HOURS="2") as bot:
            await bot.deliverer.round()
            assert reader.roots() == []
            await reader.import_(2)
            reader.clock.move(hours=15)
            await bot.deliverer.round()
            (root,) = reader.roots()
            assert "2 new articles" in shown(root)
            assert await outcomes(bot) == [("missed", ""), ("missed", ""), ("sent", "")]

    async def test_after_resuming_nothing_old_comes_and_no_slot_is_made_up_for(self, reader: Reader) -> None:
        async with reader.bot(**GENERAL) as bot:
            await bot.digests.pause(OF_SETTINGS)
            await reader.import_(1)
            for _ in range(3):
                reader.clock.move(days=1)
                await bot.deliverer.round()
            held = await bot.digests.get(OF_SETTINGS)
            assert held
            assert await bot.digests.resume(held)
            await bot.deliverer.round()
            await reader.import_(2)
            reader.clock.move(days=1)
            await bot.deliverer.round()
            (root,) = reader.roots()
            assert "1 new article" in shown(root)
            assert await outcomes(bot) == [("paused", "")] * 3 + [("sent", "")]

    async def test_what_was_posted_is_found_behind_many_other_messages(self, reader: Reader) -> None:
        """As after a crash between post and record, in a channel that is much used."""
        async with reader.bot(**GENERAL) as bot:
            await reader.import_(1)
            held = await bot.digests.get(OF_SETTINGS)
            assert held
            slot, digest = await bot.digests.preview(held)
            claimed = Claimed(slot.key(OF_SETTINGS), slot.due, digest, held)
            ts = await bot.slack.sender.send(claimed, _ours)
            for number in range(250):
                reader.workspace.post(reader.workspace.channel("general"), reader.workspace.user("ann").id, f"{number}")
            assert await bot.slack.sender.is_begun(claimed)
            assert await bot.slack.sender.send(replace(claimed, attempts=2), _ours) == ts
            (root,) = reader.roots()
            assert len(reader.workspace.thread(root)) == 1

    async def test_a_rate_limit_is_waited_for(self, reader: Reader) -> None:
        async with reader.bot(**GENERAL) as bot:
            await reader.import_(1)
            reader.workspace.faults.rate_limit("chat.postMessage", 2, retry_after=0)
            reader.clock.move(hours=20)
            await bot.deliverer.round()
            assert len(reader.roots()) == 1

    @pytest.mark.parametrize("how", ["archived", "kicked"])
    async def test_a_channel_that_is_closed_pauses_the_digest_and_its_owner_is_told_once(
        self, reader: Reader, how: str
    ) -> None:
        ann = reader.workspace.user("ann")
        settings = {**GENERAL, "LATEPOST_ADMINS": ann.id}
        async with reader.bot(**settings) as bot, reader.bot(**settings):
            await reader.import_(1)
            if how == "archived":
                reader.workspace.archive("general")
            else:
                reader.workspace.leave("general", "latepost")
            for _ in range(3):
                reader.clock.move(hours=24)
                await bot.deliverer.round()
            await reader.workspace.settled(quiet=1.5, timeout=20)
            told: list[Message] = reader.workspace.history(reader.workspace.direct_message(ann))
            assert len(told) == 1
            reason = "the channel is archived" if how == "archived" else "the bot is no longer in the channel"
            assert reason in shown(told[0])
            assert [outcome for outcome, _ in await outcomes(bot)] == ["refused", "paused", "paused"]
            held = await bot.digests.get(OF_SETTINGS)
            assert held
            assert held.paused == ("is_archived" if how == "archived" else "not_in_channel")

    async def test_when_the_app_is_uninstalled_its_digests_are_paused(self, reader: Reader) -> None:
        async with reader.bot(**GENERAL) as bot:
            for sent in reader.workspace.uninstall():
                await sent.done.wait()
            await reader.workspace.settled(quiet=0.3, timeout=10)
            (held,) = await bot.digests.all()
            assert held.paused == "app_uninstalled"

    async def test_a_refusal_for_another_reason_loses_nothing(self, reader: Reader) -> None:
        async with reader.bot(**GENERAL) as bot:
            await reader.import_(1)
            reader.workspace.faults.refuse("chat.postMessage", "invalid_blocks")
            reader.clock.move(hours=20)
            await bot.deliverer.round()
            assert reader.roots() == []
            reader.clock.move(hours=24)
            await bot.deliverer.round()
            assert len(reader.roots()) == 1
            failed, sent = await outcomes(bot)
            assert failed == ("failed", "Slack refused chat.postMessage: invalid_blocks.")
            assert sent == ("sent", "")

    async def test_the_channel_is_found_by_name_or_the_bot_says_what_to_write(self, reader: Reader) -> None:
        with pytest.raises(SettingsError, match="LATEPOST_DIGEST_CHANNEL: the bot sees no channel nowhere"):
            async with reader.bot(LATEPOST_DIGEST_CHANNEL="nowhere"):
                pytest.fail("it ran")

    async def test_why_an_attempt_was_put_off_is_remembered_until_it_comes_through(self, reader: Reader) -> None:
        async with reader.bot(**GENERAL) as bot:
            await reader.import_(1)
            reader.workspace.faults.rate_limit("chat.postMessage", 2, retry_after=301)
            reader.clock.move(hours=20)
            await bot.deliverer.round()
            (slot,) = await slots(bot)
            assert slot.outcome is SlotOutcome.SENDING
            assert "ratelimited" in slot.error
            reader.clock.move(seconds=16)
            await bot.deliverer.round()
            reader.clock.move(seconds=31)
            await bot.deliverer.round()
            assert len(reader.roots()) == 1
            assert await outcomes(bot) == [("sent", "")]

    async def test_what_slack_did_not_take_until_it_was_too_late_comes_with_the_next_digest(
        self, reader: Reader
    ) -> None:
        async with reader.bot(**GENERAL) as bot:
            await reader.import_(1)
            reader.workspace.faults.rate_limit("chat.postMessage", 1, retry_after=301)
            reader.clock.move(hours=20)
            await bot.deliverer.round()
            reader.clock.move(hours=7)
            await bot.deliverer.round()
            assert reader.roots() == []
            reader.clock.move(hours=17)
            await bot.deliverer.round()
            assert len(reader.roots()) == 1
            assert [outcome for outcome, _ in await outcomes(bot)] == ["missed", "sent"]
