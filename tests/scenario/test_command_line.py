"""The `latepost` command as a person starts it: in a folder, with what it prints and the code that it ends with."""

import json
import os
import pty
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.app.library import open_library
from bot.app.settings import Settings
from bot.formats.json_lines import write
from bot.model import KeyPoint, Section
from tests.captured_page import write_page
from tests.library import article
from tests.processes import (
    CHECKOUT,
    DEADLINE_SECONDS,
    Command,
    Finished,
    environment,
    finish,
    latepost,
    latepost_in_turn,
    start,
)

MINE = {"LATEPOST_DATA_DIR": "mine"}
FIRST_START = "First start: imported the sample library (10 articles).\n"
NO_SETTING = {"LATEPOST_DATA_DIR": ""}
OWN = "source's own"
KEYS = {
    "": ["query", "took_ms", "answers", "nearest", "suggestions"],
    "answers": ["article", "score", "viewpoint", "points"],
    "article": ["id", "title", "source", "published_at", "url", "summary_by"],
    "points": ["text", "section", "citations", "score"],
}


def mine(folder: Path, *arguments: str, given: str = "") -> Command:
    """A command on the library `mine` in this folder."""
    return Command(arguments, folder, {"LATEPOST_DATA_DIR": "mine"}, given)


@dataclass(frozen=True)
class Story:
    """What several people did, each in a folder of their own, and what came of it."""

    home: Path
    """Where the captured page is imported, into the library `mine`."""
    checkout: Path
    page: Path
    did: dict[str, Finished]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    home, checkout, mixed = (tmp_path_factory.mktemp(name) for name in ("home", "checkout", "mixed"))
    file = write_page(home)
    shutil.copy(CHECKOUT / "pyproject.toml", checkout)
    (mixed / "good.jsonl").write_text(write(article(1)) + "\n")
    (mixed / "mixed.jsonl").write_text(write(article(2)) + '\n{"title": "x"}\n' + write(article(3)) + "\n")
    (mixed / "bad.bin").write_bytes(b"\x00\x01")
    commands = {
        "ask on a fresh checkout": Command(["ask", "TikTok 听证会"], checkout, NO_SETTING),
        "ask again": Command(["ask", "--json", "TikTok hearing"], checkout, NO_SETTING),
        "ask an empty library": mine(home, "ask", "TikTok"),
        "import": mine(home, "import", str(file)),
        "import again": mine(home, "import", str(file)),
        "list": mine(home, "articles"),
        "export": mine(home, "articles", "--json"),
        "export as Markdown": mine(home, "articles", "--markdown"),
        "show one": mine(home, "articles", "TikTok 听证会"),
        "show none": mine(home, "articles", "zzzz qqqq"),
        "ask for Markdown": Command(
            ["ask", "--markdown", "TikTok 听证会"],
            home,
            {**MINE, "LATEPOST_PUBLIC_URL": "https://latepost.example", "LATEPOST_READER": "on"},
        ),
        "ask what is no text": mine(home, "ask", "--json", os.fsdecode(b"\xffTikTok")),
        "import good and bad": mine(mixed, "import", "good.jsonl", "mixed.jsonl", "bad.bin", "none"),
    }
    return Story(home, checkout, file, dict(zip(commands, latepost_in_turn(*commands.values()), strict=True)))


