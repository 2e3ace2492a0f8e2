"""The words of the bench's library: real ones, as frequent as they are in general, from the bot's own lexicon file."""

import re
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from random import Random

from bot.search.analysis.stopwords import is_stopword
from bot.text import HAN

NAMES: tuple[tuple[str, ...], ...] = (
    ("ByteDance", "字节跳动", "字节"),
    ("Alibaba", "阿里巴巴", "阿里"),
    ("Tencent", "腾讯"),
    ("Huawei", "华为"),
    ("Xiaomi", "小米"),
    ("Meituan", "美团"),
    ("Pinduoduo", "拼多多"),
    ("Baidu", "百度"),
    ("Didi", "滴滴"),
    ("AITO", "问界"),
    ("NIO", "蔚来"),
    ("XPeng", "小鹏"),
    ("Li Auto", "理想汽车"),
    ("CATL", "宁德时代"),
    ("BYD", "比亚迪"),
    ("Tesla", "特斯拉"),
    ("Apple", "苹果公司"),
    ("Microsoft", "微软"),
    ("Nvidia", "英伟达"),
    ("TSMC", "台积电"),
    ("Oracle", "甲骨文"),
    ("Amazon", "亚马逊"),
    ("Douyin", "抖音"),
    ("Kuaishou", "快手"),
    ("DJI", "大疆"),
    ("Starbucks", "星巴克"),
    ("Luckin", "瑞幸"),
    ("Beijing", "北京"),
    ("Shanghai", "上海"),
    ("Shenzhen", "深圳"),
    ("Singapore", "新加坡"),
    ("Indonesia", "印度尼西亚", "印尼"),
)
"""Names that the library is full of, each under its forms; English first."""

_ENGLISH = re.compile(r"[a-z]{2,18}|a|i")
_CHINESE = re.compile(rf"[{HAN}]{{1,4}}")
_TOPIC_ZIPF = (2.6, 5.0)
"""A subject's own words are neither everybody's nor hardly anybody's."""
_HELD_OUT_ZIPF = (2.2, 4.2)
_HELD_OUT_SHARE = 40


@dataclass(frozen=True)
class Words:
    """Words of one language with the weights by which they are drawn, most frequent first."""

    all: list[str]
    cumulative: list[float]
    topical: list[str]
    """Those that can belong to a subject."""
    held_out: list[str]
    """Real words that the library never uses: questions made of them have no answer."""

    def draw(self, random: Random, count: int) -> list[str]:
        """That many words, as often each as it stands in general text."""
        return random.choices(self.all, cum_weights=self.cumulative, k=count)


@dataclass(frozen=True)
class Topic:
    """A subject that many articles share: its words, the first ones the most used, and its names."""

    english: list[str]
    chinese: list[str]
    names: list[tuple[str, ...]]


def read_words(lexicon: Path) -> tuple[Words, Words]:
    """English and Chinese words of a lexicon file."""
    with sqlite3.connect(f"file:{lexicon}?mode=ro&immutable=1", uri=True) as database:
        rows = database.execute("SELECT key, hundredths FROM zipf ORDER BY hundredths DESC, key").fetchall()
    known = [(word, hundredths / 100) for word, hundredths in rows]
    return _words(known, _ENGLISH), _words(known, _CHINESE)


def topics(english: Words, chinese: Words, count: int, random: Random) -> list[Topic]:
    """Subjects for a library."""
    return [
        Topic(random.sample(english.topical, 40), random.sample(chinese.topical, 30), random.sample(NAMES, 3))
        for _ in range(count)
    ]


def endless(words: Words, random: Random) -> Iterator[str]:
    """Words one by one, drawn many at a time since that is much faster."""
    while True:
        yield from words.draw(random, 20_000)


def by_rank(words: Sequence[str]) -> list[float]:
    """Zipf's law over a short list: cumulative weights of 1, 1/2, 1/3 and so on."""
    return list(accumulate(1 / rank for rank in range(1, len(words) + 1)))


def _words(known: Sequence[tuple[str, float]], shape: re.Pattern[str]) -> Words:
    fitting = [(word, zipf) for word, zipf in known if shape.fullmatch(word)]
    held_out = [word for word, zipf in fitting if _is_held_out(word, zipf)]
    kept = [(word, zipf) for word, zipf in fitting if not _is_held_out(word, zipf)]
    low, high = _TOPIC_ZIPF
    return Words(
        all=[word for word, _ in kept],
        cumulative=list(accumulate(10**zipf for _, zipf in kept)),
        topical=[word for word, zipf in kept if low <= zipf <= high and len(word) > 1 and not is_stopword(word)],
        held_out=held_out,
    )


def _is_held_out(word: str, zipf: float) -> bool:
    low, high = _HELD_OUT_ZIPF
    return low <= zipf <= high and len(word) > 1 and zlib.crc32(word.encode()) % _HELD_OUT_SHARE == 0
