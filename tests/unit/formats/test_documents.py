"""PDF and Word files: paragraphs in reading order, without heads, feet and page numbers; what can't be read is said."""

import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph

from bot.formats import Parsed, Problem, read
from bot.model import Article
from tests.unit.formats.pages import assert_says_what_to_do

CHINESE = (
    "修船厂把两个旧船坞连成一个，以后可以修两百米长的船，工程用了十四个月，花了九千万元，比预算少了一成。" * 2,
    "厂长说新船坞的门是自己造的，重四百吨，关上以后一小时抽干，比从前快三倍，电费反而少了。" * 2,
    "附近的人担心噪声，厂里答应夜里不敲铁，周末停工，如果做不到就赔钱，合同下个月签。" * 2,
)
ENGLISH = (
    "The two docks were joined into one over fourteen months, and ships of two hundred metres fit into it now. " * 3,
    "Its gate weighs four hundred tonnes and was built on the spot; pumping it dry takes an hour at night. " * 3,
    "Neighbours had feared the noise, so hammering ends at ten, and the yard pays if it does not keep to that. " * 3,
)


def article_of(path: Path) -> Article:
    (found,) = read(path)
    assert isinstance(found, Parsed), found
    assert found.is_full_text
    return found.article


def refusal_of(path: Path) -> str:
    (found,) = read(path)
    assert isinstance(found, Problem)
    assert_says_what_to_do(found)
    return found.reason


def whole(text: str) -> str:
    return " ".join(text.split())


class Pdf:
    """A PDF of paragraphs in columns, with a running head and foot on each page."""

    def __init__(
        self, font: str, *, columns: int = 1, indent: float = 0, space: float = 0, spread: float = 1.3
    ) -> None:
        if font == "STSong-Light":
            pdfmetrics.registerFont(UnicodeCIDFont(font))
        wrap = "CJK" if font == "STSong-Light" else None
        self.body = ParagraphStyle(
            "body",
            fontName=font,
            fontSize=11,
            leading=11 * spread,
            firstLineIndent=indent,
            spaceAfter=space,
            wordWrap=wrap,
        )
        self.title = ParagraphStyle("title", fontName=font, fontSize=20, leading=26, spaceAfter=14, wordWrap=wrap)
        self.columns = columns

    def write(self, path: Path, title: str, paragraphs: list[str], *, head: str = "", foot: str = "") -> Path:
        width, height = A4
        each = (width - 144 - 20 * (self.columns - 1)) / self.columns
        frames = [Frame(72 + number * (each + 20), 90, each, height - 180) for number in range(self.columns)]

        def edges(canvas: Canvas, document: BaseDocTemplate) -> None:
            canvas.setFont(self.body.fontName, 9)
            canvas.drawString(72, height - 50, head)
            canvas.drawCentredString(width / 2, 40, foot.format(document.page))

        document = BaseDocTemplate(str(path), pagesize=A4)
        document.addPageTemplates(PageTemplate(frames=frames, onPage=edges))
        story: list[Flowable] = [Paragraph(title, self.title)] if title else []
        document.build([*story, *(Paragraph(text, self.body) for text in paragraphs)])
        return path


