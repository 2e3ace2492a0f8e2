"""Asking: the slash command, mentions, direct messages and the message shortcut, in Chinese and English."""

import asyncio
import re
from pathlib import Path

import pytest

from bot.local import Message
from bot.model import KeyPoint, Section
from bot.slack import ids
from bot.store import ArticleStore, Database
from tests.library import article
from tests.scenario.slack.conftest import WAIT, Team, buttons, shown

CITED = re.compile(r"\[\d+\]")


class TestSlashCommand:
    @pytest.mark.parametrize(
        ("question", "words"),
        [
            ("TikTok 听证会", ["问", "篇文章", "个要点", "2025-09-2"]),
            ("tiktok hearing", ["asked", "articles", "points"]),
        ],
    )
    async def test_a_short_root_in_the_channel_and_the_cited_points_in_its_thread(
        self, team: Team, question: str, words: list[str]
    ) -> None:
        await team.ann.slash("general", "/latepost", question)
        root = (await team.until(team.said))[0]
        reply = await team.reply_to(root)
        assert question in shown(root)
        assert all(word in shown(root) for word in words)
        assert len(team.said()) == 1
        assert CITED.search(shown(reply))
        assert "听证会" in shown(reply)

    async def test_where_the_bot_is_not_the_asker_alone_gets_the_answer_and_learns_how_to_invite_it(
        self, team: Team
    ) -> None:
        for channel in ("random", "secret"):
            await team.ann.slash(channel, "/latepost", "tiktok hearing")
            await team.until(lambda at=channel: team.workspace.ephemerals("ann", at))
            await team.settled()
            assert "/invite @latepost" in shown(team.workspace.ephemerals("ann", channel))
            assert CITED.search(shown(team.workspace.ephemerals("ann", channel)))
            assert team.workspace.history(channel) == []

    async def test_in_a_direct_message_between_people_the_asker_alone_gets_it(self, team: Team) -> None:
        place = team.workspace.direct_message("ann", "bo")
        await team.ann.slash(place, "/latepost", "华为")
        answer = await team.until(lambda: team.workspace.ephemerals("ann", place))
        assert "华为" in shown(answer)
        assert team.workspace.ephemerals("bo") == []
        await team.settled()
        await team.ann.click(team.workspace.ephemerals("ann")[-1], ids.SHARE)
        await team.settled()
        assert "ann 分享" in shown(team.workspace.history(place)[0])
        assert CITED.search(shown(team.workspace.history(place)))

    async def test_what_nobody_can_answer_is_said_with_what_there_is(self, team: Team) -> None:
        await team.bo.slash("general", "/latepost", "quantum zebra farming")
        told = (await team.until(lambda: team.workspace.ephemerals("bo", "general")))[0]
        assert "Nothing on “quantum zebra farming”" in shown(told)
        assert team.said() == []  # nobody else has to read that there is nothing
        assert len(buttons(told)) == 3
        await team.bo.click(told, buttons(told)[0])
        answer = await team.until(lambda: team.workspace.ephemerals("bo", "general")[1:])
        assert CITED.search(shown(answer))

    @pytest.mark.parametrize(
        ("question", "told"),
        [
            ("TikTok 听证会 since:2031-01", "符合筛选条件 since:2031-01-01 的文章里没有；去掉筛选就有"),
            ("tiktok hearing before:2001-01", "passes the filter before:2001-01-01 answers; without the filter"),
            ("since:2031-01", "No article passes the filter since:2031-01-01"),
            ("tiktok hearing since:lately", "“since:lately” is no date such as since:2025-09-24, so it was left out"),
        ],
    )
    async def test_what_a_filter_keeps_out_or_can_not_mean_is_said(self, team: Team, question: str, told: str) -> None:
        asked = await team.ann.mention("general", question)
        assert told in shown(await team.reply_to(asked))

    async def test_nothing_or_help_gets_help_in_the_persons_language_with_examples_that_are_answered(
        self, team: Team
    ) -> None:
        for person, words in ((team.ann, "试试看"), (team.bo, "Try one")):
            for text in ("", "help"):
                await person.slash("general", "/latepost", text)
            told = await team.until(lambda who=person: _two(team.workspace.ephemerals(who.user)))
            assert words in shown(told[0])
            assert shown(told[0]) == shown(told[1])
            examples = buttons(told[0])
            assert len(examples) == 3
            for example in examples:
                answers = len(team.workspace.ephemerals(person.user))
                await person.click(told[0], example)
                await team.until(lambda who=person, n=answers: len(team.workspace.ephemerals(who.user)) > n)
                await team.settled()
                assert CITED.search(shown(team.workspace.ephemerals(person.user)[answers:]))
        assert team.said() == []

    async def test_latest_lists_the_newest_articles(self, team: Team) -> None:
        await team.bo.slash("general", "/latepost", "latest 3")
        listed = (await team.until(team.said))[0]
        assert [each["action_id"] for each in buttons(listed)] == [ids.OPEN_ARTICLE] * 3
        assert "Latest articles" in shown(listed)

    async def test_article_gives_one_whole_summary(self, team: Team) -> None:
        await team.bo.slash("general", "/latepost", "article TikTok managers")
        root = (await team.until(team.said))[0]
        await team.reply_to(root)
        whole = shown(team.replies(root))
        count = re.search(r"(\d+) of (\d+) (?:points|paragraphs)", whole)
        assert count
        assert count[1] == count[2]

    async def test_a_title_that_no_article_has_does_not_mean_that_there_is_nothing_on_it(self, team: Team) -> None:
        await team.bo.slash("general", "/latepost", "article Oracle joint venture investors")
        told = shown(await team.until(lambda: team.workspace.ephemerals("bo", "general")))
        assert "No article has a title like “Oracle joint venture investors”." in told
        assert "Nothing on" not in told

    async def test_timeline_is_dated_oldest_first_with_one_cited_point_an_article(self, team: Team) -> None:
        await team.ann.slash("general", "/latepost", "timeline TikTok")
        first = (await team.until(team.said))[0]
        await team.settled()
        text = shown([first, *team.replies(first)])
        years = re.findall(r"\b(20\d\d)(?=\D{1,3}republished|\D{1,3}2025-09-26 重发)", text)
        assert len(years) > 2
        assert years == sorted(years)
        assert "报道脉络" in text or "Coverage of" in text

    @pytest.mark.parametrize("word", ["help", "latest", "private TikTok", "timeline TikTok"])
    async def test_a_quoted_topic_is_a_topic(self, team: Team, word: str) -> None:
        await team.bo.slash("general", "/latepost", f'"{word}"')
        told = (await team.until(lambda: team.said() or team.workspace.ephemerals("bo", "general")))[0]
        assert f'"{word}"' in shown(told) or f"“{word}”" in shown(told) or f'“"{word}"”' in shown(told)


