"""Links to the reader in people's messages: what is shown below them, and where nothing is."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.local import Message
from bot.model import Article
from bot.slack import ids
from bot.store.articles import ArticleStore
from bot.store.database import Database
from tests.scenario.slack.conftest import Team, bot_for, shown, workspace_of
from tests.unit.slack.samples import article

READER = "https://reader.example.com"
OPEN = {"LATEPOST_PUBLIC_URL": READER, "LATEPOST_READER": "on"}
ZANZIBAR, PEMBA = article(title="Zanzibar cloves"), article(title="Pemba pepper")


@pytest.fixture
async def stored(data_dir: Path) -> Path:
    async with Database.open(data_dir / "library.sqlite") as database:
        for each in (ZANZIBAR, PEMBA):
            await ArticleStore(database).save(each)
    return data_dir


@pytest.fixture
async def readers(transport: str, stored: Path) -> AsyncIterator[Team]:
    """A team whose bot has a reader at a public address."""
    async with (
        workspace_of(transport, reader=READER) as workspace,
        bot_for(workspace, stored, transport, **OPEN) as bot,
    ):
        yield Team.of(workspace, bot)
        assert workspace.warnings == []


def page(of: Article, anchor: str = "") -> str:
    return f"{READER}/articles/{of.id}{anchor}"


def unfurled(message: Message) -> list[str]:
    """What is shown below a message, of each of its links."""
    return [shown(attachment["blocks"]) for attachment in message.attachments]


class TestShowing:
    async def test_a_link_shows_the_article_with_two_cited_points_below_the_message(self, readers: Team) -> None:
        said = await readers.bo.say("general", f"read {page(ZANZIBAR)} today")
        await readers.settled()
        [text] = unfurled(said)
        assert "Zanzibar cloves" in text
        assert "晚点LatePost · 2025-09-26" in text
        assert "The hearing changed little." in text
        assert "[3]" in text
        assert "Nobody was convinced." in text
        assert readers.said() == []
        await readers.bo.click(said, ids.OPEN_ARTICLE)
        await readers.until(lambda: readers.bo.modal)

    async def test_several_links_are_shown_each_once_and_those_of_others_not_at_all(self, readers: Team) -> None:
        text = f"{page(ZANZIBAR)} {page(ZANZIBAR)} {page(PEMBA, '#p3')} https://reader.example.com/search?q=x {READER}"
        said = await readers.ann.say("general", f"{text} https://example.com/articles/{PEMBA.id}")
        await readers.settled()
        first, second = unfurled(said)
        assert "Zanzibar cloves" in first
        assert second.index("A ban followed.") < second.index("TikTok came to the hearing.")

    @pytest.mark.parametrize("place", ["random", "secret"])
    async def test_it_is_shown_where_the_bot_is_no_member(self, readers: Team, place: str) -> None:
        said = await readers.ann.say(place, page(ZANZIBAR))
        await readers.settled()
        assert len(unfurled(said)) == 1

    async def test_a_link_in_a_thread_is_shown_there(self, readers: Team) -> None:
        root = await readers.ann.say("general", "what to read?")
        said = await readers.bo.say("general", page(PEMBA), root)
        await readers.settled()
        assert len(unfurled(said)) == 1
        assert unfurled(root) == []

    async def test_it_is_shown_while_the_message_is_written(self, readers: Team) -> None:
        await readers.ann.write("general", f"see {page(ZANZIBAR)}")
        await readers.settled()
        [share] = readers.workspace.link_shares.values()
        assert share.source == "composer"
        assert "Zanzibar cloves" in shown(share.shown[page(ZANZIBAR)]["blocks"])
        assert share.shown[page(ZANZIBAR)]["preview"]["title"]["text"] == "Zanzibar cloves"

    async def test_a_link_alone_in_a_direct_message_is_answered_with_the_article_and_not_added(
        self, readers: Team
    ) -> None:
        said = await readers.ann.tell_bot(page(ZANZIBAR))
        await readers.until(lambda: readers.said(said.channel) or readers.replies(said))
        await readers.settled()
        answered = shown([*readers.said(said.channel), *readers.replies(said)])
        assert "It was put off." in answered
        assert "LATEPOST_EDITORS" not in answered
        assert len(unfurled(said)) == 1


class TestShowingNothing:
    async def test_an_article_that_is_not_there_shows_nothing_and_says_nothing(self, readers: Team) -> None:
        said = await readers.ann.say("general", f"{READER}/articles/{'0' * 16} {READER}/articles/x")
        await readers.settled()
        assert unfurled(said) == []
        assert readers.workspace.history("general") == [said]

    async def test_people_of_another_organisation_are_shown_nothing(self, readers: Team) -> None:
        payload = await _event(readers, page(ZANZIBAR))
        payload |= {"event_id": "Ev0SHARED", "is_ext_shared_channel": True}
        assert await _calls_after(readers, payload) == 0

    async def test_a_workspace_without_the_app_is_shown_nothing(self, readers: Team) -> None:
        payload = await _event(readers, page(ZANZIBAR))
        payload |= {"event_id": "Ev0FOREIGN", "team_id": "T0FOREIGN1"}
        assert await _calls_after(readers, payload) == 0

    async def test_without_a_reader_the_app_asks_for_no_links(self, transport: str, data_dir: Path) -> None:
        async with workspace_of(transport) as workspace, bot_for(workspace, data_dir, transport) as bot:
            team = Team.of(workspace, bot)
            await team.ann.say("general", page(ZANZIBAR))
            await team.settled()
            assert workspace.deliveries.named("link_shared") == []


class TestTrouble:
    async def test_an_event_that_comes_again_is_shown_once(self, readers: Team) -> None:
        readers.workspace.faults.redeliver("link_shared", copies=2)
        said = await readers.ann.say("general", page(ZANZIBAR))
        await readers.settled()
        assert len(readers.workspace.deliveries.named("link_shared")[0].attempts) == 3
        assert len(unfurled(said)) == 1
        assert _unfurl_calls(readers) == 1

    async def test_a_lost_answer_of_slack_shows_it_once(self, readers: Team) -> None:
        readers.workspace.faults.cut_after("chat.unfurl")
        said = await readers.ann.say("general", page(ZANZIBAR))
        await readers.settled()
        assert len(unfurled(said)) == 1

    async def test_a_link_whose_event_slack_has_not_seen_acknowledged_is_shown_later(self, readers: Team) -> None:
        readers.workspace.faults.refuse("chat.unfurl", "cannot_unfurl_url")
        said = await readers.ann.say("general", page(ZANZIBAR))
        await readers.until(lambda: unfurled(said))

    @pytest.mark.parametrize("code", ["missing_scope", "cannot_unfurl_url"])
    async def test_a_refusal_is_told_to_the_log_and_to_nobody_else(
        self, readers: Team, code: str, log: io.StringIO
    ) -> None:
        readers.workspace.faults.refuse("chat.unfurl", code, times=2)
        said = await readers.ann.say("general", page(ZANZIBAR))
        await readers.until(lambda: "links are not shown" in log.getvalue())
        await readers.settled()
        assert unfurled(said) == []
        assert readers.workspace.history("general") == [said]
        assert readers.workspace.thread(said) == []


async def _event(team: Team, text: str) -> dict[str, object]:
    """The event of such a message, as Slack sends it."""
    await team.ann.say("general", text)
    await team.settled()
    return dict(team.workspace.deliveries.named("link_shared")[-1].payload)


async def _calls_after(team: Team, payload: dict[str, object]) -> int:
    """How many calls this delivery leads to that show something."""
    before = _unfurl_calls(team)
    delivery = team.workspace.deliveries.send("events_api", "link_shared", payload, str(payload["event_id"]))
    await delivery.done.wait()
    assert delivery.acknowledged
    await team.settled()
    return _unfurl_calls(team) - before


def _unfurl_calls(team: Team) -> int:
    return sum(method == "chat.unfurl" for method, _ in team.workspace.calls)
