"""Reasons of refusals and notes on what was taken in, in the language of whoever brought the text."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.errors import TooDemandingError
from bot.formats import validation_messages
from bot.formats.wording import translated_reason
from bot.ingest import uploads
from bot.text import has_han
from tests.processes import CHECKOUT

PLACES = [*(CHECKOUT / "bot" / "formats").rglob("*.py"), *(CHECKOUT / "bot" / "ingest" / "fetching").rglob("*.py")]
RAISED = {"Problem", "FetchError", "UnreadableFileError", "UnreadableTextError"}
OF_FEEDS = "web/feed"
"""Feeds are for those who run the bot: no person brings one."""


def _written(value: ast.expr) -> Iterator[str]:
    """Texts as they could come out of the code; none for what is no text there."""
    match value:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(next(_written(part), "7") for part in parts)
        case ast.IfExp(body=first, orelse=second):
            yield from (*_written(first), *_written(second))


def _reasons(file: Path) -> Iterator[str]:
    """What a module refuses with: the last text of an error or problem, and what it keeps as a reason for one."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISED and node.args:
            yield from _written(node.args[-1])
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "reason":
            yield from _written(node.value)


REASONS = sorted({text for file in PLACES if OF_FEEDS not in file.as_posix() for text in _reasons(file) if " " in text})


def test_there_are_reasons_to_look_at() -> None:
    assert len(REASONS) > 30


@pytest.mark.parametrize("reason", [*REASONS, f"{TooDemandingError()}.", uploads._SIGN_IN])
def test_every_reason_is_said_in_chinese_too(reason: str) -> None:
    chinese = translated_reason(reason, "zh")
    assert has_han(chinese)
    assert "{" not in chinese
    assert chinese.endswith("。") == reason.endswith(".")
    assert translated_reason(reason, "en") == reason


def test_a_reason_keeps_its_line_and_what_it_quotes_and_holds_another() -> None:
    time = "“三点” is no time such as 2025-09-26 00:35; correct it and import the file again."
    assert translated_reason(f"line 12: {time}", "zh") == (
        "第 12 行：“三点”不是 2025-09-26 00:35 这样的时间；请改正后重新导入。"
    )
    encoding = "it is text in no encoding that is known; copy its text."
    assert translated_reason(encoding, "zh") == "文本的编码无法识别；请复制文字。"


@pytest.mark.parametrize("fault", sorted(set(validation_messages._WORDING.values())))
def test_every_fault_of_a_field_is_said_in_chinese(fault: str) -> None:
    filled = fault.format(gt=1, ge=1, le=1, expected="'a' or 'b'")
    chinese = translated_reason(f"`url` {filled}; correct the line and import the file again.", "zh")
    assert chinese.endswith("；请改正这一行后重新导入。")
    assert "must" not in chinese
    assert " is " not in chinese


@pytest.mark.parametrize("reason", ["what nobody ever said", "x" * 100_000, ": " * 50_000, "{0} {reason.__class__}"])
def test_what_is_not_known_stays_as_it_is(reason: str) -> None:
    assert translated_reason(reason, "zh") == reason