class TestPrivate:
    async def test_the_asker_alone_sees_it_and_shares_it_under_their_name_as_text(self, team: Team) -> None:
        await team.bo.slash("general", "/latepost", "private tiktok hearing")
        answer = (await team.until(lambda: team.workspace.ephemerals("bo")))[-1]
        await team.settled()
        answer = team.workspace.ephemerals("bo")[-1]
        assert team.said() == []
        await team.bo.click(answer, ids.SHARE)
        root = (await team.until(team.said))[0]
        reply = await team.reply_to(root)
        assert "Shared by bo" in shown(root)
        assert team.workspace.reading(root).pings == []
        assert CITED.search(shown(reply))

    async def test_sharing_it_twice_posts_it_once(self, team: Team) -> None:
        await team.bo.slash("general", "/latepost", "private tiktok hearing")
        await team.until(lambda: team.workspace.ephemerals("bo"))
        await team.settled()
        answer = team.workspace.ephemerals("bo")[-1]
        for _ in range(2):
            await team.bo.click(answer, ids.SHARE)
            await team.settled()
        (root,) = team.said()
        replies = [reply.text for reply in team.replies(root)]
        assert len(set(replies)) == len(replies) > 0

    async def test_where_only_some_may_post_the_asker_alone_gets_it(self, team: Team) -> None:
        team.workspace.faults.refuse("chat.postMessage", "restricted_action", times=None)
        await team.bo.slash("general", "/latepost", "tiktok hearing")
        await team.until(lambda: team.workspace.ephemerals("bo"))
        await team.settled()
        answers = team.workspace.ephemerals("bo")
        assert CITED.search(shown(answers))
        assert "Only some people may post in this channel" in shown(answers)
        await team.bo.click(answers[-1], ids.SHARE)
        await team.settled()
        assert "Only some people may post" in shown(team.workspace.ephemerals("bo")[len(answers) :])
        assert team.said() == []

    async def test_where_the_bot_is_not_it_can_still_be_shared(self, team: Team) -> None:
        await team.ann.slash("random", "/latepost", "TikTok 听证会")
        await team.until(lambda: team.workspace.ephemerals("ann"))
        await team.settled()
        await team.ann.click(team.workspace.ephemerals("ann")[-1], ids.SHARE)
        await team.until(lambda: len(team.workspace.history("random")) >= 2)
        await team.settled()
        assert "ann 分享" in shown(team.workspace.history("random")[0])
        assert CITED.search(shown(team.workspace.history("random")))

    async def test_what_a_response_address_does_not_take_comes_as_a_direct_message(
        self, team: Team, data_dir: Path
    ) -> None:
        """A response address takes five messages; this summary needs more."""
        points = tuple(KeyPoint(text=f"Point {number} " + "长" * 2500, citations=(number,)) for number in range(1, 31))
        async with Database.open(data_dir / "library.sqlite") as database:
            long = article(title="Zanzibar cloves at length", sections=(Section(heading="All", points=points),))
            await ArticleStore(database).save(long)
        async with asyncio.timeout(WAIT):
            while long.title not in shown(await _latest_answer(team, "zanzibar cloves")):
                pass
        await team.bo.slash("general", "/latepost", "private article Zanzibar cloves at length")
        direct = team.workspace.direct_message("bo")
        await team.until(lambda: [each for each in team.workspace.history(direct) if each.bot_id])
        await team.settled()
        first = next(each for each in team.workspace.history(direct) if each.bot_id)
        told = shown([*team.workspace.ephemerals("bo"), first, *team.replies(first)])
        assert [f"Point {number} " in told for number in range(1, 31)] == [True] * 30


