"""Pressing: the modal of an article, feedback, and App Home."""

from bot.slack import ids
from tests.scenario.slack.conftest import Team, buttons, shown


class TestArticleModal:
    async def test_the_button_below_an_article_opens_its_whole_summary(self, team: Team) -> None:
        asked = await team.bo.mention("general", "tiktok hearing")
        reply = await team.reply_to(asked)
        opening = next(each for each in buttons(reply) if each["action_id"] == ids.OPEN_ARTICLE)
        await team.bo.click(reply, opening)
        modal = await team.until(lambda: team.bo.modal)
        assert len(shown(modal.blocks)) > len(shown(reply)) / 5
        assert "[" in shown(modal.blocks)

    async def test_a_long_article_is_turned_page_by_page(self, team: Team) -> None:
        await team.bo.open_home()
        home = await team.until(lambda: team.bo.home)
        for opening in [each for each in buttons(home) if each["action_id"] == ids.OPEN_ARTICLE]:
            await team.bo.click(home, opening)
            modal = await team.until(lambda: team.bo.modal)
            following = [each for each in buttons(modal) if each["action_id"] == ids.ARTICLE_NEXT]
            if following:
                first = shown(modal.blocks)
                await team.bo.click(modal, following[0])
                await team.until(lambda before=first: team.bo.modal and shown(team.bo.modal.blocks) != before)
            await team.bo.close(team.bo.modal)  # type: ignore[arg-type]

    async def test_an_article_that_is_gone_is_said_to_be(self, team: Team) -> None:
        asked = await team.bo.mention("general", "tiktok hearing")
        reply = await team.reply_to(asked)
        opening = next(each for each in buttons(reply) if each["action_id"] == ids.OPEN_ARTICLE)
        gone = {**opening, "value": ids.ArticlePlace("0" * 16, "en").encode()}
        opening["value"] = gone["value"]
        await team.bo.click(reply, opening)
        told = await team.until(lambda: team.workspace.ephemerals("bo"))
        assert "no longer in the library" in shown(told)


class TestFeedback:
    async def test_thumbs_are_kept_with_question_and_answer_and_change_when_pressed_again(self, team: Team) -> None:
        asked = await team.bo.mention("general", "tiktok hearing")
        await team.reply_to(asked)
        reply = team.replies(asked)[-1]
        thumbs = next(block for block in reply.blocks if block["type"] == "context_actions")["elements"][0]
        up, down = thumbs["positive_button"]["value"], thumbs["negative_button"]["value"]
        key = ids.Feedback.decode(up).answer_key
        for value, helpful in ((up, True), (down, False)):
            await team.bo.click(reply, ids.FEEDBACK, value)
            await team.settled()
            (given,) = await team.bot.conversations.feedback_on(key)
            assert (given.helpful, given.question) == (helpful, "tiktok hearing")
            assert given.shown


class TestHome:
    async def test_it_shows_the_library_with_the_newest_articles_in_the_persons_language(self, team: Team) -> None:
        for person, words in ((team.ann, "资料库"), (team.bo, "The library")):
            await person.open_home()
            home = await team.until(lambda who=person: who.home)
            assert words in shown(home.blocks)
            assert [each["action_id"] for each in buttons(home)].count(ids.OPEN_ARTICLE) > 5

    async def test_an_article_opens_from_it(self, team: Team) -> None:
        await team.ann.open_home()
        home = await team.until(lambda: team.ann.home)
        await team.ann.click(home, buttons(home)[0])
        assert await team.until(lambda: team.ann.modal)

    async def test_the_search_box_is_answered_in_the_direct_message(self, team: Team) -> None:
        await team.ann.open_home()
        home = await team.until(lambda: team.ann.home)
        await team.ann.choose(home, ids.HOME_SEARCH, "TikTok 听证会")
        direct = team.workspace.direct_message("ann")
        root = (await team.until(lambda: [m for m in team.workspace.history(direct) if m.bot_id]))[0]
        assert "听证会" in shown(await team.reply_to(root))

    async def test_the_messages_tab_suggests_prompts_from_the_newest_articles(self, team: Team) -> None:
        await team.ann.open_home("messages")
        direct = team.workspace.direct_message("ann")
        held = await team.until(lambda: team.workspace.assistant.get((direct.id, None)))
        assert 1 <= len(held["prompts"]) <= 4
        told = await team.ann.tell_bot(held["prompts"][0]["message"])
        assert "[" in shown(await team.reply_to(told))
