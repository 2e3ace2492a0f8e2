"""Texts of 40,000 characters: nothing looks at more than the first few thousand, whatever they are made of."""

import itertools

import pytest

from bot.slack.conversation.incoming import of_command, of_event, of_interaction, plain
from bot.slack.conversation.intent import (
    LONGEST_TEXT,
    follow_up,
    is_more,
    understand_command,
    understand_request,
)

_PIECES = [
    " ", "，", "？", "！", ",", "\n", "\t", "\u3000", "“", "”", '"', "'", "(", "[", "《", "@", "<", ">", "&", "&lt;",
    "<@", "<a|", "https://", "*", "_", "~", "`", ":", ":a:", "a", "A", "字", "7", ".", "😀", "\u200b", "ok ", "好的",
    "and ", "more", "source:", 'since:"', "呢", "too ", "article ", "private ",
]  # fmt: skip


def long_texts(piece: str) -> list[str]:
    run = (piece * 40_000)[:40_000]
    return [run, f"x{run}y", f"and {run}?", f"{run} 呢"]


class Names:
    """Names nothing, and notes what it was shown."""

    def __init__(self) -> None:
        self.shown: list[int] = []

    def __call__(self, text: str) -> list[tuple[int, int]]:
        self.shown.append(len(text))
        return []


@pytest.mark.parametrize("piece", _PIECES)
def test_what_is_asked_for_is_read_from_the_start_of_a_long_text(piece: str) -> None:
    for text in long_texts(piece):
        assert understand_request(text) == understand_request(text[:LONGEST_TEXT])
        assert understand_command(text) == understand_command(text[:LONGEST_TEXT])
        assert is_more(text) == is_more(text[:LONGEST_TEXT])


@pytest.mark.parametrize("piece", _PIECES)
def test_a_follow_up_is_read_from_the_starts_of_both_questions(piece: str) -> None:
    for text, before in itertools.product(long_texts(piece), repeat=2):
        names = Names()
        readings = follow_up(text, before, names)
        assert readings == follow_up(text[:LONGEST_TEXT], before[:LONGEST_TEXT], Names())
        assert max(names.shown, default=0) <= LONGEST_TEXT + 1
        assert max(map(len, readings)) <= 3 * LONGEST_TEXT


@pytest.mark.parametrize("piece", _PIECES)
def test_no_delivery_holds_more_of_what_was_typed(piece: str) -> None:
    for text in long_texts(piece):
        assert len(plain(text)) <= LONGEST_TEXT
        asked = of_event({"event": {"text": text}}, ""), of_command({"text": text})
        pressed = of_interaction({"type": "message_action", "message": {"text": text}, "actions": [{"value": text}]})
        assert all(len(incoming.text) <= LONGEST_TEXT for incoming in (*asked, pressed))
        assert len(pressed.value) <= LONGEST_TEXT


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("那华为呢？？", "华为"),
        ("and huawei too!", "huawei"),
        ("Huawei, as well", "Huawei"),
        ("那小米 怎么样 ？", "小米"),
    ],
)
def test_words_at_the_end_that_lead_on_are_left_out(text: str, alone: str) -> None:
    assert follow_up(text, "TikTok 听证会", Names())[-1] == alone


def test_a_word_that_ends_in_such_letters_stays_whole() -> None:
    assert follow_up("and a tattoo", "ink", Names())[-1] == "a tattoo"
