"""A captured page of ten articles, written from the sample library in each shape that the publication's pages have."""

from pathlib import Path

from bot.formats import Parsed, read
from bot.model import Article, KeyPoint, Section
from tests.processes import CHECKOUT

_CHROME = "Workflow\n晚点LatePost\nicon\nSearch documents\n"


def on_page() -> list[Article]:
    """The articles of the page: one in full text, and one summary that begins with its core insights."""
    files = sorted((CHECKOUT / "data" / "articles").iterdir(), reverse=True)
    *grouped, last = [each.article for file in files for each in read(file) if isinstance(each, Parsed)]
    insights = KeyPoint(text=last.viewpoint, citations=last.viewpoint_citations)
    first = Section(heading="Core Insights", points=(insights, *last.sections[0].points))
    return [*grouped, last.model_copy(update={"sections": (first, *last.sections[1:])})]


def write_page(folder: Path) -> Path:
    """The page as a file in this folder."""
    file = folder / "page.txt"
    file.write_text(_CHROME + "".join(map(_written, on_page())), encoding="utf-8")
    return file


def _written(article: Article) -> str:
    body = "\n".join(article.paragraphs) or _summary(article)
    return f"{article.title}\n{article.source}· {article.published_at:%Y-%m-%d %H:%M}\n{body}\n"


def _summary(article: Article) -> str:
    first, *others = article.sections
    if first.heading == "Core Insights":
        named = ["Core Insights", *(section.heading for section in others)]
        return " ".join(f"{name} - {_points(section)}" for name, section in zip(named, article.sections, strict=True))
    viewpoint = _cited(article.viewpoint, article.viewpoint_citations)
    groups = (f"Group {n}: {each.heading} - {_points(each)}" for n, each in enumerate(article.sections, 1))
    return f"Core Viewpoint - {viewpoint} {' '.join(groups)}"


def _points(section: Section) -> str:
    return " - ".join(_cited(point.text, point.citations) for point in section.points)


def _cited(text: str, citations: tuple[int, ...]) -> str:
    return f"{text.removesuffix('.')} {''.join(f'[{number}]' for number in citations)}."