class TestFirstStart:
    def test_a_fresh_checkout_answers_at_once_and_says_once_that_it_brought_the_sample_library(
        self, story: Story
    ) -> None:
        first, second = story.did["ask on a fresh checkout"], story.did["ask again"]
        assert (first.code, first.err) == (
            0,
            f"New library: {story.checkout / 'data' / 'library.sqlite'}\n{FIRST_START}",
        )
        assert "听证会" in first.out
        assert "[4]" in first.out
        assert (second.code, second.err) == (0, "")
        assert "听证会" in json.loads(second.out)["answers"][0]["article"]["title"]

    def test_a_folder_of_ones_own_starts_empty_and_says_what_to_do(self, story: Story) -> None:
        done = story.did["ask an empty library"]
        assert (done.code, done.err) == (0, f"New library: {story.home / 'mine' / 'library.sqlite'}\n")
        assert "latepost import PATH" in done.out

    def test_in_a_folder_that_is_no_checkout_the_library_is_where_the_system_keeps_data(self, tmp_path: Path) -> None:
        home = {"XDG_DATA_HOME": str(tmp_path / "share"), **NO_SETTING}
        (tmp_path / "anywhere").mkdir()
        (done,) = latepost_in_turn(Command(["articles"], tmp_path / "anywhere", home))
        assert done.err == f"New library: {tmp_path / 'share' / 'latepost' / 'library.sqlite'}\n{FIRST_START}"
        assert list((tmp_path / "anywhere").iterdir()) == []

    def test_what_a_package_does_not_bring_as_a_file_is_printed(self, tmp_path: Path) -> None:
        settings, feeds, version = latepost_in_turn(
            *(Command(each, tmp_path) for each in (["settings"], ["feeds", "--example"], ["--version"]))
        )
        assert settings == Finished(0, (CHECKOUT / ".env.example").read_text(encoding="utf-8"), "")
        assert feeds == Finished(0, (CHECKOUT / "data" / "feeds.toml").read_text(encoding="utf-8"), "")
        assert re.fullmatch(r"latepost \d+\.\d+\.\d+\n", version.out)
        assert list(tmp_path.iterdir()) == []


class TestHelp:
    def test_it_says_whole_what_each_command_does_and_the_shell_completes_them(self, tmp_path: Path) -> None:
        completing = {"_LATEPOST_COMPLETE": "complete_bash", "COMP_WORDS": "latepost d", "COMP_CWORD": "1"}
        shown, completed = latepost_in_turn(
            Command(["--help"], tmp_path, {"COLUMNS": "80"}), Command([], tmp_path, completing)
        )
        assert "..." not in shown.out.partition("Commands:")[2]
        assert "/latepost TOPIC, @latepost QUESTION, buttons." in shown.out
        assert completed.out.split() == ["doctor", "digest"]


class TestImport:
    def test_the_captured_page_is_ten_new_articles_and_then_ten_unchanged_ones(self, story: Story) -> None:
        assert story.did["import"] == Finished(0, "imported 10 new, 0 updated, 0 unchanged, 0 failed\n", "")
        assert story.did["import again"] == Finished(0, "imported 0 new, 0 updated, 10 unchanged, 0 failed\n", "")

    def test_good_articles_go_in_and_bad_ones_are_listed_with_file_line_and_reason(self, story: Story) -> None:
        done = story.did["import good and bad"]
        assert (done.code, done.out) == (1, "imported 3 new, 0 updated, 0 unchanged, 3 failed\n")
        _, *refused = done.err.splitlines()
        places = [line.split(": ")[1] for line in refused]
        assert places == ["mixed.jsonl:2", "bad.bin:1", "none"]
        assert all(line.startswith("refused: ") for line in refused)


class TestArticles:
    def test_the_library_is_exported_as_markdown_and_one_article_is_shown_by_its_title(self, story: Story) -> None:
        export, one = story.did["export as Markdown"], story.did["show one"]
        assert (export.code, export.err) == (0, "")
        assert len(re.findall(r"^# ", export.out, re.MULTILINE)) == 10
        assert (one.code, one.err) == (0, "")
        assert "听证会" in one.out.splitlines()[0]
        none = story.did["show none"]
        assert (none.code, none.out) == (2, "")
        assert none.err.startswith("No article has the id or a title like “zzzz qqqq”.")

    def test_an_answer_is_markdown_with_citations_and_the_readers_addresses(self, story: Story) -> None:
        done = story.did["ask for Markdown"]
        assert (done.code, done.err) == (0, "")
        assert done.out.startswith("# TikTok 听证会\n")
        assert re.search(
            r"^- .* \[\\\[\d+\\\]\]\(https://latepost\.example/articles/[0-9a-f]{16}#p\d+\)", done.out, re.M
        )

    def test_the_export_imported_elsewhere_gives_the_same_export(self, story: Story, tmp_path: Path) -> None:
        export = story.did["export"]
        assert (export.code, export.err, export.out.count("\n")) == (0, "", 10)
        (tmp_path / "export.jsonl").write_text(export.out, encoding="utf-8")
        imported, exported = latepost_in_turn(
            mine(tmp_path, "import", "export.jsonl"), mine(tmp_path, "articles", "--json")
        )
        assert imported.out == "imported 10 new, 0 updated, 0 unchanged, 0 failed\n"
        assert exported == export

    def test_the_list_is_plain_text_when_it_is_piped(self, story: Story) -> None:
        done = story.did["list"]
        assert (done.code, done.err) == (0, "")
        assert done.out.splitlines()[-1] == "10 articles"
        assert "\x1b" not in done.out


