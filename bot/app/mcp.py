"""Wiring the MCP server: over standard input and output, and over HTTP beside the other pages."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING

from bot.app.indexing.executor import IndexThread
from bot.app.indexing.following import encode, follow
from bot.app.library import Library, open_library
from bot.app.links import article_links
from bot.app.serving.background import in_background
from bot.app.settings import Settings
from bot.errors import SettingsError

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from bot.mcp.server import LibraryServer


async def serve_stdio(settings: Settings, say: Callable[[str], None]) -> None:
    """Answer an MCP client over standard input and output until it closes them."""
    require_mcp()
    async with open_library(settings, say, IndexThread()) as library:
        server = library_server(settings, library)
        await library.refresh()
        async with in_background(follow(library), encode(library)):
            await server.run_stdio_async()


@asynccontextmanager
async def with_mcp(settings: Settings, library: Library, pages: "ASGIApp | None") -> "AsyncGenerator[ASGIApp | None]":
    """The pages with `/mcp` beside them, where the settings say who may call it; else the pages alone."""
    if not settings.mcp_is_on:
        yield pages
        return
    server = library_server(settings, library)
    from starlette.applications import Starlette
    from starlette.routing import BaseRoute, Mount, Route

    from bot.mcp.http import PATH, HttpOptions, streamable_http

    token = settings.mcp_token.get_secret_value() if settings.mcp_token else None
    options = HttpOptions(token, settings.mcp_user_header, settings.host, settings.public_url)
    async with streamable_http(server, options) as app:
        routes: list[BaseRoute] = [Route(PATH, app)]
        yield Starlette(routes=[*routes, Mount("", pages)] if pages else routes)


def library_server(settings: Settings, library: Library) -> "LibraryServer":
    """The server over a library. Raises `SettingsError` where its package is not installed."""
    require_mcp()
    from bot.mcp.server import LibraryServer

    return LibraryServer(library, article_links(settings), version("latepost-bot"))


def check_mcp_settings(settings: Settings) -> str:
    """Where the server is over HTTP and for whom. Raises `SettingsError` where it is to be and can't."""
    if not settings.mcp_is_on:
        return "off over HTTP (LATEPOST_MCP_TOKEN is not set); latepost mcp serves programs on this machine"
    require_mcp()
    base = (settings.public_url or f"http://{settings.host}:{settings.port}").rstrip("/")
    token = "with the token of LATEPOST_MCP_TOKEN" if settings.mcp_token else ""
    proxy = f"named by a proxy in {settings.mcp_user_header}" if settings.mcp_user_header else ""
    return f"at {base}/mcp, for callers {' and '.join(filter(None, [token, proxy]))}"


def require_mcp() -> None:
    """Raise `SettingsError` where the package of the protocol is not installed."""
    try:
        import mcp.server.mcpserver  # noqa: F401 - only whether it is there
    except ImportError as error:
        raise SettingsError(
            f"The MCP server needs a package that is not installed ({error.name}). "
            "Install the extra: uv sync --extra mcp, or start the bot with uv run --extra mcp latepost …"
        ) from error
