"""A captured page of ten articles: the real one where the checkout has it beside it, else one like it."""

from pathlib import Path

from tests.processes import CHECKOUT

REAL = CHECKOUT.parent / "shared" / "seed" / "latepost-page.txt"

_BODY = (
    "Core Viewpoint - TikTok faced the hearing for the {n}th time, and its future stays open [3][{n}]. "
    "Group 1: Hearing Overview - The hearing number {n} lasted nearly five hours - lawmakers asked the most [4][9]. "
    "- About {n}50 million people use the service every month [5]. "
    "Group 2: Data Security - Project {n} is to cost $1.5 billion a year [46][50]."
)


def page(folder: Path) -> Path:
    """The page as a file."""
    if REAL.is_file():
        return REAL
    articles = (
        f"2023丨直击 TikTok 听证会,第{number}次\n晚点LatePost· 2025-09-{10 + number} 00:35\n{_BODY.format(n=number)}\n"
        for number in range(1, 11)
    )
    file = folder / "page.txt"
    file.write_text("Workflow\n晚点LatePost\nSearch documents\n" + "".join(articles), encoding="utf-8")
    return file
