"""`python -m tests.relevance.script_means`: the means that `bot/search/meaning/centring.py` subtracts, and their worth.

Prints, for each library, how often the encoder alone has the right article first, among the first three, and the right
point among five: uncentred, centred by the means of everything but this library and its questions (which is what an
unknown library can expect), and by those that are written.
"""

import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from bot.search.meaning.bundled import BundledEncoder
from bot.search.meaning.centring import without_means
from bot.text import fold, has_han
from tests.relevance.measure import Question, read_questions

HERE = Path(__file__).parent
TARGET = HERE.parents[1] / "bot" / "search" / "meaning" / "script_means.npy"
MARKED = HERE / "kept_points.txt"
LIBRARIES = {
    "sample": (sorted((HERE.parents[1] / "data" / "articles").glob("*.jsonl")), "*sample_questions.jsonl"),
    "second": ([HERE / "second_library.jsonl"], "*second_questions.jsonl"),
    "third": ([HERE / "third_library.jsonl"], "*third_questions.jsonl"),
}
Matrix = npt.NDArray[np.float32]


class Texts(NamedTuple):
    """Texts with their uncentred vectors."""

    texts: list[str]
    vectors: Matrix

    @property
    def is_han(self) -> npt.NDArray[np.bool_]:
        return np.array([has_han(text) for text in self.texts], dtype=bool)


class Library(NamedTuple):
    """The points of a library, the article of each, and the questions that it answers."""

    points: Texts
    titles: list[str]
    questions: Texts
    asked: list[Question]


def means(parts: list[Texts]) -> Matrix:
    """The mean of the Han texts and the mean of the others, each text counting the same."""
    vectors, is_han = np.concatenate([each.vectors for each in parts]), np.concatenate([each.is_han for each in parts])
    return np.stack([vectors[is_han].mean(0), vectors[~is_han].mean(0)]).astype(np.float32)


def worth(library: Library, by: Matrix) -> tuple[float, float, float]:
    """Shares of the questions: the right article first, among three, the right point among five."""
    points = without_means(library.points.vectors, library.points.is_han, by)
    questions = without_means(library.questions.vectors, library.questions.is_han, by)
    counts = np.zeros(3)
    for asked, cosines in zip(library.asked, questions @ points.T, strict=True):
        best = np.argsort(-cosines, kind="stable")
        titles = list(dict.fromkeys(library.titles[point] for point in best))
        place = titles.index(fold(asked.article or ""))
        shown = [library.points.texts[point].casefold() for point in best[:5]]
        point = any(all(word.casefold() in text for word in asked.words) for text in shown)
        counts += [place == 0, place < 3, point]
    first, among_three, points_shown = counts / len(library.asked)
    return float(first), float(among_three), float(points_shown)


def read_libraries(encoder: BundledEncoder) -> dict[str, Library]:
    """Each library with its questions."""
    found: dict[str, Library] = {}
    for name, (paths, pattern) in LIBRARIES.items():
        articles = [json.loads(line) for path in paths for line in _lines(path)]
        points = [(fold(article["title"]), text) for article in articles for text in _points(article)]
        asked = [q for path in sorted(HERE.glob(pattern)) for q in read_questions(path) if q.article]
        asked += [q for q in read_questions(HERE / "later_questions.jsonl") if q.article and name == "second"]
        found[name] = Library(
            _read(encoder, [text for _, text in points]),
            [title for title, _ in points],
            _read(encoder, [q.query for q in asked]),
            asked,
        )
    return found


def main() -> None:
    """Measure, print, write."""
    encoder = BundledEncoder(None)
    libraries = read_libraries(encoder)
    marked = _read(encoder, [line.strip() for line in _lines(MARKED)])
    whole = means([*chain.from_iterable((each.points, each.questions) for each in libraries.values()), marked])
    for name, library in libraries.items():
        others = [each for other, each in libraries.items() if other != name]
        left_out = means([*chain.from_iterable((each.points, each.questions) for each in others), marked])
        print(f"{name}: {len(library.asked)} questions, {len(library.titles)} points")
        for title, by in (("uncentred", np.zeros_like(whole)), ("left out", left_out), ("written", whole)):
            print(f"  {title:10}", *(f"{share:.3f}" for share in worth(library, by)))
    np.save(TARGET, whole)


def _read(encoder: BundledEncoder, texts: list[str]) -> Texts:
    return Texts(texts, encoder.uncentred(texts))


def _points(article: dict[str, Any]) -> Iterator[str]:
    for section in article.get("sections", ()):
        yield from (point["text"] for point in section["points"])
    yield from article.get("paragraphs", ())


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


if __name__ == "__main__":
    main()
