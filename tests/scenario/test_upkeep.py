"""What an operator does at the command line: a backup goes into another library, and a person is forgotten."""

from pathlib import Path

from bot.formats.json_lines import write
from tests.contract.dumps import REVISIONS, load
from tests.library import article
from tests.processes import Command, latepost_in_turn


def _on(library: str, folder: Path, *arguments: str) -> Command:
    return Command(arguments, folder, {"LATEPOST_DATA_DIR": library, "LATEPOST_ENCODER": "off"}, "")


def test_a_library_is_backed_up_and_put_back_and_a_mistake_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "two.jsonl").write_text(f"{write(article(1))}\n{write(article(2))}\n", encoding="utf-8")
    imported, backed_up, twice, restored, again, listed, broken = latepost_in_turn(
        _on("mine", tmp_path, "import", "two.jsonl"),
        _on("mine", tmp_path, "backup", "today.backup"),
        _on("mine", tmp_path, "backup", "today.backup"),
        _on("other", tmp_path, "restore", "today.backup"),
        _on("other", tmp_path, "restore", "today.backup"),
        _on("other", tmp_path, "ask", "--json", "Point one of article 2"),
        _on("other", tmp_path, "restore", "--force", "two.jsonl"),
    )
    assert (imported.code, backed_up.code) == (0, 0)
    assert backed_up.out.startswith("backed up 2 articles (")
    assert (twice.code, "is there already" in twice.err) == (1, True)
    assert (restored.code, restored.out.startswith("restored 2 articles (")) == (0, True)
    assert (again.code, "--force" in again.err) == (1, True)
    assert article(2).title in listed.out
    assert (broken.code, "no backup of the bot's" in broken.err) == (1, True)


async def test_a_person_is_shown_what_is_held_and_then_forgotten(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    await load(REVISIONS[-1], f"sqlite:///{tmp_path / 'mine' / 'library.sqlite'}")
    shown, kept, forgotten, over, nobody = latepost_in_turn(
        _on("mine", tmp_path, "forget", "U1", "--keep", "--export", "person.json"),
        _on("mine", tmp_path, "forget", "U1", "--export", "person.json"),
        _on("mine", tmp_path, "forget", "U1", "--export", "again.json"),
        _on("mine", tmp_path, "forget", "U1"),
        _on("mine", tmp_path, "forget", "ann"),
    )
    assert "1 in answers" in shown.out
    assert (kept.code, "person.json can't be written" in kept.err) == (2, True)
    assert forgotten.out.startswith("erased of U1: ")
    assert (tmp_path / "person.json").read_text("utf-8") == (tmp_path / "again.json").read_text("utf-8")
    assert over.out == "erased of U1: nothing\n"
    assert (nobody.code, "no user id" in nobody.err) == (2, True)