class TestPdf:
    @pytest.mark.parametrize(
        ("pdf", "title", "paragraphs"),
        [
            (Pdf("Helvetica", space=8), "One dock from two", ENGLISH),
            (Pdf("Helvetica", indent=20), "One dock from two", ENGLISH),
            (Pdf("Times-Roman", columns=2, indent=12), "One dock", ENGLISH),
            (Pdf("STSong-Light", indent=22, spread=1.6), "两个船坞连成一个", CHINESE),
            (Pdf("STSong-Light", space=9), "两个船坞连成一个", CHINESE),
        ],
        ids=["spaced", "indented", "two columns", "Chinese indented", "Chinese spaced"],
    )
    def test_paragraphs_are_those_of_the_writer(
        self, tmp_path: Path, pdf: Pdf, title: str, paragraphs: tuple[str, ...]
    ) -> None:
        found = article_of(pdf.write(tmp_path / "dock.pdf", title, list(paragraphs)))
        assert found.title == title
        assert found.paragraphs == tuple(map(whole, paragraphs))

    @pytest.mark.parametrize(
        ("head", "foot"),
        [
            ("The Quay Quarterly", "{}"),
            ("", "- {} -"),
            ("Vol. 3, No. 2", "Page {} of 9"),
            ("码头季刊 第2期", "第 {} 页"),
        ],
    )
    def test_running_heads_and_page_numbers_are_no_text(self, tmp_path: Path, head: str, foot: str) -> None:
        font = "STSong-Light" if "刊" in head or "页" in foot else "Helvetica"
        paragraphs = [f"Part {number} begins here. {text}" for number in range(6) for text in ENGLISH]
        path = Pdf(font, space=8).write(tmp_path / "dock.pdf", "One dock", paragraphs, head=head, foot=foot)
        found = article_of(path)
        assert found.paragraphs == tuple(map(whole, paragraphs))

    def test_a_paragraph_goes_on_over_the_page(self, tmp_path: Path) -> None:
        text = [" ".join(f"Sentence {number} of the report tells of a ship." for number in range(200))]
        found = article_of(Pdf("Helvetica").write(tmp_path / "dock.pdf", "One dock", text, foot="{}"))
        assert found.paragraphs == tuple(text)

    def test_lines_below_the_title_tell_source_and_time(self, tmp_path: Path) -> None:
        text = ["来源：码头季刊", "日期：2024年3月8日 下午2:05", *CHINESE]
        found = article_of(Pdf("STSong-Light", space=9).write(tmp_path / "dock.pdf", "两个船坞", text))
        assert (found.source, found.published_at) == ("码头季刊", datetime(2024, 3, 8, 6, 5, tzinfo=UTC))
        assert found.paragraphs == CHINESE

    def test_the_title_of_its_properties_stands_in(self, tmp_path: Path) -> None:
        for told, title in (("One dock", "One dock"), ("report final.doc", "dock"), (None, "dock")):
            canvas = Canvas(str(tmp_path / "dock.pdf"))
            if told:
                canvas.setTitle(told)
            for number, line in enumerate(ENGLISH[0].split(". ")):
                canvas.drawString(72, 700 - 14 * number, line.strip() + ".")
            canvas.save()
            assert article_of(tmp_path / "dock.pdf").title == (title if told else "untitled" and title)

    def test_a_scan_is_refused_with_the_reason(self, tmp_path: Path) -> None:
        canvas = Canvas(str(tmp_path / "scan.pdf"))
        canvas.drawInlineImage(_picture(), 0, 0, 400, 600)
        canvas.save()
        assert "scan" in refusal_of(tmp_path / "scan.pdf")

    def test_an_empty_one_is_refused(self, tmp_path: Path) -> None:
        canvas = Canvas(str(tmp_path / "empty.pdf"))
        canvas.showPage()
        canvas.save()
        assert "no text" in refusal_of(tmp_path / "empty.pdf")

    def test_a_protected_one_is_refused(self, tmp_path: Path) -> None:
        canvas = Canvas(str(tmp_path / "locked.pdf"), encrypt="secret")
        canvas.drawString(72, 700, "One dock from two")
        canvas.save()
        assert "password" in refusal_of(tmp_path / "locked.pdf")

    @pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"%PDF-1.4\n1 0 obj\n<<\n", b"%PDF-1.7\n" + b"\xff" * 5000])
    def test_a_broken_one_is_refused(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "broken.pdf").write_bytes(content)
        refusal_of(tmp_path / "broken.pdf")


def _picture() -> object:
    from PIL import Image

    return Image.new("L", (20, 30), 200)


