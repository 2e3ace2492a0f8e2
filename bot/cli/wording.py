"""What the command says of answers and articles, in both languages."""

from dataclasses import dataclass

from bot.language import Language, SharedStrings, message, translated


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandStrings(SharedStrings):
    """The words of one language; `str.format` fills what stands in braces."""

    # An answer
    searched_for: str = message("Searched for “{text}”")
    note: str = message("Note: {note}")
    empty: str = message("The library is still empty. Bring articles in with: latepost import PATH")
    # An article
    no_summary: str = message("no summary, only the full text")
    # Why it matched
    point_reasons: str = message("score {score:.1f}: {reasons}")
    article_reasons: str = message("article score {score:.1f}; in title or viewpoint: {reasons}")
    reason: str = message("“{query}” {how}", context="why a point matched")
    as_typed: str = message("as typed")
    no_reasons: str = message("none", context="why a point matched")
    # A digest
    no_new_articles: str = message("no new articles")
    silent: str = message("On such a day it stays silent.")
    # What came in
    refused: str = message("refused: {problem}")
    remark: str = message("note: {about}: {note}")
    # The list of articles
    id: str = message("id", context="a column")
    published: str = message("published", context="a column")
    title: str = message("title", context="a column")
    source: str = message("source", context="a column")
    holds: str = message("holds", context="a column")
    viewpoint_only: str = message("viewpoint only")
    title_only: str = message("title only")


def command_strings(language: Language) -> CommandStrings:
    """The strings in the language."""
    return translated(CommandStrings, language)
