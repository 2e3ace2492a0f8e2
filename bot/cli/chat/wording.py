"""What the chat itself says, in both languages."""

from dataclasses import dataclass

from bot.language import Language, message, translated


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatStrings:
    """The words of one language."""

    welcome: str = message(
        "You are in #general of a local workspace, and so is the bot (it is not in #random).\n"
        "  /latepost TOPIC     the slash command; /latepost help shows all of it\n"
        "  @latepost QUESTION  a mention; the next one goes on in the same thread, /new begins another\n"
        "  any other text      a direct message to the bot; follow-ups such as “more” just work\n"
        "  3   or   3 TEXT     press the button with number 3, or write into the field with number 3\n"
        "  /home  /messages    open the bot's Home, or see the questions it suggests\n"
        "  /find TEXT          somebody says TEXT in the channel: use the message shortcut on it\n"
        "  /channel random     go to another channel\n"
        "  /close  /quit       close the modal, leave"
    )
    only_you: str = message("only visible to you")
    thread: str = message("thread")
    direct: str = message("direct message")
    home: str = message("Home")
    suggested: str = message("Suggested questions:")
    submit: str = message("Submit")
    write_behind: str = message("Put the text behind the number, such as: {number} TEXT")
    no_such_number: str = message("There is no number {number}.")
    no_such_channel: str = message("There is no channel {name}; there is {names}.")
    nothing_to_close: str = message("No modal is open.")
    refused: str = message("That can't be done: {reason}")
    failed: str = message("The bot did not react.")


def chat_strings(language: Language) -> ChatStrings:
    """The strings in the language."""
    return translated(ChatStrings, language)
