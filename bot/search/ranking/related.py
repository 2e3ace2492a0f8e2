"""Which articles are near to one: by the names and words that tell it from others, and by the meaning of its points."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from math import log, sqrt
from typing import TYPE_CHECKING, NamedTuple

from bot.bounded_cache import bounded_cache
from bot.model import Article, MatchedPoint, Passage, Related, SharedWord
from bot.search.analysis.stopwords import is_stopword
from bot.search.analysis.tokenizer import tokenize
from bot.search.index.bm25 import inverse_frequency
from bot.search.index.library_index import LibraryIndex
from bot.search.index.queries import Scope, Term
from bot.search.lexicon.glossary import Entry
from bot.search.lexicon.stemming import stem
from bot.search.meaning.encoder import key_of
from bot.search.query.vocabulary import Vocabulary, form_terms
from bot.text import fold, has_han

if TYPE_CHECKING:  # who searches by words alone needs no numpy
    from bot.search.ranking.similarity import Likeness, Meaning


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedParameters:
    """Values read off all pairs of the 95 articles of `tests/relevance`, each library alone and all as one."""

    near: float = 0.35
    """The least sum of the cosine of two articles' words and that of their meanings. Of the pairs above it, all but a
    few are about one company, trade or affair; below 0.3 hardly any are."""
    near_in_words: float = 0.09
    """The least cosine of their words where meaning can't decide."""
    candidates: int = 12
    """Articles that are read and compared."""
    terms: int = 24
    """Of an article, the most telling ones, by which candidates are looked for."""
    passages: int = 60
    """Of an article that are compared: all points of nearly every summary; of a long full text its beginning."""
    shown_words: int = 4
    """Names or words that are given as the reason, and the least share of the most telling one's weight."""
    shown_share: float = 0.1


PARAMETERS = RelatedParameters()
_REMEMBERED = 3_000
"""Texts whose words are kept: those of some two hundred summaries. What is near to an article is asked for next."""
_LONGEST = 1_000
"""Characters of a text that are read for words: all of a point, and a bound for what a stranger uploads."""


class _Word(NamedTuple):
    """What an article says of a name or word: how telling it is of the article, and how it is first written there."""

    weight: float
    written: str


class _Key(NamedTuple):
    """What is the same in two articles: a name in any of its forms, or the term of a word."""

    entry: Entry | None
    term: str


