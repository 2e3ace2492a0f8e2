"""The words of a document that leaves the library, in Chinese and English."""

from dataclasses import dataclass

from bot.language import Language, SharedStrings, message, translated


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportStrings(SharedStrings):
    """The words of one language. `str.format` fills what stands in braces"""

    in_library: str = message("In the library")
    read_as: str = message("Results for “{text}”")
    no_answer: str = message("What follows is near the question and does not answer it.")


def export_strings(language: Language) -> ExportStrings:
    """The strings in the language."""
    return translated(ExportStrings, language)
