"""Headings for groups of sentences: a noun phrase or a name of their text, or none. Pure.

Chinese phrases are chunked by the tags of jieba, English ones by the chunker of TextBlob (pattern's); they are weighed
by how much more their words are the group's than the article's, as in `Hulth 2003, "Improved automatic keyword
extraction given more linguistic knowledge"`, where noun phrases made better keywords than runs of words.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.search.analysis.quantities import is_date_word
from bot.search.lexicon.stemming import stem
from bot.text import has_han

_MODIFIERS = ("n", "a", "b", "vn", "j", "eng", "l", "i")
_HEADS = ("n", "j", "eng")
_MOST_HAN = 12
_MOST_WORDS = 4
_POINTING = frozenset({"DT", "PDT", "PRP$", "WDT", "WP$"})
_BEGINS_PHRASE = frozenset({"CD", "DT", "PRP$", "TO", "$"})
_QUALIFIES = frozenset({"JJ", "VBG", "VBN"})
_NOUN_PHRASE = re.compile(r"(?:(?:JJ[RS]?|VBG|VBN) )*(?:NNP? )*NN(?:PS?|S)? ")
"""Tags of the Penn Treebank; nouns are joined in the singular."""
_FIRST = 1.3
"""What a phrase of the group's first sentence counts more."""
_NAMES = 1.2


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as it stands in the text, and its words."""

    text: str
    words: tuple[str, ...]
    is_name: bool
    is_described: bool
    """Whether an adjective begins it."""


def noun_phrases(sentence: str) -> Iterator[Phrase]:
    """The noun phrases and names of a sentence, the longest ones, without articles and numbers."""
    yield from _chinese(sentence) if has_han(sentence) else _english(sentence)


def _chinese(sentence: str) -> Iterator[Phrase]:
    import rjieba

    tagged = [(word, tag if word.strip() else "blank") for word, tag in rjieba.tag(sentence)]
    for _, run in groupby(_numbered(tagged), key=lambda pair: pair[0]):
        words = [(word, tag) for _, word, tag in run]
        while words and not (words[-1][1].startswith(_HEADS) and _is_word(words[-1][0])):
            words.pop()
        while words and len("".join(word for word, _ in words)) > _MOST_HAN:
            words.pop(0)
        text = "".join(word for word, _ in words)
        if len(text) > 1 and all(_is_word(word) for word, _ in words):
            is_name = any(re.fullmatch("n[rstz].*", tag) for _, tag in words)
            yield Phrase(text, tuple(word for word, _ in words), is_name, words[0][1].startswith("a"))


def _numbered(tagged: Sequence[tuple[str, str]]) -> Iterator[tuple[int, str, str]]:
    """The words that can be part of a phrase, those of one run under one number; what a number counts is none."""
    run = 0
    counted = False
    for word, tag in tagged:
        if tag == "blank" and counted:
            continue
        if tag.startswith(_MODIFIERS) and not counted:
            yield run, word, tag
        else:
            run += 1
        counted = tag == "m" and not has_han(word[-1])  # behind a numeral in characters the measure word is in it


def _is_word(word: str) -> bool:
    """Whether the dictionary has it, since the tagger takes what remains between other words for nouns."""
    import rjieba

    return not has_han(word) or (len(word) > 1 and rjieba.has_word(word))


def _english(sentence: str) -> Iterator[Phrase]:
    from textblob.en import parse  # takes 0.5 s to load

    for tokens in parse(sentence, chunks=True).split():
        chunk: list[tuple[str, str]] = []
        before = previous = ""
        for word, tag, place, *_ in [*tokens, ["", "", "O"]]:
            if place != "I-NP":
                yield from _phrase(chunk, before, tag, sentence)
                chunk, before = [], previous
            if place.endswith("-NP"):
                chunk.append((word, tag))
            previous = tag


def _phrase(chunk: Sequence[tuple[str, str]], before: str, behind: str, sentence: str) -> Iterator[Phrase]:
    """The chunk without what only points at it; none for a number of something, nor for a part of a longer phrase.

    `before` and `behind` are the tags around it. A word in -s that another phrase follows is the verb between the two.
    """
    words = list(chunk)
    if len(words) > 1 and words[-1][1] in ("NNS", "NNPS") and behind in _BEGINS_PHRASE:
        words.pop()
    while words and words[0][1] in _POINTING:
        words.pop(0)
    text = " ".join(word for word, _ in words)
    if (
        _NOUN_PHRASE.fullmatch("".join(f"{tag} " for _, tag in words))
        and before not in _QUALIFIES
        and len(words) <= _MOST_WORDS
        and not is_date_word(words[-1][0].lower())
        and text in sentence
    ):
        is_name = all(tag.startswith("NNP") for _, tag in words)
        yield Phrase(text, tuple(word for word, _ in words), is_name, not words[0][1].startswith("NN"))


def heading(group: Sequence[str], others: Sequence[str], used: Counter[str], generic: frozenset[str]) -> str:
    """A phrase of the group that tells it from the article's other sentences; empty where no phrase is good enough.

    `used` counts the stems of the headings above, and gets those of this one. `generic` are stems that name no subject.
    """
    inside = Counter(key for sentence in group for key in _keys_of(sentence))
    outside = Counter(key for sentence in others for key in _keys_of(sentence))
    best, most = None, 0.0
    for place, sentence in enumerate(group):
        for phrase in noun_phrases(sentence):
            weight = _weight(phrase, inside, outside, used, generic) * (1.0 if place else _FIRST)
            if weight > most:
                best, most = phrase, weight
    if best is None:
        return ""
    used.update(map(_key, best.words))
    return best.text[:1].upper() + best.text[1:]


def _weight(
    phrase: Phrase, inside: Counter[str], outside: Counter[str], used: Counter[str], generic: frozenset[str]
) -> float:
    keys = [_key(word) for word in phrase.words]
    telling = [key for key in keys if key not in generic]
    if not telling or any(used[key] for key in telling):
        return 0.0
    # One word, and a noun with an adjective, are a subject only if the article comes back to it.
    is_subject = phrase.is_name or (len(keys) > 1 and not phrase.is_described)
    if not is_subject and (keys[-1] in generic or inside[keys[-1]] + outside[keys[-1]] < 2):
        return 0.0
    telling_share = sum(
        inside[key] / (inside[key] + outside[key]) * math.log(1 + inside[key] + outside[key]) for key in telling
    )
    return telling_share / math.sqrt(len(telling)) * (_NAMES if phrase.is_name else 1.0)


def _keys_of(sentence: str) -> set[str]:
    return {_key(word) for phrase in noun_phrases(sentence) for word in phrase.words}


def _key(word: str) -> str:
    return word if has_han(word) else stem(word.lower())
