"""Which language a question is in, and what the notes of an answer say in it."""

import re
from dataclasses import dataclass
from typing import Literal

from bot.model import FilteredOut, NoDate, Note, QueryCut
from bot.text import HAN

Language = Literal["zh", "en"]

_HAN = re.compile(f"[{HAN}]")
_LATIN_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
_ENGLISH = frozenset(
    "a about and are at did do does for from had has have how i in is it its me of on or say says tell than that the"
    " their they this to was were what when where which who why will with would".split()
)
_FILTER = re.compile(r"(?<!\S)(?:source|since|before)\s?[:：]\s?(?:[\"“＂][^\"”＂]*[\"”＂]|\S+)", re.IGNORECASE)


def language_of(question: str) -> Language:
    """English for a question without Chinese characters, or with English grammar and more words than characters.

    Filters say nothing of the language, unless there is nothing else.
    """
    words = _FILTER.sub(" ", question)
    asked = words if words.strip() else question
    chinese = len(_HAN.findall(asked))
    if not chinese:
        return "en"
    latin = _LATIN_WORD.findall(asked)
    is_english = len(latin) > chinese and any(word.lower() in _ENGLISH for word in latin)
    return "en" if is_english else "zh"


@dataclass(frozen=True, slots=True)
class _Sentences:
    query_cut: str
    no_date: str
    nothing_passes: str
    answers_outside: str
    between: str


_SENTENCES: dict[Language, _Sentences] = {
    "zh": _Sentences(
        query_cut="问题只读了前 {count} 个字符",
        no_date="“{name}:{value}”不是日期（应如 {name}:2025-09-24），已忽略",
        nothing_passes="没有文章符合筛选条件 {filters}",
        answers_outside="符合筛选条件 {filters} 的文章里没有；去掉筛选就有",
        between="、",
    ),
    "en": _Sentences(
        query_cut="Only the first {count} characters of the question were read",
        no_date="“{name}:{value}” is no date such as {name}:2025-09-24, so it was left out",
        nothing_passes="No article passes the filter {filters}",
        answers_outside="No article that passes the filter {filters} answers; without the filter there is one",
        between=" ",
    ),
}


def told(note: Note, language: Language) -> str:
    """The note as a sentence without a full stop."""
    sentences = _SENTENCES[language]
    match note:
        case QueryCut(count=count):
            return sentences.query_cut.format(count=f"{count:,}")
        case NoDate(name=name, value=value):
            return sentences.no_date.format(name=name, value=value)
        case FilteredOut(filters=filters, answered_without=answered_without):
            template = sentences.answers_outside if answered_without else sentences.nothing_passes
            return template.format(filters=sentences.between.join(filters))
