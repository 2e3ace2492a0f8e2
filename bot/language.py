"""Which language a question is in, and what is said in it everywhere: notes, readings of words, numbers, months.

Strings are written in English where they are used, as fields of a dataclass, and translated by the gettext catalogue in
`bot/locale` (`CONTRIBUTING.md` tells how to add one).
"""

import gettext
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple, TypeVar

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
    SharedWord,
    UnknownSource,
)
from bot.text import HAN, printable

Language = Literal["zh", "en"]
Strings = TypeVar("Strings")

_CONTEXT = "\x04"
"""What gettext's catalogues have between the context of a string and the string."""


class Plural(NamedTuple):
    """A template in its form for 1 and for all other numbers."""

    one: str
    many: str


def message(text: str, *, context: str = "") -> str:
    """Mark a string for translation; `context` tells it from the same words with another meaning."""
    return f"{context}{_CONTEXT}{text}" if context else text


def plural(one: str, many: str, *, context: str = "") -> Plural:
    """Mark a template with a number for translation."""
    return Plural(message(one, context=context), message(many, context=context))


def translated(strings: type[Strings], language: Language) -> Strings:
    """The strings of a dataclass in the language."""
    made: Strings = _made(strings, language)  # type: ignore[arg-type]  # classes are hashable
    return made


@cache
def _made(strings: Any, language: Language) -> Any:
    english = strings()
    return replace(
        english, **{field.name: _translate(getattr(english, field.name), language) for field in fields(english)}
    )


@cache
def _catalogue(language: Language) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation("latepost", str(files("bot") / "locale"), [language])


def _translate(value: Any, language: Language) -> Any:
    if isinstance(value, Plural):
        found = (_catalogue(language).ngettext(*value, count) for count in (1, 2))
        return Plural(*(text.rpartition(_CONTEXT)[2] for text in found))
    if isinstance(value, str):
        return _catalogue(language).gettext(value).rpartition(_CONTEXT)[2] if value else value
    if isinstance(value, dict):
        return {key: _translate(text, language) for key, text in value.items()}
    return tuple(_translate(text, language) for text in value)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedStrings:
    """What several faces say of answers and articles; each adds its own. `str.format` fills what stands in braces."""

    nearest: str = message("Nothing says exactly that. Nearest in the library:")
    miss: str = message("Nothing on “{question}” in the library.")
    nothing: str = message("Nothing on this in the library.")
    offers: str = message("Try:")
    empty_library: str = message("The library is still empty.")
    no_articles: str = message("No articles here yet.")
    by_title: str = message("the title or viewpoint matches; these are the leading points")
    full_text: str = message("Full text")
    latest: str = message("Latest articles")
    timeline: str = message("Coverage of “{topic}” over time")
    related: str = message("Related articles")
    articles: Plural = plural("{count} article", "{count} articles")
    points: Plural = plural("{count} point", "{count} points")
    paragraphs: Plural = plural("{count} paragraph", "{count} paragraphs", context="slack.paragraphs")
    made_by_source: str = message("summary: the source's own")
    made_extractive: str = message("summary: sentences of the article")
    made_extractive_for: str = message("summary: sentences of the article, in place of model {model}")
    made_by_model: str = message("summary by model {model}")
    dropped: Plural = plural(
        "{count} point left out: the text does not say so", "{count} points left out: the text does not say so"
    )
    also_in: str = message("also in {sources}")
    original: str = message("Read the original")
    more_results: str = message("More results")
    copy_markdown: str = message("Copy as Markdown")
    only_you: str = message("Only visible to you")
    close: str = message("Close")
    cancel: str = message("Cancel")
    undo: str = message("Undo")
    separator: str = message("; ")


@dataclass(frozen=True)
class NoteStrings:
    """Notes on how a question was read, readings of words, and counts, as every face says them."""

    query_cut: str = message("Only the first {count} characters of the question were read")
    no_date: str = message("“{name}:{value}” is no date such as {name}:2025-09-24, so it was left out")
    replaced: str = message(
        "“{name}:” is given more than once and the last one counts, so “{name}:{value}” was left out"
    )
    phrase_nowhere: str = message("No article has {phrases} word for word, so it was searched for by its words")
    nothing_passes: str = message("No article passes the filter {filters}")
    answers_outside: str = message(
        "No article that passes the filter {filters} answers; without the filter something does"
    )
    unknown_source: str = message("No source is called {names}; the library has {sources}")
    between: str = message(" ", context="between quoted words")
    joined: str = message("written as")
    alias: str = message("also known as")
    translated: str = message("translated as")
    corrected: str = message("corrected to")
    related: str = message("close in meaning to")
    understood_related: str = message("“{query}” is close in meaning to “{matched}”")
    pinyin: str = message("read as pinyin of")
    understood: str = message("“{query}” {how} “{matched}”")
    months: tuple[str, ...] = (
        message("January"), message("February"), message("March"), message("April"), message("May"), message("June"),
        message("July"), message("August"), message("September"), message("October"), message("November"),
        message("December"),
    )  # fmt: skip
    month_of_year: str = message("{month} {year}")
    first_published: str = message("first published {year}")
    first_published_on: str = message("first published {day}")
    republished: str = message("republished {day}")
    in_both: str = message("In both: {names}")
    shown_points: Plural = plural("{shown} of {count} point", "{shown} of {count} points")
    shown_paragraphs: Plural = plural("{shown} of {count} paragraph", "{shown} of {count} paragraphs")
    list_separator: str = message(", ", context="between the names of a list")