class TestAsk:
    """`ask - --json` on a few questions, in a process that tells in the end what it has imported."""

    @pytest.fixture(scope="class")
    @staticmethod
    def asking(story: Story) -> Finished:
        script = "import sys; sys.argv[1:] = ['ask', '-', '--json']; from bot.cli.commands import main\n"
        script += "try: main()\nfinally: print(*sys.modules, file=sys.stderr)"
        process = start("-c", script, cwd=story.home, variables=MINE, stdin=subprocess.PIPE)
        return finish(process, "TikTok 国会听证会\nTikTok congress hearing\nTikTok\nAI".encode())

    @pytest.fixture
    def answers(self, asking: Finished) -> dict[str, dict[str, Any]]:
        assert asking.code == 0, asking.err
        return {answer["query"]: answer for answer in map(json.loads, asking.out.splitlines())}

    def test_questions_in_both_languages_find_the_same_article(self, answers: dict[str, dict[str, Any]]) -> None:
        both = [answers["TikTok 国会听证会"]["answers"], answers["TikTok congress hearing"]["answers"]]
        chinese, english = ({each["article"]["title"] for each in found[:3]} for found in both)
        assert chinese & english
        assert all("听证会" in found[0]["article"]["title"] for found in both)

    def test_points_are_cited_as_on_the_page(self, story: Story, answers: dict[str, dict[str, Any]]) -> None:
        """Each point stands on the page word for word, its citations behind it in their order."""
        on_page = " ".join(story.page.read_text(encoding="utf-8").split())
        found = [each for question in ("TikTok", "AI") for each in answers[question]["answers"]]
        cited = [point for each in found for point in each["points"] if each["article"]["summary_by"] == OWN]
        assert len(cited) > 10
        for point in cited:
            marks = "".join(f"[{number}]" for number in point["citations"])
            behind = on_page.partition(point["text"].rstrip("."))[2][: len(marks) + 8]
            assert behind.replace(" ", "").lstrip(".").startswith(marks), point

    def test_a_question_that_is_no_text_is_read_as_far_as_it_is(self, story: Story) -> None:
        done = story.did["ask what is no text"]
        assert (done.code, done.err) == (0, "")
        assert json.loads(done.out)["query"] == "\ufffdTikTok"

    def test_a_filter_that_is_none_is_said_beside_the_json(self, story: Story) -> None:
        (done,) = latepost_in_turn(mine(story.home, "ask", "--json", "since:2030 :x: TikTok"))
        assert done.err.startswith("note: “since:2030 :x: TikTok”: “since:2030” is no date")
        assert list(json.loads(done.out)) == KEYS[""]

    @pytest.mark.parametrize("count", [30, pytest.param(1000, marks=pytest.mark.slow)])
    def test_a_file_of_questions_gives_an_object_a_line_with_exactly_the_agreed_keys(
        self, story: Story, count: int
    ) -> None:
        asked = ["TikTok 听证会", "", "  ", '"Project Texas"', "since:2025-09-24", "zzzz qqqq", "華為 金融", "\u0000"]
        asked = [f"{asked[number % len(asked)]}{' ' * (number % 3)}" for number in range(count)]
        (done,) = latepost_in_turn(mine(story.home, "ask", "-", "--json", given="".join(f"{each}\n" for each in asked)))
        assert (done.code, done.err) == (0, "")
        given = [json.loads(line) for line in done.out.splitlines()]
        assert [answer["query"] for answer in given] == asked
        for answer in given:
            assert list(answer) == KEYS[""]
            assert isinstance(answer["took_ms"], float)
            assert answer["answers"] or answer["nearest"] or answer["suggestions"]
            for each in answer["answers"]:
                assert list(each) == KEYS["answers"]
                assert list(each["article"]) == KEYS["article"]
                assert all(list(point) == KEYS["points"] for point in each["points"])

    def test_nothing_of_slack_and_nothing_that_only_servers_need_is_imported(self, asking: Finished) -> None:
        loaded = {module.partition(".")[0] for module in asking.err.split()}
        assert "tantivy" in loaded
        assert not loaded & {"slack_bolt", "slack_sdk", "aiohttp", "starlette", "uvicorn", "asyncpg", "alembic", "mcp"}


