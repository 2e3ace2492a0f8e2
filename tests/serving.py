"""An application served on loopback over real HTTP for the time of a block."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvicorn


@asynccontextmanager
async def served(app: Any, *more_hosts: str, certificate: Path | None = None) -> AsyncGenerator[str]:
    """Gives the address, such as http://127.0.0.1:40123; the same port of further loopback addresses answers too.

    With a file of certificate and key it speaks TLS.
    """
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    sockets = [listening, *(socket.create_server((host, port)) for host in more_hosts)]
    config = uvicorn.Config(
        app,
        lifespan="off",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=1,
        ssl_certfile=certificate,
        ssl_keyfile=certificate,
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server._serve(sockets=sockets))
    try:
        yield f"http{'s' if certificate else ''}://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await task
        for each in sockets:
            each.close()
