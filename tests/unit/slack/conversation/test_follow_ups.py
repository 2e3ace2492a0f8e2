"""What a follow-up takes over from the question before."""

import re
from collections.abc import Sequence

import pytest

from bot.slack.conversation.intent import follow_up, is_more

_NAMES = re.compile("tiktok|huawei|华为|小米|抖音", re.IGNORECASE)


def names(text: str) -> Sequence[tuple[int, int]]:
    return [found.span() for found in _NAMES.finditer(text)]


@pytest.mark.parametrize(
    "text", ["more", "More!", "show more", "next", "更多", "继续", "繼續", "还有吗？", "更多结果", "下一页"]
)
def test_more_is_more(text: str) -> None:
    assert is_more(text)


@pytest.mark.parametrize("text", ["more chips", "更多芯片", "", "no more", "还有华为吗"])
def test_a_topic_is_not_more(text: str) -> None:
    assert not is_more(text)


@pytest.mark.parametrize(
    ("before", "text", "understood"),
    [
        ("小米 汽车 销量", "那华为呢", "华为 汽车 销量"),
        ("小米汽车的销量", "华为呢？", "华为 汽车的销量"),
        ("TikTok hearing", "what about Huawei?", "Huawei hearing"),
        ("TikTok hearing", "and Meta?", "Meta hearing"),
        ("TikTok vs Huawei in Europe", "and 小米?", "小米 vs in Europe"),
    ],
)
def test_a_name_takes_the_place_of_the_names_before(before: str, text: str, understood: str) -> None:
    assert follow_up(text, before, names)[0] == understood


@pytest.mark.parametrize(
    ("before", "text", "understood"),
    [
        ("TikTok hearing", "and advertising?", "TikTok advertising"),
        ("TikTok hearing", "advertising", "TikTok advertising"),
        ("抖音 电商", "广告呢？", "抖音 广告"),
        ("ai talent", "and salaries?", "ai talent salaries"),
    ],
)
def test_a_question_without_a_name_is_asked_about_the_names_before(before: str, text: str, understood: str) -> None:
    assert follow_up(text, before, names)[0] == understood


@pytest.mark.parametrize(
    "text",
    [
        "Huawei banking",
        "华为 数字金融",
        "how many engineers did the company hire last year",
        '"and advertising"',
        "“那华为呢”",
    ],
)
def test_what_stands_for_itself_takes_nothing_over(text: str) -> None:
    assert follow_up(text, "TikTok hearing", names) == [text]


def test_filters_are_kept_until_another_of_their_kind_is_given() -> None:
    before = "TikTok hearing since:2025-09-01 source:晚点LatePost"
    assert follow_up("and advertising?", before, names)[0] == "TikTok advertising since:2025-09-01 source:晚点LatePost"
    assert (
        follow_up("and advertising since:2025-09-20", before, names)[0]
        == "TikTok advertising since:2025-09-20 source:晚点LatePost"
    )


@pytest.mark.parametrize("text", ["before:2025-09-20", "what about before:2025-09-20?"])
def test_a_message_of_filters_alone_asks_the_old_question_with_them(text: str) -> None:
    asked = follow_up(text, "TikTok hearing since:2025-09-01 before:2025-10-01", names)
    assert asked == ["TikTok hearing before:2025-09-20 since:2025-09-01"]


@pytest.mark.parametrize("text", ["", "?", "那", "and", "呢", "\u200b", "。。。", "x" * 5000, "\ud800"])
def test_any_text_has_at_least_one_reading_and_the_message_alone_is_the_last(text: str) -> None:
    assert follow_up(text, "TikTok hearing", names)


@pytest.mark.parametrize("text", ["...", "!!!", "。。。", "—"])
def test_signs_alone_do_not_ask_the_old_question_again(text: str) -> None:
    assert follow_up(text, "TikTok hearing", names) == [text]
