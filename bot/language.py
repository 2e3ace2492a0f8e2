"""Which language a question is in, and what is said in it everywhere: notes, readings of words, numbers, months."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.model import (
    Answer,
    Article,
    FilteredOut,
    FilterReplaced,
    MatchedPoint,
    NoDate,
    Note,
    PhraseNowhere,
    QueryCut,
    Reason,
)
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
    replaced: str
    phrase_nowhere: str
    nothing_passes: str
    answers_outside: str
    between: str


_SENTENCES: dict[Language, _Sentences] = {
    "zh": _Sentences(
        query_cut="问题只读了前 {count} 个字符",
        no_date="“{name}:{value}”不是日期（应如 {name}:2025-09-24），已忽略",
        replaced="“{name}:” 给了多次，以最后一个为准，已忽略“{name}:{value}”",
        phrase_nowhere="没有文章一字不差地写着{phrases}，按其中的词查找",
        nothing_passes="没有文章符合筛选条件 {filters}",
        answers_outside="符合筛选条件 {filters} 的文章里没有；去掉筛选就有",
        between="、",
    ),
    "en": _Sentences(
        query_cut="Only the first {count} characters of the question were read",
        no_date="“{name}:{value}” is no date such as {name}:2025-09-24, so it was left out",
        replaced="“{name}:” is given more than once and the last one counts, so “{name}:{value}” was left out",
        phrase_nowhere="No article has {phrases} word for word, so it was searched for by its words",
        nothing_passes="No article passes the filter {filters}",
        answers_outside="No article that passes the filter {filters} answers; without the filter something does",
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
        case FilterReplaced(name=name, value=value):
            return sentences.replaced.format(name=name, value=value)
        case PhraseNowhere(phrases=phrases):
            return sentences.phrase_nowhere.format(phrases=sentences.between.join(f"“{each}”" for each in phrases))
        case FilteredOut(filters=filters, answered_without=answered_without):
            template = sentences.answers_outside if answered_without else sentences.nothing_passes
            return template.format(filters=sentences.between.join(filters))


HOW: dict[Language, dict[str, str]] = {
    "zh": {
        "joined": "写作",
        "alias": "又名",
        "translated": "译作",
        "corrected": "更正为",
        "related": "近义于",
        "pinyin": "是拼音，即",
    },
    "en": {
        "joined": "written as",
        "alias": "also known as",
        "translated": "translated as",
        "corrected": "corrected to",
        "related": "close in meaning to",
        "pinyin": "read as pinyin of",
    },
}
"""How a word of the question was read; one that was taken as typed needs no word."""
_UNDERSTOOD: dict[Language, str] = {"zh": "“{query}”{how}“{matched}”", "en": "“{query}” {how} “{matched}”"}


def readings(answer: Answer, language: Language, shown: Callable[[str], str]) -> list[str]:
    """What the words of a question were read as, each once: `“luxary” corrected to “luxury”`; `shown` shortens them."""
    found: dict[str, None] = {}
    reasons = dict.fromkeys((each.query, each.matched, each.how) for each in _reasons(answer))
    for query, matched, how in ((shown(query), shown(matched), how) for query, matched, how in reasons):
        if how in HOW[language] and query.casefold() != matched.casefold():
            found.setdefault(_UNDERSTOOD[language].format(query=query, how=HOW[language][how], matched=matched))
    return list(found)


def _reasons(answer: Answer) -> Iterator[Reason]:
    for match in answer.matches:
        yield from match.reasons
        for point in match.points:
            yield from point.reasons


MONTHS: dict[Language, tuple[str, ...]] = {
    "zh": tuple(f"{month} 月" for month in range(1, 13)),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip


def month_name(language: Language, year: int, month: int) -> str:
    """`September 2025`, `2025 年 9 月`."""
    name = MONTHS[language][month - 1]
    return f"{year} 年 {name}" if language == "zh" else f"{name} {year}"


def counted(template: str, count: int, **more: object) -> str:
    """A template with its form for this number: the one before `|` for 1, else the last."""
    forms = template.split("|")
    return forms[0 if count == 1 else -1].format(count=f"{count:,}", **more)


_SHOWN_POINTS: dict[Language, str] = {
    "zh": "{count} 个要点中的 {shown} 个",
    "en": "{shown} of {count} point|{shown} of {count} points",
}
_SHOWN_PARAGRAPHS: dict[Language, str] = {
    "zh": "{count} 段中的 {shown} 段",
    "en": "{shown} of {count} paragraph|{shown} of {count} paragraphs",
}


def shown_of_total(article: Article, shown: Sequence[MatchedPoint], language: Language) -> str:
    """`3 of 13 points`, paragraphs counted for themselves; empty where nothing of the article is shown."""
    known = {(point.text, point.citations) for point in article.points}
    points = sum((point.text, point.citations) in known for point in shown)
    paragraphs = len(shown) - points
    said: list[str] = []
    if points:
        said.append(counted(_SHOWN_POINTS[language], len(article.points), shown=f"{points:,}"))
    if paragraphs and article.paragraphs:
        said.append(counted(_SHOWN_PARAGRAPHS[language], len(article.paragraphs), shown=f"{paragraphs:,}"))
    return " · ".join(said)


def listed(names: Sequence[str], language: Language) -> str:
    """The names one behind the other."""
    return ("、" if language == "zh" else ", ").join(names)
