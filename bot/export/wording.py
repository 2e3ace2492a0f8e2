"""The words of a document that leaves the library, in Chinese and English."""

from dataclasses import dataclass

from bot.language import Language, Plural, message, plural, translated


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportStrings:
    """The words of one language. `str.format` fills what stands in braces"""

    original: str = message("Read the original")
    in_library: str = message("In the library")
    made_extractive: str = message("summary: sentences of the article")
    made_by_model: str = message("summary by model {model}")
    dropped: Plural = plural(
        "{count} point left out: the text does not say so", "{count} points left out: the text does not say so"
    )
    also_in: str = message("also in {sources}")
    by_title: str = message("the title or viewpoint matches; these are the leading points")
    full_text: str = message("Full text")
    read_as: str = message("Results for “{text}”")
    nearest: str = message("Nothing says exactly that. Nearest in the library:")
    no_answer: str = message("What follows is near the question and does not answer it.")
    miss: str = message("Nothing on “{question}” in the library.")
    nothing_to_compare: str = message("Nothing on this in the library.")
    try_instead: str = message("Try:")
    empty: str = message("The library is still empty.")
    no_articles: str = message("No articles here yet.")
    latest: str = message("Latest articles")
    timeline: str = message("Coverage of “{topic}” over time")


def export_strings(language: Language) -> ExportStrings:
    """The strings in the language."""
    return translated(ExportStrings, language)
