"""Serving HTTP inside an event loop that others run too."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp

from bot.errors import SettingsError


class _Server(uvicorn.Server):
    """A server that leaves the process's signals to us."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Signals are handled in `bot.app.serving.process`."""
        yield


@asynccontextmanager
async def serving(app: ASGIApp, host: str, port: int) -> AsyncGenerator[str]:
    """Serve there for the time of the block; gives the address. Port 0 is any free one."""
    try:
        listening = socket.create_server((host, port), reuse_port=False)
    except OSError as error:
        reason = str(error.strerror).partition(" (while")[0]  # Python adds the address, which stands here already
        raise SettingsError(
            f"Nothing can listen at {host}:{port} ({reason}). Set another LATEPOST_PORT or LATEPOST_HOST."
        ) from error
    config = uvicorn.Config(
        app, http="h11", lifespan="off", log_config=None, access_log=False, timeout_graceful_shutdown=5
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield f"http://{host}:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        listening.close()