class RelatedFinder:
    """Finds and weighs the articles near to one, in one index.

    `meaning_decides` says whether the encoder's cosines are those that the bounds were read off; else it only orders.
    """

    def __init__(self, index: LibraryIndex, known: Vocabulary, meaning: "Meaning | None", *, meaning_decides: bool):
        self._index = index
        self._known = known
        self._meaning = meaning
        self._meaning_decides = meaning_decides
        self._keys = bounded_cache(count=_REMEMBERED, longest=_LONGEST)(self._read_keys)

    def candidates(self, article: Article) -> list[str]:
        """Ids of articles that may be near, from words and meaning in turn."""
        telling = sorted(self._words(article).items(), key=lambda item: -item[1].weight)[: PARAMETERS.terms]
        terms = {term: word.weight for key, word in telling for term in self._terms(key)}
        wanted = [Term(term, weight) for term, weight in terms.items()]
        by_words = [hit.article_id for hit in self._index.articles(wanted, Scope(), PARAMETERS.candidates)]
        by_meaning = self._meaning.near_articles(_vector_keys(article)) if self._meaning else []
        found = dict.fromkeys(filter(None, chain.from_iterable(zip_longest(by_words, by_meaning))))
        return [article_id for article_id in found if article_id != article.id][: PARAMETERS.candidates]

    def near(self, article: Article, others: Sequence[Article]) -> list[Related]:
        """Those of the others that are near to the article, nearest first, each with the reason."""
        words = self._words(article)
        weighed = (self._weigh(article, words, other) for other in others)
        return sorted(filter(None, weighed), key=lambda related: -related.score)

    def _weigh(self, article: Article, words: Mapping[_Key, _Word], other: Article) -> Related | None:
        theirs = self._words(other)
        common = {key: words[key].weight * theirs[key].weight for key in words.keys() & theirs.keys()}
        cosine = sum(common.values()) / (_length(words) * _length(theirs) or 1.0)
        likeness = self._likeness(article, other)
        score = cosine + (likeness.cosine if likeness else 0.0)
        decides = likeness is not None and self._meaning_decides
        if (score < PARAMETERS.near) if decides else (cosine < PARAMETERS.near_in_words):
            return None
        shared = tuple(
            SharedWord(here=_as_in(article, words[key].written), there=_as_in(other, theirs[key].written))
            for key in _most_telling(common)
        )
        points = (_point(article, likeness.nearest[0]), _point(other, likeness.nearest[1])) if likeness else None
        return Related(article=other, score=round(score, 4), shared=shared, points=points)

    def _likeness(self, article: Article, other: Article) -> "Likeness | None":
        return self._meaning.likeness(_vector_keys(article), _vector_keys(other)) if self._meaning else None

    def _words(self, article: Article) -> dict[_Key, _Word]:
        """The names and words of an article, each with its weight: tf-idf, times how rare the word is in general."""
        counts: Counter[_Key] = Counter()
        written: dict[_Key, str] = {}
        for text in _texts(article):
            for key, word in self._keys(text):
                counts[key] += 1
                written.setdefault(key, word)
        return {
            key: _Word(self._rarity(key, written[key]) * self._idf(key) * (1 + log(count)), written[key])
            for key, count in counts.items()
        }

    def _read_keys(self, text: str) -> Sequence[tuple[_Key, str]]:
        return tuple(self._keys_of(fold(text)))

    def _keys_of(self, folded: str) -> Iterator[tuple[_Key, str]]:
        rest = folded
        for found in self._known.glossary.find(folded):
            if found.entry.is_name:
                yield _Key(found.entry, ""), folded[found.start : found.end]
                rest = f"{rest[: found.start]}{' ' * (found.end - found.start)}{rest[found.end :]}"
        for word in tokenize(rest).words:
            if len(word) > 1 and not is_stopword(word) and any(map(str.isalpha, word)):
                yield _Key(None, word if has_han(word) else stem(word)), word

    def _rarity(self, key: _Key, written: str) -> float:
        forms = [fold(form) for form in key.entry.forms] if key.entry else [written]
        return min(max(map(self._known.rarity, form.split()), default=1.0) for form in forms)

    def _idf(self, key: _Key) -> float:
        forms = [form_terms(form) for form in key.entry.forms] if key.entry else [(key.term,)]
        containing = max(min(map(self._index.article_frequency, terms), default=0) for terms in forms)
        return inverse_frequency(self._index.article_count(), containing)

    def _terms(self, key: _Key) -> list[str]:
        if key.entry is None:
            return [key.term]
        return [
            term for form in key.entry.forms if self._known.all_known(form_terms(form)) for term in form_terms(form)
        ]


def _compared(article: Article) -> Sequence[Passage]:
    """The points, or the paragraphs where there are none, that are compared."""
    return article.passages[: len(article.points) or None][: PARAMETERS.passages]


def _texts(article: Article) -> list[str]:
    """What is read for words."""
    passages = (passage.text for passage in _compared(article))
    return [text[:_LONGEST] for text in (article.title, article.viewpoint, *passages)]


def _vector_keys(article: Article) -> list[int]:
    return [key_of(passage.text) for passage in _compared(article)]


def _length(words: Mapping[_Key, _Word]) -> float:
    return sqrt(sum(word.weight**2 for word in words.values()))


def _most_telling(common: Mapping[_Key, float]) -> list[_Key]:
    names = [key for key in common if key.entry] or list(common)
    names.sort(key=lambda key: -common[key])
    return [key for key in names[: PARAMETERS.shown_words] if common[key] >= PARAMETERS.shown_share * common[names[0]]]


def _as_in(article: Article, word: str) -> str:
    """The folded word as the article first writes it."""
    pattern = re.compile(re.escape(word), re.IGNORECASE)
    found = next(filter(None, map(pattern.search, _texts(article))), None)
    return found[0] if found else word


def _point(article: Article, place: int) -> MatchedPoint:
    passage = article.passages[place]
    return MatchedPoint(text=passage.text, section=passage.heading, citations=passage.citations)
