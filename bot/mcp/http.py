"""The server over Streamable HTTP: stateless, so that any replica may answer any request."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from mcp.server.mcpserver import MCPServer
from mcp.server.transport_security import TransportSecuritySettings
from starlette.types import ASGIApp

from bot.mcp.guard import Guard

PATH = "/mcp"
_LARGEST_BODY = 1_000_000
"""Bytes of a request; arguments have some thousand characters."""
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True)
class HttpOptions:
    """Who may call (at least one of `token` and `user_header`), and the addresses under which the server is called."""

    token: str | None
    user_header: str | None
    host: str
    public_url: str | None


@asynccontextmanager
async def streamable_http(server: MCPServer[None], options: HttpOptions) -> AsyncGenerator[ASGIApp]:
    """The application that answers at `PATH`, for the time of the block.

    Only requests to loopback, to the host that the bot listens at and to its public address are answered, and from
    pages of those alone: a stranger's page whose name points at this machine is refused.
    """
    app = server.streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,
        max_request_body_size=_LARGEST_BODY,
        transport_security=_security(options),
    )
    started = asyncio.Event()
    # in a task of its own: its task group must be left where it was entered, and would wrap errors of the block
    task = asyncio.create_task(_run(server, started))
    await started.wait()
    try:
        yield Guard(app, options.token, options.user_header)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _run(server: MCPServer[None], started: asyncio.Event) -> None:
    try:
        async with server.session_manager.run():
            started.set()
            await asyncio.Event().wait()
    finally:
        started.set()


def _security(options: HttpOptions) -> TransportSecuritySettings:
    hosts = [*_LOOPBACK, options.host if ":" not in options.host else f"[{options.host}]"]
    origins = [f"http://{host}" for host in hosts]
    if options.public_url:
        public = urlsplit(options.public_url)
        hosts += filter(None, [public.netloc, public.hostname])
        origins.append(f"{public.scheme}://{public.netloc}")
    return TransportSecuritySettings(allowed_hosts=_with_ports(hosts), allowed_origins=_with_ports(origins))


def _with_ports(names: Iterable[str]) -> list[str]:
    """The names as they are, and with any port, as the SDK writes that."""
    return [form for name in dict.fromkeys(names) for form in (name, f"{name}:*")]
