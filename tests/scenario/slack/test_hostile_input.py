"""Whatever strangers write, in questions and in articles: every message that reaches Slack is valid and harmless."""

import asyncio
import io
import itertools
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.local import Message, Workspace
from bot.model import Article, KeyPoint, Section
from bot.slack import ids
from bot.store import ArticleStore, Database
from tests.library import article
from tests.scenario.slack.conftest import Team, bot_for, buttons, shown, workspace_of

_PIECES = [
    "<!channel>", "<!here|x>", "<!everyone>", "<@U0LOCAL00001>", "<#C0LOCAL00003|general>", "<!subteam^S1|@all>",
    "<https://evil.example|https://good.example>", "<javascript:alert(1)|x>", "https://evil.example/a?b=c&d=<e>",
    "&lt;!channel&gt;", "&amp;lt;!channel&amp;gt;", "*bold* _italic_ ~gone~ `code`", "```\nblock\n```", "> quoted",
    ":tada::rotating_light:", "@channel @here @everyone", "# heading\n- list\n1. one", "[text](https://evil.example)",
    "\u200b\u200c\u200d\u2060\ufeff", "\u202ereversed\u202c", "\u2066isolated\u2069", "\u061c\u200f",
    "\x00\x01\x1b[31m\x7f", "\ud800", "\udfff\ud83d", "\U000e0041\U000e007f", "👩\u200d🔬🇨🇳", "e\u0301" * 40, "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A",
    "\n\n\n", "\t\v\f\r", "\u2028\u2029", "；；；，，，", "\"'“”‘’「」", "'; DROP TABLE articles; --",
    "{{7*7}} ${x} %s %n {0}",
    "source:<!channel>", 'source:"', "since:9999-99-99", "before:0000-00-00", "article ", "timeline ", "private ",
    "latest 99999",
    "😀" * 300, "字" * 3000, "a" * 100_000, "<" * 5000, "&" * 5000, " " * 1000 + "x", "TikTok 听证会", "华为",
]  # fmt: skip


_LONGEST_IN_ARTICLES = 3500
"""Longer than a block takes; longer ones only make more messages of the same kind."""


def hostile(count: int) -> Iterator[str]:
    """So many texts: each piece alone, then two and three of them together with something that is found."""
    chosen = random.Random(4)
    yield from _PIECES
    for _ in itertools.repeat(None, count - len(_PIECES)):
        pieces = chosen.choices([each for each in _PIECES if len(each) < 10_000], k=chosen.choice([2, 3]))
        yield chosen.choice(["", " ", "TikTok "]).join(pieces)


def hostile_articles() -> list[Article]:
    """Articles made of what the model lets in of the pieces."""
    storable = [_storable(piece)[:_LONGEST_IN_ARTICLES] for piece in _PIECES]
    texts = [text for text in storable if text.strip()]
    return [
        article(
            number,
            title=f"TikTok {' '.join(text.split()) or 'x'}"[:4000],
            source=f"源 {' '.join(text.split())[:60]}",
            viewpoint=text,
            url="https://example.com/?a=1&b=%3C" if number % 2 else None,
            sections=(
                Section(
                    heading=text, points=tuple(KeyPoint(text=f"TikTok {each}", citations=(1, 2)) for each in texts[:8])
                ),
                Section(heading="", points=(KeyPoint(text=f"TikTok {text}", citations=tuple(range(1, 40))),)),
            ),
            paragraphs=(f"TikTok {text}", "Second."),
        )
        for number, text in enumerate(texts)
    ]


class TestHostileInput:
    @pytest.mark.slow
    async def test_every_message_is_valid_and_harmless(self, transport: str, data_dir: Path, log: io.StringIO) -> None:
        async with Database.open(data_dir / "library.sqlite") as database:
            store = ArticleStore(database)
            for each in hostile_articles():
                await store.save(each)
        async with workspace_of(transport) as workspace, bot_for(workspace, data_dir, transport) as bot:
            team = Team.of(workspace, bot)
            texts = list(hostile(520))
            asked = 0
            for some in _batched(texts, 20):
                await asyncio.gather(*(_ask(team, number, text) for number, text in enumerate(some)))
                asked += len(some)
                await team.settled()
                assert log.getvalue().count('"answered"') >= asked
            await team.ann.open_home()
            home = await team.until(lambda: team.ann.home)
            for opening in [each for each in buttons(home) if each["action_id"] == ids.OPEN_ARTICLE]:
                await team.ann.click(home, opening)
                modal = await team.until(lambda: team.ann.modal)
                await team.ann.close(modal)
            await team.settled()
            assert '"failed"' not in log.getvalue()
            told = _told_by_the_bot(workspace)
            assert len(told) > 520
            for message in told:
                _check(workspace, message)
            assert [warning for warning in workspace.warnings if "not a member" not in warning] == []


async def _ask(team: Team, number: int, text: str) -> None:
    match number % 5:
        case 0 | 1:
            await team.ann.slash("general", "/latepost", text)
        case 2:
            bot = team.workspace.bot_user.id
            await team.bo.say("general", f"<@{bot}> {text}", raw=True)
        case 3:
            await team.ann.slash("random", "/latepost", text)
        case 4:
            await team.bo.say(team.workspace.direct_message("bo"), text, raw=True)


def _told_by_the_bot(workspace: Workspace) -> list[Message]:
    everywhere = [
        m for channel in workspace.channels.values() for m in (*channel.messages.values(), *channel.ephemerals)
    ]
    return [message for message in everywhere if message.bot_id]


def _check(workspace: Workspace, message: Message) -> None:
    reading = workspace.reading(message)
    people = {f"@{user.id}" for user in workspace.users.values()}
    assert set(reading.pings) <= people, message.text
    assert not reading.forged_links, message.text
    assert not reading.steering, message.text
    assert not reading.unfurls
    assert all(link.target.startswith(("https://example.com", "http://example.com")) for link in reading.links)
    assert message.text.strip()
    assert "went wrong" not in shown(message)
    assert "出错" not in shown(message)


def _storable(text: str) -> str:
    return "".join(c for c in text if not ("\ud800" <= c <= "\udfff") and (c in "\n" or c >= " ") and c != "\x7f")


def _batched(texts: list[str], size: int) -> Iterator[list[str]]:
    return (texts[at : at + size] for at in range(0, len(texts), size))
