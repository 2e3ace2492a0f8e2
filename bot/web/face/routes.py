"""The channel's pages: `/try`, a person's channels, threads and Home, and what the script asks for."""

import asyncio
import secrets
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route

from bot.errors import LatePostError
from bot.language import Language
from bot.local import Channel, Message, ModalOrHome, RefusedError, User, Workspace
from bot.web.cross_site import CrossSiteRequestError
from bot.web.face.actions import PersonActions
from bot.web.face.guard import read
from bot.web.face.icons import icon
from bot.web.face.people import People
from bot.web.face.renderer import Features, Renderer
from bot.web.face.stream import events, top_modal
from bot.web.face.visible import visible_message, visible_view
from bot.web.face.wording import workspace_strings
from bot.web.pages import PageResources
from bot.web.reader.wording import preferred_language, reader_strings

HOME = "app"
"""What stands in the address for the app's Home, where a channel's name would."""
_LOCALES = {"zh": "zh-CN", "en": "en-US"}

_log = structlog.stdlib.get_logger("bot.web.face")
Endpoint = Callable[[Request], Coroutine[Any, Any, Response]]


@dataclass(frozen=True, slots=True)
class WorkspaceUIOptions:
    """The channels that everybody is in, and where the reader is on this site, None where it is off."""

    places: tuple[str, ...]
    reader_path: str | None = "/"


class CountedLibrary(Protocol):
    """What the pages ask of the library."""

    async def sources(self) -> list[tuple[str, int]]:
        """The names of the sources with the number of their articles."""
        ...


