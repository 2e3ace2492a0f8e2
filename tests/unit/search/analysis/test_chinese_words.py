"""Chinese words by look-ups in the lexicon: the same as those that jieba finds with its whole dictionary in memory."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

import pytest
import rjieba
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.search.analysis.chinese_words import Dictionary, chinese_words
from bot.search.lexicon.dictionary import INSTALLED

usual = st.text("的一是在有人大中国数据安全听证会问界汽车公司用户增长合资银行年了不和发展技术市场", max_size=40)
any_han = st.text(st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF), max_size=30)


@pytest.fixture(scope="module")
def dictionary() -> Iterator[Dictionary]:
    with closing(sqlite3.connect(f"file:{INSTALLED}?mode=ro", uri=True)) as database:
        yield Dictionary(database)


@given(usual | any_han)
@example("")
@example("听")
@example("〇々豈𠀀")
@example("中华人民共和国全国人民代表大会常务委员会" * 3)
@settings(max_examples=300, deadline=None)
def test_the_words_are_those_of_jieba(dictionary: Dictionary, text: str) -> None:
    assert list(dictionary.cut(text)) == rjieba.cut(text, False)


@pytest.mark.parametrize("after", ["听证会 TikTok 数据", "听证会" * 40])
def test_a_short_run_needs_no_dictionary_in_memory(after: str) -> None:
    lines = _run(f"""
print(chinese_words("数据安全听证会"), "rjieba" in sys.modules)
print(len(chinese_words({after!r})) > 3, "rjieba" in sys.modules)
print(chinese_words("数据安全听证会"))
""")
    assert lines == ["['数据安全', '听证会'] False", "True True", "['数据安全', '听证会']"]


def test_after_many_texts_the_dictionary_is_read() -> None:
    lines = _run("""
for first in range(0x4E00, 0x4E00 + 1000):
    chinese_words(chr(first) + "听证会")
    if "rjieba" in sys.modules:
        break
print(100 < first - 0x4E00 < 999)
""")
    assert lines == ["True"]


def _run(code: str) -> list[str]:
    """What a fresh process prints."""
    whole = f"import sys\nfrom bot.search.analysis.chinese_words import chinese_words\n{code}"
    variables = {**os.environ, "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-c", whole], capture_output=True, text=True, check=True, env=variables
    ).stdout.splitlines()


def test_words_are_in_the_order_of_the_text_and_nothing_is_lost() -> None:
    assert chinese_words("渡轮公司换了电池") == ["渡轮", "公司", "换", "了", "电池"]
