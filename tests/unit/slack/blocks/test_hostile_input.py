"""Whatever strangers write, every payload is valid, within limits, and does nothing that they chose."""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.language import Language
from bot.links import ArticleAddress
from bot.local.limits import check_blocks, check_text
from bot.local.limits import check_view as check_view_as_slack
from bot.local.markup import read_message, read_mrkdwn
from bot.model import Answer, Article, KeyPoint, Match, MatchedPoint, NoDate, Reason, Related, Section, SharedWord
from bot.slack.blocks.answer import AnswerPage, details, miss, private, root
from bot.slack.blocks.articles.modal import article_view
from bot.slack.blocks.articles.unfurl import unfurl
from bot.slack.blocks.elements import Block
from bot.slack.blocks.help import help_message
from bot.slack.blocks.home import Overview, SourceCount, home_view
from bot.slack.blocks.listing import comparison, latest, timeline
from bot.slack.blocks.message import Message, check, check_view, top_level
from tests.unit.slack.samples import READER, find, strings

CASES = 504
BATCHES = 28

SEEDS = (
    "<!channel>", "<!here|x>", "<!everyone>", "<@U123>", "<@U123|Boss>", "<#C123|general>", "<!subteam^S123>",
    "<https://evil.example|https://bank.example>", "https://evil.example/?q=1", "www.evil.com", "evil.cn",
    "a@evil.com", "<!date^1392734382^{date}^https://evil.example|now>", "[bank](https://evil.example)",
    "*bold*", "_it_", "~no~", "`code`", "```", "> quote", "\n>>> all", ":tada:", ":+1::skin-tone-2:", "@here",
    "@channel", "#general", "&lt;!here&gt;", "&amp;", "\u202eevil\u202c", "\u2066x\u2069", "\u200f", "\u200b",
    "\u200d", "\ufeff", "\u2060", "\u3164", "\ufe0f", "\U000e0041", "\x00", "\x1b[2J", "\x7f", "\r\n", "\u2028",
    "\ud83d", "\udc00\ud83d", "\uffff", "\ufdd0", "👨‍👩‍👧", "🇨🇳", "❤️", "e\u0301\u0302\u0303", "𠮷", "葛󠄀",
    "华为数字金融。", "The hearing changed little. ", "，", "3.5", "javascript:alert(1)", "{{7*7}}", "%s{0}{count}",
    "'\"\\", "<script>", "]]>", "$(id)", "ﷺ", "１２３", "\t", "  ", "\u3000", "—", "|", "\u202e",
)  # fmt: skip
LENGTHS = (0, 1, 2, 3, 5, 8, 20, 40)
URLS = (
    None, "https://publisher.example/a", "javascript:alert(1)", "https://bank.com@evil.example/", "data:text/html,x",
    "https://evil.example/>|<!channel>", "https://evil.example/" + "x" * 4000, "https://[", "//evil.example", "slack://x",
)  # fmt: skip
CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200b\u2028-\u202e\u2066-\u2069\ufeff]")
SAFE_URL = re.compile(r"https?://[^\s<>|\"]+")


