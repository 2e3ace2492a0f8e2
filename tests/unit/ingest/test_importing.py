"""Files and folders into the store: the good articles go in, the bad ones are told, nothing is lost."""

import json
import os
from collections.abc import AsyncIterator
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot.app.settings import Settings
from bot.cli.import_progress import run_import
from bot.formats.json_lines import write
from bot.ingest.importing import Counts, Outcome, import_paths
from bot.store import ArticleStore, Database, Saved
from tests.library import START, article


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[ArticleStore]:
    async with Database.open(tmp_path / "data" / "library.sqlite") as database:
        yield ArticleStore(database)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def lines(*numbers: int) -> str:
    """A JSON Lines file of these articles."""
    return "".join(write(article(number)) + "\n" for number in numbers)


async def outcomes(store: ArticleStore, *paths: Path) -> list[Outcome]:
    return [outcome async for outcome in import_paths(paths, store)]


async def counts(store: ArticleStore, *paths: Path) -> str:
    total = Counts()
    for outcome in await outcomes(store, *paths):
        total.add(outcome)
    return str(total)


class TestFiles:
    async def test_new_edited_and_known_articles_are_counted_apart(self, store: ArticleStore, inbox: Path) -> None:
        (inbox / "a.jsonl").write_text(lines(1, 2))
        assert await counts(store, inbox / "a.jsonl") == "imported 2 new, 0 updated, 0 unchanged, 0 failed"
        (inbox / "a.jsonl").write_text(lines(1) + write(article(2, viewpoint="Edited.")) + "\n" + lines(3))
        assert await counts(store, inbox / "a.jsonl") == "imported 1 new, 1 updated, 1 unchanged, 0 failed"

    async def test_the_good_articles_of_a_bad_file_go_in(self, store: ArticleStore, inbox: Path) -> None:
        (inbox / "a.jsonl").write_text(lines(1) + "{broken\n" + lines(2))
        found = await outcomes(store, inbox / "a.jsonl")
        assert [outcome.saved for outcome in found] == [Saved.NEW, None, Saved.NEW]
        assert found[1].problem
        assert str(found[1].problem).startswith(f"{inbox / 'a.jsonl'}:2: ")

    @pytest.mark.parametrize(
        ("escape", "character"), [("\\u0000", "U+0000"), ("\\ud83d", "")], ids=["NUL", "half a surrogate pair"]
    )
    async def test_a_text_that_no_database_holds_is_refused_with_its_line(
        self, store: ArticleStore, inbox: Path, escape: str, character: str
    ) -> None:
        bad = write(article(2, viewpoint="a#b")).replace("#", escape)
        (inbox / "a.jsonl").write_text(lines(1) + bad + "\n" + lines(3))
        (problem,) = [outcome.problem for outcome in await outcomes(store, inbox / "a.jsonl") if outcome.problem]
        assert problem.line == 2
        assert character in problem.reason
        assert not character or "`viewpoint`" in problem.reason
        assert await store.count() == 2

    async def test_what_is_wrong_with_a_file_stops_no_other(self, store: ArticleStore, inbox: Path) -> None:
        (inbox / "1 empty.txt").write_bytes(b"")
        (inbox / "2 binary.bin").write_bytes(b"\x00\x01\x02")
        (inbox / "3 chat.txt").write_text("Nothing of the sort.\n")
        (inbox / "4 good.jsonl").write_text(lines(1))
        found = await outcomes(store, inbox, inbox / "missing.txt")
        assert [outcome.saved for outcome in found] == [None, None, None, Saved.NEW, None]
        reasons = [str(outcome.problem) for outcome in found if outcome.problem]
        assert all("\n" not in reason and f"{inbox}" in reason for reason in reasons)
        assert "no such file" in reasons[-1]


