"""Wiring what a browser sees: the reader from the settings and the library, the channel from the local workspace."""

import time
from collections.abc import Mapping
from typing import Any

from starlette.routing import BaseRoute

from bot.app.library import Library
from bot.app.links import reader_access
from bot.app.settings import Settings
from bot.local import Workspace
from bot.web.face.routes import WorkspaceUI, WorkspaceUIOptions
from bot.web.pages import PageResources
from bot.web.reader.rate_limit import RateLimiter
from bot.web.reader.rendering import ReaderOptions
from bot.web.reader.routes import Reader


def reader_routes(settings: Settings, library: Library, *, offers_trial: bool = False) -> list[BaseRoute]:
    """The reader's pages over the library."""
    reader = Reader(
        library,
        resources=PageResources.load(),
        limiter=RateLimiter(time.monotonic),
        options=ReaderOptions(reader_access(settings), settings.public_url, offers_trial),
    )
    return [*reader.routes]


def workspace_ui(
    workspace: Workspace, manifest: Mapping[str, Any], places: tuple[str, ...], *, reader_path: str | None
) -> WorkspaceUI:
    """The workspace's pages; everybody at a window is in these places. `reader_path` leads to the reader, if on."""
    return WorkspaceUI(
        workspace,
        manifest,
        resources=PageResources.load(),
        clock=time.monotonic,
        options=WorkspaceUIOptions(places, reader_path),
    )
