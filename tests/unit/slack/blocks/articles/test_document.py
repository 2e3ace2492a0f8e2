"""A Markdown document in Slack: whole, letter by letter, in messages that Slack takes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.blocks.articles.document import document
from bot.slack.blocks.message import Message, check


def preformatted(messages: list[Message]) -> str:
    """What stands in the boxes of the messages, one behind the other."""
    boxes: list[dict[str, Any]] = [
        element
        for message in messages
        for block in message.blocks
        if block["type"] == "rich_text"
        for element in block["elements"]
        if element["type"] == "rich_text_preformatted"
    ]
    assert all(part.keys() == {"type", "text"} and part["type"] == "text" for box in boxes for part in box["elements"])
    return "".join(part["text"] for box in boxes for part in box["elements"])


@pytest.mark.parametrize(
    "text",
    [
        "# One\n\n- Point \\[3\\]\n",
        "".join(f"- Point {number} &<>" + "长" * 300 + "\n" for number in range(60)),
        "no blank " * 2_000,
        "x" * 20_000,
        "```\n<!channel> <@U1> *b* :tada: https://evil.example\n```\n",
    ],
)
def test_it_is_whole_and_every_message_is_one_that_slack_takes(text: str) -> None:
    messages = document(text, "en")
    for message in messages:
        check(message)
    assert preformatted(messages) == text


def test_it_is_cut_between_lines() -> None:
    lines = [f"- Point {number}. " + "x" * 500 for number in range(40)]
    (first, *_) = document("\n".join(lines), "zh")
    pieces = [
        element["elements"][0]["text"]
        for block in first.blocks[1:]
        if block["type"] == "rich_text"
        for element in block["elements"]
    ]
    assert all(piece.startswith("- Point ") and piece.endswith("x\n") for piece in pieces)


@given(st.text(min_size=1, max_size=9_000))
def test_any_text_makes_messages_that_slack_takes(text: str) -> None:
    for message in document(text, "en"):
        check(message)
