"""Writes a library of any size as JSON Lines: the same one for the same size, held in memory an article at a time."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from tests.bench.words import Topic, Words, by_rank, endless, topics

POINTS_AN_ARTICLE = 12
WRITING = 1
"""Raise it with every change of what is written: a kept library of another number is not used again."""

_SEED = 20250926
_TOPICS = 600
_SECTIONS = (4, 3, 5)
_FIRST = datetime(2015, 1, 5, 1, 0, tzinfo=UTC)
_BETWEEN = timedelta(minutes=37)
_TOPICAL_SHARE = 0.45
_ENGLISH_POINTS = 0.7
_CHINESE_POINTS = 0.2


class ArticleWriter:
    """Draws articles: mostly English key points under a Chinese title, as the publication's summaries are."""

    def __init__(self, english: Words, chinese: Words) -> None:
        self._random = Random(_SEED)
        self._english = endless(english, self._random)
        self._chinese = endless(chinese, self._random)
        self._topics = topics(english, chinese, _TOPICS, self._random)
        self._english_ranks = by_rank(self._topics[0].english)
        self._chinese_ranks = by_rank(self._topics[0].chinese)

    def articles(self, count: int) -> Iterator[dict[str, Any]]:
        """Articles in the fields of the JSON Lines format."""
        for number in range(count):
            topic = self._random.choice(self._topics)
            yield {
                "title": self._title(topic),
                "source": "晚点LatePost",
                "published_at": (_FIRST + number * _BETWEEN).isoformat(),
                "viewpoint": self._english_sentence(topic, 20, 34),
                "sections": [self._section(topic, points) for points in _SECTIONS],
            }

    def _section(self, topic: Topic, count: int) -> dict[str, Any]:
        heading = " ".join(self._topical(topic, self._random.randint(2, 5))).capitalize()
        return {"heading": heading, "points": [self._point(topic) for _ in range(count)]}

    def _point(self, topic: Topic) -> dict[str, Any]:
        chance = self._random.random()
        if chance < _ENGLISH_POINTS:
            text = self._english_sentence(topic, 14, 36)
        elif chance < _ENGLISH_POINTS + _CHINESE_POINTS:
            text = self._chinese_sentence(topic, 12, 30)
        else:
            text = f"{self._chinese_sentence(topic, 6, 14)} {self._english_sentence(topic, 5, 12)}"
        first = self._random.randint(1, 40)
        return {"text": text, "citations": sorted({first, self._random.randint(first, 45)})}

    def _title(self, topic: Topic) -> str:
        words = self._random.choices(topic.chinese, cum_weights=self._chinese_ranks, k=self._random.randint(2, 4))
        words += [next(self._chinese) for _ in range(3)]
        name = self._random.choice(self._random.choice(topic.names))
        prefix = f"{self._random.randint(2016, 2025)}丨" if self._random.random() < 0.2 else ""
        return f"{prefix}{name}{''.join(words[:2])}，{''.join(words[2:])}"

    def _english_sentence(self, topic: Topic, shortest: int, longest: int) -> str:
        words: list[str] = []
        for _ in range(self._random.randint(shortest, longest)):
            topical = self._random.random() < _TOPICAL_SHARE
            words.append(self._topical(topic, 1)[0] if topical else next(self._english))
        if self._random.random() < 0.5:
            words.insert(self._random.randrange(len(words)), self._random.choice(topic.names)[0])
        if self._random.random() < 0.4:
            words.insert(self._random.randrange(len(words)), self._figure())
        words[len(words) // 2] += ","
        return f"{words[0][:1].upper()}{words[0][1:]} {' '.join(words[1:])}."

    def _chinese_sentence(self, topic: Topic, shortest: int, longest: int) -> str:
        words: list[str] = []
        for place in range(self._random.randint(shortest, longest)):
            if self._random.random() < _TOPICAL_SHARE:
                words += self._random.choices(topic.chinese, cum_weights=self._chinese_ranks)
            else:
                words.append(next(self._chinese))
            if place % 7 == 6:
                words.append("，")
        if self._random.random() < 0.5:
            words.insert(self._random.randrange(len(words)), self._random.choice(self._random.choice(topic.names)))
        return "".join(words) + "。"

    def _topical(self, topic: Topic, count: int) -> list[str]:
        return self._random.choices(topic.english, cum_weights=self._english_ranks, k=count)

    def _figure(self) -> str:
        number = self._random.randint(2, 9999)
        return self._random.choice((f"{number}", f"{number / 100}%", f"{number:,} million", f"${number}"))


def write_library(target: Path, articles: int, english: Words, chinese: Words) -> None:
    """Write that many articles to a file, one a line; the file is there whole or not at all."""
    fresh = target.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as file:
        for article in ArticleWriter(english, chinese).articles(articles):
            file.write(json.dumps(article, ensure_ascii=False) + "\n")
    fresh.replace(target)
