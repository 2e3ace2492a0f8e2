"""What a person brings by hand: a file or a link, through the one way in, with what came of it and a way back."""

import asyncio
import re
import tempfile
from collections.abc import Callable, Iterable
from contextlib import aclosing
from datetime import datetime
from pathlib import Path
from typing import ParamSpec
from urllib.parse import unquote, urlsplit

from bot.errors import FetchError, TooDemandingError
from bot.formats import Parsed, Problem
from bot.formats.captured.captured_page import ZONE
from bot.formats.markup import MAX_BYTES
from bot.formats.web.web_page import is_web_page
from bot.ingest.fetching.bounded_process import LIMITS, Limits, read_bounded
from bot.ingest.fetching.fetch import Fetcher, Wanted
from bot.ingest.importing import read_file, read_web_page
from bot.ingest.intake import Intake
from bot.model import Taken, UploadResult
from bot.store.arrivals import Arrivals, Receipt

MAX_FILE_BYTES = 50 * 1024 * 1024
_UNSAFE = re.compile(r"[^\w.\-]+")
_MAX_NAME = 60
"""Characters of a file's name here, its ending among them; a Chinese one has up to four bytes, and a name up to 255."""
_SHOWN = 50
_SIGN_IN = (
    "the file was not handed out, a page to sign in came instead; install the app anew, so that it may read files."
)

Arguments = ParamSpec("Arguments")


class UploadService:
    """Takes files and links in. `source` is that of a text that names none; `limits` bound the reading of each."""

    def __init__(
        self,
        intake: Intake,
        arrivals: Arrivals,
        fetcher: Fetcher,
        *,
        now: Callable[[], datetime],
        source: str,
        limits: Limits = LIMITS,
    ) -> None:
        self._intake = intake
        self._arrivals = arrivals
        self._fetcher = fetcher
        self._now = now
        self._source = source
        self._limits = limits

    async def link(self, url: str) -> UploadResult:
        """Fetch a page, or a file of a known format, and take it in."""
        try:
            fetched = await self._fetcher.get(Wanted(url, max_bytes=MAX_BYTES))
        except FetchError as error:
            return UploadResult(name=url, problems=(f"{error}.",))
        body = fetched.body or b""
        if "html" in fetched.content_type or is_web_page(body[:1000].decode("ascii", "ignore").lstrip()):
            moment = self._now().astimezone(ZONE)
            found = await self._read(
                fetched.url, read_web_page, body, fetched.url, fetched.charset, moment, self._source
            )
            return await self._take(url, found)
        return await self._content(url, unquote(Path(urlsplit(fetched.url).path).name) or "page.txt", body)

    async def file(self, name: str, wanted: Wanted) -> UploadResult:
        """Fetch a file and take in what it holds."""
        try:
            fetched = await self._fetcher.get(wanted)
        except FetchError as error:
            return UploadResult(name=name, problems=(f"{error}.",))
        is_page = "html" in fetched.content_type
        if is_page and (fetched.url != wanted.url or not name.lower().endswith((".html", ".htm"))):
            return UploadResult(name=name, problems=(_SIGN_IN,))
        return await self._content(name, name, fetched.body or b"")

    async def keep_receipt(self, receipt: Receipt) -> None:
        """Remember what somebody brought, so that it can be taken back."""
        await self._arrivals.keep_receipt(receipt)

    async def undo(self, key: str, user_id: str) -> int | None:
        """Take it back; how many articles were, None where this person brought nothing under this key."""
        return await self._arrivals.undo(key, user_id)

    async def _content(self, shown: str, name: str, body: bytes) -> UploadResult:
        with tempfile.TemporaryDirectory(prefix="latepost-") as folder:
            path = Path(folder) / (_UNSAFE.sub("_", name)[-_MAX_NAME:].lstrip(".") or "file.txt")
            await asyncio.to_thread(path.write_bytes, body)
            found = await self._read(name, read_file, path, self._source)
            return await self._take(shown, found)

    async def _read(
        self,
        name: str,
        work: Callable[Arguments, Iterable[Parsed | Problem]],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> list[Parsed | Problem]:
        """What a stranger's file or page holds; what takes too much to read is one more problem."""
        found: list[Parsed | Problem] = []
        try:
            async with aclosing(read_bounded(self._limits, work, *args, **kwargs)) as items:
                found.extend([item async for item in items])
        except TooDemandingError as error:
            found.append(Problem(name, 1, f"{error}."))
        return found

    async def _take(self, name: str, found: list[Parsed | Problem]) -> UploadResult:
        taken: list[Taken] = []
        notes: list[str] = []
        problems: list[str] = []
        for parsed in found:
            if isinstance(parsed, Problem):
                problems.append(f"{f'line {parsed.line}: ' if parsed.line > 1 else ''}{parsed.reason}")
            else:
                taken.append(await self._intake.take(parsed))
                notes += parsed.notes + taken[-1].notes
        return UploadResult(
            name=name,
            taken=tuple(taken),
            notes=tuple(dict.fromkeys(notes)),
            problems=tuple(problems[:_SHOWN]),
        )