class TestMention:
    async def test_it_is_answered_in_a_new_thread_of_the_message(self, team: Team) -> None:
        asked = await team.ann.mention("general", "华为 数字金融")
        reply = await team.reply_to(asked)
        assert "华为" in shown(reply)
        assert team.said() == []

    async def test_in_a_thread_it_is_answered_in_that_thread(self, team: Team) -> None:
        talk = await team.ann.say("general", "Did you read about the hearing?")
        await team.bo.mention("general", "tiktok hearing", talk)
        reply = await team.reply_to(talk)
        assert CITED.search(shown(reply))
        assert team.said() == []

    async def test_a_bare_mention_gets_help(self, team: Team) -> None:
        asked = await team.bo.mention("general", "")
        assert "Try one" in shown(await team.reply_to(asked))


class TestShortcut:
    async def test_the_asker_alone_sees_what_the_library_has_on_the_message_and_can_share_it_there(
        self, team: Team
    ) -> None:
        message = await team.ann.say("general", "What came of the TikTok hearing?")
        await team.bo.shortcut(ids.FIND_COVERAGE, message)
        await team.until(lambda: team.workspace.ephemerals("bo"))
        await team.settled()
        answer = team.workspace.ephemerals("bo")[-1]
        assert CITED.search(shown(team.workspace.ephemerals("bo")))
        assert team.replies(message) == []
        await team.bo.click(answer, ids.SHARE)
        await team.until(lambda: len(team.replies(message)) >= 2)


async def _latest_answer(team: Team, question: str) -> Message:
    """The first reply to a question, asked in the channel."""
    asked = await team.bo.mention("general", question)
    await team.until(lambda: team.replies(asked))
    return team.replies(asked)[0]


def _two(messages: list[object]) -> list[object]:
    return messages if len(messages) >= 2 else []
