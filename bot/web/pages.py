"""What all pages share: templates that escape, files that are shipped, headers that keep strangers' text harmless."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.text import has_han, printable

_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}


class Secured:
    """Adds the headers that no page goes out without: nothing runs or loads but what is shipped with the bot.

    A page that needs one to say something else says so itself.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, secured)


class Assets:
    """The style sheets, scripts and pictures beside this module, each under an address that changes with it."""

    def __init__(self) -> None:
        self._files: dict[str, tuple[bytes, str, str]] = {}
        for file in (files("bot.web") / "static").iterdir():
            media_type = _TYPES.get(file.name[file.name.rfind(".") :])
            if media_type is not None:
                content = file.read_bytes()
                self._files[file.name] = content, media_type, hashlib.sha256(content).hexdigest()[:12]

    def path(self, name: str) -> str:
        """`static/NAME?v=…`."""
        return f"static/{name}?v={self._files[name][2]}"

    @cached_property
    def version(self) -> str:
        """Changes when any of the files does."""
        return hashlib.sha256("".join(digest for *_, digest in sorted(self._files.values())).encode()).hexdigest()[:12]

    async def serve(self, request: Request) -> Response:
        """The file; kept by the browser for good where the address is that of its content."""
        found = self._files.get(request.path_params["name"])
        if found is None:
            return PlainTextResponse("not found", 404)
        content, media_type, digest = found
        if (unchanged := not_modified(request, f'"{digest}"')) is not None:
            return unchanged
        is_versioned = request.query_params.get("v") == digest
        cache = "public, max-age=31536000, immutable" if is_versioned else "no-cache"
        return Response(content, media_type=media_type, headers={"etag": f'"{digest}"', "cache-control": cache})


@dataclass(frozen=True)
class PageResources:
    """What every page is made of: its templates, and the files that go with it."""

    templates: Environment
    assets: Assets

    @classmethod
    def load(cls) -> "PageResources":
        """Those that are shipped with the bot."""
        return cls(_templates(), Assets())


def _templates() -> Environment:
    """Templates in which everything is escaped; `seen` and `href` make strangers' text and addresses harmless."""
    templates = Environment(
        loader=PackageLoader("bot.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {
        "seen": printable,
        "href": http_address,
        "language_tag": language_tag,
        "together_by": _together_by,
    }
    return templates


def _together_by(values: Iterable[Any], attribute: str) -> list[tuple[Any, list[Any]]]:
    """The values by an attribute, in the order in which its values come first."""
    groups: dict[Any, list[Any]] = {}
    for value in values:
        groups.setdefault(getattr(value, attribute), []).append(value)
    return list(groups.items())


def http_address(address: str | None) -> str | None:
    """The address where it is one of http or https, else None: no script hides behind a link."""
    if not address:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme.lower() in ("http", "https") and parts.netloc else None


def language_tag(text: str) -> str:
    """The language of a text, for `lang`: what screen readers pronounce and fonts draw it in."""
    return "zh-Hans" if has_han(text) else "en"


def entity_tag(*parts: object) -> str:
    """A weak ETag of everything that a page depends on."""
    return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:24]}"'


def not_modified(request: Request, tag: str) -> Response | None:
    """304 where the browser has this state already, else None."""
    known = [known_tag.strip() for known_tag in request.headers.get("if-none-match", "").split(",")]
    if tag not in known and tag.removeprefix("W/") not in known:
        return None
    return Response(status_code=304, headers={"etag": tag, "cache-control": "no-cache"})


def marked(text: str, spans: Iterable[tuple[int, int]]) -> Markup:
    """The text, escaped, with `<mark>` around the spans: character offsets [start, end), in order, not overlapping."""
    pieces: list[Markup] = []
    at = 0
    for start, end in spans:
        pieces.append(Markup("{}<mark>{}</mark>").format(printable(text[at:start]), printable(text[start:end])))
        at = end
    pieces.append(Markup("{}").format(printable(text[at:])))
    return Markup("").join(pieces)


def attributes(values: Mapping[str, Any]) -> Markup:
    """HTML attributes: None and False are left out, True stands for the bare name."""
    written = [
        Markup(" {}").format(name) if value is True else Markup(' {}="{}"').format(name, value)
        for name, value in values.items()
        if value is not None and value is not False
    ]
    return Markup("").join(written)
