"""Text and Markdown files: what they say of themselves, their title, and their paragraphs."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.formats import Parsed, read
from bot.formats.files.plain_text import read_text
from bot.formats.full_text import FullText

SHANGHAI = ZoneInfo("Asia/Shanghai")
PUBLISHED = datetime(2024, 3, 8, 6, 5, tzinfo=UTC)
BODY = (
    "修船厂把两个旧船坞连成一个，以后可以修两百米长的船。",
    "工程一共用了十四个月，花了九千万元，比预算少了一成。",
)
TEXT = "\n\n".join(BODY)


def markdown(text: str) -> FullText:
    return read_text(text, "note.md", SHANGHAI)


def plain(text: str) -> FullText:
    return read_text(text, "note.txt", SHANGHAI)


class TestEncodings:
    """A file is read in its encoding, and only what is broken is lost."""

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "big5"])
    @pytest.mark.parametrize("name", ["note.txt", "note.md"])
    def test_it_is_read(self, tmp_path: Path, encoding: str, name: str) -> None:
        title, *body = "兩個船塢", "修船廠把兩個舊船塢連成一個。", "工程一共用了十四個月。"
        (tmp_path / name).write_bytes("\r\n\r\n".join((title, *body)).encode(encoding))
        (found,) = read(tmp_path / name)
        assert isinstance(found, Parsed)
        assert (found.article.title, list(found.article.paragraphs)) == (title, body)

    @pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
    def test_a_broken_byte_is_one_mark_and_a_note(self, tmp_path: Path, encoding: str) -> None:
        path = tmp_path / "note.txt"
        path.write_bytes(b"\xff".join(f"两个船坞\n\n{TEXT}".encode(encoding).rsplit("。".encode(encoding), 1)))
        (found,) = read(path)
        assert isinstance(found, Parsed)
        assert found.article.paragraphs == (BODY[0], BODY[1].removesuffix("。") + "\ufffd")
        assert any("can't be read" in note for note in found.notes)


class TestFrontMatter:
    @pytest.mark.parametrize(
        "front_matter",
        [
            "---\ntitle: 两个船坞\nurl: https://dock.example/8\ndate: 2024-03-08 14:05\n---",
            "---\nauthor:\n  title: 记者\n  url: https://me.example/\n  date: 1999-01-01\ntitle: 两个船坞\n"
            "link: https://dock.example/8\npublished: 2024-03-08T06:05:00Z\n---",
            "---\ntags: [船, 'title: x']\ntitle: |-\n  两个船坞\nsource: https://dock.example/8\n"
            "date: 2024年3月8日 下午2:05\n---",
            '+++\ntitle = "两个船坞"\nurl = "https://dock.example/8"\ndate = 2024-03-08T14:05:00+08:00\n[author]\n'
            'title = "记者"\n+++',
            "\n---\ntitle: '两个船坞'\nurl: https://dock.example/8 # 原文\ndate: 1709877900\n...",
        ],
        ids=["plain", "nested", "block", "TOML", "comment"],
    )
    def test_it_tells_title_address_and_time_and_is_no_text(self, front_matter: str) -> None:
        found = markdown(f"{front_matter}\n\n{TEXT}\n")
        assert (found.title, found.url, found.published) == ("两个船坞", "https://dock.example/8", PUBLISHED)
        assert found.paragraphs == BODY

    @pytest.mark.parametrize(
        ("written", "title"),
        [
            ('他说"够了"', '他说"够了"'),
            ('"它说 \\"够了\\""', '它说 "够了"'),
            ("'船坞：新的'", "船坞：新的"),
            ("船坞: 新的", "船坞: 新的"),
            (">\n  两个\n  船坞", "两个 船坞"),
            ("2024", "2024"),
            ("yes", "yes"),
        ],
    )
    def test_a_title_is_as_it_is_written(self, written: str, title: str) -> None:
        assert markdown(f"---\ntitle: {written}\ndate: 2024-03-08\n---\n\n{TEXT}").title == title

    @pytest.mark.parametrize("source", ["https://www.dock.example/8", "船坞报"])
    def test_a_source_is_a_name(self, source: str) -> None:
        found = markdown(f"---\ntitle: 两个船坞\nsource: {source}\n---\n{TEXT}")
        assert found.source in ("dock.example", "船坞报")
        assert found.url in (None, "https://www.dock.example/8")

    @pytest.mark.parametrize("rule", ["---", "***", "----------", "+++"])
    def test_a_rule_is_none(self, rule: str) -> None:
        found = markdown(f"{rule}\n\n# 两个船坞\n\n{BODY[0]}\n\n{rule}\n\n{BODY[1]}\n")
        assert found.title == "两个船坞"
        assert [each for each in found.paragraphs if each != "+++"] == list(BODY)


class TestTitle:
    @pytest.mark.parametrize(
        ("beginning", "title"),
        [
            ("# 我为什么写 F#", "我为什么写 F#"),
            ("# 两个船坞 #", "两个船坞"),
            ("两个船坞\n========", "两个船坞"),
            ("# **两个**[船坞](https://x.example)", "两个船坞"),
            ("![](a.png)\n\n# 两个船坞", "两个船坞"),
            ("<!-- 待审\n第二稿 -->\n\n# 两个船坞", "两个船坞"),
            ('<img src="a.png">\n\n[![badge](b.svg)](https://x.example)\n\n# 两个船坞', "两个船坞"),
            ("## 两个船坞", "两个船坞"),
            ("<h1 align='center'>两个船坞</h1>", "两个船坞"),
            ("**两个船坞**", "两个船坞"),
            ("# How the <script> tag loads `<b>`", "How the <script> tag loads <b>"),
        ],
    )
    def test_of_markdown_it_is_the_first_heading(self, beginning: str, title: str) -> None:
        found = markdown(f"{beginning}\n\n{TEXT}")
        assert (found.title, found.paragraphs) == (title, BODY)

    @pytest.mark.parametrize(
        "title", ["两个船坞够用吗？", "两个船坞，真的够了！", "Are two docks enough?", "从两个船坞说起……", "两个船坞"]
    )
    def test_of_a_text_it_is_the_line_that_stands_alone(self, title: str) -> None:
        found = plain(f"{title}\n\n{TEXT}")
        assert (found.title, found.paragraphs) == (title, BODY)

    def test_a_rule_titles_nothing(self) -> None:
        assert plain(f"========\n两个船坞\n========\n\n{TEXT}").title == "两个船坞"

    @pytest.mark.parametrize("first", ["船坞够用吗？没有人知道。", "船坞够用吗？"])
    def test_a_sentence_of_the_text_is_none(self, first: str) -> None:
        assert plain(f"{first}\n{BODY[0]}\n{BODY[1]}" + "这是后面的话。" * 30).title == "note"


class TestHeaderLines:
    @pytest.mark.parametrize(
        "lines",
        [
            "来源：船坞报\n时间：2024年3月8日 14:05",
            "作者：某人\n责任编辑：另一人\n来源：船坞报\n日期：2024-03-08 下午2:05",
            "Author: Somebody\nSource: 船坞报\nDate: March 8, 2024 2:05 PM",
            "来源：船坞报　时间：2024-03-08 14:05　作者：某人",
            "2024-03-08 14:05 | 来源：船坞报",
            "来源：船坞报 2024-03-08 14:05",
            "作者：某人\n\n来源：船坞报\n\n时间：2024-03-08 14:05",
        ],
    )
    @pytest.mark.parametrize("read", [plain, markdown])
    def test_they_tell_source_and_time_and_are_no_text(self, lines: str, read: type) -> None:
        found: FullText = read(f"两个船坞\n{lines}\n\n{TEXT}" if read is plain else f"# 两个船坞\n\n{lines}\n\n{TEXT}")
        assert (found.title, found.source, found.published) == ("两个船坞", "船坞报", PUBLISHED)
        assert found.paragraphs == BODY

    def test_a_line_among_them_that_names_nothing_stays(self) -> None:
        found = plain(f"两个船坞\n文/某人\n来源：船坞报\n时间：2024-03-08 14:05\n\n{TEXT}")
        assert (found.source, found.published) == ("船坞报", PUBLISHED)
        assert found.paragraphs == ("文/某人", *BODY)

    def test_minutes_keep_their_lines(self) -> None:
        lines = ("参会：某人、另一人", "地点：二号船坞", "时间：2024-03-08 14:05", "记录：某人", "主持：另一人")
        found = plain("\n\n".join(("船坞例会", *lines, *BODY)))
        assert found.paragraphs == (*lines, *BODY)

    @pytest.mark.parametrize(
        "line",
        [
            "时间：周日下午两点，地点：二号船坞，请穿工作鞋。",
            "日期：还没有定，等船到了再说。",
            "来源：这笔钱一半来自省里，一半是借的。",
            "作者：某人",
            "提示：门在左边",
            "Time: whenever the tide is high.",
        ],
    )
    def test_a_line_that_tells_nothing_of_the_piece_stays_in_the_text(self, line: str) -> None:
        found = plain(f"两个船坞\n{line}\n\n{TEXT}")
        assert found.paragraphs == (line, *BODY)
        assert (found.source, found.published) == ("", None)


class TestMarkdown:
    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ("他说**“够了”**就走，**停一停。**再说。", "他说“够了”就走，停一停。再说。"),
            ("**（注）**这是*《船》*的第二版。", "（注）这是《船》的第二版。"),
            ("这是***「大」***船，~~三条~~两条。", "这是「大」船，三条两条。"),
            ("用 `a*b*c` 和 2 * 3 * 4，snake_case_name。", "用 a*b*c 和 2 * 3 * 4，snake_case_name。"),
            ("`Vec<T>` 和 Vec<T> 是一样的，x<y。", "Vec<T> 和 Vec<T> 是一样的，x<y。"),
            ("<video> 以后的字都还在。", "<video> 以后的字都还在。"),
            ("在 <style> 和 <script> 之间。", "在 <style> 和 <script> 之间。"),
            ('一个 <span style="color:red">红</span> 字，<kbd>按</kbd>。', "一个 红 字，按。"),
        ],
    )
    def test_marks_are_not_shown(self, written: str, expected: str) -> None:
        assert markdown(f"# 两个船坞\n\n{written}").paragraphs == (expected,)

    def test_tags_are_not_shown(self) -> None:
        text = "# 船\n\n甲<br>乙<br/>丙\n\n<div align=center>\n<p>丁</p>\n\n<p>戊</p>\n</div>\n\n"
        text += "<details><summary>己</summary>庚</details>"
        assert markdown(text).paragraphs == ("甲", "乙", "丙", "丁", "戊", "己", "庚")

    def test_a_block_that_leaves_a_tag_open_takes_nothing_else_with_it(self) -> None:
        assert markdown(f"# 船\n\n<script>\nlet a\n</script>\n\n<video src=a>\n\n{TEXT}").paragraphs == BODY

    def test_notes_at_the_foot_are_text_and_their_marks_are_not(self) -> None:
        assert markdown("# 船\n\n很大[^1]，很新。\n\n[^1]: 两百米。").paragraphs == ("很大，很新。", "两百米。")

    def test_a_row_of_a_table_is_a_paragraph(self) -> None:
        text = "# 船\n\n船坞 | 米\n:--|--:\n一号 | 90\n二号 | **200**\n\n后面。"
        assert markdown(text).paragraphs == ("船坞 | 米", "一号 | 90", "二号 | 200", "后面。")
