"""The inbox folder: complete files come in once and are moved, whatever dies and whoever is slow in between."""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.formats.json_lines import write
from bot.ingest.inbox import Inbox
from bot.ingest.intake import Intake
from bot.model import Article
from bot.store import ArticleStore, Database
from bot.store.arrivals import Arrivals
from bot.summarize.extractive import ExtractiveSummarizer
from bot.text import readable_name
from tests.feed_server import ENGLISH, TEXT
from tests.library import article


@dataclass
class Folder:
    """An inbox with a clock that tests move; `look` is what the watcher does on every change."""

    path: Path
    store: ArticleStore
    arrivals: Arrivals
    seconds: float = 0.0

    def __post_init__(self) -> None:
        intake = Intake(self.arrivals, ExtractiveSummarizer())
        self.inbox = Inbox(self.path, intake, lambda: self.seconds)

    def drop(self, name: str, content: str | bytes) -> Path:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    async def after(self, seconds: float) -> None:
        self.inbox.look()
        await self.inbox.done()
        self.seconds += seconds
        self.inbox.look()
        await self.inbox.done()

    def names(self, folder: str = "") -> set[str]:
        """The files in a folder of the inbox."""
        return {each.name for each in (self.path / folder).glob("*") if each.is_file()}

    async def titles(self) -> set[str]:
        return {each.title async for each in self.store.newest_first()}


@pytest.fixture
async def folder(tmp_path: Path) -> AsyncIterator[Folder]:
    async with Database.open(tmp_path / "library.sqlite") as database:
        store = ArticleStore(database)
        (tmp_path / "inbox").mkdir()
        yield Folder(tmp_path / "inbox", store, Arrivals(database, lambda: datetime.now(UTC)))


NUL = "\0"
PAGE = "江轮换电\n晚点LatePost· 2025-09-26 08:30\n" + "\n".join(TEXT) + "\n"
WEB = (
    "<html><head><title>x</title></head><body><h1 id='activity-name'>江轮换电</h1><a id='js_name'>南窗周刊</a>"
    "<em id='publish_time'>2025年9月26日 08:30</em><div id='js_content' style='visibility: hidden'>"
    + "".join(f"<section><p><span>{each}</span></p></section>" for each in TEXT)
    + "</div></body></html>"
)


