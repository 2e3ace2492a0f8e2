"""What a question says, as concepts: each part of it with its aliases, translations, corrections and pinyin readings.

Only alternatives that the library knows are kept, so the index sees no term in vain. Weights below 1 put every reading
under the typed word; they were chosen on the questions of `tests/relevance`.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from bot.search.analysis.quantities import Quantity, quantities
from bot.search.analysis.stopwords import is_stopword
from bot.search.analysis.tokenizer import set_apart
from bot.search.index.library_index import LibraryIndex
from bot.search.lexicon.dictionary import Lexicon
from bot.search.lexicon.glossary import Entry, Glossary
from bot.search.query.chinese import Chinese
from bot.search.query.concept import Alternative, Concept
from bot.search.query.english import English
from bot.search.query.pinyin import Pinyin
from bot.search.query.spelling import Speller
from bot.search.query.vocabulary import Vocabulary, main_terms
from bot.search.query.weights import ALIAS, CORRECTED, JOINED, NEAR_TERM
from bot.text import HAN, fold, has_han

_MAX_CONCEPTS = 40

_PIECE = re.compile(rf"(?P<han>[{HAN}]+)|(?P<word>[^\W_{HAN}]+(?:[.,'’&][^\W_{HAN}]+)*)")
_HAN_RUN = re.compile(rf"[{HAN}]{{2,}}")
_POSSESSIVE = re.compile(r"['’]s?$")

_VALUE_RARITY = 0.6
_NAME_RARITY = 0.6


class _Word(NamedTuple):
    """A word of the query, folded, and whether it directly follows the one before (a blank or hyphen between)."""

    text: str
    follows: bool


class QueryExpander:
    """Turns questions into concepts over one library. Costs nothing for what a question does not need."""

    def __init__(self, index: LibraryIndex, lexicon: Lexicon, glossary: Glossary) -> None:
        self._known = Vocabulary(index, lexicon, glossary)
        speller = Speller(index, lexicon)
        self._english = English(self._known, speller)
        self._chinese = Chinese(self._known)
        self._pinyin = Pinyin(self._known, self._chinese, speller)

    def concepts(self, words: str, *, keep_stopwords: bool = False) -> list[Concept]:
        """The concepts of a question in its order, words that only bind or ask left out unless `keep_stopwords`."""
        return list(self._concepts(words, keep_stopwords))[:_MAX_CONCEPTS]

    def _concepts(self, words: str, keep_stopwords: bool) -> Iterator[Concept]:
        typed = fold(words)
        for token in set_apart(words) if len(typed) == len(words) else ():
            if not any(self._known.glossary.find(typed[token.start : token.end])):
                alternative = Alternative((token.term,), 1.0, "typed", token.term)
                yield replace(self._known.concept(token.term, [alternative], rarity=_NAME_RARITY), is_name=True)
                typed = f"{typed[: token.start]}{' ' * (token.end - token.start)}{typed[token.end :]}"
        at = 0
        for quantity in quantities(typed):
            if quantity.terms and not quantity.is_plain:  # plain digits may belong to the word before: iPhone 15
                yield from self._named_and_loose(typed[at : quantity.start], words, keep_stopwords)
                yield self._quantity(typed[quantity.start : quantity.end], quantity)
                at = quantity.end
        yield from self._named_and_loose(typed[at:], words, keep_stopwords)

    def _named_and_loose(self, typed: str, words: str, keep_stopwords: bool) -> Iterator[Concept]:
        """What stands between quantities: names, terms and words."""
        folded = _HAN_RUN.sub(lambda run: self._chinese.same_sound(run[0]), typed)
        at = 0
        for found in self._known.glossary.find(folded, lambda entry, surface: self._is_meant(entry, surface, words)):
            surface = folded[found.start : found.end]
            yield from self._words(folded[: found.start], typed, at, keep_stopwords)
            yield self._named(surface, typed[found.start : found.end], found.entry)
            at = found.end
        yield from self._words(folded, typed, at, keep_stopwords)

    def _is_meant(self, entry: Entry, surface: str, words: str) -> bool:
        """Whether a form is read as its entry; where the library lacks a term, it may say it in other words."""
        if is_stopword(surface) and not re.search(rf"\b{re.escape(surface.upper())}\b", words):
            return False
        return self._known.has_form(entry) or (entry.is_name and not self._pinyin.may_be(surface))

    def _quantity(self, typed: str, quantity: Quantity) -> Concept:
        """A quantity by its value; the same number in no currency, or the month of a day, is only near it."""
        alternatives = [
            Alternative((term,), 1.0 if not at else NEAR_TERM, "typed", typed) for at, term in enumerate(quantity.terms)
        ]
        return self._known.concept(typed, alternatives, rarity=_VALUE_RARITY)

    def _words(self, text: str, typed: str, start: int, keep_stopwords: bool) -> Iterator[Concept]:
        run: list[_Word] = []
        end = -2
        for piece in _PIECE.finditer(text, start):
            if piece.lastgroup == "word":
                follows = piece.start() - end == 1 and text[end] in " -‐‑\t\n"
                run.append(_Word(_POSSESSIVE.sub("", piece[0]), follows))
                end = piece.end()
                continue
            yield from self._latin(run, keep_stopwords)
            run = []
            yield from self._chinese.concepts(piece[0], typed[piece.start() : piece.end()], keep_stopwords)
        yield from self._latin(run, keep_stopwords)

    def _latin(self, run: list[_Word], keep_stopwords: bool) -> Iterator[Concept]:
        at = 0
        while at < len(run):
            word = run[at].text
            following = run[at + 1] if at + 1 < len(run) and run[at + 1].follows else None
            if following and (joined := self._english.joined(word, following.text)):
                yield joined
                at += 2
                continue
            if spelt := self._pinyin.run([word.text for word in run[at:]]):
                count, concepts = spelt
                yield from concepts
                at += count
                continue
            at += 1
            if keep_stopwords or not is_stopword(word):
                yield self._english.word(word)

    def _named(self, surface: str, typed: str, entry: Entry) -> Concept:
        terms = main_terms(surface)
        how, weight = ("typed", 1.0) if surface == typed else ("corrected", CORRECTED)
        # Of a term that is nowhere whole, a word says something else: the market of `market cap`.
        is_here = entry.is_name or has_han(surface) or self._known.all_known(terms)
        alternatives = [Alternative(terms, weight, how, surface)] if terms and is_here else []
        if entry.is_name and not any(map(self._known.knows, terms)):  # tik tok shop
            alternatives.append(Alternative(main_terms(fold(entry.forms[0])), JOINED, "joined", entry.forms[0]))
        also = "alias" if surface == typed else "corrected"
        alternatives += [form for form in self._known.forms(entry, also, ALIAS * weight) if form.terms != terms]
        if not entry.is_name and has_han(surface):
            alternatives += self._chinese.in_english(surface)
        near = self._known.near(surface, "related")
        alternatives += near if entry.is_name else [replace(alternative, weight=NEAR_TERM) for alternative in near]
        alternatives += self._known.parts(entry)
        words = surface.split() if not has_han(surface) else [surface]
        rarity = max(self._known.rarity(word) for word in words)
        if entry.is_name:
            rarity = max(rarity, _NAME_RARITY)
        return replace(self._known.concept(typed, alternatives, rarity=rarity), is_name=entry.is_name)
