"""How a question that is still being typed could go on: names and words of the library that begin like its end."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from bot.search.analysis.stopwords import is_stopword
from bot.search.analysis.tokenizer import tokenize_with_offsets
from bot.search.index.library_index import LibraryIndex
from bot.search.index.queries import Scope
from bot.search.lexicon.glossary import Entry, Glossary
from bot.text import HAN, fold, has_han

_LAST_CHUNK = re.compile(rf"[{HAN}]+$|[^\W_{HAN}]+(?:[ '’.-][^\W_{HAN}]+)*$")
_MOST_CHARACTERS = 120
"""Of the question's end that are looked at; nobody types further without having said what is meant."""
_MOST_WORDS_OF_NAME = 4
_MOST_HAN_OF_NAME = 8
_FEWEST_LETTERS = 2
"""A single Latin letter begins everything."""
_CANDIDATES = 20
"""Names, and as many words, that are looked up in the index; more than a list can show, and a few milliseconds."""
_ARTICLES = 20


@dataclass(frozen=True, slots=True)
class Proposal:
    """A way to go on: the whole question, spellings of what it names, and the newest articles that have it."""

    query: str
    forms: tuple[str, ...]
    article_ids: tuple[str, ...]

    def is_named_in(self, title: str) -> bool:
        """Whether a title holds one of the spellings, at the beginning of a word."""
        folded = fold(title)
        patterns = (form if has_han(form) else rf"(?<![^\W{HAN}]){re.escape(form)}" for form in self.forms)
        return any(re.search(pattern, folded) for pattern in patterns)


class Completer:
    """Completes questions from the words of one index and the names of a glossary that stand in it."""

    def __init__(self, index: LibraryIndex, glossary: Glossary) -> None:
        self._index = index
        self._glossary = glossary

    def complete(self, typed: str, limit: int) -> list[Proposal]:
        """The ways to go on, names first, then words, each by how many articles have it beside what stands before."""
        text = typed[-_MOST_CHARACTERS:]
        names = [
            proposal
            for head, tail in _tails(text)
            for name, entry in self._names(fold(tail))
            if (proposal := self._proposal(head, name, entry.keys))
        ]
        words = [
            proposal
            for head, tail in _tails(text)
            for word in self._words(fold(tail))
            if (proposal := self._proposal(head, word, (word,)))
        ]
        distinct: dict[tuple[str, ...], Proposal] = {}  # company and companies are one
        for proposals in (names, words):
            for proposal in sorted(proposals, key=lambda proposal: -len(proposal.article_ids)):
                distinct.setdefault(_terms(proposal.query), proposal)
        return list(distinct.values())[:limit]

    def _names(self, prefix: str) -> Iterator[tuple[str, Entry]]:
        """The names of the glossary with this beginning."""
        first = bisect_left(self._sorted_names, prefix, key=lambda name: name[0])
        for key, form, entry in self._sorted_names[first : first + _CANDIDATES]:
            if not key.startswith(prefix):
                return
            yield form, entry

    @cached_property
    def _sorted_names(self) -> list[tuple[str, str, Entry]]:
        names = (
            (key, form, entry)
            for entry in self._glossary.entries
            if entry.is_name
            for key, form in zip(entry.keys, entry.forms, strict=True)
        )
        return sorted(names, key=lambda name: name[0])

    def _words(self, prefix: str) -> list[str]:
        """The most frequent words of the index with this beginning."""
        if " " in prefix:
            return []
        counts = [(word, count) for word, count in self._index.words(prefix) if not is_stopword(word)]
        return [word for word, _ in sorted(counts, key=lambda found: -found[1])[:_CANDIDATES]]

    def _proposal(self, head: str, completed: str, forms: tuple[str, ...]) -> Proposal | None:
        """The proposal where articles have one of the forms beside the words of the head, else None."""
        beside = tuple((term,) for term in _terms(head))
        runs = filter(None, map(_terms, forms))
        named = (key for match in self._glossary.find(fold(head)) for key in match.entry.keys)
        newest = (self._index.newest(Scope(phrases=(*beside, run)), _ARTICLES) for run in runs)
        article_ids = tuple(dict.fromkeys(chain.from_iterable(newest)))
        return Proposal(head + completed, (*forms, *named), article_ids) if article_ids else None


def _tails(text: str) -> Iterator[tuple[str, str]]:
    """The text as what stands before and the end that could be the beginning of something, the longest end first."""
    chunk = _LAST_CHUNK.search(text)
    if chunk is None:
        return
    if has_han(chunk[0]):
        starts = list(range(chunk.start(), chunk.end()))[-_MOST_HAN_OF_NAME:]
    else:
        words = [chunk.start() + found.start() for found in re.finditer(r"[^\s]+", chunk[0])]
        starts = [start for start in words[-_MOST_WORDS_OF_NAME:] if chunk.end() - start >= _FEWEST_LETTERS]
    for start in starts:
        yield text[:start], text[start:]


def _terms(text: str) -> tuple[str, ...]:
    """The terms of a text that carry something to search for."""
    tokens = tokenize_with_offsets(text).main
    return tuple(token.term for token in tokens if not is_stopword(fold(text[token.start : token.end])))
