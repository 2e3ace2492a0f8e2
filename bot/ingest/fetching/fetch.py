"""Fetching from addresses that strangers choose: bounded in time and size, and never inside the own network.

A name is resolved here, every address that it has is checked, and the connection goes to the checked address itself,
so that a name can't point elsewhere a moment later. The same holds for every redirect.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from types import TracebackType
from typing import Self
from urllib.parse import urljoin

import httpx

from bot.errors import FetchError
from bot.ingest.fetching.addresses import is_public, without_userinfo
from bot.ingest.fetching.packing import Unpacker

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""A host and a port to its IP addresses."""

MAX_BYTES = 10 * 1024 * 1024
"""Of one answer, unpacked."""
_SECONDS = 30.0
_CONNECT_SECONDS = 10.0
_MAX_REDIRECTS = 5
_PERMANENT = frozenset({301, 308})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CHUNK = 1 << 16
_AGENT = "LatePostBot (feed reader of a team; asks with ETag and If-Modified-Since)"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to fetch, and what is known of it."""

    url: str
    allow_private: bool = False
    etag: str = ""
    last_modified: str = ""
    languages: str = "zh,en;q=0.8"
    accept: str = "*/*"
    headers: tuple[tuple[str, str], ...] = ()
    """Further ones, for the address itself; no redirect gets them."""
    max_bytes: int = MAX_BYTES


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came. `body` is None where nothing changed since the last time."""

    body: bytes | None
    url: str
    """Where it came from, after all redirects, to be shown and stored: without a name and password."""
    moved_to: str
    """Where to ask from now on: behind redirects that are permanent, from the first one on."""
    etag: str
    last_modified: str
    content_type: str
    charset: str | None


class Fetcher:
    """Fetches; one for a process, open for the time of a block."""

    def __init__(
        self,
        *,
        resolve: Resolve | None = None,
        may_connect: Callable[[str], bool] = is_public,
        seconds: float = _SECONDS,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._resolve = resolve or _resolve
        self._may_connect = may_connect
        self._seconds = seconds
        # No proxy of the environment: the address connected to would be the proxy's, and nothing checked.
        self._client = httpx.AsyncClient(
            follow_redirects=False,
            trust_env=False,
            timeout=httpx.Timeout(seconds, connect=_CONNECT_SECONDS),
            limits=httpx.Limits(max_connections=20, max_keepalive_connections=0),
            verify=tls or ssl.create_default_context(),
        )
        # Hosts that share an address must not see each other's cookies, and no feed needs any.
        self._client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def get(self, wanted: Wanted) -> Fetched:
        """Fetch it. Raises `FetchError`, whose message is the reason as a sentence."""
        try:
            async with asyncio.timeout(self._seconds):
                return await self._follow(wanted)
        except TimeoutError as error:
            raise FetchError(f"it does not answer within {self._seconds:g} seconds", retry_helps=True) from error
        except httpx.TimeoutException as error:
            raise FetchError("it does not answer in time", retry_helps=True) from error
        except httpx.InvalidURL as error:
            raise FetchError(f"{wanted.url} is no address") from error
        except (httpx.HTTPError, OSError, UnicodeError) as error:
            reason = str(error).strip() or type(error).__name__
            raise FetchError(f"it can't be reached ({reason})", retry_helps=True) from error

    async def _follow(self, wanted: Wanted) -> Fetched:
        url = moved_to = wanted.url
        permanent = True
        for _ in range(_MAX_REDIRECTS + 1):
            request = await self._request(url, wanted, is_first=url == wanted.url)
            response = await self._client.send(request, stream=True)
            try:
                target = response.headers.get("location")
                if response.status_code not in _REDIRECTS or not target:
                    return await self._answer(response, wanted, url, moved_to)
                permanent = permanent and response.status_code in _PERMANENT
                url = urljoin(url, target)
                moved_to = url if permanent else moved_to
            finally:
                await response.aclose()
        raise FetchError(f"it redirects more than {_MAX_REDIRECTS} times")

    async def _request(self, url: str, wanted: Wanted, *, is_first: bool) -> httpx.Request:
        parsed = httpx.URL(url)
        if parsed.scheme not in ("http", "https") or not parsed.host:
            raise FetchError(f"it leads to {url[:200]}, and only http and https are fetched")
        port = parsed.port or (443 if parsed.scheme == "https" else 80)
        address = await self._address(parsed.host, port, allow_private=wanted.allow_private)
        headers = {
            "Host": parsed.netloc.decode("ascii"),
            "User-Agent": _AGENT,
            "Accept": wanted.accept,
            "Accept-Language": wanted.languages,
            "Accept-Encoding": "gzip",
        }
        if wanted.etag:
            headers["If-None-Match"] = wanted.etag
        if wanted.last_modified:
            headers["If-Modified-Since"] = wanted.last_modified
        if is_first:
            headers.update(wanted.headers)
        # The certificate is checked for the name, though the connection goes to the address.
        extensions = {"sni_hostname": parsed.host} if parsed.scheme == "https" else {}
        return self._client.build_request("GET", parsed.copy_with(host=address), headers=headers, extensions=extensions)

    async def _address(self, host: str, port: int, *, allow_private: bool) -> str:
        try:
            addresses = [str(ipaddress.ip_address(host.strip("[]")))]
        except ValueError:
            addresses = await self._resolve(host, port)
        if not addresses:
            raise FetchError(f"the name {host} has no address", retry_helps=True)
        if not allow_private and not all(map(self._may_connect, addresses)):
            raise FetchError(
                f"{host} is an address inside a private network; for a feed of your own set allow_private = true"
            )
        return addresses[0]

    async def _answer(self, response: httpx.Response, wanted: Wanted, url: str, moved_to: str) -> Fetched:
        body = None
        if response.status_code != 304:
            if response.status_code != 200:
                raise FetchError(
                    f"it answers with status {response.status_code}",
                    retry_helps=True,
                    wait_seconds=_retry_after(response.headers.get("retry-after", "")),
                )
            body = await _body(response, wanted.max_bytes)
        return Fetched(
            body=body,
            url=without_userinfo(url),
            moved_to=moved_to,
            etag=response.headers.get("etag", wanted.etag if body is None else "")[:1000],
            last_modified=response.headers.get("last-modified", wanted.last_modified if body is None else "")[:100],
            content_type=response.headers.get("content-type", "")[:200],
            charset=response.charset_encoding,
        )


async def _body(response: httpx.Response, most: int) -> bytes:
    """Read and unpacked piece by piece, so that neither a large answer nor a small one that grows is ever held."""
    too_large = FetchError(f"it is larger than {most / 2**20:g} MB")
    length = response.headers.get("content-length", "")
    if length.isdigit() and int(length) > most:
        raise too_large
    unpacker = Unpacker(response.headers.get("content-encoding", ""))
    body = bytearray()
    async with aclosing(_raw(response)) as chunks:
        async for chunk in chunks:
            while chunk:
                piece, chunk = unpacker.feed(chunk)
                body += piece
                if len(body) > most:
                    raise too_large
    return bytes(body + unpacker.rest())


async def _raw(response: httpx.Response) -> AsyncGenerator[bytes]:
    async for chunk in response.aiter_raw(_CHUNK):
        yield chunk


async def _resolve(host: str, port: int) -> list[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def _retry_after(written: str) -> float | None:
    return float(written) if written.isascii() and written.isdigit() and len(written) < 8 else None
