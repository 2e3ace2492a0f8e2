"""Files as numbered lines: encodings, long lines, and files that are no text."""

import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UnreadableFileError
from bot.formats import Parsed, Problem, read
from bot.formats.lines import MAX_LINE_BYTES, Line, Lines
from tests.unit.formats.pages import assert_says_what_to_do, found_in, thorough

TEXT = "第一行\nsecond line\n\n第四行"
ARTICLE = '{"title": "a", "source": "b", "published_at": "2025-09-26T00:35:00+08:00", "paragraphs": ["%s"]}\n'


def _lines(folder: Path, content: bytes) -> list[Line]:
    path = folder / "file"
    path.write_bytes(content)
    with Lines.open(path) as lines:
        return list(lines)


def _refusal(folder: Path, content: bytes) -> UnreadableFileError:
    with pytest.raises(UnreadableFileError) as refusal:
        _lines(folder, content)
    (problem,) = found_in(folder, content)
    assert isinstance(problem, Problem)
    assert str(problem) == str(refusal.value)
    assert_says_what_to_do(problem)
    return refusal.value


class TestEncodings:
    """UTF-8 and UTF-16 with their marks, and what the bytes look like without."""

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-32"])
    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_text_is_the_same_in_every_encoding_and_with_every_line_end(
        self, tmp_path: Path, encoding: str, end: str
    ) -> None:
        lines = _lines(tmp_path, TEXT.replace("\n", end).encode(encoding))
        assert lines == [Line(1, "第一行"), Line(2, "second line"), Line(3, ""), Line(4, "第四行")]

    def test_byte_order_mark_of_gb18030_is_no_text(self, tmp_path: Path) -> None:
        assert _lines(tmp_path, ("\ufeff" + TEXT).encode("gb18030"))[0] == Line(1, "第一行")

    @thorough
    @given(text=st.text("渡轮换电记，。丨abc ·é\n", min_size=1), encoding=st.sampled_from(["utf-8", "gb18030"]))
    def test_page_that_begins_with_chinese_lines_is_read_in_its_encoding(
        self, tmp_path: Path, text: str, encoding: str
    ) -> None:
        whole = f"这家渡轮公司\n换了三次电池，\n没有一次成功。\n{text.replace('é', '')}"
        assert [line.text for line in _lines(tmp_path, whole.encode(encoding))][:3] == whole.split("\n")[:3]
        assert all(line.fault is None for line in _lines(tmp_path, whole.encode(encoding)))

    def test_lines_of_gb18030_that_are_utf_8_by_chance_do_not_make_the_file_utf_8(self, tmp_path: Path) -> None:
        text = "2023丨Why Ferries\n晚点LatePost· 2025-09-26 00:35\nThe quay is quiet.\n"
        text.split("\n")[0].encode("gb18030").decode("utf-8")  # by chance
        assert [line.text for line in _lines(tmp_path, text.encode("gb18030"))] == text.splitlines()

    @pytest.mark.parametrize(
        ("encoding", "text"),
        [
            ("big5", "渡輪換了三次電池，\n沒有一次成功。"),
            ("cp932", "渡し船は電池を三回かえたが、\nうまくいかなかった。"),
            ("cp1252", "Le café du port est à côté,\nnaïve façade – dès l’été."),
        ],
    )
    def test_a_file_of_another_country_is_read(self, tmp_path: Path, encoding: str, text: str) -> None:
        assert [line.text for line in _lines(tmp_path, text.encode(encoding))] == text.split("\n")

    def test_english_text_with_few_accents_is_utf_8(self, tmp_path: Path) -> None:
        text = "Harbor Weekly· 2025-09-26 00:35\nThe café is open.\n"
        assert [line.text for line in _lines(tmp_path, text.encode())] == text.splitlines()

    def test_wrong_bytes_are_a_fault_of_their_line_only(self, tmp_path: Path) -> None:
        lines = _lines(tmp_path, b"\n".join([b"plain", "汉字".encode(), b"ab\xff", "汉字".encode()]))
        assert [line.text for line in lines] == ["plain", "汉字", "", "汉字"]
        assert [line.number for line in lines if line.fault] == [3]
        assert lines[2].fault == "character 3 of the line is no UTF-8; save the file as UTF-8."

    def test_wrong_bytes_in_a_gb18030_file_are_named_as_such(self, tmp_path: Path) -> None:
        lines = _lines(tmp_path, "换电\n渡轮\n".encode("gb18030") * 3 + b"ab\xff")
        assert lines[-1].fault == "character 3 of the line is no GB18030; save the file as UTF-8."

    @thorough
    @given(st.binary(max_size=60))
    def test_any_bytes_are_lines_or_a_refusal(self, tmp_path: Path, content: bytes) -> None:
        try:
            lines = _lines(tmp_path, content)
        except UnreadableFileError:
            _refusal(tmp_path, content)
        else:
            if b"\n" not in content:
                content = content.replace(b"\r", b"\n")
            ends = content.count(b"\n") + (not content.endswith(b"\n"))
            assert [line.number for line in lines] == list(range(1, ends + 1))

    def test_iterating_again_begins_at_the_first_line(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text(TEXT, "utf-8")
        with Lines.open(tmp_path / "file") as lines:
            assert list(lines) == list(lines)
            assert lines.beginning() == "第一行"


class TestRefusals:
    """What is no text is refused as a whole, in one sentence that says what to do."""

    def test_empty_file(self, tmp_path: Path) -> None:
        assert "empty" in _refusal(tmp_path, b"").reason

    @pytest.mark.parametrize("content", [bytes(range(256)), b"\x89PNG\r\n\x1a\n\0\0"])
    def test_binary_file(self, tmp_path: Path, content: bytes) -> None:
        assert "binary" in _refusal(tmp_path, content).reason

    def test_utf_16_that_does_not_say_so(self, tmp_path: Path) -> None:
        assert "binary" in _refusal(tmp_path, TEXT.encode("utf-16-le")).reason

    def test_what_is_text_in_no_encoding(self, tmp_path: Path) -> None:
        assert "no encoding" in _refusal(tmp_path, b"\x01\x9d\xff\x8f\x02\n" * 9).reason

    def test_no_such_file(self, tmp_path: Path) -> None:
        (problem,) = read(tmp_path / "nowhere.txt")
        assert isinstance(problem, Problem)
        assert str(problem) == f"{tmp_path / 'nowhere.txt'}: there is no such file; check the path."
        assert_says_what_to_do(problem)

    def test_folder(self, tmp_path: Path) -> None:
        (problem,) = read(tmp_path)
        assert isinstance(problem, Problem)
        assert "folder" in problem.reason
        assert_says_what_to_do(problem)

    def test_path_through_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("a")
        (problem,) = read(tmp_path / "file" / "inside")
        assert isinstance(problem, Problem)
        assert_says_what_to_do(problem)


class TestSize:
    """Long lines and large files."""

    def test_a_file_that_is_one_such_line_has_one_problem(self, tmp_path: Path) -> None:
        [problem] = found_in(tmp_path, "x" * (MAX_LINE_BYTES + 1))
        assert isinstance(problem, Problem)
        assert "longer than 8 MB" in problem.reason

    def test_line_of_more_than_8_mb_is_a_fault_and_its_neighbours_are_read(self, tmp_path: Path) -> None:
        found = found_in(tmp_path, ARTICLE % "before" + ARTICLE % ("x" * MAX_LINE_BYTES) + ARTICLE % "after")
        assert [type(each) for each in found] == [Parsed, Problem, Parsed]
        assert isinstance(found[1], Problem)
        assert found[1].line == 2
        assert "longer than 8 MB" in found[1].reason
        assert_says_what_to_do(found[1])

    def test_line_of_8_mb_is_read(self, tmp_path: Path) -> None:
        longest = b"x" * MAX_LINE_BYTES
        lines = _lines(tmp_path, longest + b"\n" + longest + b"x\n" + longest)
        assert [len(line.text) for line in lines] == [MAX_LINE_BYTES, 0, MAX_LINE_BYTES]
        assert [bool(line.fault) for line in lines] == [False, True, False]

    def test_memory_does_not_grow_with_the_file(self, tmp_path: Path) -> None:
        path = tmp_path / "file"
        with path.open("w") as file:
            file.writelines(ARTICLE % (f"{number} " + "x" * 20_000) for number in range(500))  # 10 MB
        tracemalloc.start()
        try:
            assert sum(isinstance(each, Parsed) for each in read(path)) == 500
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < 2_000_000

    @pytest.mark.slow
    @pytest.mark.parametrize("kind", ["json", "page", "no page"])
    def test_file_of_50_mb_is_streamed(self, tmp_path: Path, kind: str) -> None:
        """The process that reads it needs at most 40 MB more than one that reads the same kind of file of 1 MB."""
        unit = {
            "json": ARTICLE % ("x" * 900),
            "page": "A title\nHarbor Weekly· 2025-09-26 00:35\n" + "A quiet paragraph ends here.\n" * 33,
            "no page": "milk and eggs\n" * 70,
        }[kind]
        peaks = []
        for megabytes in (1, 50):
            path = tmp_path / f"{megabytes}"
            with path.open("w", encoding="utf-8") as file:
                file.writelines(unit for _ in range(megabytes * 1_000_000 // len(unit)))
            peaks.append(int(subprocess.check_output([sys.executable, "-c", _PEAK, path])))
        assert peaks[1] - peaks[0] < 40_000


_PEAK = """
import resource, sys
from pathlib import Path
from bot.formats import read
for _ in read(Path(sys.argv[1])):
    pass
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
"""Prints the largest resident size of a process in kB."""
