"""Messages keep to Slack's limits, and long ones go on in further messages with nothing lost."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import ButtonElement, DividerBlock, PlainTextObject, SectionBlock

from bot.slack.blocks import rich_text
from bot.slack.blocks.elements import (
    Block,
    actions,
    button,
    context_block,
    divider,
    dump,
    feedback,
    menu,
    option,
    section,
)
from bot.slack.blocks.limits import weight
from bot.slack.blocks.message import Message, Part, check, modal_or_home, split
from bot.slack.blocks.mrkdwn import Run, length
from tests.unit.slack.samples import shown, strings


def text_block(text: str) -> Block:
    return rich_text.block(rich_text.section([Run(text)]))


def plain(text: str) -> dict[str, object]:
    return {"type": "plain_text", "text": text}


def raw_section(text: str) -> Block:
    return {"type": "section", "text": plain(text)}


def pressed(*buttons: Mapping[str, object]) -> Message:
    return Message("x", ({"type": "actions", "elements": [{"type": "button", **each} for each in buttons]},))


def rich(element: dict[str, Any]) -> Message:
    return Message("x", (rich_text.block(element),))


EMPTY_TEXT: dict[str, Any] = {"type": "rich_text_section", "elements": [{"type": "text", "text": ""}]}
BROKEN: list[tuple[str, Message]] = [
    ("top-level text is blank", Message(" ", (divider(),))),
    ("characters of top-level text", Message("x" * 3001, (divider(),))),
    ("51 blocks", Message("x", (divider(),) * 51)),
    ("0 blocks", Message("x", ())),
    ("less than 10000", Message("x", (text_block("x" * 2600),) * 4)),
    ("3001 characters of rich text", Message("x", (text_block("x" * 3001),))),
    ("3004 characters of text", Message("x", (raw_section("x" * 2999 + "&"),))),
    ("text is blank", Message("x", (raw_section(" "),))),
    ("text is empty", rich(EMPTY_TEXT)),
    ("rich_text_list is empty", rich(rich_text.bullets([]))),
    ("broadcast is no rich text", rich({"type": "rich_text_section", "elements": [{"type": "broadcast"}]})),
    ("same block_id", Message("x", ({"type": "divider", "block_id": "a"},) * 2)),
    ("same action_id", pressed({"action_id": "a", "text": plain("a")}, {"action_id": "a", "text": plain("a")})),
    ("26 elements", pressed(*[{"text": plain("a")}] * 26)),
    ("76 characters of text", pressed({"text": plain("a" * 76)})),
    ("2001 characters of value", pressed({"text": plain("a"), "value": "v" * 2001})),
    ("151 characters of text", Message("x", ({"type": "header", "text": plain("a" * 151)},))),
    ("surrogate", Message("x", (text_block("\ud83d"),))),
    ("surrogate", Message("\ud83d", (divider(),))),
    ("unknown type", Message("x", ({"type": "hologram"},))),
    ("alt_text", Message("x", ({"type": "image", "image_url": "https://a.example/x", "alt_text": "x" * 2001},))),
]


class TestCheck:
    @pytest.mark.parametrize(("limit", "message"), BROKEN, ids=[f"{n}: {limit}" for n, (limit, _) in enumerate(BROKEN)])
    def test_it_names_the_limit_that_is_broken(self, limit: str, message: Message) -> None:
        with pytest.raises(ValueError, match=limit):
            check(message)

    def test_a_message_at_its_limits_passes(self) -> None:
        check(Message("x" * 3000, (text_block("x" * 3000),) * 3))
        check(Message("x", (divider(),) * 50))

    def test_a_view_with_a_title_that_is_too_long_is_refused(self) -> None:
        with pytest.raises(ValueError, match="title"):
            modal_or_home("modal", [divider()], title=PlainTextObject(text="x" * 25))


class TestElements:
    """The quick way to JSON gives what slack_sdk's own gives, and runs the same validators."""

    @pytest.mark.parametrize(
        "model",
        [
            SectionBlock(text=PlainTextObject(text="a", emoji=False), accessory=button("b", "c", "d", primary=True)),
            menu("p", "a", [option("l", "v")], option("l", "v")),
            DividerBlock(),
        ],
    )
    def test_it_gives_what_the_sdk_gives(self, model: SectionBlock) -> None:
        assert dump(model) == model.to_dict()

    def test_it_refuses_what_the_sdk_refuses(self) -> None:
        with pytest.raises(ValueError, match="2000"):
            actions([ButtonElement(text="x", action_id="a", value="v" * 2001)])

    def test_feedback_has_a_thumb_for_each_opinion(self) -> None:
        assert sorted(strings(feedback("key", "en"), "value")) == ["down:key", "up:key"]

    def test_emoji_names_are_not_turned_into_pictures(self) -> None:
        assert section(":tada:")["text"] == {"type": "plain_text", "text": ":tada:", "emoji": False}