class TestWhatIsDropped:
    @pytest.mark.parametrize(
        ("name", "content", "source"),
        [
            ("page.txt", PAGE, "晚点LatePost"),
            ("page.html", WEB, "南窗周刊"),
            ("text.txt", "江轮换电\n日期：2025-09-26\n\n" + "\n\n".join(TEXT), "inbox"),
            ("江轮周报/text.md", "# 江轮换电\n\n" + "\n\n".join(TEXT), "江轮周报"),
        ],
    )
    async def test_full_text_of_every_format_becomes_a_cited_summary(
        self, folder: Folder, name: str, content: str, source: str
    ) -> None:
        folder.drop(name, content)
        await folder.after(2)
        (found,) = [each async for each in folder.store.newest_first()]
        assert (found.title, found.source, found.summary_by) == ("江轮换电", source, "extractive")
        assert found.paragraphs == TEXT
        assert (folder.path / "imported" / name).is_file()
        assert not (folder.path / name).exists()

    async def test_an_export_is_restored_as_it_was(self, folder: Folder) -> None:
        kept = article(1, paragraphs=TEXT)
        folder.drop("a.jsonl", write(kept) + "\n")
        await folder.after(2)
        assert [each async for each in folder.store.newest_first()] == [kept]

    async def test_what_is_wrong_is_told_beside_the_file_and_the_good_articles_go_in(self, folder: Folder) -> None:
        folder.drop("a.jsonl", write(article(1)) + "\n{broken\n")
        await folder.after(2)
        assert folder.names() == {"a.jsonl"}  # it may still be half written
        await folder.after(10)
        assert folder.names("failed") == {"a.jsonl", "a.jsonl.reason.txt"}
        reason = (folder.path / "failed" / "a.jsonl.reason.txt").read_text(encoding="utf-8")
        assert "line 2: not JSON" in reason
        assert "imported 1 new, 0 updated, 0 unchanged, 1 failed" in reason
        assert len(await folder.titles()) == 1

    async def test_the_counts_are_those_of_all_tries_also_when_the_file_grew_between_them(self, folder: Folder) -> None:
        folder.drop("known.jsonl", write(article(3)) + "\n")
        await folder.after(2)
        lines = [write(article(number)) + "\n" for number in (1, 2, 3)]
        folder.drop("a.jsonl", lines[0] + lines[0] + "{broken\n")
        await folder.after(2)
        folder.drop("a.jsonl", lines[0] + lines[0] + "{broken\n" + lines[1] + lines[2])
        await folder.after(10)
        reason = (folder.path / "failed" / "a.jsonl.reason.txt").read_text(encoding="utf-8")
        assert "imported 2 new, 0 updated, 2 unchanged, 1 failed" in reason

    async def test_names_that_are_taken_get_a_number(self, folder: Folder) -> None:
        for number in (1, 2):
            folder.drop("a.jsonl", write(article(number)))
            await folder.after(2)
        assert folder.names("imported") == {"a.jsonl", "a-2.jsonl"}

    @pytest.mark.parametrize("content", [PAGE, "{broken"])
    async def test_the_longest_name_is_moved_too(self, folder: Folder, content: str) -> None:
        name = "江" * 83 + ".txt" if content == PAGE else "a" * 249 + ".jsonl"
        for _ in range(2):
            folder.drop(name, content)
            await folder.after(10)
        assert folder.names() == set()
        moved = folder.names("imported" if content == PAGE else "failed")
        assert len([each for each in moved if not each.endswith(".reason.txt")]) == 2
        assert len(moved) == (2 if content == PAGE else 4)

    async def test_a_link_to_another_file_is_refused(self, folder: Folder) -> None:
        secret = folder.path.parent / "secret.txt"
        secret.write_text(PAGE, encoding="utf-8")
        (folder.path / "link.txt").symlink_to(secret)
        await folder.after(10)
        assert folder.names("failed") == {"link.txt", "link.txt.reason.txt"}
        assert "is a link" in (folder.path / "failed" / "link.txt.reason.txt").read_text(encoding="utf-8")
        assert (secret.exists(), await folder.titles()) == (True, set())

    async def test_hidden_and_unfinished_files_stay(self, folder: Folder) -> None:
        for name in (".hidden.txt", "page.txt.part", "page.crdownload", "page.txt~"):
            folder.drop(name, PAGE)
        await folder.after(60)
        assert len(folder.names()) == 4
        assert not await folder.titles()


class TestManyFiles:
    async def test_one_that_takes_long_holds_no_other_up(self, folder: Folder) -> None:
        released = asyncio.Event()

        class Slow(ExtractiveSummarizer):
            async def summarise(self, article: Article) -> Article:
                if article.title == "Slow":
                    await released.wait()
                return await super().summarise(article)

        folder.inbox = Inbox(folder.path, Intake(folder.arrivals, Slow()), lambda: folder.seconds)
        folder.drop("a.txt", "Slow\n\n" + "\n\n".join(ENGLISH))
        folder.drop("b.txt", PAGE)
        folder.inbox.look()
        folder.seconds += 2
        folder.inbox.look()
        async with asyncio.timeout(20):
            while not folder.names("imported"):  # noqa: ASYNC110 - a thread reads the file
                await asyncio.sleep(0.01)
        assert folder.names("imported") == {"b.txt"}
        released.set()
        await folder.inbox.done()
        assert folder.names("imported") == {"a.txt", "b.txt"}


class TestSlowWriters:
    async def test_a_file_that_is_being_written_waits(self, folder: Folder) -> None:
        for at in range(1, len(ENGLISH)):
            folder.drop("text.txt", "Ferries\n\n" + "\n\n".join(ENGLISH[:at]))
            await folder.after(1)
        assert not await folder.titles()
        await folder.after(2)
        (found,) = [each async for each in folder.store.newest_first()]
        assert found.paragraphs == ENGLISH[:-1]

    async def test_an_empty_file_waits_longer_and_is_then_said_to_be_empty(self, folder: Folder) -> None:
        folder.drop("a.txt", "")
        await folder.after(5)
        assert folder.names() == {"a.txt"}
        await folder.after(10)
        assert "empty" in (folder.path / "failed" / "a.txt.reason.txt").read_text()

    async def test_a_file_that_goes_on_growing_after_it_was_moved_is_taken_back(self, folder: Folder) -> None:
        folder.drop("text.txt", "Ferries\nDate: 2025-09-26\n\n" + "\n\n".join(ENGLISH[:3]))
        await folder.after(2)
        with (folder.path / "imported" / "text.txt").open("a", encoding="utf-8") as writer:
            writer.write("\n\n" + "\n\n".join(ENGLISH[3:]))
        await folder.after(2)
        await folder.after(2)
        (found,) = [each async for each in folder.store.newest_first()]
        assert found.paragraphs == ENGLISH
        assert folder.names("imported") == {"text.txt"}


