"""Telling that two questions are the same one, worded a little differently."""

import re
from collections.abc import Hashable

from bot.search.analysis.chinese_words import chinese_words
from bot.search.analysis.stopwords import is_stopword, stopword_stems
from bot.search.analysis.tokenizer import tokenize
from bot.search.query.parsing import parse
from bot.text import HAN, fold

_CHINESE = re.compile(f"[{HAN}]+")


def question_key(question: str) -> Hashable:
    """What all wordings of a question have in common: its filters, and the words that search looks for, in any order.

    Case, width, blanks, script, punctuation and words that only ask or bind make no other question.
    """
    query = parse(fold(question))
    chinese = {word for run in _CHINESE.findall(query.words) for word in chinese_words(run)}
    others = set(tokenize(_CHINESE.sub(" ", query.words)).main)
    searched = {word for word in chinese if not is_stopword(word)} | (others - stopword_stems())
    return frozenset(query.filters), frozenset(searched or chinese | others or {query.words})