def text(chance: random.Random) -> str:
    """A hostile text; one of 700 has 100 kB."""
    if chance.random() < 0.0015:
        seed = chance.choice((*SEEDS, "字", "a ", "<", "&", "一句话。", "\u0301"))
        return seed * (100_000 // len(seed))
    if chance.random() < 0.05:
        return chance.choice(("", " ", "\n\n", "\u200b\ufeff", "\u3000\t", "\u202e", "\ufe0f\u3164"))
    return "".join(chance.choices(SEEDS, k=chance.choice(LENGTHS)))


def spans(chance: random.Random, of: str) -> tuple[tuple[int, int], ...]:
    ends = sorted(chance.randrange(len(of) + 1) for _ in range(2 * chance.randrange(4)))
    return tuple(zip(ends[::2], ends[1::2], strict=True))


def article(chance: random.Random) -> Article:
    """An article past all validators, as if they were not there."""
    points = [
        KeyPoint.model_construct(text=text(chance), citations=tuple(chance.sample(range(1, 30), chance.randrange(6))))
        for _ in range(chance.randrange(5))
    ]
    made = Article.model_construct(
        title=f"{chance.choice(('', '2023丨'))}{text(chance)}",
        source=text(chance),
        published_at=datetime(2025, 1 + chance.randrange(12), 26, tzinfo=UTC),
        url=chance.choice(URLS),
        viewpoint=text(chance),
        viewpoint_citations=(1, 2),
        sections=(Section.model_construct(heading=text(chance), points=tuple(points)),) if points else (),
        paragraphs=tuple(text(chance) for _ in range(chance.randrange(4))),
    )
    vars(made)["id"] = f"{chance.getrandbits(64):016x}"  # a title without UTF-8 has none
    return made


def match(chance: random.Random, of: Article) -> Match:
    points = []
    for _ in range(chance.randrange(4)):
        words = text(chance)
        points.append(
            MatchedPoint.model_construct(
                text=words,
                section=text(chance)[:300],
                citations=(1, 2, 40),
                score=1.0,
                reasons=(Reason(query=text(chance), matched=text(chance), how=chance.choice(("alias", "odd"))),),
                highlights=spans(chance, words),
            )
        )
    return Match.model_construct(article=of, score=1.0, points=tuple(points), by_title=not points, reasons=())


def payloads(case: int) -> Iterator[Message | Block]:
    """What the bot says, made of one hostile library: the answer always, the rest by turns."""
    chance = random.Random(case)
    articles = [article(chance) for _ in range(chance.choice((1, 1, 1, 2)))]
    language: Language = chance.choice(("zh", "en"))
    question = text(chance)
    matches = tuple(match(chance, each) for each in articles)
    found = Answer.model_construct(
        query=question,
        matches=matches,
        suggestions=(),
        read_as=text(chance) or None,
        notes=(NoDate.model_construct(name="since", value=text(chance)),),
        took_ms=1.0,
    )
    page = AnswerPage(found, language, "key", READER, more=True, notes=(text(chance),), suffix="1")
    yield root(page, question, "U123ABC", shared_by=text(chance))
    if case % 4:
        yield from details(page, leads=True)
    else:
        yield from private(replace(page, offset=5), can_share=True, hint=text(chance))
    if case % 3 == 0:
        nothing = found.model_copy(update={"matches": (), "suggestions": tuple(text(chance) for _ in range(3))})
        yield miss(AnswerPage(nothing, language))
        near = found.model_copy(update={"matches": (), "nearest": matches})
        yield from details(AnswerPage(near, language))
        yield from latest(articles, language)
        yield from comparison((text(chance), question), (found, near), language, links=READER)
        address = ArticleAddress(articles[0].id, point=1, paragraph=1)
        shown = unfurl(articles[0], address, language, READER, "1")["blocks"]
        yield Message(top_level(question), tuple(shown))
        yield help_message([text(chance) for _ in range(3)], language)
    elif case % 3 == 1:
        yield from timeline(question, matches, language, links=READER)
        names = dict.fromkeys((text(chance), text(chance), articles[0].source))
        sources = tuple(SourceCount(name, 1) for name in names)
        yield home_view(Overview(1, 1, sources, None, tuple(articles), 1, 3, articles[0].source), language)
    else:
        shared = (SharedWord(here=text(chance), there=text(chance)),)
        for paragraph in (None, 1):
            near = [Related(article=other, score=1.0, shared=shared) for other in articles[1:]]
            page_number = chance.randrange(3)
            yield article_view(
                articles[0], language, page_number, focus_paragraph=paragraph, links=READER, related=near
            )


def assert_harmless(payload: Any, blocks: list[Block]) -> None:
    json.dumps(payload, ensure_ascii=False).encode()
    assert not list(find(blocks, "type", "mrkdwn")), "blocks hold no text that Slack parses"
    reading = read_message({"blocks": blocks})
    assert not reading.steering
    assert not reading.channels
    assert set(reading.pings) <= {"@U123ABC"}
    assert not reading.forged_links
    assert all(SAFE_URL.fullmatch(link.target) for link in reading.links)
    assert all(text.get("emoji") is False for text in find(blocks, "type", "plain_text"))
    for shown in strings(blocks):
        assert shown
        assert not CONTROLS.search(shown)


def assert_inert(top_level: str) -> None:
    """The only text that Slack reads as mrkdwn begins no markup."""
    reading = read_mrkdwn(top_level)
    assert reading.harmless
    assert not reading.links
    assert not set(top_level) & set("<>*_~`")
    assert not re.search(r":[\w+'-]+:", top_level)
    assert not re.search(r"[@#]\w", top_level)
    assert not re.search(r"^\s*&gt;", top_level, re.MULTILINE)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_every_payload_is_valid_and_harmless(batch: int) -> None:
    for case in range(batch, CASES, BATCHES):
        for payload in payloads(case):
            if isinstance(payload, Message):
                check(payload)
                check_text(payload.text, 4000)
                assert_inert(payload.text)
                for blocks in filter(None, (payload.blocks, payload.newer)):
                    check_blocks(list(blocks))
                    cards = [block for block in blocks if block["type"] == "card"]
                    for parsed in find(cards, "type", "mrkdwn"):  # a card takes no other text
                        assert_inert(parsed["text"])
                    assert_harmless([payload.text, blocks], [block for block in blocks if block not in cards])
            else:
                check_view(payload)
                check_view_as_slack(payload, payload["type"])
                assert_harmless(payload, payload["blocks"])
