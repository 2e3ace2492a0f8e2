"""A local HTTP server of feeds: good ones, moved ones, and all that a hostile or broken one may send."""

import asyncio
import gzip
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.serving import served

PUBLIC = "127.0.0.2"
"""A loopback address that tests let count as a public one; the server listens on both."""

TEXT = (
    "云帆航运今年把 12 艘江轮改成了电池驱动，每艘的改造费用是 800 万元。",
    "公司的负责人梁越说，换电站建在码头上，换一次电池只要 18 分钟。",
    "按照现在的电价，一艘船每年可以省下 95 万元的燃油费。",
    "不过冬天的水位会下降，满载的船要等待两天才能靠岸。",
    "公司计划明年在宜昌再建 3 座换电站，总投资 1.6 亿元。",
)
ENGLISH = (
    "The ferry company Northlight has replaced the diesel engines of nine ships with batteries.",
    "A charge takes 22 minutes and costs a third of the fuel that it replaces.",
    "The harbor of Kelso paid for the charging towers with a grant of $14 million.",
    "In winter the ships still need a heater that burns oil.",
    "Northlight wants to convert the other 31 ships of its fleet by 2029.",
)


def entry_html(paragraphs: tuple[str, ...]) -> str:
    return "".join(f"<p>{each}</p>" for each in paragraphs) + "<script>alert(1)</script>"


def rss(*items: str, title: str = "Feed") -> bytes:
    channel = f"<channel><title>{title}</title>{''.join(items)}</channel>"
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0">{channel}</rss>'.encode()


def item(
    title: str,
    paragraphs: tuple[str, ...],
    link: str = "",
    date: str = "Fri, 26 Sep 2025 08:30:00 +0800",
    guid: str = "",
) -> str:
    return (
        f"<item><title>{escape(title)}</title><link>{escape(link)}</link>"
        f"<guid isPermaLink='false'>{guid or title}</guid>"
        f"<pubDate>{date}</pubDate><description>{escape(entry_html(paragraphs))}</description></item>"
    )


def atom(title: str, paragraphs: tuple[str, ...], link: str, date: str = "2025-09-25T21:00:00Z") -> bytes:
    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><id>a</id>'
        f"<updated>{date}</updated><entry><title>{escape(title)}</title><id>{escape(link)}</id>"
        f'<link href="{escape(link)}"/>'
        f'<published>{date}</published><content type="html">{escape(entry_html(paragraphs))}</content></entry></feed>'
    ).encode()


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha ha ha ha ha ha">'
    + "".join(f'<!ENTITY {chr(97 + n)} "{("&" + chr(96 + n) + ";") * 20}">' for n in range(1, 12))
    + ']><rss version="2.0"><channel><title>&l;</title><item><title>&l;</title></item></channel></rss>'
).encode()


GZIP_BOMB = gzip.compress(b"a" * (30 * 2**20), 1)


@dataclass
class FeedServer:
    """Paths and what they send; what was asked for, by path."""

    bodies: dict[str, bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    asked: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    failing: set[str] = field(default_factory=set)
    released: asyncio.Event = field(default_factory=asyncio.Event)
    url: str = ""

    def public(self, path: str) -> str:
        """The address of a path as one of the public internet."""
        return self.url.replace("127.0.0.1", PUBLIC) + path

    def private(self, path: str) -> str:
        return self.url + path

    async def answer(self, request: Request) -> Response:
        path = request.url.path
        self.asked.setdefault(path, []).append(dict(request.headers))
        if path in self.failing:
            return Response(status_code=500)
        if path == "/moved":
            return RedirectResponse("/rss", status_code=301)
        if path == "/inside":
            return RedirectResponse(self.private("/secret"), status_code=302)
        if path == "/round":
            return RedirectResponse("/round", status_code=302)
        if path == "/file":
            return RedirectResponse("file:///etc/passwd", status_code=302)
        if path == "/huge":
            return StreamingResponse(self._endless(b"<rss>" + b"a" * 65_531, 100 * 2**20), media_type="text/xml")
        if path == "/gzip-bomb":
            return Response(GZIP_BOMB, headers={"content-encoding": "gzip"})
        if path == "/hanging":
            await self.released.wait()
            return Response(status_code=500)
        if path == "/dripping":
            return StreamingResponse(self._dripping(), media_type="text/xml")
        if path not in self.bodies:
            return Response(status_code=404)
        body = self.bodies[path]
        tag = f'"{hash(body)}"'
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304)
        headers = {"etag": tag, "last-modified": "Fri, 26 Sep 2025 00:00:00 GMT"}
        return Response(body, headers=headers, media_type=self.types.get(path, "application/xml"))

    async def _endless(self, chunk: bytes, size: int) -> AsyncIterator[bytes]:
        for _ in range(size // len(chunk)):
            yield chunk

    async def _dripping(self) -> AsyncIterator[bytes]:
        yield b"<rss"
        await self.released.wait()


@asynccontextmanager
async def feed_server() -> AsyncGenerator[FeedServer]:
    """The server, for the time of the block, at 127.0.0.1 and 127.0.0.2."""
    server = FeedServer()
    app = Starlette(routes=[Route("/{path:path}", server.answer)])
    async with served(app, PUBLIC) as url:
        server.url = url
        try:
            yield server
        finally:
            server.released.set()
