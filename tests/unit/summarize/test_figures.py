"""Figures are compared as values, whichever way and in whichever language they are written."""

import pytest

from bot.summarize.figures import figures, values

SAME = [
    ("1.2 亿", "120 million"),
    ("1.2亿元", "120,000,000 yuan"),
    ("3.5 万", "35,000"),
    ("35 亿美元", "$3.5 billion"),
    ("三成", "30%"),
    ("八成半", "85 percent"),
    ("四分之一", "a quarter"),
    ("百分之三十", "30 per cent"),
    ("一半", "half"),
    ("三分之二", "two thirds"),
    ("2.5 个百分点", "2.5 percentage points"),
    ("一百二十三万", "1.23 million"),
    ("二十二", "twenty-two"),
    ("两万亿", "2 trillion"),
    ("9 月 26 日", "September 26"),
    ("九月二十六日", "26 Sept."),
    ("5 月", "in May"),
    ("周三", "Wednesday"),
    ("第三季度", "Q3"),
    ("二零二五年", "2025"),
    ("港元", "HK$"),
    ("120 万", "1.2m"),
    ("30 亿", "3bn"),
]
OTHER = [
    ("1.2 亿", "1.2 billion"),
    ("30%", "30"),
    ("三成", "3%"),
    ("9 月 26 日", "September 27"),
    ("35 亿美元", "€3.5 billion"),
    ("120 万元", "1.2 million dollars"),
    ("周三", "Thursday"),
    ("第三季度", "Q4"),
    ("5 月", "in March"),
    ("3.5", "35"),
]


def supported(statement: str, source: str) -> bool:
    known = values(source)
    return all(not known.isdisjoint(written.means) for written in figures(statement))


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_value_in_another_form_is_the_same(one: str, other: str) -> None:
    assert list(figures(one))
    assert list(figures(other))
    assert supported(other, one)
    assert supported(one, other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_another_value_unit_or_currency_is_another(one: str, other: str) -> None:
    assert not supported(other, one)
    assert not supported(one, other)


def test_a_month_alone_is_borne_out_by_a_day_of_it_and_not_the_other_way_round() -> None:
    assert supported("in September", "9 月 26 日")
    assert not supported("September 26", "9 月")


@pytest.mark.parametrize(
    "text", ["这一家公司的两个人一起成功了", "You may go on and march ahead, one by one", "多元的单元"]
)
def test_words_that_only_look_like_figures_are_none(text: str) -> None:
    assert not list(figures(text))
