"""Fetching goes to the address that was checked, and tells no host what is another's."""

import gzip
import ssl
import zlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.errors import FetchError
from bot.ingest.fetching.addresses import is_public
from bot.ingest.fetching.fetch import Fetcher, Wanted
from tests.serving import served

PRIVATE = (
    "127.0.0.1 127.9.9.9 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 255.255.255.255"
    " 192.0.2.1 198.18.0.1 240.0.0.1 ::1 :: fe80::1 fe80::1%eth0 fc00::1 ff02::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1"
    " 64:ff9b::7f00:1 2002:7f00:1:: 2001:db8::1 fec0::1 localhost x 1.2.3"
).split()
PUBLIC = "8.8.8.8 93.184.216.34 2606:4700:4700::1111 ::ffff:8.8.8.8 64:ff9b::808:808".split()


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_inside_a_network_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_of_the_internet_are(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "localhost", "[::ffff:127.0.0.1]"]
)
async def test_no_way_of_writing_loopback_gets_there(host: str) -> None:
    async with Fetcher(seconds=2) as fetcher:
        with pytest.raises(FetchError):
            await fetcher.get(Wanted(f"http://{host}:9/feed"))


@pytest.mark.parametrize(
    "url", ["ftp://a.example/x", "file:///etc/passwd", "gopher://a/", "http://", "nothing", "http://["]
)
async def test_only_http_and_https_are_fetched(url: str) -> None:
    async with Fetcher(seconds=2) as fetcher:
        with pytest.raises(FetchError):
            await fetcher.get(Wanted(url))


async def test_a_packed_answer_that_was_cut_off_is_not_taken_for_whole() -> None:
    packed = gzip.compress(("A sentence, " * 9_000 + "the end.").encode())

    async def answer(request: Request) -> Response:
        body = packed[:-20] if request.url.path == "/cut" else packed
        return Response(body, headers={"content-encoding": "gzip"})

    async with (
        served(Starlette(routes=[Route("/{path:path}", answer)])) as url,
        Fetcher(may_connect=lambda address: True) as fetcher,
    ):
        assert (await fetcher.get(Wanted(f"{url}/whole"))).body == gzip.decompress(packed)
        with pytest.raises(FetchError, match="cut off") as caught:
            await fetcher.get(Wanted(f"{url}/cut"))
        assert caught.value.retry_helps


FEED = b"<rss version='2.0'><channel>" + b"<item><title>Quay</title></item>" * 9_000 + b"</channel></rss>"


def deflated(wbits: int, data: bytes = FEED) -> bytes:
    packing = zlib.compressobj(wbits=wbits)
    return packing.compress(data) + packing.flush()


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("deflate", deflated(zlib.MAX_WBITS)),
        ("deflate", deflated(-zlib.MAX_WBITS)),
        ("deflate", FEED),
        ("none", FEED),
        ("UTF-8", gzip.compress(FEED)),
        ("", gzip.compress(FEED)),
        ("gzip", FEED),
    ],
    ids=["zlib", "bare", "not packed", "no packing", "gzip by another name", "gzip unsaid", "gzip only said"],
)
async def test_a_packing_is_told_by_what_it_is(encoding: str, body: bytes) -> None:
    async def answer(_: Request) -> Response:
        return Response(body, headers={"content-encoding": encoding} if encoding else {})

    async with (
        served(Starlette(routes=[Route("/", answer)])) as url,
        Fetcher(may_connect=lambda address: True) as fetcher,
    ):
        assert (await fetcher.get(Wanted(url))).body == FEED


@pytest.mark.parametrize(
    ("encoding", "body", "reason"),
    [
        ("deflate", deflated(zlib.MAX_WBITS, bytes(30 * 2**20)), "larger than"),
        ("deflate", deflated(zlib.MAX_WBITS)[:-40], "cut off"),
        ("br", b"packed", "was not asked for"),
    ],
)
async def test_every_packing_has_the_same_bounds(encoding: str, body: bytes, reason: str) -> None:
    async def answer(_: Request) -> Response:
        return Response(body, headers={"content-encoding": encoding})

    async with (
        served(Starlette(routes=[Route("/", answer)])) as url,
        Fetcher(may_connect=lambda address: True) as fetcher,
    ):
        with pytest.raises(FetchError, match=reason):
            await fetcher.get(Wanted(url))


@pytest.fixture
async def asked() -> AsyncIterator[tuple[str, list[dict[str, str]]]]:
    """A server that notes the headers it is sent; `/to/...` redirects to what stands behind it."""
    seen: list[dict[str, str]] = []

    async def answer(request: Request) -> Response:
        seen.append(dict(request.headers))
        if request.url.path == "/redirect":
            return RedirectResponse("/end")
        response = PlainTextResponse("ok")
        response.set_cookie("session", "secret")
        return response

    async with served(Starlette(routes=[Route("/{path:path}", answer)])) as url:
        yield url, seen


async def test_a_name_with_one_private_address_among_public_ones_is_refused() -> None:
    async def resolve(host: str, port: int) -> list[str]:
        return ["93.184.216.34", "10.0.0.1"]

    async with Fetcher(resolve=resolve, seconds=2) as fetcher:
        with pytest.raises(FetchError, match="private network"):
            await fetcher.get(Wanted("http://feeds.example/x"))


async def test_the_name_is_looked_up_once_and_the_connection_goes_to_the_checked_address(
    asked: tuple[str, list[dict[str, str]]],
) -> None:
    url, seen = asked
    looked_up: list[str] = []

    async def resolve(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return ["127.0.0.1"]

    async with Fetcher(resolve=resolve, may_connect=lambda address: address == "127.0.0.1") as fetcher:
        fetched = await fetcher.get(Wanted(url.replace("127.0.0.1", "feeds.example") + "/x"))
    assert (fetched.body, looked_up) == (b"ok", ["feeds.example"])
    assert seen[0]["host"].startswith("feeds.example:")


async def test_a_token_goes_to_the_address_itself_and_to_no_redirect_and_cookies_to_nobody(
    asked: tuple[str, list[dict[str, str]]],
) -> None:
    url, seen = asked
    async with Fetcher(may_connect=lambda _: True) as fetcher:
        await fetcher.get(Wanted(f"{url}/redirect", headers=(("Authorization", "Bearer t"),)))
        await fetcher.get(Wanted(f"{url}/again"))
    assert [each.get("authorization") for each in seen] == ["Bearer t", None, None]
    assert not any("cookie" in each for each in seen)


@pytest.mark.parametrize(("name", "is_fetched"), [("feeds.example", True), ("other.example", False)])
async def test_the_certificate_is_that_of_the_name_though_the_address_is_connected_to(
    tmp_path: Path, name: str, is_fetched: bool
) -> None:
    certificate = _certificate(tmp_path, "feeds.example")

    async def resolve(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    async def answer(request: Request) -> Response:
        return PlainTextResponse("ok")

    tls = ssl.create_default_context(cafile=certificate)
    async with (
        served(Starlette(routes=[Route("/x", answer)]), certificate=certificate) as url,
        Fetcher(resolve=resolve, may_connect=lambda _: True, tls=tls, seconds=5) as fetcher,
    ):
        wanted = Wanted(url.replace("127.0.0.1", name) + "/x")
        if is_fetched:
            assert (await fetcher.get(wanted)).body == b"ok"
        else:
            with pytest.raises(FetchError, match="can't be reached"):
                await fetcher.get(wanted)


def _certificate(folder: Path, name: str) -> Path:
    """A certificate that names itself as its issuer, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "certificate.pem"
    file.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
    return file
