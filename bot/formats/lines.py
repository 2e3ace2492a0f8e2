"""A text file as numbered lines, read as a stream, in the encoding that its beginning is written in."""

import codecs
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from bot.errors import UnreadableFileError, UnreadableTextError
from bot.formats.decoding import REPLACEMENT, WIDE_MARKS, decode, read_as

MAX_LINE_BYTES = 8 * 1024 * 1024
"""A longer line is no article: the longest summaries are a few kB, the longest full texts some 100 kB."""

_SAMPLE_LINES = 2000
"""Lines beyond ASCII that tell the encoding of the file."""
_CHUNK = 1 << 20
_START = 8192
"""Bytes of a file that say what it is."""


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
            with path.open("rb") as file, _plain(file) as lines:
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
            read = read_as(raw, self._encoding)
            if read.replaced:
                name = "UTF-8" if self._encoding == "utf-8" else self._encoding.upper()
                fault = (
                    f"character {read.text.index(REPLACEMENT) + 1} of the line is no {name}; save the file as UTF-8."
                )
                yield Line(number, "", fault)
            elif "\0" in read.text:
                at = read.text.index("\0") + 1
                yield Line(number, "", f"character {at} of the line is U+0000, which no text holds; take it out.")
            else:
                text = read.text.rstrip("\r\n")
                yield Line(number, text.removeprefix("\ufeff") if number == 1 else text)

    def beginning(self) -> str:
        """The first line with words, without blanks around it; empty for a file without any."""
        return next((text for line in self if (text := line.text.strip())), "")


@contextmanager
def _plain(file: IO[bytes]) -> Iterator[IO[bytes]]:
    """The file; a copy of it where its lines have no line feeds of one byte: those of old Macs, UTF-16 and UTF-32."""
    start = file.read(_START)
    file.seek(0)
    wide = next(((mark, name) for mark, name in WIDE_MARKS if start.startswith(mark)), None)
    if not wide and (b"\r" not in start or b"\n" in start):
        yield file
        return
    import tempfile  # hardly any file is one of these

    with tempfile.TemporaryFile() as copy:
        if wide:
            file.seek(len(wide[0]))
            decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(wide[1])("replace"), translate=True)
            while chunk := file.read(_CHUNK):
                copy.write(decoder.decode(chunk).encode("utf-8", "replace"))
            copy.write(decoder.decode(b"", final=True).encode())
        else:
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
    file.seek(0)
    start = file.read(_START)
    if not start:
        raise UnreadableFileError(str(path), 1, "the file is empty; save the page or the export into it.")
    if b"\0" in start:
        raise UnreadableFileError(str(path), 1, "the file is binary; export it as text first.")
    try:
        return decode(_sample(file)).encoding
    except UnreadableTextError as error:
        raise UnreadableFileError(str(path), 1, f"{error}; save it as UTF-8.") from error


def _sample(file: IO[bytes]) -> bytes:
    """The first lines that are not ASCII alone, and at least one line."""
    file.seek(0)
    lines: list[bytes] = []
    size = 0
    while len(lines) < _SAMPLE_LINES and size < _CHUNK and (raw := file.readline(_CHUNK)):
        if not raw.isascii() or b"\x1b" in raw:
            lines.append(raw)
            size += len(raw)
        if not raw.endswith(b"\n"):
            _skip_rest_of_line(file)
    return b"".join(lines)