class TestMistakes:
    """Bad usage and bad settings: code 2, one sentence on standard error, nothing else."""

    def test_each_gets_its_own_sentence(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("in the way")
        (tmp_path / "broken").mkdir()
        (tmp_path / "broken" / ".env").write_bytes(b"\xff")
        mistakes: list[tuple[list[str], dict[str, str], str, str]] = [
            (["ask", "--bogus"], {}, "", "--bogus"),
            (["ask", "-oracle tiktok"], {}, "", 'latepost ask -- "-oracle"'),
            (["nonsense"], {}, "", "nonsense"),
            (["ask"], {}, "", "QUERY"),
            (["ask", " "], {}, "", "Nothing was asked"),
            (["ask", "x", "--json", "--markdown"], {}, "", "Choose one"),
            (["ask", "x", "--limit", "0"], {}, "", "--limit"),
            (["import"], {}, "", "PATH"),
            (["articles"], {"LATEPOST_DATA_DIR": "file"}, "", "LATEPOST_DATA_DIR"),
            (["articles"], {"LATEPOST_DATA_DIR": "file/below"}, "", "LATEPOST_DATA_DIR"),
            (["ask", "x"], {"LATEPOST_DATABASE_URL": "mysql://u:secret@h/n"}, "", "LATEPOST_DATABASE_URL"),
            (["ask", "x"], {"LATEPOST_PORT": "secret"}, "", "LATEPOST_PORT"),
            (["run", "--port", "secret"], {}, "", "LATEPOST_PORT"),
            (["ask", "x"], {}, "broken", ".env"),
        ]
        commands = (Command(arguments, tmp_path / folder, variables) for arguments, variables, folder, _ in mistakes)
        for done, (arguments, _, _, told) in zip(latepost_in_turn(*commands), mistakes, strict=True):
            assert (done.code, done.out) == (2, ""), (arguments, done.err)
            assert told in done.err, arguments
            assert is_one_line(done.err), arguments
            assert "secret" not in done.err, arguments

    def test_a_port_that_is_taken_is_one_and_a_slip_in_a_name_is_warned_of(self, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            port = listening.getsockname()[1]
            variables = {**MINE, "LATEPOST_PORT": "1", "LATEPOST_PROT": "1"}
            done = latepost("run", "--port", str(port), cwd=tmp_path, variables=variables)
        assert done.code == 2
        warning, *_, told = done.err.splitlines()
        assert warning == "warning: LATEPOST_PROT is no setting and has no effect. Did you mean LATEPOST_PORT?"
        assert told == (
            f"Nothing can listen at 127.0.0.1:{port} (Address already in use). "
            "Set another LATEPOST_PORT or LATEPOST_HOST."
        )

    def test_doctor_finds_a_slip_in_a_name(self, tmp_path: Path) -> None:
        (done,) = latepost_in_turn(Command(["doctor"], tmp_path, {**MINE, "LATEPOST_EDITOR": "*"}))
        assert done.code == 1
        assert "FAIL Settings: LATEPOST_EDITOR is no setting" in done.out

    def test_a_server_that_does_not_answer_is_nobodys_mistake_and_ends_with_1(self, tmp_path: Path) -> None:
        variables = {**MINE, "LATEPOST_DATABASE_URL": "postgresql://u:secret@127.0.0.1:1/n"}
        (done,) = latepost_in_turn(Command(["ask", "x"], tmp_path, variables))
        assert (done.code, done.out) == (1, "")
        assert is_one_line(done.err)
        assert "secret" not in done.err


class TestInterrupted:
    """Ctrl+C while the command is still being loaded."""

    @pytest.mark.parametrize("loading", ["rich", "bot.app.settings", "tantivy"])
    def test_it_ends_with_130_and_no_traceback(self, tmp_path: Path, loading: str) -> None:
        project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
        module, name = project["scripts"]["latepost"].split(":")
        script = f"""
import sys
class Interrupting:
    def find_spec(self, name, *_):
        if name == "{loading}":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupting())
sys.argv[1:] = ["ask", "x"]
from {module} import {name}
{name}()"""
        done = finish(start("-c", script, cwd=tmp_path, variables=MINE))
        assert (done.code, done.out, done.err) == (130, "", "Stopped.\n")


class TestPipesAndTerminals:
    @pytest.mark.parametrize("arguments", [["articles"], ["ask", "-", "--json"]])
    def test_a_reader_that_goes_away_is_no_error(self, story: Story, arguments: list[str]) -> None:
        process = start("-m", "bot", *arguments, cwd=story.home, variables=MINE, stdin=subprocess.PIPE)
        assert process.stdout
        process.stdout.close()
        process.stdout = None
        assert finish(process, b"TikTok\n" * 3) == Finished(0, "", "")

    def test_a_terminal_gets_colours_but_nothing_that_an_article_wants_it_to_do(self, tmp_path: Path) -> None:
        hostile = "\x1b]0;title\x07 TikTok \x1b[2J \x9b31m \u202e"
        held = article(
            viewpoint=hostile, sections=(Section(heading=hostile, points=(KeyPoint(text=hostile, citations=(7,)),)),)
        )
        (tmp_path / "hostile.jsonl").write_text(write(held) + "\n", encoding="utf-8")
        latepost_in_turn(mine(tmp_path, "import", "hostile.jsonl"))
        shown = on_a_terminal("ask", "TikTok", cwd=tmp_path)
        assert "\x1b[1;33mTikTok\x1b[0m" in shown
        assert "[7]" in shown
        assert not any(mark in shown for mark in ("\x1b]", "\x07", "\x1b[2J", "\x9b", "\u202e"))

    def test_a_terminal_without_chinese_gets_question_marks(self, story: Story) -> None:
        done = latepost("articles", cwd=story.home, variables={**MINE, "PYTHONIOENCODING": "ascii"})
        assert (done.code, done.err) == (0, "")
        assert "?" in done.out


class TestTwoProcesses:
    async def test_a_running_reader_answers_with_what_another_process_imported(self, tmp_path: Path) -> None:
        settings = Settings.read({"LATEPOST_DATA_DIR": str(tmp_path / "mine")}, tmp_path)
        (tmp_path / "new.jsonl").write_text(write(article(viewpoint="Quokkas moved in.")) + "\n")
        async with open_library(settings, print) as library:
            assert not (await library.answer("quokkas", 5)).matches
            importing = start("-m", "bot", "import", "new.jsonl", cwd=tmp_path, variables=MINE)
            deadline = time.monotonic() + DEADLINE_SECONDS
            while not await library.store.count() and time.monotonic() < deadline:
                pass
            await library.refresh()
            (match,) = (await library.answer("quokkas", 5)).matches  # at once, whoever brings it into the index
            assert match.article == article(viewpoint="Quokkas moved in.")
            assert finish(importing).out == "imported 1 new, 0 updated, 0 unchanged, 0 failed\n"
            await library.refresh()
            assert (await library.answer("quokkas", 5)).matches


class TestKilled:
    """An import may end at any moment: the library holds whole articles, and the next import completes it."""

    @pytest.mark.parametrize(
        ("how", "count"),
        [
            pytest.param(signal.SIGKILL, 1_000, marks=pytest.mark.slow),
            pytest.param(signal.SIGINT, 10_000, marks=pytest.mark.slow),
        ],
        ids=lambda value: value.name if isinstance(value, signal.Signals) else str(value),
    )
    def test_while_it_stores(self, tmp_path: Path, how: signal.Signals, count: int) -> None:
        write_large(tmp_path / "large.jsonl", count)
        importing = start("-m", "bot", "import", "large.jsonl", cwd=tmp_path, variables=MINE)
        wait_until(lambda: stored(tmp_path) > count // 10, importing)
        importing.send_signal(how)
        done = finish(importing)
        assert done.code == (130 if how == signal.SIGINT else -how)
        said = f"New library: {tmp_path / 'mine' / 'library.sqlite'}\n"
        assert done.err.startswith(said)
        assert how == signal.SIGKILL or done.err == said + "Stopped.\n"
        before = stored(tmp_path)
        assert count // 10 < before < count
        check_completed(tmp_path, count, f"imported {count - before} new, 0 updated, {before} unchanged, 0 failed\n")

    @pytest.mark.slow
    def test_while_it_indexes(self, tmp_path: Path) -> None:
        count = 30_000
        write_large(tmp_path / "large.jsonl", count)
        importing = start("-m", "bot", "import", "large.jsonl", cwd=tmp_path, variables=MINE)
        about = tmp_path / "mine" / "index" / "about.json"
        wait_until(lambda: re.search('"change":[1-9]', read_if_there(about)) is not None, importing)
        importing.kill()
        finish(importing)
        before = stored(tmp_path)
        assert f'"change":{count}' not in read_if_there(about)
        check_completed(tmp_path, count, f"imported {count - before} new, 0 updated, {before} unchanged, 0 failed\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a file that is always full")
@pytest.mark.parametrize("arguments", [("ask", "x"), ("ask", "x", "--json")])
def test_output_that_finds_no_place_is_one_sentence(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        process = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=tmp_path,
            env=environment(MINE),
            stdin=subprocess.DEVNULL,
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=DEADLINE_SECONDS,
            check=False,
        )
    said = process.stderr.decode()
    assert process.returncode == 1
    assert said.endswith(
        "The output can't be written (No space left on device). Check where it goes and the free space there.\n"
    )
    assert "Traceback" not in said


def is_one_line(text: str) -> bool:
    """Whether this is a sentence for a person, and no traceback."""
    return text.count("\n") == 1 and text.endswith("\n") and "Traceback" not in text


def on_a_terminal(*arguments: str, cwd: Path) -> str:
    """What the command writes when its standard output is a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        cwd=cwd,
        env=environment({**MINE, "COLUMNS": "200"}),
        stdin=subprocess.DEVNULL,
        stdout=theirs,
    )
    os.close(theirs)
    shown = b""
    with suppress(OSError):  # Linux ends a terminal that nobody writes to any more with an error
        while data := os.read(ours, 65536):
            shown += data
    os.close(ours)
    assert process.wait(DEADLINE_SECONDS) == 0
    return shown.decode()


def write_large(path: Path, count: int) -> None:
    with path.open("w") as file:
        for number in range(count):
            file.write(write(article(number, viewpoint=f"unique{number}")) + "\n")


def stored(folder: Path) -> int:
    """How many articles the database holds, 0 while there is none."""
    try:
        with closing(sqlite3.connect(f"file:{folder / 'mine' / 'library.sqlite'}?mode=ro", uri=True)) as database:
            return int(database.execute("SELECT count(*) FROM articles").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def read_if_there(path: Path) -> str:
    try:
        return path.read_text()
    except FileNotFoundError:
        return ""


def wait_until(is_so: Callable[[], bool], process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not is_so():
        assert process.poll() is None, finish(process)
        assert time.monotonic() < deadline


def check_completed(folder: Path, count: int, outcome: str) -> None:
    """The next import ends well; then all articles are there, whole, and the index finds those of every part."""
    unique = [f"unique{number}" for number in (0, count // 10, count // 2, count - 1)]
    imported, exported, asked = latepost_in_turn(
        mine(folder, "import", "large.jsonl"),
        mine(folder, "articles", "--json"),
        mine(folder, "ask", "-", "--json", given="\n".join(unique)),
    )
    assert (imported.code, imported.out) == (0, outcome)
    assert sorted(exported.out.splitlines()) == sorted((folder / "large.jsonl").read_text().splitlines())
    assert [json.loads(line)["answers"][0]["viewpoint"] for line in asked.out.splitlines()] == unique
