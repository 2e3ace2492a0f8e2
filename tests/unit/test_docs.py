"""What the documentation names is there: commands parse, settings and files exist, links lead somewhere."""

import ast
import importlib.util
import json
import re
import shlex
import tomllib
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
import typer
from dotenv import dotenv_values
from typer.core import TyperGroup

from bot.app.settings import Settings
from bot.cli.commands import cli
from bot.model import Article, KeyPoint, Section
from tests.processes import CHECKOUT

PAGES = {path.relative_to(CHECKOUT).as_posix(): path.read_text(encoding="utf-8") for path in (
    CHECKOUT / "README.md", CHECKOUT / "CONTRIBUTING.md", *sorted((CHECKOUT / "docs").glob("*.md"))
)}  # fmt: skip
VARIABLES = {field.alias for field in Settings.model_fields.values()}
EXTRAS = set(tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"])
_FENCE = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)|<(https?://[^>\s]+)>|(?:src|srcset)=\"([^\"]+)\"")
_LOGGING = r"(_?log|_events|structlog\..*)\.(info|warning|error|exception|bind|bound_contextvars)"
_STARTED_BY_ANOTHER = re.compile(r"^.*?(?:/\S+/bin/| exec \S+ )latepost\b")
_NO_WORDS = (">", "|")
"""What ends the words of a command in a shell."""
_MOST_BYTES_OF_PICTURES = 400_000
"""Every clone has them, and every version of them."""
_LONG_SENTENCE_WORDS = 8
"""Shorter sentences may well stand in two places: "The default", "No network"."""


def _commands(text: str) -> Iterator[list[str]]:
    """The words of each command line in fences and between backticks, without `uv run`; other code is none.

    In fences, a command may also stand behind another that starts it, by its path or in a container.
    """
    lines = [line for block in _FENCE.findall(text) for line in block.replace("\\\n", " ").splitlines()]
    lines = [_STARTED_BY_ANOTHER.sub("latepost", line) for line in lines]
    lines += re.findall(r"`([^`\n]+)`", _FENCE.sub("", text))
    for line in lines:
        if re.match(r"(uv run )?(--extra \w+ )?(latepost|python -m)( |$)", line):
            yield list(takewhile(lambda word: word not in _NO_WORDS, shlex.split(line, comments=True)))


COMMANDS = [pytest.param(words, id=f"{page}: {' '.join(words)}") for page in PAGES for words in _commands(PAGES[page])]


def _parse(command: Any, arguments: list[str], parent: Any = None) -> None:
    """Read these arguments as the command line does, down to the last subcommand, and run nothing."""
    context = command.make_context(command.name, list(arguments), parent)
    if isinstance(command, TyperGroup):
        rest = [*context._protected_args, *context.args]
        if rest:
            _, subcommand, further = command.resolve_command(context, rest)
            assert subcommand
            if further or isinstance(subcommand, TyperGroup):  # else the text may only name it
                _parse(subcommand, further, context)


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_can_be_typed_as_it_stands(words: list[str]) -> None:
    if words[:2] == ["uv", "run"]:
        words = words[2:]
    while words[0] == "--extra":
        assert words[1] in EXTRAS
        words = words[2:]
    if words[0] == "python":
        assert importlib.util.find_spec(words[2])
        return
    with suppress(typer.Exit):  # that of --version
        _parse(typer.main.get_command(cli), words[1:])


@pytest.mark.parametrize("page", PAGES)
class TestPage:
    def test_every_setting_that_it_names_exists(self, page: str) -> None:
        assert set(re.findall(r"\b(?:LATEPOST|SLACK)_[A-Z_]+\b", PAGES[page])) <= VARIABLES

    def test_every_file_and_folder_of_the_checkout_that_it_names_exists(self, page: str) -> None:
        named = re.findall(r"`((?:\.env\.example|\.ci/|data/|tests/|bot/|docs/|deploy/)[\w./-]*)`", PAGES[page])
        assert [path for path in named if not (CHECKOUT / path).exists()] == []

    def test_every_link_leads_to_a_page_and_heading_that_are_there(self, page: str) -> None:
        assert [link for link in _links(page) if not _leads_somewhere(page, link)] == []


def test_every_page_and_picture_is_reached_from_the_readme() -> None:
    reached: set[str] = set()
    waiting = ["README.md"]
    while waiting:
        page = waiting.pop()
        if page not in reached:
            reached.add(page)
            waiting += [_target(page, link) for link in _links(page) if page in PAGES]
    there = {path.relative_to(CHECKOUT).as_posix() for path in (CHECKOUT / "docs").rglob("*.*")}
    assert there - reached == set()


def test_every_picture_is_there_in_light_and_dark_and_all_are_small() -> None:
    pictures = {path.name: path.stat().st_size for path in (CHECKOUT / "docs" / "pictures").iterdir()}
    scenes = {name.removesuffix(".png").rpartition("-")[0] for name in pictures}
    assert set(pictures) == {f"{scene}-{scheme}.png" for scene in scenes for scheme in ("light", "dark")}
    assert sum(pictures.values()) < _MOST_BYTES_OF_PICTURES


def test_no_sentence_stands_in_two_places() -> None:
    counted = Counter(sentence for text in PAGES.values() for sentence in set(_sentences(text)))
    assert [sentence for sentence, times in counted.items() if times > 1] == []


def test_the_readme_is_one_page() -> None:
    assert len(PAGES["README.md"].splitlines()) <= 80


def test_the_fields_of_json_lines_are_those_of_an_article() -> None:
    (example,) = re.findall(r"^\{\"title\".*?\}$", PAGES["docs/formats.md"], re.MULTILINE | re.DOTALL)
    shown = json.loads(example)
    assert list(shown) == list(Article.model_fields)
    assert list(shown["sections"][0]) == list(Section.model_fields)
    assert list(shown["sections"][0]["points"][0]) == list(KeyPoint.model_fields)


class TestEnvExample:
    def test_it_names_the_variables_of_the_settings_and_no_others(self) -> None:
        assert set(dotenv_values(CHECKOUT / ".env.example")) == VARIABLES

    def test_every_variable_has_a_comment_above_it(self) -> None:
        blocks = (CHECKOUT / ".env.example").read_text(encoding="utf-8").split("\n\n")
        assert all(block.startswith("#") for block in blocks)

    def test_copied_as_it_is_it_changes_nothing(self, tmp_path: Path) -> None:
        (tmp_path / ".env").write_bytes((CHECKOUT / ".env.example").read_bytes())
        assert Settings.read({}, tmp_path) == Settings.read({}, tmp_path / "nowhere")


def _links(page: str) -> list[str]:
    """Where the links and pictures of a page lead, as written; addresses of the web among them are left out."""
    found = ["".join(groups) for groups in _LINK.findall(_FENCE.sub("", PAGES.get(page, "")))]
    return [link for link in found if not link.startswith(("http://", "https://"))]


def _target(page: str, link: str) -> str:
    """The file that a link of a page leads to, from the checkout on."""
    name = link.partition("#")[0]
    return (CHECKOUT / page).parent.joinpath(name).resolve().relative_to(CHECKOUT).as_posix() if name else page


def _leads_somewhere(page: str, link: str) -> bool:
    target, heading = _target(page, link), link.partition("#")[2]
    return (CHECKOUT / target).is_file() and (not heading or heading in _headings(PAGES[target]))


def _headings(text: str) -> set[str]:
    """The fragments under which GitHub shows a page's headings: small letters, blanks as hyphens, no punctuation."""
    titles = re.findall(r"^#+ (.+)$", _FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def _sentences(text: str) -> Iterator[str]:
    """The sentences of a page that are long enough to say something, in lines and in cells of tables."""
    plain = re.sub(r"^(- |\d\. |#+ )", "\n\n", _FENCE.sub("\n\n", text), flags=re.MULTILINE)
    for block in re.split(r"\n\s*\n|\|", plain):
        for sentence in re.split(r"(?<=[.!?:])\s+", " ".join(block.split())):
            if len(sentence.split()) >= _LONG_SENTENCE_WORDS:
                yield sentence


def test_every_field_of_the_log_is_explained() -> None:
    explained = set(re.findall(r"`(\w+)`", PAGES["docs/operating.md"]))
    calls = [
        call
        for path in (CHECKOUT / "bot").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and re.fullmatch(_LOGGING, ast.unparse(call.func).replace("\n", ""))
    ]
    fields = {keyword.arg for call in calls for keyword in call.keywords} - {"exc_info", None}
    assert len(fields) > 20
    assert fields - explained == set()
