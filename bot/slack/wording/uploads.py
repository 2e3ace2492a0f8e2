"""What the bot says about articles that a person brought, in Chinese and English."""

from dataclasses import dataclass

from bot.language import Language, Plural, SharedStrings, message, plural, translated


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadStrings(SharedStrings):
    """The words of one language; `str.format` fills what stands in braces."""

    shortcut: str = message("Add to library")
    shortcut_description: str = message("Add the files and links of this message")
    heading: str = message("Added to the library: “{name}”")
    heading_updated: str = message("Updated in the library: “{name}”")
    heading_unchanged: str = message("In the library already: “{name}”")
    not_added: str = message("Not added to the library: “{name}”")
    new: str = message("new")
    updated: str = message("updated")
    unchanged: str = message("unchanged")
    removed: str = message("removed from the library earlier; it stays away")
    note: str = message("Note: {note}")
    refused: str = message("Refused: {reason}")
    undone: Plural = plural(
        "Taken back: {count} article is as it was.", "Taken back: {count} articles are as they were."
    )
    nothing_to_undo: str = message(
        "There is nothing to take back: it was taken back already, or the articles have changed since."
    )
    no_receipt: str = message("What was added here is not remembered any more, or was not added by you.")
    not_editor: str = message(
        "You may not add articles here. Ask your administrator to put your id into LATEPOST_EDITORS."
    )
    nothing_here: str = message("There is no file or link in this message that could be added.")
    external_file: str = message(
        "The file is not on Slack and can't be read; upload it, or send the address of the article."
    )
    too_large: str = message("The file is larger than {size} MB; split it.")
    more: str = message("{count} more")


def upload_strings(language: Language) -> UploadStrings:
    """The strings in the language."""
    return translated(UploadStrings, language)
