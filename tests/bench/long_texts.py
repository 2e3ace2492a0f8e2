"""What one long text costs each of our readers: 40,000 characters of every kind, and a quarter of that.

Four times the text may take four times as long. What runs on the event loop (request, command, follow-up, plain text,
mrkdwn) must end within 100 ms; the rest runs in a thread or a process of its own.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from bot.app.library import Library
from bot.errors import LatePostError
from bot.formats import read
from bot.formats.dates import find_date
from bot.formats.web.feed import parse_feed
from bot.formats.web.web_page import read_page
from bot.model import Article
from bot.search.analysis.quantities import figures
from bot.search.analysis.tokenizer import tokenize
from bot.slack.blocks.mrkdwn import escape, one_line, shorten
from bot.slack.conversation.incoming import plain
from bot.slack.conversation.intent import follow_up, understand_command, understand_request
from bot.summarize.extractive import extract
from tests.bench.library import BenchLibrary
from tests.library import START, article

PIECES = (
    " ", "\n", "\t", "\u3000", "，", "。", "？", ",", ".", "? ", "“", "”", '"', "'", "(", "[", "[1]", "[1] ", "《", "@",
    "<", ">", "&", "&lt;", "<a>", "<h1>", "</", "https://", "*", "_", "~", "`", "|", "- ", "# ", "\n- ", "\n1. ", ":",
    "a", "A", "字", "中文，", "7", "1,", "$1", "%", "十", "成", "月", "😀", "\u200b", "e\u0301", "\u202e", "\x00",
    "ok ", "and ", "source:", "说：", "2025-01-01 ", "Group 1 ", " - ", "a-", "word. ",
)  # fmt: skip
LENGTH = 40_000
_ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Slowest:
    """The text that took a reader longest, in milliseconds of CPU, and a quarter of that text."""

    name: str
    piece: str
    whole_ms: float
    quarter_ms: float


async def measure(library: BenchLibrary, err: Console) -> list[Slowest]:
    """The slowest text of every reader, in the order of their time."""
    found: list[Slowest] = []
    with TemporaryDirectory() as folder:
        for name, work in _readers(Path(folder)).items():
            with err.status(f"long texts: {name}"):
                found.append(max((_timed(name, piece, work) for piece in PIECES), key=lambda one: one.whole_ms))
    with err.status("long texts: whole questions"):
        async with library.open(err) as opened:
            found.append(max([await _asked(opened, piece) for piece in PIECES], key=lambda one: one.whole_ms))
    return sorted(found, key=lambda one: -one.whole_ms)


def table(found: list[Slowest]) -> Table:
    """The slowest text of every reader."""
    result = Table(title=f"The slowest text of {LENGTH:,} characters, by reader", caption="milliseconds of CPU")
    for heading in ("reader", "made of", "whole", "a quarter"):
        result.add_column(heading, justify="right" if heading in ("whole", "a quarter") else "left")
    for one in found:
        result.add_row(one.name, repr(one.piece), f"{one.whole_ms:.1f}", f"{one.quarter_ms:.1f}")
    return result


def _readers(folder: Path) -> dict[str, Callable[[str], object]]:
    def file(name: str) -> Callable[[str], object]:
        def work(text: str) -> object:
            path = folder / name
            path.write_text(f"A title\n\n{text}", encoding="utf-8", errors="replace")
            return list(read(path))

        return work

    def page(text: str) -> object:
        path = folder / "page.txt"
        path.write_text(f"A title\n晚点LatePost· 2025-09-26 00:35\n{text}\n", encoding="utf-8", errors="replace")
        return list(read(path))

    return {
        "request": understand_request,
        "command": understand_command,
        "follow-up": lambda text: follow_up(text, text, lambda _: []),
        "plain text": plain,
        "mrkdwn": lambda text: (escape(text), one_line(text), shorten(text, 3_000)),
        "quantities": figures,
        "terms": tokenize,
        "date": lambda text: find_date(text, _ZONE),
        "extractive summary": lambda text: extract(_article(text)),
        "text file": file("text.txt"),
        "Markdown file": file("text.md"),
        "captured page": page,
        "web page": lambda text: _refused(read_page, f"<html><body><article><p>{text}</p></article>", _ZONE),
        "feed": lambda text: _refused(_feed, text),
    }


def _feed(text: str) -> object:
    item = f"<item><title>A title</title><description>{text}</description></item>"
    return parse_feed(
        f"<rss version='2.0'><channel>{item}</channel></rss>".encode("utf-8", "replace"),
        _ZONE,
        address="https://example.com/feed",
    )


def _refused(work: Callable[..., object], *arguments: Any) -> object:
    try:
        return work(*arguments)
    except LatePostError as error:
        return error


def _article(text: str) -> Article:
    paragraphs = tuple(f"It says: {line}" for line in text.replace("\x00", "").split("\n"))  # none of them blank
    return article(1, published_at=START, sections=(), viewpoint="", paragraphs=paragraphs[:2_000])


def _timed(name: str, piece: str, work: Callable[[str], object]) -> Slowest:
    took = []
    for text in _texts(piece):
        began = time.process_time()
        work(text)
        took.append((time.process_time() - began) * 1000)
    return Slowest(name, piece, *took)


async def _asked(library: Library, piece: str) -> Slowest:
    took = []
    for text in _texts(piece):
        began = time.process_time()
        await library.answer(text, 5)
        took.append((time.process_time() - began) * 1000)
    return Slowest("question", piece, *took)


def _texts(piece: str) -> list[str]:
    return [(piece * length)[:length] for length in (LENGTH, LENGTH // 4)]
