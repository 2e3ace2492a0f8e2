"""Looking after a library on the command line: ids, removing and restoring, what was not answered, what was liked."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

from bot.formats.json_lines import write
from bot.model import Tier
from bot.store import Database
from bot.store.conversations import ConversationStore, Feedback, GivenAnswer, Thread
from tests.library import article
from tests.processes import Command, Finished, latepost_in_turn

HOME = {"LATEPOST_DATA_DIR": "mine", "LATEPOST_ENCODER": "off", "COLUMNS": "100"}
PIECES = (article(1), article(2, title="<b>另一篇</b>"))
ID = PIECES[0].id


def in_turn(folder: Path, *commands: tuple[str, ...]) -> list[Finished]:
    return latepost_in_turn(*(Command(command, folder, HOME) for command in commands))


def test_a_removed_article_stays_away_from_imports_until_it_is_restored(tmp_path: Path) -> None:
    (tmp_path / "pieces.jsonl").write_text("\n".join(map(write, PIECES)), encoding="utf-8")
    bring = ("import", "pieces.jsonl")
    _, listed, removed, gone, again, restored, whole, wrong = in_turn(
        tmp_path,
        bring,
        ("articles",),
        ("remove", ID[:6]),
        ("articles", "--removed"),
        bring,
        ("restore", ID[:6]),
        ("articles", ID[:6], "--json"),
        ("restore", ID[:6]),
    )
    assert ID[:6] in listed.out
    assert removed.out == f"Removed “{PIECES[0].title}”. `latepost restore {ID}` brings it back.\n"
    assert ID[:6] in gone.out
    assert PIECES[1].id[:6] not in gone.out
    assert f"latepost restore {ID} brings it back" in again.err.replace("\n", " ")
    assert again.out == "imported 0 new, 0 updated, 2 unchanged, 0 failed\n"
    assert restored.out == f"Restored “{PIECES[0].title}”.\n"
    assert whole.out == write(PIECES[0]) + "\n"
    assert (wrong.code, wrong.out) == (1, "")
    assert "`latepost articles --removed` shows the ids" in wrong.err


def test_questions_and_feedback_are_listed_without_who_they_came_from(tmp_path: Path) -> None:
    async def ask() -> None:
        moment = datetime(2026, 3, 1, 12, tzinfo=UTC)
        async with Database.open(tmp_path / "mine" / "library.sqlite") as database:
            store = ConversationStore(database, lambda: moment)
            for number, question in enumerate(("Moon farm", "moon  FARMS?", "Mars")):
                thread = Thread("T1", "C1", str(number))
                await store.remember(GivenAnswer(f"k{number}", thread, "U0ASKER", question, (), Tier.NOTHING))
            await store.give_feedback(Feedback("k1", "U0ASKER", False, "TikTok", (ID, "0" * 16)), "T1")

    (tmp_path / "pieces.jsonl").write_text(write(PIECES[0]), encoding="utf-8")
    in_turn(tmp_path, ("import", "pieces.jsonl"))
    asyncio.run(ask())
    shown, lines, later, liked, liked_lines, wrong = in_turn(
        tmp_path,
        ("unanswered",),
        ("unanswered", "--json"),
        ("unanswered", "--since", "2026-03-03"),
        ("feedback",),
        ("feedback", "--since", "2026-02-27", "--json"),
        ("feedback", "--since", "yesterday"),
    )
    assert "moon  FARMS?" in shown.out
    assert [json.loads(line)["question"] for line in lines.out.splitlines()] == ["moon  FARMS?", "Mars"]
    first = json.loads(lines.out.splitlines()[0])
    assert (first["count"], first["tier"], first["last_asked_at"][:10]) == (2, "nothing", "2026-03-01")
    assert (later.out, later.err) == ("", "Every question since then was answered.\n")
    assert "1 not helpful" in liked.out
    assert "(no longer in the library)" in liked.out
    given = json.loads(liked_lines.out)
    assert (given["question"], given["helpful"], given["not_helpful"]) == ("TikTok", 0, 1)
    assert given["articles"] == [{"id": ID, "title": PIECES[0].title}, {"id": "0" * 16, "title": None}]
    assert (wrong.code, "--since" in wrong.err) == (2, True)
    assert "ASKER" not in "".join(done.out + done.err for done in (shown, lines, liked, liked_lines))
