"""Wiring what a browser sees: the reader from the settings and the library, the channel from the local workspace."""

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.routing import BaseRoute

from bot.app.library import Library
from bot.app.links import reader_access
from bot.app.settings import Settings
from bot.local import Workspace
from bot.model import Answer
from bot.web.admin.access import AdminAccess
from bot.web.admin.overview import Operator
from bot.web.admin.routes import Admin
from bot.web.face.routes import WorkspaceUI, WorkspaceUIOptions
from bot.web.pages import PageResources
from bot.web.reader.rate_limit import RateLimiter
from bot.web.reader.rendering import ReaderOptions
from bot.web.reader.routes import Reader

_ADMIN_BURST = 30
"""Requests of one client to the admin page at once, and so passwords that it tries; after these one a second."""


def reader_routes(
    settings: Settings, library: Library, remember: Callable[[Answer], Awaitable[None]], *, offers_trial: bool = False
) -> list[BaseRoute]:
    """The reader's pages over the library; `remember` is told of answers."""
    reader = Reader(
        library,
        resources=PageResources.load(),
        limiter=RateLimiter(time.monotonic),
        options=ReaderOptions(reader_access(settings), settings.public_url, offers_trial, remember),
    )
    return [*reader.routes]


def admin_routes(settings: Settings, operator: Operator) -> list[BaseRoute]:
    """The page of those who look after the library; none where no setting lets anybody in."""
    password = settings.admin_password.get_secret_value() if settings.admin_password else None
    admin = Admin(
        operator,
        AdminAccess(password, settings.admin_user_header),
        resources=PageResources.load(),
        limiter=RateLimiter(time.monotonic, burst=_ADMIN_BURST, per_second=1.0),
        reader_base=reader_access(settings).base if settings.reader_is_on else None,
    )
    return [*admin.routes]


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
