"""What the documentation names is there."""

import json
import re
from pathlib import Path

import pytest
from dotenv import dotenv_values

from bot.app.settings import Settings
from bot.cli.commands import cli
from bot.model import Article, KeyPoint, Section
from tests.processes import CHECKOUT

README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
SHOWN = sorted(set(re.findall(r"(?<![\w/])latepost ([a-z][\w-]*)", README)))
VARIABLES = {field.alias for field in Settings.model_fields.values()}


class TestReadme:
    @pytest.mark.parametrize("command", SHOWN)
    def test_every_command_that_it_shows_exists(self, command: str) -> None:
        commands = {each.name or getattr(each.callback, "__name__", "") for each in cli.registered_commands}
        commands |= {group.name or "" for group in cli.registered_groups}
        assert command in commands

    def test_it_shows_the_commands_of_the_library(self) -> None:
        assert {"ask", "articles", "import"} <= set(SHOWN)

    def test_every_setting_that_it_names_exists(self) -> None:
        assert set(re.findall(r"\b(?:LATEPOST|SLACK)_[A-Z_]+\b", README)) <= VARIABLES

    def test_every_file_and_folder_of_the_checkout_that_it_names_exists(self) -> None:
        named = set(re.findall(r"`((?:\.env\.example|\.ci/|data/|tests/|bot/)[\w./-]*)`", README))
        assert named
        assert all((CHECKOUT / path).exists() for path in named)

    def test_the_fields_of_its_json_lines_are_those_of_an_article(self) -> None:
        (example,) = re.findall(r"^\{\"title\".*?\}$", README, re.MULTILINE | re.DOTALL)
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
