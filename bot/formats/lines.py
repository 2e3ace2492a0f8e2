"""A text file as numbered lines, read as a stream: UTF-8 with or without a byte order mark, or GB18030."""

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from bot.errors import UnreadableFileError

MAX_LINE_BYTES = 8 * 1024 * 1024
"""A longer line is no article: the longest summaries are a few kB, the longest full texts some 100 kB."""

_VOTES = 2000
_CHUNK = 1 << 20
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
            with path.open("rb") as file:
                yield cls(path, file, _encoding(path, file))
        except FileNotFoundError as error:
            raise UnreadableFileError(str(path), 1, "there is no such file; check the path.") from error
        except IsADirectoryError as error:
            raise UnreadableFileError(str(path), 1, "is a folder, not a file.") from error
        except OSError as error:
            reason = error.strerror or "the file can't be opened"
            raise UnreadableFileError(str(path), 1, f"{reason}; check the path and its permissions.") from error

    def __iter__(self) -> Iterator[Line]:
        self._file.seek(0)
        number = 0
        while raw := self._file.readline(MAX_LINE_BYTES + 1):
            number += 1
            if len(raw) > MAX_LINE_BYTES and not raw.endswith(b"\n"):
                _skip_rest_of_line(self._file)
                yield Line(number, "", f"the line is longer than {MAX_LINE_BYTES // 2**20} MB; split it.")
                continue
            if number == 1:
                raw = raw.removeprefix(codecs.BOM_UTF8)
            try:
                yield Line(number, raw.decode(self._encoding).rstrip("\r\n"))
            except UnicodeDecodeError as error:
                name = "UTF-8" if self._encoding == "utf-8" else "GB18030"
                fault = f"byte {error.start + 1} of the line is not {name}; save the file as UTF-8."
                yield Line(number, "", fault)

    def first_character(self) -> str:
        """The first visible character, empty for a file without any."""
        for line in self:
            if text := line.text.strip():
                return text[0]
        return ""


def _skip_rest_of_line(file: IO[bytes]) -> None:
    while (rest := file.readline(_CHUNK)) and not rest.endswith(b"\n"):
        pass


def _encoding(path: Path, file: IO[bytes]) -> str:
    start = file.read(8192)
    if not start:
        raise UnreadableFileError(str(path), 1, "the file is empty; nothing to import.")
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8"
    for mark, name in _OTHER_MARKS.items():
        if start.startswith(mark):
            raise UnreadableFileError(str(path), 1, f"the file is {name}; save it as UTF-8.")
    if b"\0" in start:
        raise UnreadableFileError(str(path), 1, "the file is binary; export it as text first.")
    return _vote(path, file)


def _vote(path: Path, file: IO[bytes]) -> str:
    """Choose by how many of the first non-ASCII lines are valid: Chinese GB18030 text hardly ever is valid UTF-8."""
    file.seek(0)
    valid = {"utf-8": 0, "gb18030": 0}
    voters = 0
    while voters < _VOTES and (raw := file.readline(_CHUNK)):
        if raw.isascii():
            continue
        voters += 1
        whole = len(raw) < _CHUNK or raw.endswith(b"\n")
        for encoding in valid:
            valid[encoding] += _is_valid(raw, encoding, whole=whole)
        if not whole:
            _skip_rest_of_line(file)
    if voters and max(valid.values()) * 2 <= voters:
        reason = "the text is neither UTF-8 nor GB18030; save it as UTF-8."
        raise UnreadableFileError(str(path), 1, reason)
    return "utf-8" if valid["utf-8"] * 2 >= voters else "gb18030"


def _is_valid(raw: bytes, encoding: str, *, whole: bool) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        text = decoder.decode(raw, final=whole)
    except UnicodeDecodeError:
        return False
    return not any(character < " " and character not in "\t\r\n\f\v" for character in text)
