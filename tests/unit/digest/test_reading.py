"""What people write for times, zones, days and topics."""

import pytest

from bot.digest.reading import (
    MisreadError,
    read_days,
    read_time,
    read_topics,
    topic_lines,
    topic_list,
)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("9:00", "09:00"), ("09:00", "09:00"), (" 23:59 ", "23:59"), ("０９：３０", "09:30"), ("0:05", "00:05")],
)
def test_times(typed: str, read: str) -> None:
    assert read_time(typed) == read


@pytest.mark.parametrize("typed", ["", "9", "24:00", "12:60", "9:5", "9am", "九点", "12:00:00", "-1:00", "1e1:00"])
def test_what_is_no_time(typed: str) -> None:
    with pytest.raises(MisreadError) as caught:
        read_time(typed)
    assert (caught.value.problem, caught.value.given) == ("time", typed)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("daily", (1, 2, 3, 4, 5, 6, 7)),
        ("weekdays", (1, 2, 3, 4, 5)),
        ("weekends", (6, 7)),
        ("mon,wed-fri", (1, 3, 4, 5)),
        ("Sunday Monday", (1, 7)),
        ("Mon-Sun", (1, 2, 3, 4, 5, 6, 7)),
        ("fri", (5,)),
    ],
)
def test_days(typed: str, read: tuple[int, ...]) -> None:
    assert read_days(typed) == read


@pytest.mark.parametrize("typed", ["", "never", "mon-", "fri-mon", "mon,,x", "1"])
def test_what_are_no_days(typed: str) -> None:
    with pytest.raises(MisreadError) as caught:
        read_days(typed)
    assert caught.value.problem == "days"


def test_topics_are_any_questions_each_once() -> None:
    typed = ["TikTok 听证会", "  tiktok   听证会 ", '"joint venture" since:2025-09', "source:晚点LatePost"]
    assert read_topics(typed) == ("TikTok 听证会", '"joint venture" since:2025-09', "source:晚点LatePost")
    assert read_topics([]) == ()


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ([""], "topic"),
        (["华为", "，！"], "topic"),
        (["\u200b\u202e"], "topic"),
        (["长" * 201], "topic_long"),
        ([f"topic {number}" for number in range(21)], "topics_many"),
    ],
)
def test_what_is_wrong_with_topics(typed: list[str], problem: str) -> None:
    with pytest.raises(MisreadError) as caught:
        read_topics(typed)
    assert caught.value.problem == problem


def test_one_topic_a_line_and_blank_lines_between_are_none() -> None:
    assert topic_lines("华为\n\n TikTok \n") == ["华为", " TikTok "]
    assert topic_lines("") == []
    assert topic_lines(" \n ") == [""]


def test_semicolons_part_the_topics_of_a_setting() -> None:
    assert topic_list("华为；TikTok; ") == ["华为", "TikTok"]
    assert topic_list("华为;;TikTok") == ["华为", "", "TikTok"]
