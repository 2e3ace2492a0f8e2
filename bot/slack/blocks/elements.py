"""Blocks and elements of plain text, built with slack_sdk's models and checked by their validators."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, cast

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.basic_objects import JsonObject
from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    ContextActionsBlock,
    ContextBlock,
    DividerBlock,
    FeedbackButtonObject,
    FeedbackButtonsElement,
    HeaderBlock,
    InteractiveElement,
    Option,
    PlainTextObject,
    SectionBlock,
    StaticSelectElement,
)

from bot.bounded_cache import bounded_cache
from bot.language import Language
from bot.slack import ids
from bot.slack.blocks.mrkdwn import clean, one_line, shorten
from bot.slack.wording.answers import answer_strings
from bot.text import is_visible

Block = dict[str, Any]
"""A block as it is sent."""

TEXT_CHARACTERS: int = SectionBlock.text_max_length
"""Of a section's text, and of any block's text by our own rule."""

SMALL_PRINT = 1500
LABEL: int = ButtonElement.text_max_length
OPTIONS: int = StaticSelectElement.options_max_length


def dump(model: JsonObject) -> Block:
    """The model as it is sent, every validator of it and of its parts having run; ValueError names the limit.

    The same as the model's `to_dict`, which looks its validators up anew for each object: 0.4 ms for one button here,
    which is as long as a search takes.
    """
    if type(model).to_dict is not JsonObject.to_dict:
        return cast("Block", model.to_dict())
    try:
        for name in _validators(type(model)):
            getattr(model, name)()
    except SlackObjectFormationError as error:
        raise ValueError(f"{model.get_object_attribute('type')}: {error}") from error
    dumped: Block = {}
    for name in _members(model):
        value = getattr(model, name, None)
        if value is not None and value not in ("", [], {}):
            dumped[name] = value if type(value) is str else _dumped(value)
    return dumped


def plain(text: str, maximum: int = TEXT_CHARACTERS) -> PlainTextObject:
    """Plain text, in which nothing is markup and no `:emoji:` is one; shortened to the maximum."""
    shown = clean(text)
    return PlainTextObject(text=shorten(shown, maximum) if is_visible(shown) else "—", emoji=False)


def header(text: str) -> Block:
    """A large line."""
    return dump(HeaderBlock(text=plain(one_line(text), HeaderBlock.text_max_length)))


def divider() -> Block:
    """A line across."""
    return dump(DividerBlock())


def section(text: str, accessory: InteractiveElement | None = None, block_id: str | None = None) -> Block:
    """Plain text, with a button beside it."""
    return dump(SectionBlock(text=plain(text), accessory=accessory, block_id=block_id))


def context_block(lines: Iterable[str]) -> Block:
    """Small print: the lines below each other."""
    return _context(shorten("\n".join(map(one_line, lines)), SMALL_PRINT))


@bounded_cache(count=2_000, longest=200)  # what stands under an article's title is the same in every answer
def _context(text: str) -> Block:
    return dump(ContextBlock(elements=[plain(text, SMALL_PRINT)]))


def actions(elements: Sequence[InteractiveElement], block_id: str | None = None) -> Block:
    """Buttons and menus side by side."""
    return dump(ActionsBlock(elements=elements, block_id=block_id))


def button(
    label: str, action_id: str, value: str, *, primary: bool = False, spoken: str | None = None
) -> ButtonElement:
    """A button; `spoken` is what a screen reader says instead of the label."""
    return ButtonElement(
        text=plain(one_line(label), LABEL),
        action_id=action_id,
        value=value,
        style="primary" if primary else None,
        accessibility_label=shorten(one_line(spoken), LABEL) if spoken else None,
    )


def menu(
    placeholder: str, action_id: str, options: Sequence[Option], chosen: Option | None = None
) -> InteractiveElement:
    """A menu of at most 100 options."""
    return StaticSelectElement(
        placeholder=plain(placeholder, StaticSelectElement.placeholder_max_length),
        action_id=action_id,
        options=options,
        initial_option=chosen,
    )


def option(label: str, value: str) -> Option:
    """A line of a menu."""
    return Option(text=plain(one_line(label), Option.label_max_length), value=value)


def feedback(answer_key: str, language: Language, block_id: str | None = None) -> Block:
    """Thumbs up and down for an answer."""
    row = _thumbs(language)
    thumbs = dict(row["elements"][0])
    for name, helpful in (("positive_button", True), ("negative_button", False)):
        thumbs[name] = {**thumbs[name], "value": ids.Feedback(answer_key, helpful).encode()}
    row = {**row, "elements": [thumbs]}
    return row if block_id is None else {**row, "block_id": block_id}


@cache
def _thumbs(language: Language) -> Block:
    """The row of buttons but for what differs by the answer: their values and the block_id."""
    strings = answer_strings(language)
    up, down = (
        FeedbackButtonObject(
            text=plain(label, LABEL), value="-", accessibility_label=f"{strings.feedback_label} {label}"
        )
        for label in (strings.helpful, strings.not_helpful)
    )
    buttons = FeedbackButtonsElement(action_id=ids.FEEDBACK, positive_button=up, negative_button=down)
    return dump(ContextActionsBlock(elements=[buttons]))


def _dumped(value: Any) -> Any:
    if isinstance(value, JsonObject):
        return dump(value)
    return [_dumped(member) for member in value] if isinstance(value, list | tuple) else value


_MEMBERS: dict[type[JsonObject], tuple[str, ...]] = {}


def _members(model: JsonObject) -> tuple[str, ...]:
    """The names of the model's members, in the order of `to_dict`; the SDK makes the set anew for each object."""
    kind = type(model)
    if kind not in _MEMBERS:
        _MEMBERS[kind] = tuple(sorted(model.attributes))
    return _MEMBERS[kind]


@cache
def _validators(model: type[JsonObject]) -> tuple[str, ...]:
    return tuple(
        name for name in dir(model) if not name.startswith("__") and hasattr(getattr(model, name, None), "validator")
    )
