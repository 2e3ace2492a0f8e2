"""Quantities are compared as values, whichever way and in whichever language they are written."""

import pytest

from bot.search.analysis.quantities import figures, quantities
from bot.search.analysis.tokenizer import places_of, tokenize


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("143亿美元", "14300000000"),
        ("$14.3 billion", "14300000000"),
        ("14.3bn", "14300000000"),
        ("1.2亿", "120000000"),
        ("120 Million", "120000000"),
        ("1.2 億", "120000000"),
        ("5万", "50000"),
        ("50k users", "50000"),
        ("3万亿", "3000000000000"),
        ("1千万", "10000000"),
        ("two million frames", "2000000"),
        ("两千万美元", "20000000"),
        ("一万三千公里", "13000"),
        ("一万三", "13000"),
        ("一千零一夜", "1001"),
        ("百分之三十", "30%"),
        ("七成半", "75%"),
        ("九十天", "90"),
        ("十二小时", "12"),
        ("二十五岁", "25"),
        ("四十六亿欧元", "4600000000"),
        ("1,200 thousand", "1200000"),
    ],
)
def test_a_number_with_a_scale_is_its_value(text, value):
    assert [found.terms[-1] for found in quantities(text)] == [value]


@pytest.mark.parametrize(
    "text", ["千万不要", "万一", "百万用户", "成立", "a million", "", "won the game", "多元的单元"]
)
def test_what_only_looks_like_one_is_none(text):
    assert list(quantities(text)) == []


def test_all_ways_to_write_a_value_share_a_term():
    for text in ("5万元", "50,000 yuan", "50 thousand yuan", "五万元"):
        found = tokenize(text)
        assert "50000" in found.main + found.extra


def test_a_value_is_found_where_it_stands():
    assert places_of({"14300000000"}, "It paid $14.3 billion.") == [(8, 21)]


def test_numbers_without_end_are_no_terms():
    hostile = "一" + "万" * 5000 + "9" * 5000 + "亿" * 50
    assert all(len(term) <= 18 for found in quantities(hostile) for term in found.terms)


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
    known = figures(source)
    return all(quantity.is_among(known) for quantity in quantities(statement))


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_value_in_another_form_is_the_same(one: str, other: str) -> None:
    assert list(quantities(one))
    assert list(quantities(other))
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
    assert not list(quantities(text))


@pytest.mark.parametrize("figure", ["9" * 5_000, "九" * 5_000, "1" + ",111" * 2_000, "9" * 5_000 + "%"])
def test_a_figure_without_end_is_only_itself(figure: str) -> None:
    assert figures(f"共 {figure} 元") & figures(figure)
    assert not figures(figure) & figures(figure[:4_999])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("RMB500 million", "5亿元人民币"),
        ("US$350m", "3.5亿美元"),
        ("$1.2B", "12亿美元"),
        ("1亿2千万元", "1.2亿元"),
        ("三点五亿元", "3.5 亿元"),
        ("百分之七点五", "7.5%"),
        ("€20 million", "两千万欧元"),
        ("Sep 14", "9月14日"),
        ("2025Q3", "2025年第三季度"),
        ("first half of 2025", "2025年上半年"),
    ],
)
def test_a_quantity_has_the_same_terms_in_every_way_of_writing(one, other):
    first, second = ({found.terms for found in quantities(text)} for text in (one, other))
    assert first == second


@pytest.mark.parametrize(
    ("one", "other"), [("20%", "$20 million"), ("3.5亿元", "US$350m"), ("20%", "20"), ("M9", "9月")]
)
def test_quantities_of_another_unit_share_no_first_term(one, other):
    first, second = ({found.terms[0] for found in quantities(text)} for text in (one, other))
    assert not first & second


@pytest.mark.parametrize("text", ["9" * 40_000, "1亿" * 13_000, "may " * 10_000, "十万" * 20_000, "$x" * 20_000])
def test_a_long_text_is_read_to_its_end(text):
    last = max((found.end for found in quantities(text + " 7%")), default=0)
    assert last == len(text) + 3
