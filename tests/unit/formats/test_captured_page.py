"""A captured page: what is read from it, and that it loses no word."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.formats import Parsed, Problem, read
from bot.formats.captured.captured_page import ZONE
from tests.unit.formats.pages import (
    Page,
    articles_in,
    assert_is_whole,
    assert_says_what_to_do,
    difference,
    found_in,
    full_text_articles,
    pages,
    thorough,
)

SUMMARY = (
    "Core Viewpoint - Ferries run on batteries now [1]. Group 1: The Fleet - Nine ships were refitted [2][3]. "
    "- Two wait for spare parts [4]."
)
PAGE = f"""Search documents
渡轮换电记
晚点LatePost· 2025-09-26 00:35
{SUMMARY}
2021丨船厂的冬天
晚点LatePost· 2025-09-25 09:00
船坞里没有一艘新船。
工人们在学焊电池箱。
"""


class TestWrittenPages:
    """Pages written from random articles."""

    @thorough
    @given(
        page=pages(),
        encode=st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]),
        line_end=st.sampled_from(["\n", "\r\n"]),
    )
    def test_reading_gives_the_articles_that_were_written_in_every_encoding_and_with_every_line_end(
        self, tmp_path: Path, page: Page, encode: str, line_end: str
    ) -> None:
        text, written = page
        assert articles_in(tmp_path, text.replace("\n", line_end).encode(encode)) == written

    @thorough
    @given(page=pages(full_text_articles()), width=st.integers(10, 60))
    def test_full_text_broken_by_the_width_of_the_page_keeps_every_character(
        self, tmp_path: Path, page: Page, width: int
    ) -> None:
        text, written = page
        assume("[" not in text)  # broken behind a bracket, a line reads as cited
        dated = re.compile(r"· ?\d{4}-")
        lines = text.split("\n")
        kept = {0} | {place for place, line in enumerate(lines) if any(map(dated.search, lines[place : place + 2]))}
        broken = [
            piece
            for place, line in enumerate(lines)
            for piece in ([line] if place in kept else [line[at : at + width] for at in range(0, len(line), width)])
        ]
        read_back = articles_in(tmp_path, "\n".join(broken))
        assert len(read_back) == len(written)
        for again, article in zip(read_back, written, strict=True):
            assert_is_whole(again, article.paragraphs)

    def test_summary_broken_by_the_width_of_the_page_is_split_as_ever(self, tmp_path: Path) -> None:
        broken = SUMMARY.replace(" were ", "\nwere ").replace(" Group 1", "\n\nGroup 1")
        assert articles_in(tmp_path, PAGE.replace(SUMMARY, broken)) == articles_in(tmp_path, PAGE)

    def test_zone_is_shanghai(self) -> None:
        assert ZONE.key == "Asia/Shanghai"


_DATED = re.compile(r"·|^\s*\d{4}-\d\d-\d\d \d\d:\d\d\s*$")
Mutation = Callable[[bytes], bytes]
_places = st.floats(0, 1, exclude_max=True)


@st.composite
def _mutations(draw: st.DrawFn) -> Mutation:
    """A change of some bytes, characters or lines."""
    kind = draw(st.sampled_from(["delete", "double", "insert", "lines", "truncate"]))
    start, length = draw(_places), draw(st.integers(1, 40))
    inserted = draw(
        st.one_of(
            st.binary(min_size=1, max_size=6),
            st.text(min_size=1, max_size=6).map(lambda text: text.encode("utf-8", "surrogatepass")),
            st.sampled_from([b"[0]", b"[3]", b" - ", b" [5]. - ", b" Group 2: ", b"\n", b"\xc2\xb7", b"\0", b"\xff"]),
            st.sampled_from(["晚点LatePost· ", "\n晚点LatePost· 2025-02-30 00:00\n", "\u200b", "\u2028"]).map(
                str.encode
            ),
        )
    )

    def mutate(data: bytes) -> bytes:
        at = int(start * len(data))
        if kind == "delete":
            return data[:at] + data[at + length :]
        if kind == "double":
            return data[: at + length] + data[at:]
        if kind == "insert":
            return data[:at] + inserted + data[at:]
        if kind == "truncate":
            return data[:at]
        lines = data.split(b"\n")
        line = int(start * len(lines))
        return b"\n".join(lines[:line] + lines[line + 1 :] if length % 2 else [*lines[: line + 1], *lines[line:]])

    return mutate


class TestMutatedPages:
    """Pages with characters and lines deleted, doubled and inserted, or cut anywhere."""

    @thorough
    @given(page=pages(), mutations=st.lists(_mutations(), min_size=1, max_size=4))
    def test_no_word_of_an_article_is_lost_doubled_or_reordered(
        self, tmp_path: Path, page: Page, mutations: list[Mutation]
    ) -> None:
        data = page[0].encode()
        for mutate in mutations:
            data = mutate(data)
        _assert_is_read_whole(data, found_in(tmp_path, data))

    def test_page_cut_at_any_byte_keeps_the_articles_before_the_cut(self, tmp_path: Path) -> None:
        data = PAGE.encode()
        first, second = articles_in(tmp_path, data)
        end_of_first = data.index("2021丨".encode())
        for cut in range(len(data)):
            found = found_in(tmp_path, data[:cut])
            _assert_is_read_whole(data[:cut], found)
            if cut > end_of_first + len("2021丨船厂的冬天\n晚点LatePost·".encode()):
                assert isinstance(found[0], Parsed)
                assert found[0].article == first
        assert found_in(tmp_path, data[:-1]) == found_in(tmp_path, data)
        assert second.paragraphs[-1] == "工人们在学焊电池箱。"

    @thorough
    @given(st.binary(max_size=300))
    @example(b"\xb7 2025-01-01 00:00")
    def test_any_bytes_are_read_without_an_error(self, tmp_path: Path, data: bytes) -> None:
        _assert_is_read_whole(data, found_in(tmp_path, data))

    @thorough
    @given(
        st.lists(
            st.sampled_from(["T", "晚点LatePost· 2025-01-01 00:00", SUMMARY, "", "字", "晚点LatePost·"]), max_size=9
        )
    )
    def test_lines_in_any_order_are_read_without_an_error(self, tmp_path: Path, lines: list[str]) -> None:
        data = "\n".join(lines).encode()
        _assert_is_read_whole(data, found_in(tmp_path, data))


def _assert_is_read_whole(data: bytes, found: list[Parsed | Problem]) -> None:
    """Every article that was read holds all words between its source line and the next title, in their order."""
    assert found, "a file without a word must be a problem"
    lines = [_decoded(line) for line in data.split(b"\n")]
    for each in found:
        if isinstance(each, Problem):
            assert_says_what_to_do(each)
            continue
        assert (lines[each.line - 1] or "").split() == each.article.title.split()
        rest = [line for line in lines[each.line :] if line is None or _is_visible(line)]
        assert _DATED.search(rest[0] or "")
        is_cut = any("left out" in note for note in each.notes)
        ends = [end for end in range(1, len(rest) + 1) if is_cut or _may_end(rest, end)]
        bodies = [[line for line in rest[1:end] if line is not None] for end in ends if None not in rest[1:end]]
        differences = [difference(each.article, body) for body in bodies]
        assert None in differences, differences


def _decoded(line: bytes) -> str | None:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return None


def _is_visible(line: str) -> bool:
    return bool(re.sub(r"[\s\0-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]", "", line))


def _may_end(lines: list[str | None], end: int) -> bool:
    """Whether a body may end before line `end`: at the end, before a title and its source line, or a broken line."""
    following = lines[end : end + 2]
    return not following or any(line is None or _DATED.search(line) for line in following)


class TestWhatIsWrong:
    """Wrong articles are named with their line; the others go in."""

    def test_date_that_is_none_refuses_this_article_only(self, tmp_path: Path) -> None:
        for wrong in ("2025-13-45 99:99", "2025-02-30 10:00", "昨天 10:00", "2025-09-26", "2025/09/26 00:35", ""):
            page = PAGE.replace("2025-09-26 00:35", wrong)
            problem, second = found_in(tmp_path, page)
            assert isinstance(problem, Problem)
            assert isinstance(second, Parsed)
            assert (problem.path, problem.line) == (str(tmp_path / "file"), 3)
            assert wrong in problem.reason
            assert_says_what_to_do(problem)
            assert second.article.title == "2021丨船厂的冬天"

    def test_line_of_a_wrong_date_is_right_where_blank_lines_stand_before_it(self, tmp_path: Path) -> None:
        page = PAGE.replace("渡轮换电记\n", "渡轮换电记\n\n \n").replace("2025-09-26 00:35", "2025-99-26 00:35")
        problem, _ = found_in(tmp_path, page)
        assert problem.line == 5

    def test_year_out_of_our_age_is_a_wrong_date(self, tmp_path: Path) -> None:
        problem, _ = found_in(tmp_path, PAGE.replace("2025-09-26", "0001-01-01"))
        assert isinstance(problem, Problem)
        assert problem.line == 3
        assert_says_what_to_do(problem)

    def test_title_missing_at_the_start_of_the_file(self, tmp_path: Path) -> None:
        problem, second = found_in(tmp_path, PAGE.split("\n", 2)[2])
        assert isinstance(problem, Problem)
        assert problem.line == 1
        assert "title" in problem.reason
        assert_says_what_to_do(problem)
        assert isinstance(second, Parsed)

    def test_title_missing_behind_a_summary_does_not_take_the_summary_for_it(self, tmp_path: Path) -> None:
        first, problem = found_in(tmp_path, PAGE.replace("2021丨船厂的冬天\n", ""))
        assert isinstance(first, Parsed)
        assert isinstance(problem, Problem)
        assert_is_whole(first.article, [SUMMARY])
        assert problem.line == 5
        assert_says_what_to_do(problem)

    def test_title_missing_behind_a_broken_summary_does_not_take_its_last_line_for_it(self, tmp_path: Path) -> None:
        page = PAGE.replace("2021丨船厂的冬天\n", "").replace(" - Two", "\n- Two")
        first, problem = found_in(tmp_path, page)
        assert isinstance(first, Parsed)
        assert isinstance(problem, Problem)
        assert_is_whole(first.article, [SUMMARY])

    def test_a_text_of_an_article_is_no_title(self, tmp_path: Path) -> None:
        paragraph = "这一段讲电池。" * 60
        first, problem = found_in(tmp_path, PAGE.replace(SUMMARY, paragraph).replace("2021丨船厂的冬天\n", ""))
        assert isinstance(first, Parsed)
        assert isinstance(problem, Problem)
        assert first.article.paragraphs == (paragraph,)

    def test_wrong_bytes_in_a_body_refuse_this_article_and_not_only_its_line(self, tmp_path: Path) -> None:
        data = PAGE.encode().replace("一艘".encode(), b"\xff")
        first, problem = found_in(tmp_path, data)
        assert isinstance(first, Parsed)
        assert isinstance(problem, Problem)
        assert problem.line == 7
        assert_says_what_to_do(problem)

    def test_wrong_bytes_in_a_title_do_not_make_the_line_above_the_title(self, tmp_path: Path) -> None:
        extra = "第三篇\n晚点LatePost· 2025-09-24 09:00\n文字在此。\n"
        data = (PAGE + extra).encode().replace("船厂的冬".encode(), b"\xff")
        first, problem, third = sorted(found_in(tmp_path, data), key=lambda each: each.line)
        assert isinstance(first, Parsed)
        assert isinstance(problem, Problem)
        assert isinstance(third, Parsed)
        assert_is_whole(first.article, [SUMMARY])
        assert problem.line == 5
        assert third.article.title == "第三篇"

    def test_title_of_invisible_or_control_characters_is_refused(self, tmp_path: Path) -> None:
        problem, _ = found_in(tmp_path, PAGE.replace("渡轮换电记", "渡轮\x1b[31m"))
        assert isinstance(problem, Problem)
        assert problem.line == 2
        assert_says_what_to_do(problem)

    def test_not_a_captured_page_is_one_problem(self, tmp_path: Path) -> None:
        for content in ("Shopping list\nmilk\neggs\n", "\n \n\t\n", "\ufeff", "·", "晚点LatePost", "a,b,c\n1,2,3\n"):
            (problem,) = found_in(tmp_path, content)
            assert isinstance(problem, Problem)
            assert problem.line == 1
            assert_says_what_to_do(problem)

    def test_article_without_a_body_goes_in_and_says_so(self, tmp_path: Path) -> None:
        first, second = found_in(tmp_path, PAGE.replace(SUMMARY + "\n", ""))
        assert isinstance(first, Parsed)
        assert isinstance(second, Parsed)
        assert first.article.points == ()
        assert first.notes == ("the article has no body; only its title can be found",)

    def test_cited_sentences_without_markers_are_kept_whole_a_paragraph_each_and_the_note_says_so(
        self, tmp_path: Path
    ) -> None:
        first, _ = found_in(
            tmp_path, PAGE.replace(SUMMARY, "Ferries run [1]. Nine ships (see [9]) sail [2][3]. Two wait [4]")
        )
        assert isinstance(first, Parsed)
        assert first.article.paragraphs == ("Ferries run [1].", "Nine ships (see [9]) sail [2][3].", "Two wait [4]")
        assert not first.is_full_text
        (note,) = first.notes
        assert note.startswith("line 4: ")
        assert "kept whole" in note

    def test_summary_inside_a_text_may_be_another_article_and_the_note_says_so(self, tmp_path: Path) -> None:
        page = PAGE + "第三篇\nHarbor Weekly· last week\n" + SUMMARY
        _, second = found_in(tmp_path, page)
        assert isinstance(second, Parsed)
        assert_is_whole(second.article, page.splitlines()[6:])
        (note,) = second.notes
        assert "another article" in note

    def test_article_of_more_than_8_million_characters_is_refused_and_the_next_goes_in(self, tmp_path: Path) -> None:
        line = "这一行没有句号也没有标题" * 100_000 + "\n"
        problem, second = found_in(tmp_path, PAGE.replace(SUMMARY + "\n", line * 7))
        assert isinstance(problem, Problem)
        assert problem.line == 2
        assert_says_what_to_do(problem)
        assert isinstance(second, Parsed)


class TestFurniture:
    """What stands on a page beside its articles."""

    def test_short_lines_behind_a_cited_summary_are_left_out_and_told(self, tmp_path: Path) -> None:
        page = PAGE.replace(SUMMARY + "\n", SUMMARY + "\nicon\n\n加载更多\n")
        first, second = found_in(tmp_path, page)
        assert isinstance(first, Parsed)
        assert isinstance(second, Parsed)
        assert first.article == articles_in(tmp_path, PAGE)[0]
        assert first.notes == ("line 5: “icon”, “加载更多”: short lines behind the text that are none of it; left out",)
        assert second.article.title == "2021丨船厂的冬天"

    def test_short_lines_behind_an_ellipsis_are_left_out_and_told(self, tmp_path: Path) -> None:
        *_, second = found_in(tmp_path, PAGE + "他们还在等 ...\nLoad more\n南窗周刊\n")
        assert isinstance(second, Parsed)
        assert second.article.paragraphs[-1] == "他们还在等 ..."
        assert "“Load more”, “南窗周刊”" in second.notes[0]

    def test_short_lines_behind_other_texts_may_be_text_and_stay(self, tmp_path: Path) -> None:
        *_, second = articles_in(tmp_path, PAGE + "尾声\n")
        assert second.paragraphs[-1] == "尾声"

    def test_tables_are_text(self, tmp_path: Path) -> None:
        rows = "| 船 | 电池 |\n| --- | --- |\n| 一号 | 2 MWh |\n"
        *_, second = articles_in(tmp_path, PAGE + rows)
        assert second.paragraphs[-3:] == tuple(rows.splitlines())

    def test_a_text_above_the_first_date_is_refused_with_its_line(self, tmp_path: Path) -> None:
        problem, *articles = found_in(tmp_path, f"南窗周刊\n夜航\n{SUMMARY}\n{PAGE}")
        assert isinstance(problem, Problem)
        assert problem.line == 3
        assert "夜航" in problem.reason
        assert_says_what_to_do(problem)
        assert len(articles) == 2

    def test_sentences_above_the_first_title_are_left_out_and_told_once(self, tmp_path: Path) -> None:
        head = "Workflow\n南窗周刊\n我们每周二写一封信，说说江上的船。\nSearch documents\n"
        first, second = found_in(tmp_path, head + PAGE)
        assert isinstance(first, Parsed)
        assert isinstance(second, Parsed)
        assert first.notes == ("lines 1-5 are above the first article and not part of one; left out",)
        assert second.notes == ()

    def test_short_lines_behind_a_cut_statement_are_none_of_it_if_the_page_is_wider(self, tmp_path: Path) -> None:
        wide = "Ferries run on batteries, " * 8 + "all of them."
        body = "Fleet - Nine ships sail [1] - Two wait for their bat"
        *_, last = found_in(tmp_path, f"{PAGE}{wide}\n第三篇\nHarbor Weekly· 2025-09-01 09:00\n{body}\nLoad more\n")
        assert isinstance(last, Parsed)
        assert last.article.sections[-1].points[-1].text == "Two wait for their bat"
        assert "“Load more”" in last.notes[0]

    def test_a_page_without_any_date_is_refused_with_the_line_of_its_text(self, tmp_path: Path) -> None:
        path = tmp_path / "page.txt"
        path.write_text(f"南窗周刊\nicon\n夜航\n{SUMMARY}\n", "utf-8")
        (problem,) = read(path)
        assert isinstance(problem, Problem)
        assert problem.line == 4
        assert_says_what_to_do(problem)


class TestDateAlone:
    """A date below a title without a source."""

    NOTICE = "江轮公司(600001) - 停航公告\n2025-03-01 09:00\n渡口三月停航。\n"

    def test_it_begins_an_article(self, tmp_path: Path) -> None:
        *_, notice = found_in(tmp_path, PAGE + self.NOTICE)
        assert isinstance(notice, Parsed)
        assert notice.article.title == "江轮公司(600001) - 停航公告"
        assert notice.article.published_at == datetime(2025, 3, 1, 9, 0, tzinfo=ZONE)
        assert notice.article.paragraphs == ("渡口三月停航。",)

    def test_its_source_is_the_page_s_name_where_that_has_a_word_of_the_title(self, tmp_path: Path) -> None:
        (notice,) = articles_in(tmp_path, "Workflow\nJIANGLUN(600001)\nicon\n" + self.NOTICE)
        assert notice.source == "JIANGLUN(600001)"

    def test_its_source_is_the_page_s_name_where_that_is_a_source(self, tmp_path: Path) -> None:
        *_, notice = articles_in(tmp_path, "Workflow\n晚点LatePost\n" + PAGE + self.NOTICE)
        assert notice.source == "晚点LatePost"

    def test_a_source_that_nothing_tells_is_asked_for_and_the_folder_stands_in(self, tmp_path: Path) -> None:
        path = tmp_path / "page.txt"
        path.write_text(self.NOTICE, "utf-8")
        (notice,) = read(path)
        assert isinstance(notice, Parsed)
        assert notice.article.source == tmp_path.name
        assert "line 2: no source is named" in notice.notes[0]

    def test_below_a_sentence_it_is_text(self, tmp_path: Path) -> None:
        *_, second = articles_in(tmp_path, PAGE + "最后一班船离开了码头。\n2025-03-01 09:00\n灯灭了。\n")
        assert second.paragraphs[-2:] == ("2025-03-01 09:00", "灯灭了。")


class TestReading:
    """What a source line is, and what is none."""

    def test_line_of_the_article_is_its_title(self, tmp_path: Path) -> None:
        assert [each.line for each in found_in(tmp_path, PAGE)] == [2, 5]

    def test_chrome_before_the_first_title_is_left_out(self, tmp_path: Path) -> None:
        assert articles_in(tmp_path, "晚点LatePost\n\nmenu\n" + PAGE) == articles_in(tmp_path, PAGE)

    def test_a_page_with_the_line_ends_of_old_macs_is_read(self, tmp_path: Path) -> None:
        page = f"渡轮换电记\n南窗周刊· 2025-09-26 08:30\n{SUMMARY}\n"
        assert articles_in(tmp_path, page.replace("\n", "\r")) == articles_in(tmp_path, page)

    def test_middle_dot_within_a_text_begins_no_article(self, tmp_path: Path) -> None:
        for line in ("马克·陈在场。", "港口 · 12.5 亿。", "约翰·史密斯 · 2024.5 版本。", "·", "港口·2025 年再见。"):
            _, second = articles_in(tmp_path, PAGE + line)
            assert "".join(second.paragraphs).endswith(line)

    def test_another_source_is_known_by_its_date(self, tmp_path: Path) -> None:
        first, second = articles_in(tmp_path, PAGE.replace("晚点LatePost· 2025-09-25", "南窗周刊 · 2025-09-25"))
        assert (first.source, second.source) == ("晚点LatePost", "南窗周刊")

    def test_republished_piece_keeps_its_title_and_has_its_year(self, tmp_path: Path) -> None:
        _, second = articles_in(tmp_path, PAGE)
        assert second.title == "2021丨船厂的冬天"
        assert second.first_published_year == 2021

    def test_invisible_lines_are_no_paragraphs(self, tmp_path: Path) -> None:
        assert articles_in(tmp_path, PAGE.replace("新船。\n", "新船。\n\u200b\n\ufeff \n")) == articles_in(
            tmp_path, PAGE
        )

    def test_lines_that_the_width_broke_are_one_paragraph_without_a_blank_in_chinese(self, tmp_path: Path) -> None:
        body = "她说这条航线从前一天要烧掉两吨柴油现在\n只要充一夜的电，第二天早上六点就能出发。\n而且安静。\n"
        _, second = articles_in(tmp_path, PAGE.replace("船坞里没有一艘新船。\n工人们在学焊电池箱。\n", body))
        assert second.paragraphs == (body.split("。")[0].replace("\n", "") + "。", "而且安静。")

    def test_broken_english_lines_are_joined_with_a_blank(self, tmp_path: Path) -> None:
        body = "The evening ferry leaves at six and carries\nmore bicycles than cars these days.\n"
        _, second = articles_in(tmp_path, PAGE.replace("船坞里没有一艘新船。\n工人们在学焊电池箱。\n", body))
        assert second.paragraphs == (" ".join(body.split()),)

    def test_hostile_lines_take_no_quadratic_time(self, tmp_path: Path) -> None:
        """A minute each before runs of citations and blanks were bounded; the time limit is that of the test run."""
        brackets = "Core Viewpoint - a " + "[1]" * 300_000 + "x"
        blanks = "a" + " " * 3_000_000 + "b"
        first, _ = found_in(tmp_path, PAGE.replace(SUMMARY, f"{brackets}\n{blanks}"))
        assert isinstance(first, Parsed)
        assert first.article.paragraphs
