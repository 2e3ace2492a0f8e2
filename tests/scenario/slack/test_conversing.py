"""Going on: follow-ups, more, direct messages, threads without mentions, and what the bot does not listen to."""

from pathlib import Path

import pytest

from bot.slack import ids
from tests.scenario.slack.conftest import Team, bot_for, buttons, shown, workspace_of


class TestFollowUps:
    @pytest.mark.parametrize(
        ("question", "further", "understood", "expected"),
        [
            ("TikTok 听证会", "那华为呢", "理解为“华为", "华为"),
            ("TikTok hearing", "and advertising?", "read as “TikTok", "TikTok"),
            (
                "TikTok hearing",
                "what about before:2020-01-01",
                "read as “TikTok hearing before:2020-01-01”",
                "Nothing on",
            ),
        ],
    )
    async def test_what_the_new_question_leaves_out_is_taken_over_and_shown_in_a_small_line(
        self, team: Team, question: str, further: str, understood: str, expected: str
    ) -> None:
        answer = await _second_answer(team, question, further)
        assert understood in answer
        assert expected in answer

    async def test_what_stands_for_itself_is_not_said_to_follow_on(self, team: Team) -> None:
        answer = await _second_answer(team, "TikTok hearing", "what is quantum computing")
        assert "Following on" not in answer

    async def test_thanks_are_answered_with_a_word_and_no_search(self, team: Team) -> None:
        answer = await _second_answer(team, "TikTok hearing", "thanks!")
        assert answer.startswith("You are welcome")

    @pytest.mark.parametrize("word", ["more", "更多", "继续"])
    async def test_more_goes_on_where_the_last_answer_ended(self, team: Team, word: str) -> None:
        asked = await team.ann.mention("general", "TikTok")
        await team.reply_to(asked)
        first = _opened(team, asked, 0)
        before = len(team.replies(asked))
        await team.ann.mention("general", word, asked)
        await team.until(lambda: len(team.replies(asked)) > before)
        await team.settled()
        further = _opened(team, asked, before)
        assert len(first) == 5
        assert further
        assert not set(first) & set(further)

    async def test_the_button_goes_on_too_and_says_when_there_is_no_more(self, team: Team) -> None:
        asked = await team.bo.mention("general", "TikTok")
        await team.reply_to(asked)
        seen: list[str] = []
        while True:
            last = team.replies(asked)[-1]
            assert not set(seen) & set(_opened(team, asked, len(team.replies(asked)) - 1))
            more = [each for each in buttons(last) if each["action_id"] == ids.MORE_RESULTS]
            if not more:
                break
            before = len(team.replies(asked))
            await team.bo.click(last, more[0])
            await team.until(lambda n=before: len(team.replies(asked)) > n)
            await team.settled()
        before = len(team.replies(asked))
        await team.bo.mention("general", "more", asked)
        await team.until(lambda: len(team.replies(asked)) > before)
        assert "no more results" in shown(team.replies(asked)[-1])

    async def test_in_a_direct_message_it_goes_on_in_the_thread_and_outside_of_it(self, team: Team) -> None:
        asked = await team.bo.tell_bot("TikTok hearing")
        root = await team.reply_to(asked)
        before = len(team.replies(asked))
        further = await team.bo.tell_bot("what about Huawei?", root)
        await team.until(lambda: len(team.replies(asked)) > before)
        assert "Huawei" in shown(team.replies(asked)[before:])
        assert {each.thread_ts for each in team.replies(asked)[before:]} == {further.thread_ts}
        outside = await team.bo.tell_bot("and TikTok?")
        assert "read as" in shown(await team.reply_to(outside)) or "TikTok" in shown(team.replies(outside))


class TestDirectMessages:
    async def test_the_answer_stands_in_the_conversation_and_its_details_in_the_thread_of_it(self, team: Team) -> None:
        asked = await team.bo.tell_bot("TikTok hearing")
        root, *details = [await team.reply_to(asked), *team.replies(asked)[1:]]
        assert not root.is_reply
        assert "<@" not in root.text
        assert "details in the thread" in shown(root)
        assert {each.thread_ts for each in details} == {root.ts}
        assert team.workspace.thread(asked) == []

    @pytest.mark.parametrize("text", ["latest 3", "help", "compare TikTok and Huawei", "“zanzibar cloves”"])
    async def test_lists_and_misses_stand_there_too(self, team: Team, text: str) -> None:
        asked = await team.bo.tell_bot(text)
        assert not (await team.reply_to(asked)).is_reply

    async def test_more_goes_on_in_the_conversation(self, team: Team) -> None:
        first = await team.bo.tell_bot("TikTok")
        await team.reply_to(first)
        further = await team.bo.tell_bot("more")
        reply = await team.reply_to(further)
        assert not reply.is_reply
        assert "Articles 6" in shown(reply)


class TestThreadsWithoutAMention:
    @pytest.mark.parametrize("followed", [False, True])
    async def test_they_are_followed_by_setting_alone(self, transport: str, data_dir: Path, followed: bool) -> None:
        async with (
            workspace_of(transport) as workspace,
            bot_for(workspace, data_dir, transport, LATEPOST_FOLLOW_THREADS=followed) as bot,
        ):
            team = Team.of(workspace, bot)
            asked = await team.bo.mention("general", "TikTok hearing")
            await team.reply_to(asked)
            before = len(team.replies(asked))
            await team.bo.say("general", "and Huawei?", asked)
            strange = await team.bo.say("general", "lunch?")
            await team.bo.say("general", "and TikTok?", strange)
            await team.settled()
            assert (len(team.replies(asked)) > before) is followed
            assert team.replies(strange) == []
            before = len(team.replies(asked))
            await team.bo.say("general", "great, thanks!", asked)
            await team.settled()
            assert len(team.replies(asked)) == before  # what people say to each other is not answered


class TestWhatItIgnores:
    async def test_channel_messages_edits_bots_and_itself_get_no_answer(self, team: Team) -> None:
        message = await team.ann.say("general", "TikTok hearing")
        await team.ann.edit(message, "TikTok hearing!")
        await team.ann.delete(message)
        workspace = team.workspace
        direct = workspace.direct_message("ann")
        workspace.post(direct, workspace.user("bo").id, "TikTok", bot_id="B0OTHER")
        workspace.post(direct, workspace.user("ann").id, "TikTok", subtype="channel_topic")
        workspace.post(direct, workspace.bot_user.id, "TikTok", bot_id=workspace.bot_id)
        told = await team.ann.tell_bot("TikTok 听证会")
        await team.reply_to(told)
        before = len(team.replies(told))
        await team.ann.edit(told, "华为")
        await team.settled()
        assert len(team.replies(told)) == before
        assert team.said() == []
        answers = [each for each in workspace.history(direct) if each.bot_id == workspace.bot_id and each.blocks]
        assert answers == team.replies(told)[:1]


async def _second_answer(team: Team, question: str, further: str) -> str:
    """What is shown after a second mention in the thread of the first one."""
    asked = await team.ann.mention("general", question)
    await team.reply_to(asked)
    before = len(team.replies(asked))
    await team.ann.mention("general", further, asked)
    await team.until(lambda: len(team.replies(asked)) > before)
    await team.settled()
    return shown(team.replies(asked)[before:])


def _opened(team: Team, asked: object, after: int) -> list[str]:
    """The articles whose buttons stand in the replies from that number on."""
    found = []
    for reply in team.replies(asked)[after:]:  # type: ignore[arg-type]
        found += [each["value"].split(":")[0] for each in buttons(reply) if each["action_id"] == ids.OPEN_ARTICLE]
    return found
