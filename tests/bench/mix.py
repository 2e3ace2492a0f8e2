"""The questions of the bench, by kind, drawn from the key points that the library really holds."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from string import ascii_lowercase

from bot.search.analysis.chinese_words import chinese_words
from bot.search.analysis.stopwords import is_stopword
from bot.search.lexicon.dictionary import Lexicon
from bot.text import has_han
from tests.bench.words import NAMES, Words

_WORD = re.compile(r"[A-Za-z]{2,}")
_COMMON_ZIPF = 4.5
"""One word in thirty thousand of general text, and commoner."""
_ENGLISH_QUESTIONS = (
    "what do the {0} say about {1}?",
    "how did {0} change {1} in the last years",
    "is there a {0} that {1} and {2} can use",
    "why was {0} so important to the {1}?",
)
_CHINESE_QUESTIONS = ("为什么{0}会影响{1}？", "{0}和{1}是什么关系", "关于{0}的{1}有哪些情况", "请问{0}现在怎么样")


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what kind of one it is."""

    kind: str
    text: str


class QuestionWriter:
    """Draws questions from the articles of a JSON Lines file. The same seed draws the same ones."""

    def __init__(self, library: Path, lexicon: Lexicon, english: Words, chinese: Words, seed: int) -> None:
        self._random = Random(seed)
        self._lexicon = lexicon
        self._held_out = (english.held_out, chinese.held_out)
        self._articles = _sample(library, 600, self._random)
        self._kinds: dict[str, Callable[[], str]] = {
            "English words": self._english,
            "common words": self._common,
            "Chinese words": self._chinese,
            "mixed": self._mixed,
            "typing error": self._typing_error,
            "pinyin": self._pinyin,
            "alias": self._alias,
            "natural question": self._natural,
            "unanswerable": self._unanswerable,
        }

    def questions(self, count: int) -> list[Question]:
        """As many of each kind, the kinds taking turns, so that a beginning of the list is a mix too."""
        kinds = list(self._kinds.items())
        return [Question(kind, draw()) for number in range(count) for kind, draw in [kinds[number % len(kinds)]]]

    def _english(self) -> str:
        return " ".join(self._english_words(self._random.randint(2, 4)))

    def _common(self) -> str:
        """Words that stand in very many key points: the longest lists for every engine."""
        found: dict[str, None] = {}
        while len(found) < 3:
            found |= {word: None for word in self._english_words(2) if self._lexicon.zipf(word) >= _COMMON_ZIPF}
        return " ".join(list(found)[: self._random.randint(2, 3)])

    def _chinese(self) -> str:
        return self._random.choice(("", " ")).join(self._chinese_words(self._random.randint(1, 3)))

    def _mixed(self) -> str:
        return " ".join((*self._english_words(self._random.randint(1, 2)), *self._chinese_words(1)))

    def _typing_error(self) -> str:
        words = self._english_words(self._random.randint(2, 3))
        longest = max(range(len(words)), key=lambda place: len(words[place]))
        words[longest] = _with_error(words[longest], self._random)
        return " ".join(words)

    def _pinyin(self) -> str:
        spelt: list[str] = []
        while len(spelt) < 2:
            spelt += (
                self._lexicon.readings(word)[0] for word in self._chinese_words(2) if self._lexicon.readings(word)
            )
        return " ".join(spelt[: self._random.randint(1, 2)])

    def _alias(self) -> str:
        name = self._random.choice(self._random.choice(NAMES))
        return f"{name} {self._random.choice((self._english_words, self._chinese_words))(1)[0]}"

    def _natural(self) -> str:
        if self._random.random() < 0.7:
            return self._random.choice(_ENGLISH_QUESTIONS).format(*self._english_words(3))
        return self._random.choice(_CHINESE_QUESTIONS).format(*self._chinese_words(2))

    def _unanswerable(self) -> str:
        if self._random.random() < 0.2:
            return "".join(self._random.choices(ascii_lowercase, k=self._random.randint(6, 12)))
        return " ".join(self._random.sample(self._random.choice(self._held_out), self._random.randint(2, 3)))

    def _english_words(self, count: int) -> list[str]:
        """Words of one key point that carry something, drawn as often as they stand there."""
        while True:
            words = [word for word in _WORD.findall(self._text()) if not is_stopword(word.lower())]
            if len(words) >= count:
                return [word.lower() for word in self._random.sample(words, count)]

    def _chinese_words(self, count: int) -> list[str]:
        while True:
            words = [word for word in chinese_words(self._text()) if len(word) > 1 and has_han(word)]
            words = [word for word in words if not is_stopword(word)]
            if len(words) >= count:
                return self._random.sample(words, count)

    def _text(self) -> str:
        section = self._random.choice(self._random.choice(self._articles)["sections"])
        return str(self._random.choice(section["points"])["text"])


def point_texts(library: Path) -> Iterator[str]:
    """The text of every key point of a JSON Lines file, in its order."""
    with library.open(encoding="utf-8") as lines:
        for line in lines:
            for section in json.loads(line)["sections"]:
                for point in section["points"]:
                    yield point["text"]


def _sample(library: Path, count: int, random: Random) -> list[dict[str, list[dict[str, list[dict[str, str]]]]]]:
    """Articles from all over the file, without reading the whole of it."""
    size = library.stat().st_size
    found = []
    with library.open("rb") as file:
        for _ in range(count):
            file.seek(random.randrange(size))
            file.readline()  # the rest of a line that began before
            line = file.readline()
            if line:
                found.append(json.loads(line))
    return found


def _with_error(word: str, random: Random) -> str:
    """The word with one letter lost, doubled, changed, or swapped with its neighbour; its first letter stays."""
    if len(word) < 3:
        return word + random.choice(ascii_lowercase)
    at = random.randrange(1, len(word) - 1)
    return random.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + random.choice(ascii_lowercase) + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )
