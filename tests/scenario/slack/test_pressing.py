"""Pressing: the modal of an article, feedback, and App Home."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.local import ModalOrHome
from bot.model import KeyPoint, Section
from bot.slack import ids
from bot.store import ArticleStore, Database
from tests.library import article
from tests.scenario.slack.conftest import Team, bot_for, buttons, shown, workspace_of


class TestCopyAsMarkdown:
    async def test_an_answer_is_given_as_markdown_to_who_asks_for_it_alone(self, team: Team) -> None:
        reply = await team.reply_to(await team.bo.mention("general", "tiktok hearing"))
        said = len(team.replies(reply))
        await team.ann.click(reply, ids.COPY_ANSWER)
        (given,) = await team.until(lambda: team.workspace.ephemerals("ann"))
        await team.settled()
        assert "# tiktok hearing" in shown(given)
        assert "\\[4\\]" in shown(given)
        assert team.workspace.ephemerals("bo") == []
        assert len(team.replies(reply)) == said

    async def test_a_whole_article_is_given_whole(self, team: Team) -> None:
        await team.bo.slash("general", "/latepost", "article 直击 TikTok 听证会")
        reply = await team.reply_to((await team.until(team.said))[0])
        await team.bo.click(reply, ids.COPY_ANSWER)
        (given,) = await team.until(lambda: team.workspace.ephemerals("bo"))
        assert "# 2023丨直击 TikTok 听证会" in shown(given)
        assert "\n## What happened at the congressional hearing" in shown(given)

    async def test_the_window_of_an_article_shows_its_markdown_and_leads_back(self, team: Team, data_dir: Path) -> None:
        await _store(data_dir, title="Held `x` [y](https://evil.example)", paragraphs=("One.", "Two.", "Three."))
        modal = await _open_newest(team)
        summary = shown(modal.blocks)
        await team.bo.click(modal, ids.COPY_ARTICLE)
        modal = await team.until(lambda: _changed(team, summary))
        assert "# Held \\`x\\` \\[y\\](https\\://evil.example)" in shown(modal.blocks)
        assert "Point one of article 1. \\[3\\]\\[5\\]" in shown(modal.blocks)
        document = shown(modal.blocks)
        await team.bo.click(modal, ids.ARTICLE_BACK)
        assert shown((await team.until(lambda: _changed(team, document))).blocks) == summary

    async def test_an_article_too_long_for_its_window_goes_to_the_direct_message(
        self, team: Team, data_dir: Path
    ) -> None:
        points = tuple(KeyPoint(text=f"Point {number} " + "长" * 1_500, citations=(number,)) for number in range(1, 31))
        await _store(data_dir, title="Long", sections=(Section(heading="All", points=points),))
        modal = await _open_newest(team)
        await team.bo.click(modal, ids.COPY_ARTICLE)
        place = team.workspace.direct_message("bo")
        await team.until(lambda: team.workspace.history(place))
        await team.settled()
        whole = shown([team.workspace.history(place), *map(team.replies, team.workspace.history(place))])
        assert [whole.count(f"Point {number} ") for number in range(1, 31)] == [1] * 30

    async def test_a_timeline_is_given_by_first_publication(self, team: Team) -> None:
        await team.bo.slash("general", "/latepost", "timeline TikTok")
        root = (await team.until(team.said))[0]
        await team.settled()
        last = [message for message in (root, *team.replies(root)) if ids.COPY_TIMELINE in str(message.blocks)]
        await team.bo.click(last[0], ids.COPY_TIMELINE)
        (given,) = await team.until(lambda: team.workspace.ephemerals("bo"))
        text = shown(given)
        assert text.index("## 2020") < text.index("## 2023")

    async def test_an_answer_that_is_forgotten_is_said_to_be(self, team: Team) -> None:
        reply = await team.reply_to(await team.bo.mention("general", "tiktok hearing"))
        button = next(each for each in buttons(reply) if each["action_id"] == ids.COPY_ANSWER)
        button["value"] = "0" * 32
        await team.bo.click(reply, button)
        told = await team.until(lambda: team.workspace.ephemerals("bo"))
        assert "too old" in shown(told)


class TestArticleModal:
    async def test_the_button_below_an_article_opens_its_whole_summary(self, team: Team) -> None:
        asked = await team.bo.mention("general", "tiktok hearing")
        reply = await team.reply_to(asked)
        opening = next(each for each in buttons(reply) if each["action_id"] == ids.OPEN_ARTICLE)
        await team.bo.click(reply, opening)
        modal = await team.until(lambda: team.bo.modal)
        assert len(shown(modal.blocks)) > len(shown(reply)) / 5
        assert "[" in shown(modal.blocks)

    async def test_related_articles_stand_at_its_end_and_one_opens_in_its_place(self, team: Team) -> None:
        reply = await team.reply_to(await team.bo.mention("general", "tiktok hearing"))
        await team.bo.click(reply, next(each for each in buttons(reply) if each["action_id"] == ids.OPEN_ARTICLE))
        modal = await team.until(lambda: team.bo.modal)
        text = shown(modal.blocks)
        assert text.count("In both: TikTok") == 3
        related = [each for each in buttons(modal) if each["action_id"] == ids.OPEN_ARTICLE]
        assert len(related) == 3
        await team.bo.click(modal, related[0])
        following = await team.until(lambda: _changed(team, text))
        title = related[0]["accessibility_label"].partition(": ")[2]
        assert shown(following.blocks).startswith(title)

    async def test_a_long_article_is_turned_page_by_page_and_no_point_is_missing(
        self, team: Team, data_dir: Path
    ) -> None:
        points = tuple(KeyPoint(text=f"Point {number} " + "长" * 900, citations=(number,)) for number in range(1, 31))
        await _store(data_dir, title="Long", sections=(Section(heading="All", points=points),))
        modal = await _open_newest(team)
        read = [shown(modal.blocks)]
        while following := [each for each in buttons(modal) if each["action_id"] == ids.ARTICLE_NEXT]:
            await team.bo.click(modal, following[0])
            modal = await team.until(lambda before=read[-1]: _changed(team, before))
            read.append(shown(modal.blocks))
        assert len(read) > 1
        whole = "\n".join(read)
        assert [whole.count(f"Point {number} ") for number in range(1, 31)] == [1] * 30
        previous = next(each for each in buttons(modal) if each["action_id"] == ids.ARTICLE_PREVIOUS)
        await team.bo.click(modal, previous)
        assert shown((await team.until(lambda: _changed(team, read[-1]))).blocks) == read[-2]

    async def test_a_citation_leads_to_its_paragraph_and_back(self, team: Team, data_dir: Path) -> None:
        paragraphs = tuple(f"Words of paragraph {number}." for number in range(1, 8))
        await _store(data_dir, title="Cited", paragraphs=paragraphs)
        modal = await _open_newest(team)
        menus = [
            each for block in modal.blocks for each in block.get("elements", []) if each["type"] == "static_select"
        ]
        assert [option["text"]["text"][:3] for option in menus[1]["options"]] == ["[3]", "[5]", "[6]"]
        summary = shown(modal.blocks)
        await team.bo.choose(modal, menus[1], menus[1]["options"][1]["value"])
        modal = await team.until(lambda: _changed(team, summary))
        assert "Words of paragraph 5." in shown(modal.blocks)
        assert "Point one of article 1." in shown(modal.blocks)
        assert "Words of paragraph 4." not in shown(modal.blocks)
        for action_id, expected in ((ids.ARTICLE_NEXT_PARAGRAPH, "paragraph 6."), (ids.ARTICLE_BACK, "Viewpoint")):
            before = shown(modal.blocks)
            await team.bo.click(modal, action_id)
            modal = await team.until(lambda seen=before: _changed(team, seen))
            assert expected in shown(modal.blocks)

    async def test_an_article_that_is_gone_is_said_to_be(self, team: Team) -> None:
        asked = await team.bo.mention("general", "tiktok hearing")
        reply = await team.reply_to(asked)
        opening = next(each for each in buttons(reply) if each["action_id"] == ids.OPEN_ARTICLE)
        gone = {**opening, "value": ids.ArticlePlace("0" * 16, "en").encode()}
        opening["value"] = gone["value"]
        await team.bo.click(reply, opening)
        told = await team.until(lambda: team.workspace.ephemerals("bo"))
        assert "no longer in the library" in shown(told)


class TestRemoving:
    @pytest.fixture
    async def team(self, transport: str, data_dir: Path) -> AsyncIterator[Team]:
        """Ann may remove; Bo, and everybody else, may only add."""
        async with workspace_of(transport) as workspace:
            settings = {"LATEPOST_ADMINS": workspace.as_user("ann").user.id, "LATEPOST_EDITORS": "*"}
            async with bot_for(workspace, data_dir, transport, **settings) as bot:
                yield Team.of(workspace, bot)
            assert workspace.warnings == []

    async def test_an_admin_removes_an_article_and_takes_that_back(self, team: Team, data_dir: Path) -> None:
        await _store(data_dir, title="Not for us")
        await team.ann.open_home()
        home = await team.until(lambda: team.ann.home)
        opening = next(each for each in buttons(home) if each["action_id"] == ids.OPEN_ARTICLE)
        await team.ann.click(home, opening)
        modal = await team.until(lambda: team.ann.modal)
        summary = shown(modal.blocks)
        removing = next(each for each in buttons(modal) if each["action_id"] == ids.REMOVE_ARTICLE)
        assert "移除这篇文章" in removing["confirm"]["title"]["text"]
        await team.ann.click(modal, removing)
        await team.until(lambda: "文章已移除" in shown(team.ann.modal.blocks))
        article_id = ids.ArticlePlace.decode(removing["value"]).article_id
        assert (await team.bot.operations.overview()).removed[0].id == article_id
        await team.ann.click(team.ann.modal, ids.RESTORE_ARTICLE)
        await team.until(lambda: shown(team.ann.modal.blocks) == summary)
        assert (await team.bot.operations.overview()).newest[0].id == article_id

    async def test_others_have_no_such_button_and_can_not_press_it_either(self, team: Team) -> None:
        modal = await _open_newest(team)
        assert ids.REMOVE_ARTICLE not in {each["action_id"] for each in buttons(modal)}
        opening = next(each for each in buttons(team.bo.home) if each["action_id"] == ids.OPEN_ARTICLE)
        for action_id in (ids.REMOVE_ARTICLE, ids.RESTORE_ARTICLE):
            opening["action_id"] = action_id
            await team.bo.click(team.bo.home, opening)
            await team.settled()
        direct = team.workspace.direct_message("bo")
        told = [each for each in team.workspace.history(direct) if each.bot_id]
        assert shown(told).count("You may not remove articles here.") == 2
        assert (await team.bot.operations.overview()).removed == []


class TestFeedback:
    async def test_thumbs_are_kept_with_question_and_answer_and_change_when_pressed_again(self, team: Team) -> None:
        asked = await team.bo.mention("general", "tiktok hearing")
        await team.reply_to(asked)
        reply = team.replies(asked)[-1]
        thumbs = next(block for block in reply.blocks if block["type"] == "context_actions")["elements"][0]
        up, down = thumbs["positive_button"]["value"], thumbs["negative_button"]["value"]
        for value, helpful in ((up, True), (down, False)):
            await team.bo.click(reply, ids.FEEDBACK, value)
            await team.settled()
            (given,), titles = await team.bot.operations.feedback()
            assert (given.helpful, given.not_helpful, given.question) == (helpful, not helpful, "tiktok hearing")
            assert given.article_ids
            assert set(given.article_ids) == set(titles)


class TestHome:
    async def test_it_shows_the_library_with_the_newest_articles_in_the_persons_language(self, team: Team) -> None:
        for person, words in ((team.ann, "资料库"), (team.bo, "The library")):
            await person.open_home()
            home = await team.until(lambda who=person: who.home)
            assert words in shown(home.blocks)
            assert [each["action_id"] for each in buttons(home)].count(ids.OPEN_ARTICLE) > 5

    async def test_it_is_turned_page_by_page_and_filtered_by_source(self, team: Team, data_dir: Path) -> None:
        for number in range(1, 13):
            await _store(data_dir, number, title=f"Other {number}", source="Other")
        await team.bo.open_home()
        home = await team.until(lambda: team.bo.home)
        first = shown(home.blocks)
        assert "22 articles" in first
        seen = _titles(home)
        while older := [each for each in buttons(home) if each["action_id"] == ids.HOME_OLDER]:
            before = shown(home.blocks)
            await team.bo.click(home, older[0])
            home = await team.until(lambda told=before: _home_changed(team, told))
            seen += _titles(home)
        assert len(seen) == len(set(seen)) == 22
        menu = next(
            each for block in home.blocks for each in block.get("elements", []) if each["type"] == "static_select"
        )
        before = shown(home.blocks)
        await team.bo.choose(home, menu, ids.source_value("Other"))
        home = await team.until(lambda: _home_changed(team, before))
        assert set(_titles(home)) == {f"Other {number}" for number in range(3, 13)}
        before = shown(home.blocks)
        await team.bo.click(home, ids.HOME_OLDER)
        home = await team.until(lambda: _home_changed(team, before))
        assert set(_titles(home)) == {"Other 1", "Other 2"}

    async def test_an_article_opens_from_it(self, team: Team) -> None:
        await team.ann.open_home()
        home = await team.until(lambda: team.ann.home)
        await team.ann.click(home, buttons(home)[0])
        assert await team.until(lambda: team.ann.modal)

    async def test_the_search_box_is_answered_on_home(self, team: Team) -> None:
        await team.ann.open_home()
        home = await team.until(lambda: team.ann.home)
        await team.ann.choose(home, ids.HOME_SEARCH, "TikTok 听证会")
        await team.until(lambda: "[" in shown(team.ann.home.blocks))  # a citation
        assert "听证会" in shown(team.ann.home.blocks)
        assert not [m for m in team.workspace.history(team.workspace.direct_message("ann")) if m.bot_id]

    async def test_the_messages_tab_suggests_prompts_from_the_newest_articles(self, team: Team) -> None:
        await team.ann.open_home("messages")
        direct = team.workspace.direct_message("ann")
        held = await team.until(lambda: team.workspace.assistant.get((direct.id, None)))
        assert 1 <= len(held["prompts"]) <= 4
        told = await team.ann.tell_bot(held["prompts"][0]["message"])
        assert "[" in shown(await team.reply_to(told))


async def _store(data_dir: Path, number: int = 1, **fields: object) -> None:
    """An article that is newer than the sample library, with a higher number the newer."""
    async with Database.open(data_dir / "library.sqlite") as database:
        made = article(number, **fields)
        later = made.published_at.replace(year=2026)
        await ArticleStore(database).save(made.model_copy(update={"published_at": later}))


async def _open_newest(team: Team) -> ModalOrHome:
    """The modal of the newest article, opened from Home."""
    await team.bo.open_home()
    home = await team.until(lambda: team.bo.home)
    await team.bo.click(home, next(each for each in buttons(home) if each["action_id"] == ids.OPEN_ARTICLE))
    modal: ModalOrHome = await team.until(lambda: team.bo.modal)
    return modal


def _changed(team: Team, before: str) -> ModalOrHome | None:
    return team.bo.modal if team.bo.modal and shown(team.bo.modal.blocks) != before else None


def _home_changed(team: Team, before: str) -> ModalOrHome | None:
    return team.bo.home if team.bo.home and shown(team.bo.home.blocks) != before else None


def _menus(view: ModalOrHome) -> list[dict[str, Any]]:
    elements = [each for block in view.blocks for each in block.get("elements", [])]
    return [each for each in elements if each["type"] == "static_select"]


def _titles(home: ModalOrHome) -> list[str]:
    return [shown(block["text"]).splitlines()[0] for block in home.blocks if block["type"] == "section"]