class TestFolders:
    async def test_all_files_below_are_read_by_name_without_hidden_ones(self, store: ArticleStore, inbox: Path) -> None:
        (inbox / "b").mkdir()
        (inbox / "b" / "c.jsonl").write_text(lines(2))
        (inbox / "a.jsonl").write_text(lines(1))
        (inbox / ".hidden.jsonl").write_text(lines(3))
        (inbox / ".git").mkdir()
        (inbox / ".git" / "d.jsonl").write_text(lines(4))
        found = await outcomes(store, inbox)
        assert [outcome.path for outcome in found] == [inbox / "a.jsonl", inbox / "b" / "c.jsonl"]

    async def test_a_link_to_a_folder_above_does_not_go_round_for_ever(self, store: ArticleStore, inbox: Path) -> None:
        (inbox / "a.jsonl").write_text(lines(1))
        (inbox / "loop").symlink_to(inbox, target_is_directory=True)
        (inbox / "self").symlink_to(inbox / "self")
        found = await outcomes(store, inbox)
        assert [outcome.saved for outcome in found] == [Saved.NEW, None]

    async def test_a_link_to_another_folder_is_followed(self, store: ArticleStore, inbox: Path, tmp_path: Path) -> None:
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "elsewhere" / "a.jsonl").write_text(lines(1))
        (inbox / "link").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
        assert [outcome.saved for outcome in await outcomes(store, inbox)] == [Saved.NEW]

    async def test_a_pipe_is_refused_rather_than_waited_for(self, store: ArticleStore, inbox: Path) -> None:
        os.mkfifo(inbox / "pipe")
        (outcome,) = await outcomes(store, inbox)
        assert "no regular file" in str(outcome.problem)

    async def test_an_empty_folder_is_nothing_to_import(self, store: ArticleStore, inbox: Path) -> None:
        assert await counts(store, inbox) == "imported 0 new, 0 updated, 0 unchanged, 0 failed"


class TestProgress:
    """What a person sees while an import runs."""

    @pytest.fixture
    def settings(self, tmp_path: Path) -> Settings:
        return Settings.read({"LATEPOST_DATA_DIR": str(tmp_path / "data")}, tmp_path)

    async def test_a_terminal_gets_a_bar_that_reaches_the_end(self, settings: Settings, inbox: Path) -> None:
        for number in range(60):
            (inbox / f"{number:02}.jsonl").write_text(lines(2 * number, 2 * number + 1))
        screen = Console(file=StringIO(), force_terminal=True, width=100, highlight=False)
        assert (await run_import(settings, [inbox], screen, lambda: START, "en")).new == 120
        shown = screen.file.getvalue()
        assert "120/120" in shown
        assert "articles indexed" in shown

    async def test_a_log_gets_no_bar_and_no_colours(self, settings: Settings, inbox: Path) -> None:
        (inbox / "a.jsonl").write_text(lines(1) + "{\n")
        log = Console(file=StringIO(), highlight=False, markup=False, soft_wrap=True)
        await run_import(settings, [inbox], log, lambda: START, "en")
        shown = log.file.getvalue()
        created, refused = shown.splitlines()
        assert created == f"New library: {settings.database}"
        assert refused.startswith(f"refused: {inbox / 'a.jsonl'}:2: ")
        assert "\x1b" not in shown

    async def test_nothing_in_a_file_steers_the_terminal(self, settings: Settings, inbox: Path) -> None:
        name = "\x1b[31mred\u202e.jsonl"
        (inbox / name).write_text(json.dumps({"title": "a", "source": "b", "published_at": "\x1b[2J"}) + "\n")
        page = "标题\n晚点LatePost· 2025-09-26 \x1b[2J\n正文\n\n\x9b31m题\n晚点LatePost· 2025-09-26 00:35\n"
        (inbox / "page.txt").write_text(page, encoding="utf-8")
        log = Console(file=StringIO(), highlight=False, markup=False, soft_wrap=True)
        await run_import(settings, [inbox], log, lambda: START, "en")
        shown = log.file.getvalue()
        assert shown.count("refused: ") >= 2
        assert not any(character in shown for character in "\x1b\x9b\u202e")