SENTENCES = st.lists(
    st.sampled_from(["你好世界。", "真的吗？", "One. ", "3.5 percent, yes! ", "没有标点", "word "]), max_size=40
)


class TestCut:
    @settings(max_examples=50)
    @given(SENTENCES, st.integers(8, 40))
    def test_pieces_fit_and_put_together_are_the_text(self, sentences: list[str], maximum: int) -> None:
        text = "".join(sentences)
        pieces = rich_text.cut([Run(text)], maximum) if text else []
        assert "".join(map(rich_text.plain, pieces)).replace(" ", "") == text.replace(" ", "")
        assert all(rich_text.size(piece) <= maximum for piece in pieces)

    @pytest.mark.parametrize(
        ("text", "pieces"),
        [
            ("第一句话。第二句话！第三句？", ["第一句话。第二句话！", "第三句？"]),
            ("他说：“好。”然后走了很远的路。", ["他说：“好。”", "然后走了很远的路。"]),
            ("It is 3.5 %. It was more.", ["It is 3.5 %. ", "It was more."]),
            ("没有句号，只有逗号而已哦哦", ["没有句号，", "只有逗号而已哦哦"]),
            ("一二三四五六七八九十一二三四", ["一二三四五六七八九十一二", "三四"]),
            ("abcdefghijke\u0301", ["abcdefghijk", "e\u0301"]),
        ],
    )
    def test_a_piece_ends_with_a_sentence_where_it_can(self, text: str, pieces: list[str]) -> None:
        maximum = 13 if text.isascii() else 12
        assert [rich_text.plain(piece) for piece in rich_text.cut([Run(text)], maximum)] == pieces

    def test_bold_words_and_links_keep_their_style_over_a_cut(self) -> None:
        runs = [Run("一二。"), Run("三四。五六", bold=True), Run("七", url="https://a.example")]
        assert rich_text.cut(runs, 6) == [
            [Run("一二。"), Run("三四。", bold=True)],
            [Run("五六", bold=True), Run("七", url="https://a.example")],
        ]

    def test_a_text_of_entities_is_cut_by_what_slack_may_count(self) -> None:
        pieces = rich_text.cut([Run("<" * 2000)])
        assert all(length(rich_text.plain(piece)) <= 3000 for piece in pieces)
        assert sum(len(rich_text.plain(piece)) for piece in pieces) == 2000


class TestSplit:
    def test_what_fits_is_one_message_without_a_mark(self) -> None:
        [message] = split([Part((text_block("a"),), "a"), Part((text_block("b"),), "b")], "question", "en")
        assert message.text == "question\na\nb"
        assert shown(message.blocks) == "a\nb"

    def test_parts_are_never_divided_and_each_message_is_marked(self) -> None:
        parts = [Part((text_block(f"a{n} " * 900), text_block(f"b{n}"))) for n in range(9)]
        messages = split(parts, "question", "en")
        assert [list(strings(message.blocks))[-1] for message in messages] == ["1 of 3", "2 of 3", "3 of 3"]
        for message in messages:
            check(message)
            blocks = message.blocks[:-1]
            assert [shown(block)[0] for block in blocks] == ["a", "b"] * (len(blocks) // 2)

    def test_a_part_too_large_for_a_message_goes_on_in_the_next(self) -> None:
        blocks = tuple(text_block(str(n) * 3000) for n in range(8))
        messages = split([Part(blocks, "long")], "question", "zh")
        assert [block for message in messages for block in message.blocks if block["type"] == "rich_text"] == [*blocks]
        assert list(strings(messages[1].blocks))[-1] == "2 / 3"

    def test_fifty_blocks_are_not_exceeded_with_the_mark(self) -> None:
        messages = split([Part((context_block([str(n)]),)) for n in range(120)], "question", "en")
        for message in messages:
            check(message)
        assert [len(message.blocks) for message in messages] == [50, 50, 23]

    def test_no_message_begins_with_a_divider(self) -> None:
        parts = [Part((divider(), text_block("x" * 2900))) for _ in range(8)]
        messages = split(parts, "question", "en")
        assert all(message.blocks[0]["type"] == "rich_text" for message in messages)

    def test_a_block_that_no_message_holds_is_refused(self) -> None:
        with pytest.raises(ValueError, match="fit a message"):
            split([Part((text_block("x" * 11_000),))], "question", "en")

    def test_addresses_and_containers_weigh_too(self) -> None:
        linked = rich_text.block(rich_text.section([Run("a", url="https://a.example")]))
        assert weight(linked) == 1 + len("https://a.example") + 3 * 10
