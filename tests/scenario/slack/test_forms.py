"""What is asked for decides the form: comparisons, summaries, the newest of a topic, the article of the thread."""

import re

from tests.scenario.slack.conftest import Team, shown

CITED = re.compile(r"\[\d+\]")


class TestCompare:
    async def test_both_sides_stand_beside_each_other_with_their_citations(self, team: Team) -> None:
        await team.bo.slash("general", "/latepost", "compare Huawei and Alibaba")
        message = (await team.until(team.said))[0]
        [table] = [block for block in message.blocks if block["type"] == "table"]
        header, *rows = table["rows"]
        assert [shown(cell) for cell in header] == ["Huawei", "Alibaba"]
        assert all(len(row) == 2 for row in rows)
        assert CITED.search(shown(rows[0][0]))
        assert CITED.search(shown(rows[0][1]))


class TestSummary:
    async def test_an_article_is_found_by_what_it_is_about(self, team: Team) -> None:
        await team.bo.slash("general", "/latepost", "summarize the article about Huawei")
        root = (await team.until(team.said))[0]
        assert "华为" in shown(await team.reply_to(root))

    async def test_in_a_thread_this_article_is_the_one_that_was_shown(self, team: Team) -> None:
        asked = await team.bo.mention("general", "TikTok hearing")
        first = await team.reply_to(asked)
        await team.settled()
        await team.bo.mention("general", "summarize this article", asked)
        await team.until(lambda: "points" in shown(team.replies(asked)[-1]) and team.replies(asked)[-1] is not first)
        whole = re.search(r"(\d+) of (\d+) points", shown(team.replies(asked)[-1]))
        assert whole
        assert whole[1] == whole[2]


class TestLatest:
    async def test_the_newest_about_a_topic_come_first(self, team: Team) -> None:
        asked = await team.bo.mention("general", "latest news on TikTok")
        await team.reply_to(asked)
        await team.settled()
        dates = re.findall(r"晚点LatePost · (2025-\d\d-\d\d)", shown(team.replies(asked)))
        assert len(dates) > 1
        assert dates[1:] == sorted(dates[1:], reverse=True)  # the first is that of the leading point
