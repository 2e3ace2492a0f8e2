"""Numbers with a scale as the values that they stand for."""

import pytest

from bot.search.analysis.numbers import numbers_in
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
        ("百分之三十", "30"),
        ("七成半", "75"),
        ("九十天", "90"),
        ("十二小时", "12"),
        ("二十五岁", "25"),
        ("四十六亿欧元", "4600000000"),
        ("1,200 thousand", "1200000"),
    ],
)
def test_a_number_with_a_scale_is_its_value(text, value):
    assert [found.term for found in numbers_in(text)] == [value]


@pytest.mark.parametrize(
    "text", ["千万不要", "万一", "百万用户", "50,000", "iPhone 15", "成立", "十分", "a million", "", "v1.2bn.3"]
)
def test_what_only_looks_like_one_is_none(text):
    assert list(numbers_in(text)) == []


def test_all_ways_to_write_a_value_share_a_term():
    for text in ("5万元", "50,000 yuan", "50 thousand yuan", "五万元"):
        found = tokenize(text)
        assert "50000" in found.main + found.extra


def test_a_value_is_found_where_it_stands():
    assert places_of({"14300000000"}, "It paid $14.3 billion.") == [(9, 21)]


def test_numbers_without_end_are_no_terms():
    assert all(len(found.term) <= 18 for found in numbers_in("一" + "万" * 5000 + "9" * 5000 + "亿" * 50))
