"""What a person is told of files that were read: what was refused, and what they should know of the rest."""

from dataclasses import replace

from bot.cli.wording import command_strings
from bot.formats import Problem
from bot.formats.wording import translated_reason
from bot.language import Language


def refusal(problem: Problem, language: Language) -> str:
    """What could not be read, where, and why."""
    shown = replace(problem, reason=translated_reason(problem.reason, language))
    return command_strings(language).refused.format(problem=shown)


def remark(about: str, note: str, language: Language) -> str:
    """What a reader should know of something that was read."""
    return command_strings(language).remark.format(about=about, note=translated_reason(note, language))
