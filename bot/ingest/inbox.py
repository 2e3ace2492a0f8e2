"""The inbox folder: what is dropped into it is imported once it is completely written, and then moved out of it.

A file is moved only after its articles are stored. Whoever dies in between imports it again, which changes nothing;
whoever dies while writing a reason writes the same one again. A file that goes on growing after it was moved is taken
back, so that a slow copy is not cut off.
"""

import asyncio
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from filelock import FileLock, Timeout
from watchfiles import awatch

from bot.errors import LatePostError, TooDemandingError
from bot.formats import Parsed, Problem
from bot.ingest.fetching.bounded_process import LIMITS, Limits, read_bounded
from bot.ingest.importing import Counts, Outcome, read_file
from bot.ingest.intake import Intake
from bot.model import Saved
from bot.text import readable_name

IMPORTED, FAILED = "imported", "failed"
REASON = ".reason.txt"
_QUIET_SECONDS = 1.5
"""Without a change, after which a file counts as written."""
_PATIENT_SECONDS = 8.0
"""The same for a file that is empty or can't be read: it may be half written by somebody slow."""
_WATCHED_SECONDS = 60.0
"""How long a moved file may still grow, and is then taken back."""
_AT_ONCE = 4
"""Files, since a model may take a minute for one."""
_LOOK_SECONDS = 0.5
_LOOK_ANYWAY_MS = 2_000
"""Network folders don't tell of changes."""
_UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".download", ".swp", ".filepart", "~")
_SHOWN_PROBLEMS = 100
_MAX_NAME = 220
"""Bytes of the name of a moved file."""

_log = structlog.stdlib.get_logger("bot.inbox")

Seen = tuple[int, int, int]
"""Of a file: its inode, size, and time of change in nanoseconds."""


@dataclass
class _Waiting:
    """A file that is in the inbox: how it was seen last, and since when it is so."""

    seen: Seen
    since: float
    tried: Seen | None = None
    saved: dict[str, Saved] = field(default_factory=dict)
    """What its articles came to, by their ids, at the first try that stored them."""


@dataclass
class _Moved:
    """A file that was moved: where from and how it then was."""

    origin: Path
    seen: Seen
    at: float


@dataclass
class Result:
    """What a file came to."""

    counts: Counts = field(default_factory=Counts)
    problems: list[Problem] = field(default_factory=list)

    def add(self, path: Path, problem: Problem) -> None:
        """Add what could not be read."""
        self.problems.append(problem)
        self.counts.add(Outcome(path, problem=problem))


