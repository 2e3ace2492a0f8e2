"""Any collection of documents and questions, ranked by the bot beside bm25s and tantivy in the same run.

The file is JSON Lines: a document is `{"id", "title", "text"}`, a question `{"question", "relevant": [id, ...]}`.
English goes to the others in stems (Snowball), Chinese in words (rjieba); the bot gets the documents as full text
through the importer and answers with at most ten articles, as `ask - --json --limit 10` does.
"""

import json
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import Any, NamedTuple

import bm25s
import rjieba
import Stemmer
import tantivy

from bot.app.library import open_library
from bot.app.settings import Settings
from bot.ingest.importing import import_paths

DEPTH = 10
_DAY = "2025-01-01T00:00:00+08:00"


class Document(NamedTuple):
    """What is to be found."""

    id: str
    title: str
    text: str


class Judged(NamedTuple):
    """A question and the documents that answer it."""

    question: str
    relevant: frozenset[str]


@dataclass(frozen=True)
class Collection:
    """Documents with the questions about them."""

    documents: list[Document]
    questions: list[Judged]


class Standing(NamedTuple):
    """Means over all questions, each from 0 to 1; `silent` is the share without any answer."""

    mrr: float
    ndcg: float
    recall: float
    silent: float


Ranking = list[str]


def read_collection(path: Path) -> Collection:
    """A collection from its JSON Lines file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return Collection(
        [Document(row["id"], row.get("title", ""), row["text"]) for row in rows if "text" in row],
        [Judged(row["question"], frozenset(row["relevant"])) for row in rows if "question" in row],
    )


def standing(questions: Sequence[Judged], rankings: Iterable[Ranking]) -> Standing:
    """How good these rankings are, the first ten of each looked at."""
    mrr = ndcg = recall = silent = 0.0
    for judged, ranking in zip(questions, rankings, strict=True):
        places = [place for place, found in enumerate(ranking[:DEPTH], 1) if found in judged.relevant]
        mrr += 1 / places[0] if places else 0
        ideal = sum(1 / log2(place + 1) for place in range(1, min(DEPTH, len(judged.relevant)) + 1))
        ndcg += sum(1 / log2(place + 1) for place in places) / ideal
        recall += len(places) / min(DEPTH, len(judged.relevant))
        silent += not ranking
    count = len(questions) or 1
    return Standing(mrr / count, ndcg / count, recall / count, silent / count)


async def rank_all(collection: Collection) -> dict[str, list[Ranking]]:
    """Every question ranked by every engine."""
    asked = [judged.question for judged in collection.questions]
    in_words = _words if _is_chinese(collection) else _stems
    return {
        "the bot": await _by_bot(collection, asked),
        "bm25s": _by_bm25s(collection, asked, in_words),
        "tantivy": _by_tantivy(collection, asked, in_words),
    }


async def _by_bot(collection: Collection, asked: Sequence[str]) -> list[Ranking]:
    with tempfile.TemporaryDirectory() as folder:
        articles, home = Path(folder, "articles.jsonl"), Path(folder)
        _write_articles(collection, articles)
        async with open_library(Settings.read({"LATEPOST_DATA_DIR": str(home)}, home), say=lambda _: None) as library:
            async for outcome in import_paths([articles], library.store):
                if outcome.problem:
                    raise SystemExit(f"The collection is wrong: {outcome.problem}")
            await library.catch_up()
            await library.encode(sum(1 for _ in collection.documents))
            answers = [await library.answer(question, DEPTH) for question in asked]
    return [[match.article.source for match in answer.matches or answer.nearest] for answer in answers]


def _write_articles(collection: Collection, path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        for each in collection.documents:
            title = each.title or each.id
            row = {"title": title, "source": each.id, "published_at": _DAY, "paragraphs": [each.text]}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _by_bm25s(collection: Collection, asked: Sequence[str], in_words: Callable[[str], list[str]]) -> list[Ranking]:
    engine = bm25s.BM25()
    engine.index([in_words(f"{each.title} {each.text}") for each in collection.documents], show_progress=False)
    known = engine.vocab_dict
    rankings: list[Ranking] = []
    for question in asked:
        words = [word for word in in_words(question) if word in known]
        if not words:
            rankings.append([])
            continue
        count = min(DEPTH, len(collection.documents))
        found, scores = engine.retrieve([words], k=count, show_progress=False)
        kept = zip(found[0], scores[0], strict=True)
        rankings.append([collection.documents[int(place)].id for place, score in kept if score > 0])
    return rankings


def _by_tantivy(collection: Collection, asked: Sequence[str], in_words: Callable[[str], list[str]]) -> list[Ranking]:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer(64_000_000, 1)
    for each in collection.documents:
        words = " ".join(in_words(f"{each.title} {each.text}"))
        writer.add_document(tantivy.Document(id=each.id, text=words))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def rank(question: str) -> Ranking:
        should: list[tuple[Any, Any]] = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", word)) for word in in_words(question)
        ]
        hits = searcher.search(tantivy.Query.boolean_query(should), DEPTH).hits if should else []
        return [str(searcher.doc(address).get_first("id")) for _, address in hits]

    return [rank(question) for question in asked]


def _is_chinese(collection: Collection) -> bool:
    text = "".join(judged.question for judged in collection.questions)
    return sum("\u4e00" <= character <= "\u9fff" for character in text) > len(text) / 10


_STEMMER = Stemmer.Stemmer("english")


def _stems(text: str) -> list[str]:
    words = bm25s.tokenize([text], stopwords="en", return_ids=False, show_progress=False)[0]
    return [str(stem) for stem in _STEMMER.stemWords(words)]


def _words(text: str) -> list[str]:
    return [str(word).lower() for word in rjieba.cut(text) if str(word).strip() and str(word)[0].isalnum()]


def in_stems_and_words(text: str) -> list[str]:
    """A text in either language, or in both, as the other engines get it."""
    return [str(stem) for stem in _STEMMER.stemWords(_words(text))]