class TestDying:
    async def test_a_file_whose_articles_were_stored_but_not_moved_changes_nothing(self, folder: Folder) -> None:
        file = folder.drop("text.txt", "Ferries\n\n" + "\n\n".join(ENGLISH))
        again = file.read_bytes()
        stat = file.stat()
        await folder.after(2)
        before = await folder.store.state()
        (folder.path / "imported" / "text.txt").rename(file)
        assert (file.read_bytes(), file.stat().st_mtime_ns) == (again, stat.st_mtime_ns)
        restarted = Folder(folder.path, folder.store, folder.arrivals)
        await restarted.after(2)
        assert await folder.store.state() == before
        assert folder.names("imported") == {"text.txt"}

    async def test_a_reason_that_was_written_before_the_move_is_not_doubled(self, folder: Folder) -> None:
        folder.drop("a.jsonl", "{broken\n")
        folder.drop("failed/a.jsonl.reason.txt", "half a rea")
        await folder.after(2)
        await folder.after(10)
        assert folder.names("failed") == {"a.jsonl", "a.jsonl.reason.txt"}
        assert "not JSON" in (folder.path / "failed" / "a.jsonl.reason.txt").read_text()

    async def test_files_that_were_there_before_the_start_are_taken_in(self, folder: Folder) -> None:
        folder.drop("page.txt", PAGE)
        await Folder(folder.path, folder.store, folder.arrivals).after(2)
        assert await folder.titles() == {"江轮换电"}


class TestWhatCannotBeRead:
    async def test_a_character_that_no_text_holds_is_a_reason_and_the_other_articles_come_in(
        self, folder: Folder
    ) -> None:
        pages = [
            f"江轮换电第{number}程\n晚点LatePost· 2025-09-{number:02} 08:30\n核心观点\n• 江轮换电已经成行。[1]\n"
            f"第 1 组\n• {'换电站每次给船换上一组电池。' * 60}{NUL if number == 15 else ''}[{number}]\n"
            for number in range(1, 21)
        ]
        folder.drop("page.txt", "".join(pages))
        await folder.after(10)
        assert len(await folder.titles()) == 19
        assert folder.names("failed") == {"page.txt", "page.txt.reason.txt"}
        reason = (folder.path / "failed/page.txt.reason.txt").read_text(encoding="utf-8")
        assert "U+0000" in reason
        assert "19 new" in reason

    async def test_names_in_another_encoding_are_moved_and_read_as_chinese(self, folder: Folder) -> None:
        for name, text in (("江轮/好.txt", PAGE), ("江轮/坏.txt", "")):
            file = folder.path / os.fsdecode(name.encode("gb18030"))
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
        await folder.after(10)
        moved = {readable_name(str(each.relative_to(folder.path))) for each in folder.path.rglob("*") if each.is_file()}
        assert {each for each in moved if not each.startswith(".")} == {
            "imported/江轮/好.txt",
            "failed/江轮/坏.txt",
            "failed/江轮/坏.txt.reason.txt",
        }

    async def test_a_fault_of_ours_on_one_article_is_a_reason_and_the_others_come_in(self, folder: Folder) -> None:
        class Faulty(ExtractiveSummarizer):
            async def summarise(self, article: Article) -> Article:
                if "二" in article.title:
                    raise ZeroDivisionError
                return await super().summarise(article)

        folder.inbox = Inbox(folder.path, Intake(folder.arrivals, Faulty()), lambda: folder.seconds)
        pages = [
            PAGE.replace("江轮换电", f"江轮换电{number}", 1).replace("-26", f"-2{day}")
            for day, number in enumerate("一二三")
        ]
        folder.drop("page.txt", "".join(pages))
        await folder.after(10)
        assert len(await folder.titles()) == 2
        assert "fault of the bot" in (folder.path / "failed/page.txt.reason.txt").read_text(encoding="utf-8")
