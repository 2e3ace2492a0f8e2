"""JSON Lines: what is written is read back, and a wrong line is named while the others go in."""

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.formats import Parsed, Problem, read
from bot.formats.json_lines import write
from bot.model import Article, KeyPoint, Section
from bot.text import is_visible
from tests.unit.formats.pages import Page, articles_in, assert_says_what_to_do, found_in, pages, thorough

GOOD: dict[str, Any] = {
    "title": "渡轮换电记",
    "source": "南窗周刊",
    "published_at": "2025-09-26T00:35:00+08:00",
    "viewpoint": "Ferries run on batteries now.",
    "sections": [{"heading": "The Fleet", "points": [{"text": "Nine ships were refitted.", "citations": [2, 3]}]}],
    "paragraphs": ["船坞里没有一艘新船。"],
}

_texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
_words = _texts.filter(is_visible)
_names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12).filter(is_visible)
_citations = st.lists(st.integers(1, 1_000_000), max_size=3).map(tuple)
_points = st.builds(KeyPoint, text=_words, citations=_citations)
_sections = st.builds(Section, heading=_texts, points=st.lists(_points, max_size=3).map(tuple))
_offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_articles = st.builds(
    Article,
    title=_names,
    source=_names,
    published_at=st.datetimes(datetime(1902, 1, 1), datetime(2199, 12, 31), timezones=_offsets),  # noqa: DTZ001
    url=st.sampled_from([None, "https://harbor.example/a?b=1#c", "http://港口.example/渡轮"]),
    viewpoint=_texts,
    viewpoint_citations=_citations,
    sections=st.lists(_sections, max_size=2).map(tuple),
    paragraphs=st.lists(_words, max_size=3).map(tuple),
)


def _line(**changes: Any) -> str:
    return json.dumps({**GOOD, **changes}, ensure_ascii=False)


class TestRoundTrip:
    """Export and import."""

    @thorough
    @given(st.lists(_articles, min_size=1, max_size=3))
    def test_reading_what_was_written_gives_equal_articles_of_the_same_ids(
        self, tmp_path: Path, written: list[Article]
    ) -> None:
        again = articles_in(tmp_path, "".join(write(article) + "\n" for article in written))
        assert again == written
        assert [article.id for article in again] == [article.id for article in written]
        assert [write(article) for article in again] == [write(article) for article in written]

    @settings(thorough, max_examples=20)
    @given(pages())
    def test_export_of_a_captured_page_gives_its_articles(self, tmp_path: Path, page: Page) -> None:
        from_page = articles_in(tmp_path, page[0])
        assert articles_in(tmp_path, "\r\n".join(map(write, from_page))) == from_page

    def test_export_has_the_fields_of_the_format_whether_they_are_empty_or_not(self) -> None:
        article = Article.model_validate(
            {key: GOOD[key] for key in ("title", "source", "published_at")} | {"url": None}
        )
        assert json.loads(write(article)) == {
            "title": "渡轮换电记",
            "source": "南窗周刊",
            "published_at": "2025-09-26T00:35:00+08:00",
            "url": None,
            "viewpoint": "",
            "sections": [],
            "paragraphs": [],
        }

    def test_export_is_one_line_of_plain_utf_8(self) -> None:
        line = write(Article.model_validate({**GOOD, "viewpoint": "两\n行"}))
        assert "\n" not in line
        assert "渡轮换电记" in line

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    def test_every_encoding_gives_the_same_article(self, tmp_path: Path, encoding: str) -> None:
        (article,) = articles_in(tmp_path, f"\n{_line()}\n".encode(encoding))
        assert article == Article.model_validate(GOOD)


