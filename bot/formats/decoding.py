"""Bytes of a page, feed or file as text, in the encoding that a browser would read them in.

A byte order mark comes first, then what UTF-8 alone can be, then what is declared, then what the bytes look like.
Labels are those of https://encoding.spec.whatwg.org/. What is broken becomes U+FFFD; what stays unreadable is refused.
"""

import codecs
import re
from dataclasses import dataclass
from functools import cache

import webencodings

from bot.errors import UnreadableTextError

REPLACEMENT = "\ufffd"
WIDE_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""The marks of byte order of encodings that have no byte for a line feed."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    *WIDE_MARKS,
    ("\ufeff".encode("gb18030"), "gb18030"),
)
_WIDER = {"gbk": "gb18030"}
"""What the standard decodes by a wider codec than the one of its name."""
_VENDORS = {"big5hkscs": "cp950", "euc_jp": "euc_jis_2004"}
"""Codecs that have characters of vendors which Python's codec of the standard's name lacks."""
_MULTIBYTE = frozenset(("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949", "iso2022_jp"))
_WIDE = ("utf-16-le", "utf-16-be")
_DECLARED = re.compile(
    rb"""<meta[^>]{1,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml[^>]{1,200}?encoding\s*=\s*["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_LOOKED_AT = 4096
"""Bytes in which a page declares its encoding; the HTML standard looks at 1024."""
_THREE_BYTES = re.compile("[^\0-\u07ff\ufffd]")
"""What UTF-8 writes in three bytes or more; no text of another encoding has these bytes by chance."""
_ENOUGH_OF_TWO = 5
"""Sequences of two bytes of UTF-8: a pair of bytes of GB2312 is one by chance in 14 of 100 cases."""
_NO_TEXT = re.compile("[\0-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffd\ufffe\uffff]")
_MOST_BROKEN = 0.1
"""Of the characters beyond ASCII in a declared encoding that is not UTF-8, and of all characters of a text."""
_FEW_BROKEN = 3
"""Characters that may be broken in a text however short it is."""
_FIRST_LEVELS = {"gb2312": 0xD7, "big5": 0xC6, "euc_jp": 0xCF}
"""The last rows of the everyday characters of each: 3,755 of GB 2312, 5,401 of Big5, 2,965 of JIS X 0208."""
_MANY = 100_000
"""Characters of a text that tell enough of it."""
_PLAINLY = 0.3
"""How much smaller their share is where the encoding is another: 0.43 to 0.89 in GBK and Big5 taken for each other."""
_OTHER_PAIRS = ("big5hkscs", "cp932")
_FEW = 20
"""Characters beyond ASCII that don't tell the encodings of East Asia apart."""
_ESCAPE = b"\x1b"
"""Begins the characters of ISO-2022-JP, which is written in ASCII."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the Python codec that it was read by, and how many of its characters could not be read."""

    text: str
    encoding: str
    replaced: int = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know of it."""
        if not self.replaced:
            return ()
        places = "1 character" if self.replaced == 1 else f"{self.replaced} characters"
        return (f"{places} of its text can't be read; {REPLACEMENT} stands there",)


def decode(data: bytes, *declared: str | None) -> Decoded:
    """The text; `declared` are the labels that something says, the one of most authority first.

    Raises `UnreadableTextError` for what is text in no encoding.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return read_as(data[len(mark) :], name)
    names = [name for name in map(codec_of, filter(None, declared)) if name]
    if names and names[0] in _WIDE and b"\0" in data:
        return read_as(data, names[0])
    if data.isascii() and _ESCAPE not in data:
        return Decoded(data.decode("ascii"), "utf-8")
    names = [name for name in names if name not in _WIDE]  # a page that could say so in ASCII is none
    utf8 = read_as(data, "utf-8")
    found = utf8 if _is_utf8(utf8, names) else _declared(data, names) or _detected(data)
    if _is_unreadable(found):
        raise UnreadableTextError("it is text in no encoding that is known")
    return found


def codec_of(label: str) -> str | None:
    """The Python codec for a label of the standard; None for a label that a browser does not know."""
    encoding = webencodings.lookup(label)
    if encoding is None or encoding.name in ("replacement", "x-user-defined"):
        return None
    name: str = encoding.codec_info.name
    return _WIDER.get(name, name)


def declared_in(data: bytes) -> str | None:
    """The label that the markup itself declares, in a `meta` element or in the declaration of XML."""
    found = _DECLARED.search(data[:_LOOKED_AT])
    return (found[1] or found[2]).decode("ascii", "replace") if found else None


def read_as(data: bytes, name: str) -> Decoded:
    """The text in the encoding of this Python codec, whatever comes of it."""
    vendor = _VENDORS.get(name)
    text = data.decode(name, _by_vendor(vendor) if vendor else "replace")
    quoted = data.count(REPLACEMENT.encode()) if name == "utf-8" else 0
    return Decoded(text, name, text.count(REPLACEMENT) - quoted)


def _is_utf8(read: Decoded, declared: list[str]) -> bool:
    """Whether it is UTF-8 whatever is declared, but for a few places that are broken."""
    sequences = _beyond_ascii(read.text) - read.replaced
    is_said = not declared or declared[0] == "utf-8"
    if not sequences or read.replaced * (1 if is_said else 4) > sequences:
        return False
    enough = _ENOUGH_OF_TWO if declared and declared[0] in _MULTIBYTE else 1
    return is_said or sequences >= enough or _THREE_BYTES.search(read.text) is not None


def _declared(data: bytes, names: list[str]) -> Decoded | None:
    """The text by the first declared encoding in which it holds; UTF-8 is known not to."""
    for name in names:
        read = read_as(data, name)
        if name == "utf-8" or not _holds(read):
            continue
        detected = _detected(data)
        if detected.encoding not in _MULTIBYTE or detected.replaced:
            return read
        # Every byte is a character in an encoding of one byte, and in those of two nearly every pair.
        is_worse = name not in _MULTIBYTE or _everyday(read.text) < _everyday(detected.text) - _PLAINLY
        return detected if is_worse else read
    return None


def _everyday(text: str) -> float:
    """The share of characters beyond ASCII that are of the first level of a national standard."""
    characters = [character for character in text[:_MANY] if not character.isascii()]
    return sum(map(_is_everyday, characters)) / max(1, len(characters))


def _is_everyday(character: str) -> bool:
    if "\uac00" <= character <= "\ud7a3":
        return True  # a syllable of Hangul
    for codec, last in _FIRST_LEVELS.items():
        pair = character.encode(codec, "ignore")
        if len(pair) == 2 and pair[0] <= last:
            return True
    return False


def _holds(read: Decoded) -> bool:
    return len(_NO_TEXT.findall(read.text)) <= _MOST_BROKEN * _beyond_ascii(read.text)


def _detected(data: bytes) -> Decoded:
    """The text by what the detector of Firefox takes it for.

    A single broken byte rules an encoding out for the detector, so those of several bytes are also asked for what they
    can read of it.
    """
    guess = _guess(data)
    if guess not in _MULTIBYTE:
        reads = sorted((read_as(data, name) for name in _MULTIBYTE), key=lambda read: (read.replaced, read.encoding))
        for read in reads:
            if _holds(read) and _guess(_unbroken(read)) == read.encoding:
                return read
    read = read_as(data, guess)
    chinese = read_as(data, "gb18030")
    if guess not in _MULTIBYTE or chinese.replaced:
        return read
    # Big5 and Shift_JIS read as GB18030 give rare characters; the other encodings of East Asia share its everyday
    # pairs, which a few words in a text of another script don't tell apart. Most of our publications are Chinese.
    are_few = _beyond_ascii(chinese.text) < min(_FEW, len(chinese.text) / 4)
    if _everyday(chinese.text) > _everyday(read.text) - (_PLAINLY if guess in _OTHER_PAIRS or are_few else -_PLAINLY):
        return chinese
    return read


def _unbroken(read: Decoded) -> bytes:
    """The bytes that could be read; none where a character is not of the encoding itself but of a vendor."""
    try:
        return read.text.replace(REPLACEMENT, "").encode(read.encoding)
    except UnicodeEncodeError:
        return b""


def _guess(data: bytes) -> str:
    from chardetng_py import EncodingDetector  # most texts say what they are

    detector = EncodingDetector()
    detector.feed(data, last=True)
    return codec_of(detector.guess(tld=None, allow_utf8=False)) or "cp1252"


def _is_unreadable(read: Decoded) -> bool:
    return len(_NO_TEXT.findall(read.text)) > max(_FEW_BROKEN, _MOST_BROKEN * len(read.text.strip()))


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


@cache
def _by_vendor(vendor: str) -> str:
    """The name of a handler of decoding errors that looks a pair of bytes up in the vendor's codec."""

    def handle(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        pair = error.object[error.start : error.start + 2]
        try:
            return pair.decode(vendor), error.start + len(pair)
        except UnicodeDecodeError:
            return REPLACEMENT, error.end

    name = f"latepost-{vendor}"
    codecs.register_error(name, handle)
    return name
