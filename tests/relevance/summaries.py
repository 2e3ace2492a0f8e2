"""How often the extractive summary keeps the points that a person kept, beside its first and its longest sentences;
whether its viewpoint is the news; and whether a person accepts its headings."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.model import Article
from bot.summarize.extractive import choose, extract, score, sentences_of
from bot.summarize.sentences import sentences

KEPT_POINTS = Path(__file__).parent / "kept_points.txt"
NEWS_LEADS = Path(__file__).parent / "news_leads.txt"
"""Articles whose one marked sentence says the news; in the others the first marked one does."""
JUDGED_HEADINGS = Path(__file__).parent / "judged_headings.tsv"
"""Whether a person accepts a heading (`yes` or `no`), the title of its article, and the heading."""
_MARK = "* "


@dataclass(frozen=True)
class Marked:
    """An article, and the sentences of it that a person would keep."""

    article: Article
    kept: frozenset[str]


@dataclass(frozen=True)
class Kept:
    """Of the sentences chosen, as many as the person kept, the share that the person kept too."""

    summary: float
    leading: float
    longest: float
    better: int
    worse: int
    articles: int


@dataclass(frozen=True)
class Told:
    """How often the viewpoint is the news, and of the headings shown, how many a person accepts."""

    news: int
    articles: int
    accepted: int
    shown: int
    sections: int


def read_marked(path: Path = KEPT_POINTS) -> list[Marked]:
    """The articles of the file: `## title`, a sentence a line, `* ` before those to keep, blank lines between."""
    return [_marked(piece) for piece in re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]]


def measure(marked: Sequence[Marked]) -> Kept:
    """The shares over all articles, each counting the same. Both sides choose as many sentences as the person."""
    pairs = list(_shares(marked))
    return Kept(
        summary=sum(ours for ours, _, _ in pairs) / len(pairs),
        leading=sum(first for _, first, _ in pairs) / len(pairs),
        longest=sum(longest for _, _, longest in pairs) / len(pairs),
        better=sum(ours > first for ours, first, _ in pairs),
        worse=sum(ours < first for ours, first, _ in pairs),
        articles=len(pairs),
    )


def measure_telling(marked: Sequence[Marked]) -> Told:
    """The counts over all articles; a heading that nobody has judged is not accepted."""
    judged = [line.split("\t") for line in JUDGED_HEADINGS.read_text(encoding="utf-8").splitlines()]
    accepted = {(title, heading) for verdict, title, heading in judged if verdict == "yes"}
    found = [(each, extract(each.article)) for each in marked]
    headings = [(each.title, section.heading) for _, each in found for section in each.sections]
    return Told(
        news=sum(summary.viewpoint == _news(each) for each, summary in found),
        articles=len(found),
        accepted=sum(heading in accepted for heading in headings),
        shown=sum(bool(heading) for _, heading in headings),
        sections=len(headings),
    )


def _news(marked: Marked) -> str:
    every = [text for paragraph in marked.article.paragraphs for text in sentences(paragraph)]
    return next(text for text in every if text in marked.kept)


def _shares(marked: Sequence[Marked]) -> Iterator[tuple[float, float, float]]:
    for each in marked:
        found = sentences_of(each.article)
        wanted = len(each.kept)
        chosen = choose(found, score(each.article.title, found), wanted)
        every = [text for paragraph in each.article.paragraphs for text in sentences(paragraph)]
        yield (
            len({found[at].text for at in chosen} & each.kept) / wanted,
            len(set(every[:wanted]) & each.kept) / wanted,
            len(set(sorted(every, key=len, reverse=True)[:wanted]) & each.kept) / wanted,
        )


def _marked(piece: str) -> Marked:
    title, *rest = piece.strip().split("\n")
    kept = frozenset(line.removeprefix(_MARK) for line in rest if line.startswith(_MARK))
    blocks = "\n".join(line.removeprefix(_MARK) for line in rest).strip().split("\n\n")
    chinese = any("\u4e00" <= character <= "\u9fff" for character in title)
    paragraphs = tuple(("" if chinese else " ").join(block.split("\n")) for block in blocks)
    article = Article(title=title, source="check", published_at=datetime(2025, 9, 1, tzinfo=UTC), paragraphs=paragraphs)
    return Marked(article, kept)
