"""Articles for tests, and short ways to read a library."""

from datetime import datetime, timedelta, timezone
from typing import Any

from bot.model import Article, KeyPoint, Section
from bot.store import ArticleStore

SHANGHAI = timezone(timedelta(hours=8))
START = datetime(2025, 9, 24, 15, 28, tzinfo=SHANGHAI)


def article(number: int = 1, **fields: Any) -> Article:
    """An article with two cited points; another number is another article, an hour later."""
    values = {
        "title": f"第 {number} 篇:TikTok 听证会",
        "source": "晚点LatePost",
        "published_at": START + timedelta(hours=number),
        "viewpoint": f"Viewpoint number {number}.",
        "viewpoint_citations": (1, 2),
        "sections": (
            Section(
                heading="Hearing",
                points=(
                    KeyPoint(text=f"Point one of article {number}.", citations=(3, 5)),
                    KeyPoint(text=f"Point two of article {number}.", citations=(6,)),
                ),
            ),
        ),
    }
    return Article(**{**values, **fields})


async def change_numbers(store: ArticleStore, after: int = 0) -> list[int]:
    """The numbers in the change log."""
    return [change.number for change in await store.changes_after(after, 100_000)]
