"""What the command says of answers and articles, in both languages."""

from dataclasses import dataclass

from bot.language import Language, Plural, message, plural, translated


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandStrings:
    """The words of one language; `str.format` fills what stands in braces."""

    # An answer
    searched_for: str = message("Searched for “{text}”")
    note: str = message("Note: {note}")
    miss: str = message("Nothing on this in the library.")
    nearest: str = message("Nothing says exactly that. Nearest in the library:")
    offers: str = message("Try:")
    empty: str = message("The library is still empty. Bring articles in with: latepost import PATH")
    articles: Plural = plural("{count} article", "{count} articles")
    # An article
    by_title: str = message("the title or viewpoint matches; these are the leading points")
    no_summary: str = message("no summary, only the full text")
    made_by_source: str = message("summary: the source's own")
    made_extractive: str = message("summary: sentences of the article")
    made_extractive_for: str = message("summary: sentences of the article, in place of model {model}")
    made_by_model: str = message("summary by model {model}")
    dropped: Plural = plural(
        "{count} point left out: the text does not say so", "{count} points left out: the text does not say so"
    )
    also_in: str = message("also in {sources}")
    # Why it matched
    point_reasons: str = message("score {score:.1f}: {reasons}")
    article_reasons: str = message("article score {score:.1f}; in title or viewpoint: {reasons}")
    reason: str = message("“{query}” {how}", context="why a point matched")
    as_typed: str = message("as typed")
    no_reasons: str = message("none", context="why a point matched")
    separator: str = message("; ")
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
    points: Plural = plural("{count} point", "{count} points")
    paragraphs: Plural = plural("{count} paragraph", "{count} paragraphs", context="slack.paragraphs")
    viewpoint_only: str = message("viewpoint only")
    title_only: str = message("title only")


def command_strings(language: Language) -> CommandStrings:
    """The strings in the language."""
    return translated(CommandStrings, language)
