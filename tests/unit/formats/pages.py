"""Random articles, captured pages written from them, and a check that puts a read article together again."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from bot.formats import Parsed, Problem, read
from bot.model import Article, KeyPoint, Section

thorough = settings(
    max_examples=80,
    deadline=None,  # machines are noisy
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

Page = tuple[str, list[Article]]
"""The text of a captured page and the articles on it."""

SHANGHAI = timezone(timedelta(hours=8))
STOPS = ".。!?！？;；"
_NUMBER = "[1-9１-９][0-9０-９]{0,5}"
_NO_WORDS = re.compile(
    rf"(?: ?[\[［【〔(（]{_NUMBER}(?:[-–－,，、] ?{_NUMBER})*[\]］】〕)）])+|Group [0-9]{{1,4}}\b|第 ?\d{{1,3}} ?组"
)
_OPENINGS = ("CoreViewpoint", "CoreView", "CoreInsight", "核心观点")
"""Headings of a viewpoint that stands alone, letters without blanks."""
_ADVICE = re.compile(r"[^\n]+; (?:add|check|copy|correct|export|name|save|split|write) [^\n]+\.")

_CHROME = ("Search documents", "icon", "Workflow", "登录 / 注册", "[广告] 春季促销")
_SOURCES = ("晚点LatePost", "南窗周刊", "Harbor Weekly")
_TITLES = (
    "宁波工厂扩产，谁在为新产线买单",
    "2023丨Why Batteries Got Cheap: A Short History",
    "对话陈一鸣丨“慢一点，才看得见用户”",
    "Rivers & Robots (Part 2) - what the harbour learned",
    "12 个问题，看懂海上风电",
)
_HEADINGS = (
    "Supply-Chain Moves",
    "Costs: What Changed (2023-2024)",
    "5 Lessons from R&D",
    "产能与交付",
    "AI：从试点到规模化",
    "eBike Makers' Next Step",
)
_BEGINNINGS = (
    "Factories in Ningbo",
    "The 2024 plan",
    "15 engineers (mostly new)",
    "eMarketer",
    "iPhone makers",
    "U.S. buyers",
    '"Blue Harbor" pilots',
    "产线主管",
    "“长期主义”",
    "２０２４年的订单",
    "三季度",
)
_MIDDLES = (
    "doubled output to 1,200 units",
    "by 3.5% - a record - within weeks",
    "follow one rule: ship first, explain later",
    "as the note [sic] says",
    "keep 12 units in stock",
    "in the row marked [7]b",
    "ahead of Group 2 rivals",
    "at 9:30 a.m. (local time)",
    "re-use so-called second-life cells",
    "and pay $700 million to $1 billion",
    "毛利率为 12.5%，环比上升",
    "被反复提起：先交付，再解释",
    "（见附注 4）",
    "交付 1,200 台 - 创下纪录",
    "马克·陈认为这是“试错”",
)
_any_word = st.text(alphabet="abcXYZ中文数据éü０１ー-", min_size=1, max_size=8).filter(lambda word: word.strip("-"))


@st.composite
def statements(draw: st.DrawFn) -> str:
    """The words of a key point, without citations and full stop."""
    middle = st.one_of(st.sampled_from(_MIDDLES), _any_word)
    return " ".join([draw(st.sampled_from(_BEGINNINGS)), *draw(st.lists(middle, min_size=1, max_size=4))])


_citations = st.sampled_from(((1,), (3, 5), (12, 4), (7, 8, 120)))
_stops = st.sampled_from(("", ".", "。"))
_key_points = st.builds(
    lambda words, stop, citations: KeyPoint(text=words + stop, citations=citations), statements(), _stops, _citations
)
_sections = st.builds(
    lambda heading, points: Section(heading=heading, points=tuple(points)),
    st.sampled_from(_HEADINGS),
    st.lists(_key_points, min_size=1, max_size=3),
)
_times = st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1)).map(  # noqa: DTZ001 minutes of Shanghai
    lambda moment: moment.replace(second=0, microsecond=0, tzinfo=SHANGHAI)
)


@st.composite
def summarised_articles(draw: st.DrawFn) -> Article:
    """An article as a captured page can hold it: `Core Insights` is a section of that name, or there is a viewpoint."""
    viewpoint = draw(_key_points)
    sections = draw(st.lists(_sections, min_size=1, max_size=3))
    if draw(st.booleans()):
        others = draw(st.lists(_key_points, max_size=2))
        sections.insert(0, Section(heading="Core Insights", points=(viewpoint, *others)))
    return Article(
        title=draw(st.sampled_from(_TITLES)),
        source=draw(st.sampled_from(_SOURCES)),
        published_at=draw(_times),
        viewpoint=viewpoint.text,
        viewpoint_citations=viewpoint.citations,
        sections=tuple(sections),
    )


@st.composite
def full_text_articles(draw: st.DrawFn) -> Article:
    """An unsummarised article; its paragraphs end as sentences do, so that none is taken for a broken line."""
    paragraph = st.builds(lambda words, stop: words + stop, statements(), st.sampled_from("。.！?"))
    return Article(
        title=draw(st.sampled_from(_TITLES)),
        source=draw(st.sampled_from(_SOURCES)),
        published_at=draw(_times),
        paragraphs=tuple(draw(st.lists(paragraph, min_size=1, max_size=4))),
    )


articles = st.one_of(summarised_articles(), full_text_articles())


@st.composite
def pages(draw: st.DrawFn, articles: st.SearchStrategy[Article] = articles) -> Page:
    """A captured page."""
    on_page = draw(st.lists(articles, min_size=1, max_size=2))
    lines = draw(st.lists(st.sampled_from(_CHROME), max_size=4))
    for article in on_page:
        dot = draw(st.sampled_from(("· ", "·", " · ")))
        lines += [article.title, f"{article.source}{dot}{article.published_at:%Y-%m-%d %H:%M}"]
        lines += article.paragraphs or [draw(bodies(article))]
        lines += [""] * draw(st.integers(0, 2))
    return "\n".join(lines) + "\n", on_page


@st.composite
def bodies(draw: st.DrawFn, article: Article) -> str:
    """The body of a summarised article, in one of the shapes of the publication."""
    grouped, gap, between = draw(st.booleans()), draw(st.sampled_from((" ", ""))), draw(st.sampled_from(("", " ")))

    def cited(point: KeyPoint) -> str:
        stop = point.text[-1] if point.text[-1] in STOPS else ""
        marks = between.join(f"[{number}]" for number in point.citations)
        return f"{point.text.removesuffix(stop)}{gap}{marks}{stop}"

    sections = article.sections
    if sections[0].heading == "Core Insights":
        body = "Core Insights - " + " - ".join(map(cited, sections[0].points))
        sections = sections[1:]
    else:
        viewpoint = KeyPoint(text=article.viewpoint, citations=article.viewpoint_citations)
        body = "Core Viewpoint - " + cited(viewpoint)
    for number, section in enumerate(sections, 1):
        name = f"Group {number}: {section.heading}" if grouped else section.heading
        body += f" {name} - " + " - ".join(map(cited, section.points))
    return body


def found_in(folder: Path, content: str | bytes) -> list[Parsed | Problem]:
    """What is read from a file of this content."""
    path = folder / "file"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read(path))


def articles_in(folder: Path, content: str | bytes) -> list[Article]:
    """The articles of a file in which nothing is wrong and nothing is remarkable."""
    found = found_in(folder, content)
    assert [each for each in found if isinstance(each, Problem) or each.notes] == []
    return [each.article for each in found if isinstance(each, Parsed)]


def assert_says_what_to_do(problem: Problem) -> None:
    """A problem is one sentence: what is wrong; what to do."""
    assert _ADVICE.fullmatch(problem.reason), problem.reason
    where = f"{problem.path}:{problem.line}" if problem.line else problem.path
    assert str(problem) == f"{where}: {problem.reason}"


def assert_is_whole(article: Article, body: Iterable[str]) -> None:
    """The pieces of an article put together again are the lines of the body: each word once and in order."""
    lost = difference(article, body)
    assert not lost, lost


def difference(article: Article, body: Iterable[str]) -> str | None:
    """What the pieces put together again have other than the body; citations and labels of groups do not count."""
    if article.paragraphs:
        again, whole = ("".join("".join(lines).split()) for lines in (article.paragraphs, body))
        return None if again == whole else f"paragraphs differ: {again!r} is not {whole!r}"
    whole = _letters("\n".join(body))
    pieces = [piece for section in article.sections for piece in (section.heading, *(p.text for p in section.points))]
    again = _letters("\n".join(pieces))
    alone = _letters(article.viewpoint) + again
    if whole == again or whole in [name + alone for name in _OPENINGS]:
        return None
    return f"{again!r} is not {whole!r}"


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, _NO_WORDS.sub(" ", " ".join(text.split()))))
