"""A text file as numbered lines, read as a stream: UTF-8 with or without a byte order mark, or GB18030."""

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from bot.errors import UnreadableFileError

MAX_LINE_BYTES = 8 * 1024 * 1024
"""A longer line is no article: the longest summaries are a few kB, the longest full texts some 100 kB."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_VOTES = 2000
_CHUNK = 1 << 20
_START = 8192
"""Bytes of a file that say what it is."""
_THREE_BYTES = "\u0800"
"""The first character that UTF-8 writes in three bytes."""
_OTHER_MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end. `fault` says why `text` is empty where the line could not be read."""

    number: int
    text: str
    fault: str | None = None


class Lines:
    """The lines of an open file, in order, from the first; iterate as often as needed."""

    def __init__(self, path: Path, file: IO[bytes], encoding: str) -> None:
        self.path = str(path)
        self._file = file
        self._encoding = encoding

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator["Lines"]:
        """Open a file and find its encoding; raises `UnreadableFileError` for what is no text."""
        try:
            with path.open("rb") as file, _with_line_feeds(file) as lines:
                yield cls(path, lines, _encoding(path, lines))
        except FileNotFoundError as error:
            raise UnreadableFileError(str(path), 0, "there is no such file; check the path.") from error
        except IsADirectoryError as error:
            raise UnreadableFileError(str(path), 0, "is a folder, not a file; name the files in it.") from error
        except OSError as error:
            reason = error.strerror or "the file can't be opened"
            raise UnreadableFileError(str(path), 0, f"{reason}; check the path and its permissions.") from error

    def __iter__(self) -> Iterator[Line]:
        self._file.seek(0)
        number = 0
        while raw := self._file.readline(MAX_LINE_BYTES + 1):
            number += 1
            if len(raw) > MAX_LINE_BYTES and not raw.endswith(b"\n"):
                _skip_rest_of_line(self._file)
                yield Line(number, "", f"the line is longer than {MAX_LINE_BYTES // 2**20} MB; split it.")
                continue
            try:
                text = raw.decode(self._encoding).rstrip("\r\n")
            except UnicodeDecodeError as error:
                name = "UTF-8" if self._encoding == "utf-8" else "GB18030"
                fault = f"byte {error.start + 1} of the line is not {name}; save the file as UTF-8."
                yield Line(number, "", fault)
            else:
                yield Line(number, text.removeprefix("\ufeff") if number == 1 else text)

    def beginning(self) -> str:
        """The first line with words, without blanks around it; empty for a file without any."""
        return next((text for line in self if (text := line.text.strip())), "")


@contextmanager
def _with_line_feeds(file: IO[bytes]) -> Iterator[IO[bytes]]:
    """The file; a copy of it with line feeds where its lines end in carriage returns alone, as on old Macs."""
    start = file.read(_START)
    file.seek(0)
    if b"\r" not in start or b"\n" in start:
        yield file
        return
    import tempfile  # hardly any file is one of these

    with tempfile.TemporaryFile() as copy:
        while chunk := file.read(_CHUNK):
            if chunk.endswith(b"\r"):
                chunk += file.read(1)  # the line feed of the same end may follow
            copy.write(chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
        copy.seek(0)
        yield copy


def _skip_rest_of_line(file: IO[bytes]) -> None:
    while (rest := file.readline(_CHUNK)) and not rest.endswith(b"\n"):
        pass


def _encoding(path: Path, file: IO[bytes]) -> str:
    start = file.read(_START)
    if not start:
        raise UnreadableFileError(str(path), 1, "the file is empty; save the page or the export into it.")
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8"
    for mark, name in _OTHER_MARKS.items():
        if start.startswith(mark):
            raise UnreadableFileError(str(path), 1, f"the file is {name}; save it as UTF-8.")
    if b"\0" in start:
        raise UnreadableFileError(str(path), 1, "the file is binary; export it as text first.")
    return _vote(path, file)


def _vote(path: Path, file: IO[bytes]) -> str:
    """Choose by how many of the first non-ASCII lines are valid in each.

    Chinese in UTF-8 has three bytes a character, which GB18030 text hardly ever is by chance; a line with one or two
    characters of two bytes, such as `丨` in GB18030, may be valid in both. Where most lines can be read, those that
    can't are a fault of the line; otherwise the file is refused.
    """
    file.seek(0)
    utf8 = gb18030 = 0
    read = voters = 0
    while voters < _VOTES and (raw := file.readline(_CHUNK)):
        whole = len(raw) < _CHUNK or raw.endswith(b"\n")
        read += 1
        if raw.isascii():
            continue
        voters += 1
        text = _text(raw, "utf-8", whole=whole)
        utf8 += text is not None
        if text is None or max(text) < _THREE_BYTES:
            gb18030 += _text(raw, "gb18030", whole=whole) is not None
        if not whole:
            _skip_rest_of_line(file)
    is_utf8 = utf8 * 3 >= voters * 2 or utf8 >= gb18030
    if (voters - (utf8 if is_utf8 else gb18030)) * 2 >= read:
        reason = "the text is neither UTF-8 nor GB18030; save it as UTF-8."
        raise UnreadableFileError(str(path), 1, reason)
    return "utf-8" if is_utf8 else "gb18030"


def _text(raw: bytes, encoding: str, *, whole: bool) -> str | None:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        text = decoder.decode(raw, final=whole)
    except UnicodeDecodeError:
        return None
    return None if _CONTROL.search(text) else text
