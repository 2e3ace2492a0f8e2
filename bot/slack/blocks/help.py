"""The short help."""

from collections.abc import Sequence
from typing import Any

from bot.language import Language
from bot.slack import ids
from bot.slack.blocks import rich_text
from bot.slack.blocks.answer import questions
from bot.slack.blocks.elements import actions
from bot.slack.blocks.message import Message, top_level
from bot.slack.blocks.mrkdwn import Run
from bot.slack.wording.answers import answer_strings


def help_message(examples: Sequence[str], language: Language, *, is_empty: bool = False, suffix: str = "") -> Message:
    """What the bot does, its commands, and examples as buttons that ask them; three are the right number.

    `is_empty` says that the library is, and how it is filled.
    """
    strings = answer_strings(language)
    commands = rich_text.bullets([[Run(command, bold=True), Run(f"  {does}")] for command, does in strings.commands])
    elements: list[dict[str, Any]] = [rich_text.section([Run(strings.help)]), commands]
    small = [strings.empty_library] if is_empty else []
    if is_empty:
        elements.append(rich_text.section([Run(strings.empty_library, bold=True)]))
    if examples:
        elements.append(rich_text.section([Run(strings.examples)]))
    blocks = [rich_text.block(*elements)]
    if examples:
        blocks.append(actions(questions(examples), ids.block("ask", "", suffix)))
    return Message(
        top_level(strings.help, *small, *(f"{command} – {does}" for command, does in strings.commands)), tuple(blocks)
    )
