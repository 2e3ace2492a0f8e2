"""Files and links that people bring, whatever they are called."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from reportlab.pdfgen.canvas import Canvas

from bot.ingest.fetching.bounded_process import Limits
from bot.ingest.fetching.fetch import Fetcher, Wanted
from bot.ingest.intake import Intake
from bot.ingest.uploads import UploadService
from bot.model import Saved
from bot.store import Database
from bot.store.arrivals import Arrivals
from bot.summarize.extractive import ExtractiveSummarizer
from tests.feed_server import ENGLISH, TEXT, FeedServer, feed_server

NOW = datetime(2025, 9, 26, 4, 0, tzinfo=UTC)


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with feed_server() as opened:
        yield opened


@pytest.fixture
async def uploads(tmp_path: Path) -> AsyncIterator[UploadService]:
    async with (
        Database.open(tmp_path / "library.sqlite") as database,
        Fetcher(may_connect=lambda address: True, seconds=2) as fetcher,
    ):
        arrivals = Arrivals(database, lambda: NOW)
        intake = Intake(arrivals, ExtractiveSummarizer())
        yield UploadService(intake, arrivals, fetcher, now=lambda: NOW, source="Slack")


@pytest.mark.parametrize(
    "name", ["江" * 200 + ".txt", "𠀀" * 200 + ".txt", "../../etc/江.txt", "..", "a\nb\0c.txt", "C:\\x\\江.txt"]
)
async def test_a_file_of_any_name_comes_in(uploads: UploadService, server: FeedServer, name: str) -> None:
    server.bodies["/file-1"] = ("江轮换电\n\n" + "\n\n".join(TEXT)).encode()
    server.types["/file-1"] = "text/plain"
    found = await uploads.file(name, Wanted(server.public("/file-1")))
    assert [each.saved for each in found.taken] == [Saved.NEW]
    link = await uploads.link(server.public("/file-1") + "?name=" + quote(name))
    assert link.name.endswith(quote(name))


async def test_a_link_with_a_password_in_it_is_stored_without(uploads: UploadService, server: FeedServer) -> None:
    told = "".join(f"<p>{each}</p>" for each in TEXT)
    server.bodies["/page"] = f"<html><body><article><h1>江轮换电</h1>{told}</article></body></html>".encode()
    server.types["/page"] = "text/html"
    found = await uploads.link(server.public("/page").replace("://", "://ann:secret@"))
    assert [each.article.url for each in found.taken] == [server.public("/page")]


async def test_a_pdf_file_and_a_link_to_one_come_in(uploads: UploadService, server: FeedServer, tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "ferries.pdf"))
    canvas.setFontSize(20)
    canvas.drawString(72, 760, "Ferries change batteries")
    canvas.setFontSize(11)
    for number, line in enumerate(ENGLISH):
        canvas.drawString(72, 720 - 40 * number, line[:80])
    canvas.save()
    server.bodies["/ferries"] = (tmp_path / "ferries.pdf").read_bytes()
    server.types["/ferries"] = "application/pdf"
    found = await uploads.file("ferries.pdf", Wanted(server.public("/ferries")))
    assert [(each.saved, each.article.title) for each in found.taken] == [(Saved.NEW, "Ferries change batteries")]
    again = await uploads.link(server.public("/ferries"))
    assert [each.saved for each in again.taken] == [Saved.UNCHANGED]


async def test_a_page_that_takes_too_much_to_read_gets_a_sentence(uploads: UploadService, server: FeedServer) -> None:
    limited = UploadService(
        uploads._intake,
        uploads._arrivals,
        uploads._fetcher,
        now=lambda: NOW,
        source="Slack",
        limits=Limits(address_bytes=1 << 27),
    )
    server.bodies["/page.html"] = b"<h1>a</h1>" * 200_000
    server.types["/page.html"] = "text/html"
    found = await limited.link(server.public("/page.html"))
    assert [sentence.partition(";")[0] for sentence in found.problems] == ["it takes too much time or memory to read"]
    assert await limited.file("page.html", Wanted(server.public("/page.html"))) == found.model_copy(
        update={"name": "page.html"}
    )
