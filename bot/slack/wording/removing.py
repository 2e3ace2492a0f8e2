"""What the bot says when somebody removes an article from the library, in Chinese and English."""

from dataclasses import dataclass

from bot.language import Language, SharedStrings, message, translated


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovingStrings(SharedStrings):
    """The words of one language."""

    remove: str = message("Remove from the library")
    sure: str = message("Remove this article?")
    consequence: str = message(
        "It leaves the library for everybody, and stays away when a feed or a file brings it again. You can undo this."
    )
    confirm: str = message("Remove", context="article")
    removed: str = message("The article was removed. It stays away until you restore it.")
    not_editor: str = message(
        "You may not remove articles here. Ask your administrator to put your id into LATEPOST_EDITORS."
    )


def removing_strings(language: Language) -> RemovingStrings:
    """The strings in the language."""
    return translated(RemovingStrings, language)
