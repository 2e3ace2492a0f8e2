"""What a question says, as concepts: each part of it with its aliases, translations, corrections and pinyin readings.

Only alternatives that the library knows are kept, so the index sees no term in vain. Weights below 1 put every reading
under the typed word; they were chosen on the questions of `tests/relevance`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from bot.search.concept import Alternative, Concept
from bot.search.glossary import Entry, Glossary
from bot.search.index import LibraryIndex
from bot.search.lexicon import Lexicon, syllables
from bot.search.rank import inverse_frequency
from bot.search.segment import analyse, chinese_words, stem
from bot.search.spelling import Speller
from bot.search.stopwords import is_stopword
from bot.text import HAN, fold, has_han, is_han

_ALIAS = 0.95
_JOINED = 0.95
_TRANSLATED = 0.85
_TRANSLATED_STEP = 0.05
_RELATED = 0.5
_NEAR = 0.6
_FAMILY = 0.75
_ENDINGS = frozenset(("er", "ers", "est", "ly", "al", "als", "ing", "ed", "ness", "y"))
"""What may follow a short root: `slow`, `slower`; but `lease` is no `least`."""
_FAMILY_ENDING = 5
"""Letters of the longest ending, as in `consumption`."""
_CORRECTED = 0.9
_PINYIN = 0.85
_TRANSLITERATED = 0.9
_COMMON_IN_ENGLISH = 4.0
"""Zipf frequency from which a word is read as English, though it could be pinyin: `women`, `china`."""
_UNTRANSLATED = 0.75
_UNKNOWN_CHINESE = 0.6
_MAX_TRANSLATIONS = 6
_MAX_RELATED = 6
_MAX_CONCEPTS = 40

_PIECE = re.compile(rf"(?P<han>[{HAN}]+)|(?P<word>[^\W_{HAN}]+(?:[.,'’&][^\W_{HAN}]+)*)")
_HAN_RUN = re.compile(rf"[{HAN}]{{2,}}")
_POSSESSIVE = re.compile(r"['’]s?$")
_UNIT = re.compile(r"^(?:[万亿千百十]*[年月日号天个倍元岁人家台款项次]?)")
"""What a number counts; `2032年会` is no 年会."""
_TONE_NUMBERS = re.compile(r"(?:[a-z]+[1-5])+")
_NUMBER_RARITY = 0.5
_COMMON_ZIPF = 6.5
_RARE_ZIPF = 3.0
_LEAST_INFORMATION = 0.05


class _Word(NamedTuple):
    """A word of the query, folded, and whether it directly follows the one before (a blank or hyphen between)."""

    text: str
    follows: bool


class Understanding:
    """Turns questions into concepts over one library. Costs nothing for what a question does not need."""

    def __init__(self, index: LibraryIndex, lexicon: Lexicon, glossary: Glossary) -> None:
        self._index = index
        self._lexicon = lexicon
        self._glossary = glossary
        self._speller = Speller(index, lexicon)
        self._glossary_sounds: dict[str, Entry] | None = None
        self._pairs: tuple[frozenset[str], dict[str, list[str]]] | None = None

    def concepts(self, words: str) -> list[Concept]:
        """The concepts of a question in its order; words that only bind or ask count where there are no others."""
        found = list(self._concepts(words, keep_stopwords=False))
        return (found or list(self._concepts(words, keep_stopwords=True)))[:_MAX_CONCEPTS]

    def _concepts(self, words: str, *, keep_stopwords: bool) -> Iterator[Concept]:
        typed = fold(words)
        folded = _HAN_RUN.sub(lambda run: self._same_sound(run[0]), typed)
        at = 0
        for found in self._glossary.find(folded):
            surface = folded[found.start : found.end]
            if is_stopword(surface) and not re.search(rf"\b{re.escape(surface.upper())}\b", words):
                continue
            if not self._has_form(found.entry) and (not found.entry.is_name or self._may_be_pinyin(surface)):
                continue  # the library may say it in other words
            yield from self._loose(folded[at : found.start], typed[at : found.start], keep_stopwords)
            yield self._named(surface, typed[found.start : found.end], found.entry)
            at = found.end
        yield from self._loose(folded[at:], typed[at:], keep_stopwords)

    # Parts of the question that the glossary does not know

    def _loose(self, text: str, typed: str, keep_stopwords: bool) -> Iterator[Concept]:
        run: list[_Word] = []
        end = -2
        for piece in _PIECE.finditer(text):
            if piece.lastgroup == "word":
                follows = piece.start() - end == 1 and text[end] in " -‐‑\t\n"
                run.append(_Word(_POSSESSIVE.sub("", piece[0]), follows))
                end = piece.end()
                continue
            yield from self._latin(run, keep_stopwords)
            run = []
            after_number = piece.start() > 0 and text[piece.start() - 1].isdigit()
            chinese = _UNIT.sub("", piece[0]) if after_number else piece[0]
            yield from self._chinese(chinese, typed[piece.end() - len(chinese) : piece.end()], keep_stopwords)
        yield from self._latin(run, keep_stopwords)

    def _latin(self, run: list[_Word], keep_stopwords: bool) -> Iterator[Concept]:
        at = 0
        while at < len(run):
            word = run[at].text
            following = run[at + 1] if at + 1 < len(run) and run[at + 1].follows else None
            if following and (joined := self._joined(word, following.text)):
                yield joined
                at += 2
                continue
            if spelt := self._pinyin_run(run, at):
                count, concepts = spelt
                yield from concepts
                at += count
                continue
            at += 1
            if keep_stopwords or not is_stopword(word):
                yield self._word(word)

    def _joined(self, left: str, right: str) -> Concept | None:
        """`tik tok`, `cap-cut`, `open source` where the library writes it as one word."""
        whole = left + right
        if not whole.isalnum() or whole.isdigit() or len(whole) < 4 or not self._knows(stem(whole)):
            return None
        apart = Alternative((stem(left), stem(right)), 1.0, "typed", f"{left} {right}")
        together = Alternative((stem(whole),), 1.0 if not self._all_known(apart.terms) else _JOINED, "joined", whole)
        return self._concept(f"{left} {right}", [apart, together], rarity=self._rarity(whole))

    def _word(self, word: str) -> Concept:
        tokens = analyse(word)
        terms = tuple(dict.fromkeys(token.term for token in tokens.main))
        typed = [Alternative(terms, 1.0, "typed", word)] if terms else []
        known = bool(terms) and self._all_known(terms)
        readings: list[Alternative] = []
        if word.isascii() and word.isalpha():
            readings += self._in_chinese(word)
            readings += self._near(word, "related")
            if not known:
                readings += self._related(word)
                readings += self._split(word)
                readings += self._family(word) or list(self._corrected(word))
        elif not known and word.endswith("s") and self._knows(word[:-1]):
            readings.append(Alternative((word[:-1],), 1.0, "typed", word[:-1]))  # several M9s
        return self._concept(word, typed + readings, rarity=self._rarity(word))

    def _split(self, word: str) -> Iterator[Alternative]:
        """`opensource` where the library writes two words."""
        if len(word) < 6:
            return
        ways = [(word[:cut], word[cut:]) for cut in range(2, len(word) - 1)]
        known = [way for way in ways if self._all_known(tuple(map(stem, way))) and all(map(self._is_word, way))]
        for left, right in sorted(known, key=lambda way: -min(map(self._zipf, way)))[:1]:
            yield Alternative((stem(left), stem(right)), _JOINED, "joined", f"{left} {right}")

    def _is_ending(self, ending: str, root: str) -> bool:
        return ending in _ENDINGS if len(root) < 5 else len(ending) <= _FAMILY_ENDING

    def _is_word(self, part: str) -> bool:
        """Whether a part of a run of letters stands for itself, rather than being some letters by chance."""
        return len(part) >= 5 or self._zipf(part) >= 3.5

    def _family(self, word: str) -> list[Alternative]:
        """Words of the library that an unknown one is built like: `slow`, `slower`; `consume`, `consumption`."""
        root = stem(word).rstrip("iy")
        root = root if len(root) < 8 else root[:-1]
        if len(root) < 4:
            return []
        near = sorted(
            (near for near, _ in self._index.words(root) if self._is_ending(near[len(root) :], root)), key=len
        )
        return [Alternative((stem(each),), _FAMILY, "related", each) for each in near if each.isalpha()][:3]

    def _corrected(self, word: str) -> Iterator[Alternative]:
        for correction in self._speller.corrections(word):
            weight = _CORRECTED * (0.6 + 0.4 * correction.likeness)
            yield Alternative((stem(correction.word),), weight, "corrected", correction.word)

    def _in_chinese(self, word: str) -> list[Alternative]:
        found = []
        for rank, chinese in enumerate(self._chinese_for(word)):
            weight = _TRANSLATED - _TRANSLATED_STEP * rank
            found.append(Alternative(_main_terms(chinese), weight, "translated", chinese))
        return self._known_ones(found, _MAX_TRANSLATIONS)

    def _near(self, word: str, how: str) -> list[Alternative]:
        """Words that the glossary calls related, in both languages."""
        forms = ((form, _form_terms(form)) for form in self._glossary.related(word))
        return [Alternative(terms, _NEAR, how, form) for form, terms in forms if self._all_known(terms)]

    def _related(self, word: str) -> list[Alternative]:
        """English words that the dictionary gives for the same Chinese ones: `boss`, `superior`; `hire`, `employ`."""
        found: dict[tuple[str, ...], Alternative] = {}
        own = stem(word)
        for rank, chinese in enumerate(self._chinese_for(word)[:6]):
            for rendering in self._lexicon.english(chinese)[:3]:
                terms = _english_terms(rendering)
                if len(terms) == 1 and " " not in rendering and own not in terms:
                    found.setdefault(terms, Alternative(terms, _RELATED - 0.03 * rank, "related", rendering))
        return self._known_ones(list(found.values()), _MAX_RELATED)

    def _chinese_for(self, word: str) -> tuple[str, ...]:
        for form in dict.fromkeys((word, *_base_forms(word))):
            if found := self._lexicon.chinese(form):
                return found
        return ()

    # Chinese

    def _chinese(self, text: str, typed: str, keep_stopwords: bool) -> Iterator[Concept]:
        at = 0
        for word in self._units(text):
            if keep_stopwords or not is_stopword(word):
                yield self._chinese_word(word, typed[at : at + len(word)])
            at += len(word)

    def _same_sound(self, text: str) -> str:
        """`问届` as `问界`: a pair of characters in a word that nobody knows, as a known pair of the same sound."""
        doubtful: set[int] = set()
        at = 0
        for word in chinese_words(text):
            if not is_stopword(word) and not (len(word) > 1 and (self._knows(word) or self._lexicon.english(word))):
                doubtful.update(range(at, at + len(word)))
            at += len(word)
        meant = text
        for at in range(len(text) - 1):
            pair = meant[at : at + 2]
            if doubtful.isdisjoint((at, at + 1)) or self._is_written(pair):
                continue
            for same in self._same_sounding(pair):
                changed = meant[:at] + same + meant[at + 2 :]
                if self._is_name_at(changed, at) or (doubtful.issuperset((at, at + 1)) and self._is_word_here(same)):
                    meant = changed
                    break
        return meant

    def _is_name_at(self, text: str, at: int) -> bool:
        return any(f.entry.is_name and f.start <= at and at + 2 <= f.end for f in self._glossary.find(text))

    def _is_written(self, pair: str) -> bool:
        return bool(self._knows(pair) or self._lexicon.english(pair) or pair in self._glossary_pairs()[0])

    def _same_sounding(self, pair: str) -> Iterator[str]:
        """Pairs of the glossary and of the library with the same sound and one of the two characters."""
        for reading in self._lexicon.readings(pair):
            here = [word for word, _ in self._index.sounding(reading) if len(word) == 2]
            for same in (*self._glossary_pairs()[1].get(reading, ()), *here):
                if set(same) & set(pair):
                    yield same

    def _glossary_pairs(self) -> tuple[frozenset[str], dict[str, list[str]]]:
        """All pairs of neighbouring characters in the glossary, and the same by sound."""
        if self._pairs is None:
            forms = (form for entry in self._glossary.entries for form in entry.forms if all(map(is_han, form)))
            pairs = frozenset(form[at : at + 2] for form in forms for at in range(len(form) - 1))
            by_sound: dict[str, list[str]] = {}
            for pair in sorted(pairs):
                for reading in self._lexicon.readings(pair):
                    by_sound.setdefault(reading, []).append(pair)
            self._pairs = pairs, by_sound
        return self._pairs

    def _units(self, text: str) -> Iterator[str]:
        """The words of a Chinese text as the dictionary has them; characters that belong to no word stay together."""
        loose = ""
        for word in self._dictionary_words(text):
            if len(word) == 1 and not is_stopword(word) and not self._says_something(word):
                loose += word
                continue
            if loose:
                yield loose
                loose = ""
            yield word
        if loose:
            yield loose

    def _says_something(self, character: str) -> bool:
        return self._knows(character) or any(
            self._all_known(_english_terms(rendering)) for rendering in self._lexicon.english(character)[:3]
        )

    def _dictionary_words(self, text: str) -> Iterator[str]:
        words = [part for word in chinese_words(text) for part in self._parts(word)]
        at = 0
        while at < len(words):
            pair = words[at] + words[at + 1] if at + 1 < len(words) else ""
            if 0 < len(pair) <= 3 and not self._knows(words[at]) and self._is_one_word(pair):
                yield pair
                at += 2
            else:
                yield words[at]
                at += 1

    def _is_one_word(self, pair: str) -> bool:
        return bool(self._lexicon.english(pair)) or self._knows(pair) or any(True for _ in self._transliterated(pair))

    def _parts(self, word: str) -> Iterator[str]:
        if len(word) <= 2 or self._knows(word) or self._lexicon.english(word):
            yield word
        else:
            yield from self._longest_known(word)

    def _longest_known(self, text: str) -> Iterator[str]:
        """A compound that no dictionary has, cut into the longest words that one has."""
        at = 0
        while at < len(text):
            for length in range(min(5, len(text) - at), 0, -1):
                part = text[at : at + length]
                if length == 1 or (part != text and self._lexicon.english(part)):
                    yield part
                    at += length
                    break

    def _chinese_word(self, word: str, typed: str) -> Concept:
        how, weight = ("typed", 1.0) if word == typed else ("corrected", _CORRECTED)
        alternatives = [Alternative(_main_terms(word), weight, how, word)]
        alternatives += self._in_english(word)
        alternatives += self._near(word, "translated")
        alternatives += self._transliterated(word)
        known = any(map(self._is_known, alternatives))
        rarity = self._rarity(word)
        if not known:
            # The library may say it in English words that no dictionary gives for it.
            rarity *= _UNTRANSLATED if self._lexicon.english(word) else _UNKNOWN_CHINESE
        return self._concept(typed, alternatives, rarity=rarity)

    def _transliterated(self, word: str) -> Iterator[Alternative]:
        """A name in pinyin, as English prose writes it: 泊寓 as Boyu, 张一鸣 as Zhang Yiming."""
        if not 2 <= len(word) <= 4:
            return
        cuts = {2: (0,), 3: (0, 1), 4: (0, 2)}[len(word)]  # a surname has one character, seldom two
        for cut in cuts:
            readings = [self._lexicon.readings(part)[:2] for part in (word[:cut], word[cut:]) if part]
            for parts in product(*readings):
                if len("".join(parts)) >= 4 and self._all_known(parts) and not self._are_english(parts):
                    yield Alternative(parts, _TRANSLITERATED, "translated", " ".join(parts).title())

    def _are_english(self, words: tuple[str, ...]) -> bool:
        return len(words) == 1 and self._zipf(words[0]) >= 3.5

    def _in_english(self, word: str) -> list[Alternative]:
        found: dict[tuple[str, ...], Alternative] = {}
        for rank, rendering in enumerate(self._lexicon.english(word)):
            terms = _english_terms(rendering)
            weight = max(0.5, _TRANSLATED - _TRANSLATED_STEP * rank)
            if self._all_known(terms):
                found.setdefault(terms, Alternative(terms, weight, "translated", rendering))
            elif len(terms) == 1:
                for near in self._family(rendering.split()[-1]):
                    akin = Alternative(near.terms, weight * _FAMILY, "translated", near.shown)
                    found.setdefault(near.terms, akin)
        return list(found.values())[:_MAX_TRANSLATIONS]

    # Pinyin

    def _pinyin_run(self, run: list[_Word], at: int) -> tuple[int, list[Concept]] | None:
        """Words from `at` on that read as pinyin: how many, and the concepts of the Chinese words that they spell."""
        letters: list[str] = []
        if not self._knows(stem(run[at].text)) and self._speller.corrections(run[at].text):
            return None
        for word in run[at:]:
            plain = re.sub("[1-5]", "", word.text) if _TONE_NUMBERS.fullmatch(word.text) else word.text
            if not plain.isascii() or not plain.isalpha() or not self._may_be_pinyin(plain):
                break
            letters.append(plain)
        while letters:
            whole = "".join(letters)
            foreign = any(self._zipf(each) < _COMMON_IN_ENGLISH and not self._knows(stem(each)) for each in letters)
            if len(whole) >= 4 and (foreign or whole in self._by_sound()) and (concepts := self._spelt(letters)):
                return len(letters), concepts
            letters.pop()
        return None

    def _may_be_pinyin(self, letters: str) -> bool:
        return (
            letters.isalpha()
            and not is_stopword(letters)
            and next(iter(syllables(letters, self._lexicon)), None) is not None
        )

    def _spelt(self, letters: list[str]) -> list[Concept]:
        """The Chinese words that these letters spell, the longest first at each place; none unless all are words."""
        ways = list(syllables("".join(letters), self._lexicon))
        for may_chain in (False, True):
            for way in ways:
                if concepts := self._spelt_as(way, may_chain):
                    return concepts
        return []

    def _spelt_as(self, way: list[str], may_chain: bool) -> list[Concept]:
        concepts: list[Concept] = []
        at = 0
        while at < len(way):
            for length in range(min(6, len(way) - at), 1, -1):
                if concept := self._sounding(way[at : at + length], may_chain):
                    concepts.append(concept)
                    at += length
                    break
            else:
                return []
        return concepts

    def _sounding(self, way: list[str], may_chain: bool) -> Concept | None:
        """The concept of the Chinese words with this pinyin that the library or the glossary knows."""
        pinyin = "".join(way)
        found: list[Alternative] = []
        entry = self._by_sound().get(pinyin)
        if entry:
            found += self._forms(entry, "pinyin", _PINYIN)
        here = dict(self._index.sounding(pinyin)) or (self._chained(way) if may_chain else {})
        words = sorted(here, key=lambda word: (not self._is_word_here(word), -here[word]))
        found += [Alternative(_main_terms(word), _PINYIN, "pinyin", word) for word in words]
        for word in dict.fromkeys((*words, *self._lexicon.sounding(pinyin)[:2])):
            found += [
                Alternative(each.terms, each.weight * _PINYIN, "pinyin", f"{word} {each.shown}")
                for each in self._in_english(word)[:3]
            ]
        known = self._known_ones(found, 12)
        if not known and not (entry and entry.is_name):
            return None
        literal = [Alternative((pinyin,), 1.0, "typed", pinyin), Alternative(tuple(way), 1.0, "typed", " ".join(way))]
        return self._concept(pinyin, known + literal, rarity=0.8)

    def _chained(self, way: list[str]) -> dict[str, int]:
        """Runs of three and four characters of the library that no dictionary has: names such as 亚玛芬."""
        if not 3 <= len(way) <= 4:
            return {}
        runs = self._pairs_sounding(way[0] + way[1])
        for at in range(1, len(way) - 1):
            following = self._pairs_sounding(way[at] + way[at + 1])
            runs = {
                run + pair[1]: min(count, other)
                for run, count in runs.items()
                for pair, other in following.items()
                if run[-1] == pair[0]
            }
        return runs

    def _pairs_sounding(self, pinyin: str) -> dict[str, int]:
        return {word: count for word, count in self._index.sounding(pinyin) if len(word) == 2}

    def _is_word_here(self, word: str) -> bool:
        """Whether a pair of characters is a word, rather than the end of one and the beginning of the next."""
        return bool(self._lexicon.english(word)) or any(found == word for found, _ in self._index.words(word))

    def _by_sound(self) -> dict[str, Entry]:
        if self._glossary_sounds is None:
            self._glossary_sounds = {
                sound: entry
                for entry in self._glossary.entries
                for form in entry.forms
                if all(has_han(character) for character in form)
                for sound in self._lexicon.readings(form)
            }
        return self._glossary_sounds

    # Aliases

    def _named(self, surface: str, typed: str, entry: Entry) -> Concept:
        terms = tuple(token.term for token in analyse(surface).main)
        how, weight = ("typed", 1.0) if surface == typed else ("corrected", _CORRECTED)
        alternatives = [Alternative(terms, weight, how, surface)] if terms else []
        alternatives += [each for each in self._forms(entry, "alias", _ALIAS) if each.terms != terms]
        if not entry.is_name and has_han(surface):
            alternatives += self._in_english(surface)
        words = surface.split() if not has_han(surface) else [surface]
        rarity = max(self._rarity(word) for word in words)
        if entry.is_name:
            rarity = max(rarity, 0.6)
        concept = self._concept(typed, alternatives, rarity=rarity)
        return replace(concept, is_absent_name=entry.is_name and not concept.alternatives)

    def _has_form(self, entry: Entry) -> bool:
        return any(map(self._is_known, self._forms(entry, "alias", _ALIAS)))

    def _forms(self, entry: Entry, how: str, weight: float) -> Iterator[Alternative]:
        for form in entry.forms:
            terms = _form_terms(form)
            known = sum(map(self._knows, terms))
            if known == len(terms) or (len(terms) > 2 and known > len(terms) / 2):
                yield Alternative(terms, weight, how, form)

    # Shared

    def _concept(self, typed: str, alternatives: Iterable[Alternative], rarity: float) -> Concept:
        kept: dict[tuple[str, ...], Alternative] = {}
        for each in sorted(alternatives, key=lambda each: -each.weight):
            if any(map(self._knows, each.terms)):
                kept.setdefault(each.terms, each)
        passages = max((self._frequency(each) for each in kept.values() if each.weight >= 0.7), default=0)
        articles = max((self._article_frequency(each) for each in kept.values()), default=0)
        total = self._index.passage_count()
        idf = inverse_frequency(total, passages)
        local = idf / inverse_frequency(total, 1) if kept and total > 1 else 1.0
        return Concept(
            typed=typed,
            alternatives=tuple(kept.values()),
            information=max(_LEAST_INFORMATION, rarity * (0.4 + 0.6 * min(1.0, local))),
            passage_idf=idf,
            article_idf=inverse_frequency(self._index.article_count(), articles),
        )

    def _known_ones(self, alternatives: list[Alternative], limit: int) -> list[Alternative]:
        return [each for each in alternatives if self._is_known(each)][:limit]

    def _is_known(self, alternative: Alternative) -> bool:
        return self._all_known(alternative.terms)

    def _all_known(self, terms: tuple[str, ...]) -> bool:
        return bool(terms) and all(map(self._knows, terms))

    def _knows(self, term: str) -> bool:
        return self._index.article_frequency(term) > 0

    def _frequency(self, alternative: Alternative) -> int:
        return min(self._index.passage_frequency(term) for term in alternative.terms)

    def _article_frequency(self, alternative: Alternative) -> int:
        return min(self._index.article_frequency(term) for term in alternative.terms)

    def _rarity(self, word: str) -> float:
        """How much a word says in general, from 0 (everybody's) to 1 (hardly anybody's)."""
        if word.isdigit():
            return _NUMBER_RARITY
        zipf = self._zipf(word)
        return min(1.0, max(0.05, (_COMMON_ZIPF - zipf) / (_COMMON_ZIPF - _RARE_ZIPF)))

    def _zipf(self, word: str) -> float:
        return max(self._lexicon.zipf(form) for form in (word, *_base_forms(word)))


@lru_cache(maxsize=20_000)
def _form_terms(form: str) -> tuple[str, ...]:
    return _main_terms(fold(form))


@lru_cache(maxsize=20_000)
def _main_terms(word: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(token.term for token in analyse(word).main))


@lru_cache(maxsize=20_000)
def _english_terms(rendering: str) -> tuple[str, ...]:
    words = [word for word in re.findall(r"[a-z0-9]+", rendering.lower()) if not is_stopword(word)]
    return tuple(dict.fromkeys(map(stem, words)))


def _base_forms(word: str) -> tuple[str, ...]:
    """Dictionary forms that an inflected English word may come from, likeliest first."""
    forms: list[str] = []
    for ending, instead in (
        ("ies", "y"),
        ("es", ""),
        ("s", ""),
        ("ied", "y"),
        ("ed", ""),
        ("ed", "e"),
        ("ing", ""),
        ("ing", "e"),
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            base = word[: -len(ending)]
            forms.append(base + instead)
            if len(base) > 3 and base[-1] == base[-2] and not instead:
                forms.append(base[:-1])
    return tuple(forms)
