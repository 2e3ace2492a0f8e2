"""The help of an empty library."""

from bot.slack.blocks.help import help_message
from tests.unit.slack.samples import strings


def test_an_empty_library_is_said_to_be_and_how_it_is_filled() -> None:
    message = help_message([], "en", is_empty=True)
    assert "The library is still empty. Who may add to it sends me a file or a link in a direct message." in strings(
        message.blocks
    )
    assert "still empty" in message.text
    assert "still empty" not in help_message(["TikTok"], "en").text