class TestWord:
    def test_paragraphs_stand_in_their_order_and_heads_and_feet_are_left_out(self, tmp_path: Path) -> None:
        document = docx.Document()
        document.add_heading("两个船坞连成一个", 0)
        document.add_paragraph("来源：码头季刊")
        document.add_paragraph("日期：2024-03-08 14:05")
        document.add_paragraph(CHINESE[0])
        document.add_heading("新的门", 2)
        document.add_paragraph(CHINESE[1], style="List Bullet")
        table = document.add_table(rows=2, cols=2)
        for cell, text in zip(table._cells, ("船坞", "米", "一号", "90"), strict=True):
            cell.text = text
        document.add_paragraph("第一行\n第二行")
        document.sections[0].header.paragraphs[0].text = "码头季刊 第2期"
        document.sections[0].footer.paragraphs[0].text = "第 1 页"
        document.save(str(tmp_path / "dock.docx"))
        found = article_of(tmp_path / "dock.docx")
        assert (found.title, found.source) == ("两个船坞连成一个", "码头季刊")
        assert found.published_at == datetime(2024, 3, 8, 6, 5, tzinfo=UTC)
        assert found.paragraphs == (CHINESE[0], "新的门", CHINESE[1], "船坞 | 米", "一号 | 90", "第一行", "第二行")

    @pytest.mark.parametrize(
        ("told", "title"), [("One dock", "One dock"), ("", "Docks are joined"), ("Word Document", "")]
    )
    def test_a_title_is_found_where_none_is_marked(self, tmp_path: Path, told: str, title: str) -> None:
        document = docx.Document()
        document.core_properties.title = told
        for text in (*(["Docks are joined"] if title != "One dock" else []), *ENGLISH):
            document.add_paragraph(text.strip())
        document.save(str(tmp_path / "dock.docx"))
        found = article_of(tmp_path / "dock.docx")
        assert found.title == (title or "Docks are joined")
        assert found.paragraphs == tuple(map(whole, ENGLISH))

    def test_what_was_deleted_or_is_hidden_is_not_read_and_what_was_inserted_is(self, tmp_path: Path) -> None:
        document = docx.Document()
        document.add_heading("One dock", 0)
        paragraph = document.add_paragraph("It fits ")
        for tag, text in (("w:ins", "large "), ("w:del", "small ")):
            change = OxmlElement(tag)
            change.append(paragraph.add_run(text)._r)
            paragraph._p.append(change)
        paragraph.add_run("ships.")
        paragraph.add_run("Nobody sees this.").font.hidden = True
        document.save(str(tmp_path / "dock.docx"))
        assert article_of(tmp_path / "dock.docx").paragraphs == ("It fits large ships.",)

    def test_one_without_text_is_refused(self, tmp_path: Path) -> None:
        docx.Document().save(str(tmp_path / "empty.docx"))
        assert "no text" in refusal_of(tmp_path / "empty.docx")

    def test_another_archive_is_refused(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            archive.writestr("a.txt", "text")
        (tmp_path / "cut.docx").write_bytes((tmp_path / "a.zip").read_bytes()[:40])
        for name in ("a.zip", "cut.docx"):
            assert "no whole Word file" in refusal_of(tmp_path / name)

    def test_one_that_unpacks_to_too_much_is_refused(self, tmp_path: Path) -> None:
        docx.Document().save(str(tmp_path / "bomb.docx"))
        with zipfile.ZipFile(tmp_path / "bomb.docx", "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("word/media/a.bin", b"\0" * (201 * 2**20))
        assert "larger than" in refusal_of(tmp_path / "bomb.docx")


@pytest.mark.parametrize("content", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, rb"{\rtf1\ansi One dock.}"])
def test_old_office_files_and_rich_text_are_refused_with_what_to_do(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "old.doc").write_bytes(content)
    assert "save it as .docx" in refusal_of(tmp_path / "old.doc")


@pytest.mark.parametrize(("name", "missing", "kind"), [("a.pdf", "pdfminer", "PDF"), ("a.docx", "docx", "Word")])
def test_without_the_extra_one_sentence_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, missing: str, kind: str
) -> None:
    for module in {missing, *(each for each in sys.modules if each.partition(".")[0] == missing)}:
        monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.delitem(sys.modules, "bot.formats.files.pdf", raising=False)
    monkeypatch.delitem(sys.modules, "bot.formats.files.word", raising=False)
    (tmp_path / name).write_bytes(b"%PDF-1.7" if kind == "PDF" else b"PK\x03\x04")
    reason = refusal_of(tmp_path / name)
    assert f"reading {kind} files needs the extra `documents`" in reason
    assert "uv sync --extra documents" in reason
