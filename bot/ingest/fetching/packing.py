"""Answers that are packed, unpacked piece by piece; told by what they are rather than by what they are said to be."""

import re
import zlib
from contextlib import suppress
from typing import Any

from bot.errors import FetchError

_PIECE = 1 << 16
_LOOKED_AT = 64
"""Bytes by which a packing is told, and fewer than any bound, whatever they unpack to."""
_GZIP = b"\x1f\x8b"
_UNASKED = frozenset("br zstd compress x-compress exi pack200-gzip aes128gcm dcb dcz".split())
"""The other codings of https://www.iana.org/assignments/http-parameters; what is none of them, as `utf-8`, packs
nothing."""


class Unpacker:
    """Takes a packed answer a piece at a time and gives at most 64 kB of what is in it at once.

    `encoding` is what the server says of it. A gzip is known by its first bytes, and so is one that is none; `deflate`
    comes with the frame of zlib that RFC 9110 asks for, or without. Raises `FetchError` for another packing.
    """

    def __init__(self, encoding: str) -> None:
        names = set(re.split(r"[\s,]+", encoding.lower()))
        if unasked := sorted(names & _UNASKED):
            raise FetchError(f"it is packed as {unasked[0]}, which was not asked for")
        self._may_be_deflate = "deflate" in names
        self._waiting = b""
        self._unpacking: Any = None
        self._is_begun = False

    def feed(self, chunk: bytes) -> tuple[bytes, bytes]:
        """What is in the piece, and the rest of it that is to be fed next."""
        if not self._is_begun:
            self._waiting += chunk
            if len(self._waiting) < _LOOKED_AT:
                return b"", b""
            chunk = self._begin()
        if self._unpacking is None:
            return chunk, b""
        try:
            piece = self._unpacking.decompress(chunk, _PIECE)
        except zlib.error as error:
            raise FetchError("it is damaged", retry_helps=True) from error
        return piece, b"" if self._unpacking.eof else self._unpacking.unconsumed_tail

    def rest(self) -> bytes:
        """What is left at the end of the answer. Raises `FetchError` where something is missing."""
        found = b"" if self._is_begun else self.feed(self._begin())[0]
        if self._unpacking is not None and not self._unpacking.eof:
            raise FetchError("it was cut off on the way", retry_helps=True)
        return found

    def _begin(self) -> bytes:
        self._is_begun = True
        begun, self._waiting = self._waiting, b""
        if begun.startswith(_GZIP):
            self._unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        elif self._may_be_deflate:
            # RFC 1950: the method is 8, and the two bytes are a multiple of 31.
            has_frame = begun[:1] and begun[0] & 0x0F == 8 and int.from_bytes(begun[:2], "big") % 31 == 0
            wbits = zlib.MAX_WBITS if has_frame else -zlib.MAX_WBITS
            with suppress(zlib.error):  # said to be packed, and is not
                zlib.decompressobj(wbits).decompress(begun, 1)
                self._unpacking = zlib.decompressobj(wbits)
        return begun