class TestWrongLines:
    """A wrong line is one problem that names line and field; the lines around it go in."""

    @pytest.mark.parametrize(
        ("line", "named"),
        [
            (_line(published_at="2025-09-26T00:35:00"), "`published_at` needs an offset"),
            (_line(published_at="2025-09-26"), "`published_at` needs an offset"),
            (_line(published_at="yesterday"), "`published_at` must be a time"),
            (_line(published_at="20250926"), "`published_at` must be a time"),
            (_line(published_at=1758818100), "`published_at` must be a time"),
            (_line(published_at=None), "`published_at` must be a time"),
            (_line(published_at="2025-02-30T00:00:00+08:00"), "`published_at` must be a time such as"),
            (_line(published_at="0001-01-01T00:00:00+08:00"), "`published_at` must be of a year"),
            (_line(published_at="9999-12-31T23:59:59-08:00"), "`published_at` must be of a year"),
            (_line(title=" \u200b"), "`title` must not be blank"),
            (_line(title=7), "`title` must be text;"),
            (_line(title="渡轮\x1b[31m"), "`title` must not hold control characters"),
            (_line(source=""), "`source` must not be blank"),
            (_line(url="javascript:alert(1)"), "`url` must be an address that begins with http"),
            (_line(url="data:text/html,hi"), "`url` must be an address that begins with http"),
            (_line(url="java\nscript:alert(1)"), "`url` must be an address"),
            (_line(url="https://a.example/|text>"), "`url` must be an address"),
            (_line(url=""), "`url` must be an address that begins with http"),
            (_line(viewpoint=["a"]), "`viewpoint` must be text;"),
            (
                _line(sections=[{"points": [{"text": "a", "citations": [-1]}]}]),
                "`sections.0.points.0.citations.0` must be at least 1;",
            ),
            (_line(sections=[{"points": [{"text": "a", "citations": [0]}]}]), "`sections.0.points.0.citations.0`"),
            (
                _line(sections=[{"points": [{"text": "a", "citations": [2.5]}]}]),
                "`sections.0.points.0.citations.0` must be a whole number;",
            ),
            (_line(sections=[{"points": [{"text": "a", "citations": [10**30]}]}]), "`sections.0.points.0.citations.0`"),
            (_line(sections=[{"points": [{"text": "  "}]}]), "`sections.0.points.0.text` must not be blank"),
            (_line(sections=[{"heading": "a"}]), "`sections.0.points` is missing"),
            (_line(paragraphs=["a", ""]), "`paragraphs.1` must not be blank"),
            (_line(viewpoint="\0"), "`viewpoint` must not hold"),
            ('{"title": "a", "source": "b"}', "`published_at` is missing"),
            ('{"title": "\\ud800"}', "not JSON"),
            ('{"title": "a"', "not JSON"),
            ("{}{}", "not JSON"),
            ("[" * 100_000, "not JSON"),
            ("渡轮换电记", "not JSON"),
            ("null", "not an article"),
            ("[1, 2]", "not an article"),
        ],
        ids=lambda value: value[:40] if value.startswith("`") else "",
    )
    def test_line_is_named_and_its_neighbours_go_in(self, tmp_path: Path, line: str, named: str) -> None:
        first, problem, third = found_in(tmp_path, "\n".join([_line(), line, _line(title="船厂的冬天")]))
        assert isinstance(first, Parsed)
        assert isinstance(problem, Problem)
        assert isinstance(third, Parsed)
        assert (problem.path, problem.line) == (str(tmp_path / "file"), 2)
        assert problem.reason.startswith(named)
        assert_says_what_to_do(problem)
        assert (first.line, third.line) == (1, 3)

    def test_wrong_bytes_in_one_ascii_file_line_refuse_this_line_only(self, tmp_path: Path) -> None:
        ascii_line = json.dumps(GOOD).encode()
        found = found_in(tmp_path, b"\n".join([ascii_line, ascii_line, ascii_line[:-2] + b'\xff\xff"}', ascii_line]))
        assert [type(each) for each in found] == [Parsed, Parsed, Problem, Parsed]
        assert isinstance(found[2], Problem)
        assert found[2].line == 3
        assert_says_what_to_do(found[2])

    def test_title_with_a_line_break_is_one_line(self, tmp_path: Path) -> None:
        (article,) = articles_in(tmp_path, _line(title="渡轮\r\n换电记"))
        assert article.title == "渡轮 换电记"

    def test_unknown_fields_are_no_error(self, tmp_path: Path) -> None:
        assert articles_in(tmp_path, _line(author="陈一鸣")) == articles_in(tmp_path, _line())

    @thorough
    @given(st.data())
    def test_mutated_export_is_read_without_an_error(self, tmp_path: Path, data: st.DataObject) -> None:
        content = (_line() + "\n" + _line(title="船厂的冬天")).encode()
        at = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(at, min(len(content), at + 20)))
        inserted = data.draw(st.one_of(st.binary(max_size=4), st.sampled_from([b"\\ud800", b'"', b"}", b"[", b"\n"])))
        found = found_in(tmp_path, content[:at] + inserted + content[end:])
        assert found
        for each in found:
            if isinstance(each, Problem):
                assert_says_what_to_do(each)
            else:
                assert each.article.id


@pytest.mark.parametrize("first", ["garbage", "# comment", "null", '"a string"', "[1]", "7"])
def test_a_first_line_that_is_no_article_is_refused_alone(tmp_path: Path, first: str) -> None:
    file = tmp_path / "export.jsonl"
    file.write_text(f"{first}\n{_line()}\n", encoding="utf-8")
    problem, parsed = read(file)
    assert isinstance(problem, Problem)
    assert problem.line == 1
    assert problem.reason.startswith(("not JSON (", "not an article;"))
    assert isinstance(parsed, Parsed)


class TestOtherLayouts:
    """JSON that is not JSON Lines is one problem for the file."""

    @pytest.mark.parametrize(
        "content",
        [
            json.dumps([GOOD, GOOD]),
            json.dumps([GOOD, GOOD], indent=2),
            json.dumps(GOOD, indent=2),
            "\n [\n" + _line() + ",\n" + _line() + "\n]\n",
            "[]",
            "[",
            "{",
        ],
    )
    def test_array_or_object_over_several_lines_is_one_problem(self, tmp_path: Path, content: str) -> None:
        (problem,) = found_in(tmp_path, content)
        assert isinstance(problem, Problem)
        assert problem.line == (2 if content.startswith("\n") else 1)
        assert "not JSON Lines" in problem.reason
        assert_says_what_to_do(problem)
