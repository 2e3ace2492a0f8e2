"""Opening a chat: a local workspace, the bot in it, and a person at the terminal."""

import asyncio
import sys
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager

from rich.console import Console

from bot.app.serving.local_workspace import in_workspace, local_workspace
from bot.app.serving.server import running
from bot.app.settings import Settings
from bot.cli.chat.session import Session
from bot.language import Language

_LOCALES: dict[Language, str] = {"zh": "zh-CN", "en": "en-US"}


async def chat(settings: Settings, console: Console, say: Callable[[str], None], language: Language) -> None:
    """Talk to the bot until standard input ends; `language` is what the person has set."""
    async with _session(settings, console, say, language) as session:
        await session.run(_typed_lines(console, lambda: session.prompt))


@asynccontextmanager
async def _session(
    settings: Settings, console: Console, say: Callable[[str], None], language: Language
) -> AsyncGenerator[Session]:
    async with local_workspace(settings, locale=_LOCALES[language]) as workspace:
        here = in_workspace(settings, workspace).model_copy(
            update={
                "port": 0,  # `latepost run` may run beside it
                "newer_blocks": "off",  # a terminal folds nothing
            }
        )
        async with running(here, say) as bot:
            yield Session(workspace, "you", console, bot.slack.dispatcher.under_way.idle, language)


async def _typed_lines(console: Console, prompt: Callable[[], str]) -> AsyncIterator[str]:
    """What is typed, line by line; read in a thread that nobody waits for when the program is stopped."""
    loop = asyncio.get_running_loop()
    asks_people = sys.stdin.isatty()
    while True:
        line: asyncio.Future[str | None] = loop.create_future()
        if asks_people:
            console.print(prompt(), style="bold", end="", markup=False)
        threading.Thread(target=_read_line, args=(loop, line), daemon=True).start()
        typed = await line
        if typed is None:
            return
        yield typed


def _read_line(loop: asyncio.AbstractEventLoop, line: "asyncio.Future[str | None]") -> None:
    try:
        typed: str | None = input()  # with the terminal's line editing
    except EOFError:
        typed = None
    except UnicodeDecodeError:
        typed = ""

    def hand_over() -> None:
        if not line.done():
            line.set_result(typed)

    loop.call_soon_threadsafe(hand_over)
