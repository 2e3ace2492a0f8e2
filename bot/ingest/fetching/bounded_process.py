"""What strangers wrote is read in a process of its own, which may take only so much time and memory.

Parsers of HTML and PDF take minutes and gigabytes for a few crafted megabytes, and code in C heeds no signal meanwhile.
"""

import asyncio
import multiprocessing
import os
import time
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from contextlib import aclosing, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, ParamSpec, TypeVar

from bot.errors import LatePostError, TooDemandingError

Item = TypeVar("Item")
Arguments = ParamSpec("Arguments")

_PRELOADED = [
    "__main__",
    "bot.ingest.importing",
    "bot.formats.web.web_page",
    "bot.formats.web.feed",
    "bot.formats.files.markdown",
    "trafilatura",
    "feedparser",
    "cssselect2",
    "dateparser",
]
"""What the processes are forked with: loading it takes a second or two, a fork 0.03 s."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading may take up to its next article.

    A plain page of 2 MB takes 4 s of a processor and 150 MB, pages of publications a tenth of that.
    """

    processor_seconds: int = 20
    """Told by the system, so that a busy machine does not make a page a hostile one."""
    seconds: float = 120.0
    """By the clock, for what waits."""
    address_bytes: int = 1 << 30
    """Of address space; 60 MB of it are there before anything is read."""


LIMITS = Limits()
"""Those for what comes from Slack, the inbox and feeds."""


async def call_bounded(
    limits: Limits, work: Callable[Arguments, Item], *args: Arguments.args, **kwargs: Arguments.kwargs
) -> Item:
    """What `work` returns, as `read_bounded` has it yielded."""
    async with aclosing(read_bounded(limits, _one, work, args, kwargs)) as found:
        return await anext(found)


def _one(work: Callable[..., Item], args: Any, kwargs: Any) -> Iterator[Item]:
    yield work(*args, **kwargs)


async def read_bounded(
    limits: Limits, work: Callable[Arguments, Iterable[Item]], *args: Arguments.args, **kwargs: Arguments.kwargs
) -> AsyncGenerator[Item]:
    """What `work` yields, in a process that ends with the generator; all that goes there and back must be picklable.

    Raises `TooDemandingError` where a limit is reached, and what `work` raises of the bot's own errors.
    """
    fork = "forkserver" in multiprocessing.get_all_start_methods()
    context: Any = multiprocessing.get_context("forkserver" if fork else "spawn")
    if fork:
        context.set_forkserver_preload(_PRELOADED)
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(sending, limits, work, args, kwargs), daemon=True)
    waiting: asyncio.Future[Any] = asyncio.ensure_future(asyncio.to_thread(process.start))
    try:
        await asyncio.shield(waiting)
        sending.close()  # the process alone holds it now, and its end is heard
        while True:
            waiting = asyncio.ensure_future(asyncio.to_thread(receiving.recv))
            if not (await asyncio.wait({waiting}, timeout=limits.seconds))[0]:
                raise TooDemandingError
            try:
                kind, value = waiting.result()
            except (EOFError, OSError) as error:  # the system ended it
                raise TooDemandingError from error
            match kind:
                case "item":
                    yield value
                case "error":
                    raise value
                case "limit":
                    raise TooDemandingError
                case _:
                    return
    finally:
        await _end(process, waiting)
        sending.close()
        receiving.close()


async def _end(process: Any, waiting: asyncio.Future[Any]) -> None:
    """Kill the process, and wait for its end and for the thread that started it or listens to it."""
    if process.pid is None:
        await asyncio.wait({waiting})
    if process.pid is not None:
        process.kill()
        await asyncio.to_thread(process.join)
        process.close()
    await asyncio.wait({waiting})
    if not waiting.cancelled():
        waiting.exception()  # that nobody listened any more is no fault


def _work(
    sending: Connection, limits: Limits, work: Callable[..., Iterable[Any]], args: Any, kwargs: dict[str, Any]
) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what libraries complain of, and what is written by a crash
    _bound_memory(limits)
    try:
        _bound_time(limits)
        for item in work(*args, **kwargs):
            sending.send(("item", item))
            _bound_time(limits)
        sending.send(("end", None))
    except (MemoryError, RecursionError):
        sending.send(("limit", None))
    except LatePostError as error:
        sending.send(("error", error))
    except BrokenPipeError:  # nobody listens any more
        return
    except Exception as error:  # a fault of the bot, whose traceback the first process logs
        sending.send(("error", _described(error)))


def _bound_memory(limits: Limits) -> None:
    with suppress(ImportError, ValueError, OSError):  # not everywhere: then time alone is bounded
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (limits.address_bytes, limits.address_bytes))


def _bound_time(limits: Limits) -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        _, highest = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + limits.processor_seconds + 1, highest))


def _described(error: Exception) -> Exception:
    """The error with its traceback as a note, since a traceback is not picklable."""
    import traceback

    return RuntimeError("".join(traceback.format_exception(error)))
