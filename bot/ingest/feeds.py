"""Feeds: fetched when they are due, each for itself; what they bring goes the one way in, and then they are remembered.

Entries are stored before the feed's new state: whoever dies between the two fetches the same again, and nothing is
doubled, since an entry that is known is left alone. Announced is only what is stored.
"""

import asyncio
import secrets
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bot.errors import FetchError, LatePostError, NoFeedError, SettingsError, TooDemandingError
from bot.formats import Problem
from bot.formats.full_text import FullText, to_article
from bot.formats.web.feed import Entry, parse_feed
from bot.ingest.duplicates import entry_key, hashed
from bot.ingest.feed_list import Feed, read_feeds
from bot.ingest.fetching.addresses import without_userinfo
from bot.ingest.fetching.bounded_process import LIMITS, call_bounded
from bot.ingest.fetching.fetch import Fetched, Fetcher, Wanted
from bot.ingest.fetching.pages import Attempt, full_page, is_article_of, next_attempt
from bot.ingest.intake import Intake
from bot.model import Saved
from bot.store.feed_states import FeedState, FeedStates

Tell = Callable[[str], Awaitable[bool]]
"""Tells the admins a sentence; False where nobody could be told."""

_LOOK_SECONDS = 1.0
_LEASE = timedelta(seconds=30)
"""How long a feed is ours, renewed while it is fetched; if the process dies, the next one takes it then."""
_AT_ONCE = 8
_LONGEST_WAIT = timedelta(days=1)
_REPORT_AFTER = timedelta(days=1)
_JITTER = 0.1
"""Of the interval, to both sides, so that feeds of one interval drift apart."""
_MOST_DOUBLINGS = 8
_ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
_LANGUAGES = {"zh": "zh-CN,zh;q=0.9,en;q=0.5", "en": "en,zh;q=0.5"}
_NOTES = 3

_log = structlog.stdlib.get_logger("bot.feeds")


@dataclass
class _Brought:
    """What one fetch brought."""

    new: int = 0
    updated: int = 0
    known: int = 0
    refused: int = 0
    is_unfinished: bool = False
    """Whether a page is to be asked again."""
    notes: dict[str, int] = field(default_factory=dict)

    def note(self, sentence: str) -> None:
        self.notes[sentence] = self.notes.get(sentence, 0) + 1

    def __str__(self) -> str:
        counts = f"{self.new} new, {self.updated} updated, {self.known} known, {self.refused} refused"
        counted_notes = list(self.notes.items())[:_NOTES]
        sentences = [sentence if count == 1 else f"{sentence} ({count} times)" for sentence, count in counted_notes]
        return "; ".join([counts, *sentences])


