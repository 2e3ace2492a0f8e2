"""Articles and answers to build messages from, and ways to read what was built."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.links import ArticleLinks
from bot.model import Answer, Article, KeyPoint, Match, MatchedPoint, Section

NO_LINKS = ArticleLinks()
READER = ArticleLinks("https://reader.example")


def article(**changes: Any) -> Article:
    """An article with two sections of two points."""
    fields: dict[str, Any] = {
        "title": "2023丨直击听证会",
        "source": "晚点LatePost",
        "published_at": datetime(2025, 9, 26, 0, 35, tzinfo=UTC),
        "url": "https://publisher.example/a",
        "viewpoint": "The hearing changed little.",
        "viewpoint_citations": (1,),
        "sections": (
            Section(
                heading="What happened",
                points=(
                    KeyPoint(text="TikTok came to the hearing.", citations=(3, 5)),
                    KeyPoint(text="Nobody was convinced.", citations=(4,)),
                ),
            ),
            Section(
                heading="What came after",
                points=(KeyPoint(text="A ban followed.", citations=(6,)), KeyPoint(text="It was put off.")),
            ),
        ),
    }
    return Article(**{**fields, **changes})


def match(of: Article, points: Sequence[MatchedPoint] | None = None, **changes: Any) -> Match:
    """The article with its first points, or those given, as matching ones."""
    if points is None:
        points = [
            MatchedPoint(text=point.text, section=section.heading, citations=point.citations)
            for section in of.sections
            for point in section.points
        ][:3]
    return Match(article=of, score=1.0, points=tuple(points), **changes)


def answer(*matches: Match, query: str = "tiktok", **changes: Any) -> Answer:
    """An answer of these matches."""
    return Answer(query=query, matches=matches, **changes)


def strings(value: Any, name: str = "text") -> Iterator[str]:
    """All strings of this name inside a payload, in order."""
    if isinstance(value, dict):
        for key, member in value.items():
            if key == name and isinstance(member, str):
                yield member
            else:
                yield from strings(member, name)
    elif isinstance(value, list | tuple):
        for member in value:
            yield from strings(member, name)


def rich_texts(value: Any) -> str:
    """All rich text of a payload in one, without small print and buttons."""
    return "".join(text for block in value if block["type"] == "rich_text" for text in strings(block))


def shown(value: Any) -> str:
    """All that a person reads of a payload."""
    return "\n".join(strings(value))


def find(value: Any, key: str, wanted: Any) -> Iterator[dict[str, Any]]:
    """All objects inside a payload whose member `key` is this."""
    if isinstance(value, dict):
        if value.get(key) == wanted:
            yield value
        for member in value.values():
            yield from find(member, key, wanted)
    elif isinstance(value, list | tuple):
        for member in value:
            yield from find(member, key, wanted)
