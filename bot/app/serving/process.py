"""The process that runs the bot until it is told to stop: signals, event loop, garbage collection."""

import asyncio
import contextlib
import gc
import signal
import sys
from collections.abc import Callable, Generator
from contextlib import AsyncExitStack

from bot.app.serving.local_workspace import run_local
from bot.app.serving.server import running
from bot.app.settings import Settings

_OBJECTS_BETWEEN_COLLECTIONS = 20_000
"""More than one answer makes."""


async def run(settings: Settings, say: Callable[[str], None]) -> None:
    """Run the bot until the process is told to stop, be it while the bot still waits for Slack."""
    serving = asyncio.ensure_future(_serve(settings, say))
    stopping = False

    def stop() -> None:
        nonlocal stopping
        if not stopping:  # a second signal must not break off the cleaning up
            stopping = True
            serving.cancel()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows
            loop.add_signal_handler(number, stop)
    try:
        await serving
    except asyncio.CancelledError:
        if not stopping:
            raise


async def _serve(settings: Settings, say: Callable[[str], None]) -> None:
    """Run the bot until this is cancelled."""
    async with AsyncExitStack() as opened:
        if not settings.uses_slack:
            bot = await opened.enter_async_context(run_local(settings, say))
            say(f"No Slack setting is set, so the bot runs in a workspace of its own: try it at {bot.url}/try")
            if settings.reader != "off":
                path = "r/SECRET/ (the secret that you set)" if settings.reader_secret else ""
                say(f"Read the library at {bot.url}/{path}")
            say("For a conversation in the terminal: latepost chat. For Slack: README.md. Stop with Ctrl+C.")
        else:
            bot = await opened.enter_async_context(running(settings, say))
            if settings.slack_app_token:
                say(f"Listening to Slack over Socket Mode; health at {bot.url}/healthz. Stop with Ctrl+C.")
            else:
                say(f"Listening to Slack at {bot.url}/slack/events. Stop with Ctrl+C.")
        if settings.admin_password or settings.admin_user_header:
            say(f"Look after the library at {bot.url}/admin")
        with _rare_collections():
            await asyncio.Event().wait()


def new_event_loop() -> asyncio.AbstractEventLoop:
    """uvloop's, with which a command takes less of the processor; there is none for Windows."""
    if sys.platform == "win32":
        return asyncio.new_event_loop()
    import uvloop

    return uvloop.new_event_loop()


@contextlib.contextmanager
def _rare_collections() -> Generator[None]:
    """Have the garbage collector look less often, and only at what is made from now on, for the time of the block.

    It took a tenth of the time of an answer: an answer makes thousands of objects, hardly one of which it frees, and it
    looked again and again at all that was loaded at the start (docs.python.org/3/library/gc.html, `gc.freeze`).
    """
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