class Inbox:
    """One folder. `clock` gives seconds that only grow; `limits` bound the reading of an article."""

    def __init__(self, folder: Path, intake: Intake, clock: Callable[[], float], *, limits: Limits = LIMITS) -> None:
        self._folder = folder
        self._intake = intake
        self._clock = clock
        self._limits = limits
        self._waiting: dict[Path, _Waiting] = {}
        self._moved: dict[Path, _Moved] = {}
        self._importing: dict[Path, asyncio.Task[None]] = {}
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def run(self) -> None:
        """Watch the folder, for ever. Of several processes one does; another takes over when it is gone."""
        while True:
            try:
                self._make_folders()
                with FileLock(self._folder / ".lock", timeout=0):
                    await self._watch()
            except Timeout:
                pass
            except OSError as error:
                _log.warning("the inbox can't be read", folder=str(self._folder), reason=str(error))
            await asyncio.sleep(_LOOK_ANYWAY_MS / 1000)

    def _make_folders(self) -> None:
        for folder in (self._folder, self._folder / IMPORTED, self._folder / FAILED):
            folder.mkdir(parents=True, exist_ok=True)

    async def _watch(self) -> None:
        changes = awatch(
            self._folder, debounce=200, rust_timeout=_LOOK_ANYWAY_MS, yield_on_timeout=True, recursive=True
        )
        try:
            while True:
                if self.look():
                    await asyncio.sleep(_LOOK_SECONDS)
                else:
                    await anext(changes)
        finally:
            for task in self._importing.values():
                task.cancel()
            await self.done()

    async def done(self) -> None:
        """Wait for the end of what is being imported."""
        await asyncio.gather(*self._importing.values(), return_exceptions=True)

    def look(self) -> bool:
        """Begin to import what is completely written; whether something is still being waited for."""
        now = self._clock()
        self._take_back(now)
        present = {path: seen for path in self._files() if (seen := _seen(path))}
        self._waiting = {path: file for path, file in self._waiting.items() if path in present}
        for path, seen in sorted(present.items()):
            waiting = self._waiting.get(path)
            if waiting is None or waiting.seen != seen:
                self._waiting[path] = _Waiting(seen, now, saved=waiting.saved if waiting else {})
                continue
            quiet = now - waiting.since
            patient = quiet >= _PATIENT_SECONDS
            if quiet < _QUIET_SECONDS or (not patient and (waiting.tried == seen or not seen[1])):
                continue
            if path not in self._importing:
                self._importing[path] = asyncio.create_task(self._import_in_turn(path, seen, patient=patient))
        return bool(self._waiting) or bool(self._moved)

    async def _import_in_turn(self, path: Path, seen: Seen, *, patient: bool) -> None:
        try:
            async with self._places:
                await self._import(path, seen, patient=patient)
        except Exception:  # the outermost edge: the file stays, is tried again, and stops no other
            name = readable_name(path.name)
            _log.exception("file was not taken in by a fault of the bot", error_id=secrets.token_hex(4), file=name)
            self._wait_again(path)
        finally:
            del self._importing[path]

    def _wait_again(self, path: Path) -> None:
        if path in self._waiting:
            self._waiting[path].since = self._clock()

    def _files(self) -> Iterator[Path]:
        for folder, folders, names in os.walk(self._folder):
            here = Path(folder)
            folders[:] = sorted(
                name
                for name in folders
                if not name.startswith(".") and not (here == self._folder and name in (IMPORTED, FAILED))
            )
            for name in names:
                if not name.startswith(".") and not name.lower().endswith(_UNFINISHED):
                    yield here / name

    async def _import(self, path: Path, seen: Seen, *, patient: bool) -> None:
        try:
            waiting = self._waiting.get(path)
            result = await self._read(path, waiting.saved if waiting else {})
        except LatePostError as error:  # the store: it stays here, and is tried again
            _log.warning("file was not taken in", file=readable_name(path.name), reason=str(error))
            self._wait_again(path)
            return
        if _seen(path) != seen:
            return  # it was still being written, or is gone
        if result.problems and not patient:
            if path in self._waiting:
                self._waiting[path].tried = seen
            return
        target = self._move(path, result)
        self._waiting.pop(path, None)
        self._moved[target] = _Moved(path, seen, self._clock())
        event = "file refused" if result.problems else "file imported"
        _log.info(event, file=readable_name(path.name), counts=str(result.counts))

    def _move(self, path: Path, result: Result) -> Path:
        target = self._target(FAILED if result.problems else IMPORTED, path)
        if result.problems:
            _write(target.with_name(target.name + REASON), _reason(path, result))
        target.parent.mkdir(parents=True, exist_ok=True)
        return path.replace(target)

    async def _read(self, path: Path, saved: dict[str, Saved]) -> Result:
        """Take the file in. What a try before stored counts as it did then: `saved` has it, and gets what is new."""
        result = Result()
        before = dict(saved)
        source = readable_name(path.parent.name) if path.parent != self._folder else "inbox"
        try:
            async with aclosing(read_bounded(self._limits, read_file, path, source, may_be_link=False)) as found:
                async for parsed in found:
                    await self._take(path, parsed, result, saved, before)
        except TooDemandingError as error:
            result.add(path, Problem(str(path), 0, f"{error}."))
        except LatePostError:
            raise
        except Exception:  # an edge: a file that we can't read has a reason too, and stops no other
            result.add(path, _fault_of_the_bot(path))
        return result

    async def _take(
        self, path: Path, found: Parsed | Problem, result: Result, saved: dict[str, Saved], before: dict[str, Saved]
    ) -> None:
        if isinstance(found, Problem):
            result.add(path, found)
            return
        try:
            taken = await self._intake.take(found)
        except LatePostError:
            raise
        except Exception:  # an edge: one article never stops the others of its file
            result.add(path, _fault_of_the_bot(path, found.line))
            return
        came_to = taken.saved
        if came_to is Saved.UNCHANGED:
            came_to = before.pop(taken.article.id, came_to)
        saved.setdefault(taken.article.id, came_to)
        result.counts.add(Outcome(path, saved=came_to))
        for note in found.notes + taken.notes:
            _log.info("note", file=readable_name(path.name), title=found.article.title, note=note)

    def _target(self, folder: str, path: Path) -> Path:
        """A free name in that folder, the first of `name`, `name-2`, `name-3` ..."""
        wanted = self._folder / folder / path.relative_to(self._folder)
        wanted = wanted.with_name(_short_stem(wanted) + wanted.suffix)
        target, number = wanted, 1
        while target.exists():
            number += 1
            target = wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
        return target

    def _take_back(self, now: float) -> None:
        for target, moved in list(self._moved.items()):
            seen = _seen(target)
            if seen and seen != moved.seen and not moved.origin.exists():
                target.with_name(target.name + REASON).unlink(missing_ok=True)
                target.replace(moved.origin)
                _log.info("file goes on growing; taken back", file=readable_name(target.name))
            elif seen and now - moved.at < _WATCHED_SECONDS:
                continue
            del self._moved[target]


def _seen(path: Path) -> Seen | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


def _fault_of_the_bot(path: Path, line: int = 0) -> Problem:
    """Log the error that is being handled under an id, and name that to the person."""
    error_id = secrets.token_hex(4)
    _log.exception("file was not taken in by a fault of the bot", file=readable_name(path.name), error_id=error_id)
    return Problem(str(path), line, f"it could not be read by a fault of the bot; tell whoever runs it: {error_id}.")


def _short_stem(path: Path) -> str:
    """The stem, so short that a number and the ending of a reason fit behind the name; file systems take 255 bytes."""
    stem = path.stem
    while len(os.fsencode(stem + path.suffix)) > _MAX_NAME and stem:
        stem = stem[:-1]
    return stem


def _reason(path: Path, result: Result) -> str:
    shown = [
        f"line {problem.line}: {problem.reason}" if problem.line else problem.reason
        for problem in result.problems[:_SHOWN_PROBLEMS]
    ]
    more = len(result.problems) - len(shown)
    lines = [
        f"{readable_name(path.name)}: {result.counts}",
        *shown,
        *([f"and {more} more"] if more else []),
        "Correct the file and put it into the inbox again; articles that went in are not doubled.",
    ]
    return "\n".join(lines) + "\n"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
