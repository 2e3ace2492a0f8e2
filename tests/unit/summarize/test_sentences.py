"""Sentences are pieces of their paragraph, word for word, and end where a reader would say so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.summarize.sentences import sentences


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("今年很难。明年会更好！真的吗？", ["今年很难。", "明年会更好！", "真的吗？"]),
        ("一是降价；二是裁员；三是关店……他没有再说。", ["一是降价；", "二是裁员；", "三是关店……", "他没有再说。"]),
        ("“今年很难。明年会更好。”他说。随后离开。", ["“今年很难。明年会更好。”他说。", "随后离开。"]),
        ("他说：“今年很难。明年会更好。”随后他走了。", ["他说：“今年很难。明年会更好。”", "随后他走了。"]),
        ("公司（成立于 2015 年。总部在上海）扭亏了。第二句", ["公司（成立于 2015 年。总部在上海）扭亏了。", "第二句"]),
        ("「まだ。」と書いた。《书。名》不断开。", ["「まだ。」", "と書いた。", "《书。名》不断开。"]),
        (
            "Mr. Smith of U.S. Steel paid $3.5 million. It closed.",
            ["Mr. Smith of U.S. Steel paid $3.5 million.", "It closed."],
        ),
        ('"It is hard." he said. "We go on." Nobody knew.', ['"It is hard." he said.', '"We go on."', "Nobody knew."]),
        ("Nobody knew... but he did. The end", ["Nobody knew... but he did.", "The end"]),
        ("增长 5%.Then English. 然后中文。", ["增长 5%.Then English.", "然后中文。"]),
        ("没有句号的一行", ["没有句号的一行"]),
        ("  ", []),
    ],
)
def test_a_sentence_ends_at_its_mark_and_not_inside_quotes_numbers_and_abbreviations(
    paragraph: str, expected: list[str]
) -> None:
    assert sentences(paragraph) == expected


def test_a_quotation_mark_that_is_never_closed_does_not_swallow_the_text() -> None:
    assert len(sentences("他说：“" + "今天很热，大家都不想出门去。" * 60)) > 30


@given(st.text(alphabet="ab .。！？；…”“「」'\"()（），3A中文说", max_size=80))
def test_nothing_is_lost_doubled_or_reordered(paragraph: str) -> None:
    found = sentences(paragraph)
    assert "".join("".join(found).split()) == "".join(paragraph.split())
    at = 0
    for each in found:
        at = paragraph.index(each, at) + len(each)