def describe_note(note: Note, language: Language) -> str:
    """The note as a sentence without a full stop."""
    strings = translated(NoteStrings, language)
    match note:
        case QueryCut(count=count):
            return strings.query_cut.format(count=f"{count:,}")
        case NoDate(name=name, value=value):
            return strings.no_date.format(name=name, value=value)
        case FilterReplaced(name=name, value=value):
            return strings.replaced.format(name=name, value=value)
        case PhraseNowhere(phrases=phrases):
            return strings.phrase_nowhere.format(phrases=strings.between.join(f"“{phrase}”" for phrase in phrases))
        case FilteredOut(filters=filters, answered_without=answered_without):
            template = strings.answers_outside if answered_without else strings.nothing_passes
            return template.format(filters=strings.between.join(filters))
        case UnknownSource(names=names, sources=sources):
            quoted = strings.between.join(f"“{name}”" for name in names)
            return strings.unknown_source.format(names=quoted, sources=join_names(sources, language))


def how_in_words(how: str, language: Language) -> str:
    """How a word of the question was read; empty for one that was taken as typed."""
    return str(getattr(translated(NoteStrings, language), how, ""))


def readings(answer: Answer, language: Language, shown: Callable[[str], str]) -> list[str]:
    """What the words of a question were read as, each once: `“luxary” corrected to “luxury”`; `shown` shortens them."""
    strings = translated(NoteStrings, language)
    found: dict[str, None] = {}
    reasons = dict.fromkeys((reason.query, reason.matched, reason.how) for reason in _reasons(answer))
    for query, matched, how in ((shown(query), shown(matched), how) for query, matched, how in reasons):
        read_as = how_in_words(how, language)
        if read_as and query.casefold() != matched.casefold():
            template = strings.understood_related if how == "related" else strings.understood
            found.setdefault(template.format(query=query, how=read_as, matched=matched))
    return list(found)


def _reasons(answer: Answer) -> Iterator[Reason]:
    for match in answer.matches:
        yield from match.reasons
        for point in match.points:
            yield from point.reasons


def month_name(language: Language, year: int, month: int) -> str:
    """`September 2025`, `2025 年 9 月`."""
    strings = translated(NoteStrings, language)
    return strings.month_of_year.format(month=strings.months[month - 1], year=year)


def describe_shared(words: Sequence[SharedWord], language: Language) -> str:
    """What two articles have in common: `In both: TikTok, 拜登 (Biden)`."""
    names = (word.here if word.here == word.there else f"{word.here} ({word.there})" for word in words)
    return translated(NoteStrings, language).in_both.format(names=join_names(list(map(printable, names)), language))


def counted(template: Plural, count: int, **more: object) -> str:
    """A template with its form for this number."""
    return (template.one if count == 1 else template.many).format(count=f"{count:,}", **more)


def shown_of_total(article: Article, shown: Sequence[MatchedPoint], language: Language) -> str:
    """`3 of 13 points`, paragraphs counted for themselves; empty where nothing of the article is shown."""
    known = {(point.text, point.citations) for point in article.points}
    points = sum((point.text, point.citations) in known for point in shown)
    paragraphs = len(shown) - points
    strings = translated(NoteStrings, language)
    parts: list[str] = []
    if points:
        parts.append(counted(strings.shown_points, len(article.points), shown=f"{points:,}"))
    if paragraphs and article.paragraphs:
        parts.append(counted(strings.shown_paragraphs, len(article.paragraphs), shown=f"{paragraphs:,}"))
    return " · ".join(parts)


def origin(article: Article, language: Language, shown: Callable[[str], str]) -> list[str]:
    """How the summary was made, what of it was left out, and where else the piece was published; `shown` makes the
    names of models and sources fit to be seen.
    """
    strings, made = translated(SharedStrings, language), article.made
    phrases: list[str] = []
    if article.is_summarised and made is None:
        phrases.append(strings.made_by_source)
    elif article.is_summarised and made:
        by_sentences = strings.made_extractive_for if made.model else strings.made_extractive
        template = strings.made_by_model if made.by == "model" else by_sentences
        phrases.append(template.format(model=shown(made.model)))
        if made.dropped:
            phrases.append(counted(strings.dropped, made.dropped))
    if article.also_in:
        sources = join_names([shown(appearance.source) for appearance in article.also_in], language)
        phrases.append(strings.also_in.format(sources=sources))
    return phrases


def join_names(names: Sequence[str], language: Language) -> str:
    """The names one behind the other."""
    return translated(NoteStrings, language).list_separator.join(names)