class WorkspaceUI:
    """The pages over one workspace; `manifest` is the app's.

    An async context manager: at its end every window's stream of events ends.
    """

    def __init__(
        self,
        workspace: Workspace,
        manifest: Mapping[str, Any],
        *,
        resources: PageResources,
        clock: Callable[[], float],
        options: WorkspaceUIOptions,
    ) -> None:
        self._workspace = workspace
        self._reader_path = options.reader_path
        self._features = Features(manifest)
        self._people = People(workspace, clock, options.places)
        self._places = options.places
        self._templates = resources.templates
        self._assets = resources.assets
        self._library: CountedLibrary | None = None
        self._closing = asyncio.Event()

    async def __aenter__(self) -> "WorkspaceUI":
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closing.set()

    @property
    def first_person(self) -> User:
        """Who sits at the first window, the workspace's owner so to speak."""
        return self._people.first

    def routes(self, library: CountedLibrary | None = None) -> list[Route]:
        """Everything below `/try`. Where there is a `library`, pages say so while it is empty."""
        self._library = library
        return [
            Route("/try", self._guarded(self._enter), methods=["GET"]),
            Route("/try/static/{name}", self._assets.serve, methods=["GET"]),
            Route("/try/{person}/events", self._guarded(self._events), methods=["GET"]),
            Route("/try/{person}/thread", self._guarded(self._thread), methods=["GET"]),
            Route("/try/{person}/received", self._guarded(self._received), methods=["GET"]),
            Route("/try/{person}/do/{action}", self._guarded(self._do), methods=["POST"]),
            Route("/try/{person}/{place}", self._guarded(self._place), methods=["GET"]),
        ]

    def _guarded(self, endpoint: Endpoint) -> Endpoint:
        async def guarded(request: Request) -> Response:
            try:
                return await endpoint(request)
            except RefusedError as refusal:
                if request.method == "GET" and refusal.code == "user_not_found":
                    return RedirectResponse("/try", 303)  # the workspace was started anew
                if endpoint == self._place:
                    raise HTTPException(404) from refusal
                return PlainTextResponse(f"There is nothing here: {refusal.code}", 404)
            except CrossSiteRequestError as error:
                return JSONResponse({"error": str(error)}, 403)
            except LatePostError as error:
                if endpoint == self._place:
                    raise HTTPException(503, str(error)) from error
                return JSONResponse({"error": str(error)}, 400)
            except Exception as error:
                error_id = secrets.token_hex(4)
                _log.exception("the channel's page failed", path=request.url.path, error_id=error_id)
                if endpoint == self._place:
                    failed = reader_strings(_language(request)).failed
                    raise HTTPException(500, failed.format(error_id=error_id)) from error
                return JSONResponse({"error": f"That went wrong; the log has it as {error_id}."}, 500)

        return guarded

    async def _enter(self, request: Request) -> Response:
        user = self._people.sit_down(locale=_LOCALES[_language(request)])
        return RedirectResponse(f"/try/{user.name}/{self._places[0]}", 303, headers={"cache-control": "no-store"})

    async def _place(self, request: Request) -> Response:
        user, renderer = self._who(request)
        name = request.path_params["place"]
        newest = self._workspace.feed.kept[-1].number if self._workspace.feed.kept else 0
        channel = None if name == HOME else self._channel(user, name)
        dm = self._workspace.direct_message(user)
        thread = self._thread_of(channel, request.query_params.get("thread")) if channel else None
        html = self._templates.get_template("face/page.html").render(
            strings=workspace_strings(user.locale),
            icon=icon,
            reader_path=self._reader_path,
            completions=self._completions(user),
            asset=lambda name: f"/try/{self._assets.path(name)}",
            me=user,
            language=user.locale[:2],
            bot=self._workspace.bot_user,
            team=self._workspace.team_name,
            channels=[self._workspace.channel(place) for place in self._places],
            dm=dm,
            channel=channel,
            name=renderer.name(channel) if channel else self._workspace.bot_user.name,
            is_dm=channel is dm,
            bot_is_in=channel is None or self._workspace.bot_user.id in channel.members,
            messages=[renderer.message(message) for message in renderer.messages(channel)] if channel else [],
            thread=self._drawn_thread(user, renderer, channel, thread) if channel and thread else None,
            thread_ts=thread.ts if thread else None,
            home=None if channel else renderer.home(self._workspace.views.homes.get(user.id)),
            modal=top_modal(self._workspace, user, renderer)["html"],
            prompts=renderer.prompts(dm),
            status="",
            after=newest,
            shortcuts=[shortcut for shortcut in self._features.shortcuts if not shortcut.on_messages],
            warnings=self._workspace.warnings[-20:],
            is_empty=self._library is not None and not await self._library.sources(),
        )
        return _fresh(html.encode("utf-8", "replace").decode())

    async def _thread(self, request: Request) -> Response:
        user, renderer = self._who(request)
        channel = self._channel(user, request.query_params.get("channel", ""))
        parent = self._thread_of(channel, request.query_params.get("ts"))
        if parent is None:
            raise RefusedError("thread_not_found")
        return _fresh(self._drawn_thread(user, renderer, channel, parent))

    def _drawn_thread(self, user: User, renderer: Renderer, channel: Channel, parent: Message) -> str:
        return self._templates.get_template("face/thread.html").render(
            strings=workspace_strings(user.locale),
            icon=icon,
            channel=channel,
            name=renderer.name(channel),
            parent=parent,
            messages=[renderer.message(message, in_thread=True) for message in renderer.messages(channel, parent.ts)],
        )

    async def _received(self, request: Request) -> Response:
        user, renderer = self._who(request)
        shown: Message | ModalOrHome | None
        if view_id := request.query_params.get("view"):
            shown = visible_view(self._workspace, user, view_id)
        else:
            channel = self._channel(user, request.query_params.get("channel", ""))
            shown = visible_message(channel, user, request.query_params.get("ts", ""))
        if shown is None:
            raise RefusedError("message_not_found")
        return _fresh(renderer.received(shown))

    async def _events(self, request: Request) -> Response:
        user, renderer = self._who(request)
        after = request.headers.get("last-event-id") or request.query_params.get("after", "")
        stream = events(
            self._workspace,
            user,
            renderer,
            int(after) if after.isdecimal() and len(after) < 12 else None,
            self._closing,
        )

        async def seated() -> Any:
            with self._people.at_window(user):
                async for event in stream:
                    yield event

        return StreamingResponse(seated(), media_type="text/event-stream", headers={"cache-control": "no-store"})

    async def _do(self, request: Request) -> Response:
        user, _ = self._who(request)
        body = await read(request)
        answer = await PersonActions(self._workspace, user).do(request.path_params["action"], body)
        return JSONResponse({"ok": True, **answer})

    def _completions(self, user: User) -> dict[str, Any]:
        """What the message box completes: commands with what may follow them, and names."""
        commands = [
            {"name": command.name, "about": command.description, "hints": command.hints}
            for command in self._features.commands
        ]
        invite = {
            "name": "/invite",
            "about": workspace_strings(user.locale).of_slack,
            "hints": ["@" + self._workspace.bot_user.name],
        }
        bot = self._workspace.bot_user.name
        others = (
            other.name for other in self._workspace.users.values() if other.id != "USLACKBOT" and not other.is_bot
        )
        return {"commands": [*commands, invite], "names": [bot, *sorted(others)]}

    def _who(self, request: Request) -> tuple[User, Renderer]:
        user = self._people.person(request.path_params["person"])
        return user, Renderer(self._workspace, user, self._templates, self._features)

    def _channel(self, user: User, name: str) -> Channel:
        channel = self._workspace.channel(name)
        if user.id not in channel.members:
            raise RefusedError("channel_not_found")
        return channel

    def _thread_of(self, channel: Channel, ts: str | None) -> Message | None:
        """The parent of the thread that a message stands in."""
        found = channel.messages.get(ts or "")
        return channel.messages.get(found.thread_ts or found.ts, found) if found else None


def _language(request: Request) -> Language:
    return preferred_language(request.headers.get("accept-language", ""))


def _fresh(html: str) -> Response:
    return HTMLResponse(html, headers={"cache-control": "no-store"})