class FeedRunner:
    """Fetches the feeds of one file. `random` gives numbers from 0 to 1."""

    def __init__(
        self,
        file: Path,
        states: FeedStates,
        fetcher: Fetcher,
        intake: Intake,
        *,
        now: Callable[[], datetime],
        random: Callable[[], float],
        tell: Tell,
    ) -> None:
        self._file = file
        self._states = states
        self._fetcher = fetcher
        self._intake = intake
        self._now = now
        self._random = random
        self._tell = tell
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._feeds: tuple[Feed, ...] = ()
        self._seen: tuple[int, int] | None = None

    async def run(self) -> None:
        """Fetch what is due, for ever."""
        async with asyncio.TaskGroup() as group:
            while True:
                try:
                    for feed, state in await self.take_due():
                        group.create_task(self._fetch_in_turn(feed, state))
                except LatePostError as error:
                    _log.warning("feeds are not looked at", reason=str(error))
                await asyncio.sleep(_LOOK_SECONDS)

    async def take_due(self) -> list[tuple[Feed, FeedState]]:
        """The feeds that are due, now ours."""
        by_key = {feed.key: feed for feed in self._listed()}
        addresses = [(key, feed.url) for key, feed in by_key.items()]
        taken = await self._states.take_due(addresses, _LEASE) if addresses else []
        return [(by_key[state.key], state) for state in taken]

    async def fetch(self, feed: Feed, state: FeedState) -> None:
        """Fetch one feed and store what it brings; a failure is remembered, and reported once after a day."""
        log = _log.bind(feed=feed.source, address=without_userinfo(state.address))
        try:
            async with self._held(state.key), self._places:
                fetched = await self._get(feed, state)
                brought = await self._take_in(feed, fetched)
        except (FetchError, NoFeedError, TooDemandingError) as error:
            await self._failed(feed, state, error)
            log.warning("feed failed", reason=str(error), failures=state.failures + 1)
            return
        except LatePostError as error:  # such as a store that can't be reached: no fault of the feed, its lease ends
            log.warning("feed was not taken in", reason=str(error))
            return
        note = state.note if fetched.body is None else str(brought)[:1000]
        moved = replace(
            state,
            address=fetched.moved_to,
            # Without them the feed comes whole the next time, though it did not change.
            etag="" if brought.is_unfinished else fetched.etag,
            last_modified="" if brought.is_unfinished else fetched.last_modified,
            note=note,
        )
        if fetched.moved_to != state.address:
            log.info("feed has moved", to=without_userinfo(fetched.moved_to))
        await self._states.succeeded(moved, self._next(feed.interval))
        if fetched.body is None:
            log.debug("feed is as it was")
        else:
            log.info("feed fetched", brought=str(brought))

    async def _fetch_in_turn(self, feed: Feed, state: FeedState) -> None:
        try:
            await self.fetch(feed, state)
        except LatePostError as error:
            _log.warning("feed was not taken in", feed=feed.source, reason=str(error))
        except Exception:  # the outermost edge: one feed never stops another
            _log.exception("feed failed by a fault of the bot", error_id=secrets.token_hex(4), feed=feed.source)

    @asynccontextmanager
    async def _held(self, key: str) -> AsyncGenerator[None]:
        """Renew the lease for the time of the block, which ends before the feed's new state is stored."""

        async def renew() -> None:
            while True:
                await asyncio.sleep(_LEASE.total_seconds() / 3)
                with suppress(LatePostError):  # the next one may come through
                    await self._states.renew(key, _LEASE)

        renewing = asyncio.create_task(renew())
        try:
            yield
        finally:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)

    def _listed(self) -> tuple[Feed, ...]:
        """The feeds of the file, read again when it has changed; a wrong file is said once, the old feeds stay."""
        try:
            stat = self._file.stat()
            seen: tuple[int, int] | None = (stat.st_mtime_ns, stat.st_size)
        except OSError:
            seen = None
        if seen != self._seen:
            self._seen = seen
            try:
                self._feeds = read_feeds(self._file)
            except SettingsError as error:
                _log.error("feeds.toml is wrong", reason=str(error))
        return self._feeds

    async def _get(self, feed: Feed, state: FeedState) -> Fetched:
        wanted = Wanted(
            url=state.address,
            allow_private=feed.allow_private,
            etag=state.etag,
            last_modified=state.last_modified,
            languages=_LANGUAGES[feed.language],
            accept=_ACCEPT,
        )
        return await self._fetcher.get(wanted)

    async def _take_in(self, feed: Feed, fetched: Fetched) -> _Brought:
        brought = _Brought()
        if fetched.body is None:
            return brought
        parsed = await call_bounded(
            LIMITS, parse_feed, fetched.body, feed.read_in, address=fetched.url, charset=fetched.charset
        )
        for note in parsed.notes:
            brought.note(note)
        for problem in parsed.problems:
            brought.refused += 1
            brought.note(problem)
        for entry in reversed(parsed.entries):  # the oldest first
            await self._take_entry(feed, entry, brought)
        return brought

    async def _take_entry(self, feed: Feed, entry: Entry, brought: _Brought) -> None:
        key, mark = entry_key(feed.url, entry.key), mark_of(entry.text)
        known = await self._intake.mark(key)
        last = Attempt.read(known)
        if known == mark or (last and last.is_of(mark) and not last.is_due(self._now())):
            brought.known += 1  # it may have been deleted since, and then stays away
            brought.is_unfinished |= known != mark
            return
        if last and not await self._intake.is_held(key):  # deleted while its page was waited for
            await self._intake.remember(key, mark)
            brought.known += 1
            return
        text = entry.text
        if feed.full_text and text.url:
            page = await self._page(feed, text, brought)
            if page is None:
                keeps = last.keeps if last else known is not None
                attempt = next_attempt(last, mark, self._now(), feed.interval, keeps=keeps)
                brought.is_unfinished |= attempt is not None
                mark = str(attempt) if attempt else mark
                if keeps:
                    await self._intake.remember(key, mark)
                    brought.known += 1
                    return
            text = page or text
        named = replace(text, source=feed.source)
        found = to_article(named, feed.url, self._now(), source=feed.source, needs_title=False)
        if isinstance(found, Problem):
            brought.refused += 1
            brought.note(found.reason)
            return
        for note in found.notes:
            brought.note(note)
        taken = await self._intake.take(found, entry=(key, mark))
        for note in taken.notes:
            brought.note(note)
        brought.new += taken.saved is Saved.NEW
        brought.updated += taken.saved is Saved.UPDATED
        brought.known += taken.saved is Saved.UNCHANGED

    async def _page(self, feed: Feed, entry: FullText, brought: _Brought) -> FullText | None:
        """The entry with the text of its page; None where that gives no such text, which is noted."""
        try:
            page = await full_page(self._fetcher, entry.url or "", feed.read_in, allow_private=feed.allow_private)
        except FetchError as error:
            brought.note(f"a page can't be fetched: {error}; the text of the feed stays")
            return None
        if not is_article_of(page, entry):
            brought.note("a page does not hold the article; the text of the feed stays, and the page is asked again")
            return None
        return replace(entry, paragraphs=page.paragraphs)

    async def _failed(self, feed: Feed, state: FeedState, error: Exception) -> None:
        wait = feed.interval * 2 ** min(state.failures, _MOST_DOUBLINGS)
        asked = getattr(error, "wait_seconds", None)
        if asked:
            wait = max(wait, timedelta(seconds=asked))
        wait = max(min(wait, _LONGEST_WAIT), feed.interval)
        await self._states.failed(state, str(error)[:500], self._next(wait))
        if await self._states.take_report(state.key, self._now() - _REPORT_AFTER):
            since = state.failing_since or self._now()
            address = without_userinfo(feed.url)
            sentence = (
                f"The feed {feed.source} ({address}) has failed since {since:%Y-%m-%d %H:%M} UTC: {error}. "
                "Correct its entry in feeds.toml or take it out; `latepost feeds` shows all feeds."
            )
            if not await self._tell(sentence):
                await self._states.not_reported(state.key)

    def _next(self, wait: timedelta) -> datetime:
        return self._now() + wait * (1 + _JITTER * (2 * self._random() - 1))


def mark_of(text: FullText) -> str:
    """A mark of an entry as the feed gives it; another one means that the entry was edited."""
    return hashed("entry as given", text.title, text.url or "", *text.paragraphs)
