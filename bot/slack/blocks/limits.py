"""Slack's limits of blocks that slack_sdk's validators do not know, and what a message or view weighs.

Numbers that the SDK's models hold are read from there. The SDK's own validators have run when a block was built
(`elements.dump`); a block of a type that this bot does not build is parsed and checked by the SDK as a whole.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    CardBlock,
    ContainerBlock,
    ContextActionsBlock,
    ContextBlock,
    HeaderBlock,
    InteractiveElement,
    Option,
    StaticSelectElement,
)
from slack_sdk.models.blocks import Block as Model

from bot.slack.blocks.elements import TEXT_CHARACTERS, Block
from bot.slack.blocks.mrkdwn import URL_CHARACTERS, length

MESSAGE_WEIGHT = 10_000
"""Of a message's blocks, exclusive.

Slack does not document it; it refused 11,341 characters of text (slackapi/bolt-js 2867), and counts containers too
(2509).
"""

CONTAINER = 10
"""What an object of the JSON weighs beside its texts: our guess at Slack's "buffer for block containers"."""

_TEXTS = frozenset({"text", "url", "value", "alt_text", "accessibility_label"})
_ELEMENTS = {
    "actions": ActionsBlock.elements_max_length,
    "context": ContextBlock.elements_max_length,
    "context_actions": ContextActionsBlock.elements_max_length,
}
_RICH = frozenset({"rich_text_section", "rich_text_quote", "rich_text_list", "rich_text_preformatted"})
_KNOWN = frozenset({"section", "header", "divider", "input", "rich_text", "container", "card", *_ELEMENTS})
_NAME_CHARACTERS: int = Model.block_id_max_length


def weight(value: Any) -> int:
    """The characters of all texts, addresses and values inside, as `length` counts, and ten for each object."""
    total = 0
    texts: list[str] = []
    inside = [value]
    while inside:
        container = inside.pop()
        kind = type(container)  # faster than isinstance, and what is sent is made of these alone
        if kind is dict:
            total += CONTAINER
            for name, member in container.items():
                kind = type(member)
                if kind is str:
                    if name in _TEXTS:
                        texts.append(member)
                elif kind is not bool:
                    inside.append(member)
        elif kind is list or kind is tuple:
            inside += container
    return total + length("".join(texts))


def check_blocks(blocks: Sequence[Block], maximum: int) -> None:
    """Raise ValueError naming the first limit that the blocks break; at most `maximum` blocks are allowed."""
    if not 1 <= len(blocks) <= maximum:
        raise ValueError(f"{len(blocks)} blocks, allowed are 1 to {maximum}")
    block_ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(set(block_ids)) < len(block_ids):
        raise ValueError("two blocks have the same block_id")
    for number, block in enumerate(blocks):
        try:
            _check_block(block)
        except ValueError as error:
            raise ValueError(f"block {number} ({block.get('type')}): {error}") from error


def check_encodable(value: Any) -> None:
    """Raise ValueError when a string inside has no UTF-8."""
    try:
        orjson.dumps(value)
    except orjson.JSONEncodeError:  # does not say where
        _find_surrogate(value)


def _find_surrogate(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        where = error.object[max(0, error.start - 20) : error.start + 20]
        raise ValueError(f"half of a surrogate pair in {where!r}") from error


def _check_block(block: Block) -> None:
    kind = block.get("type")
    if kind not in _KNOWN:
        _check_by_sdk(block)
        return
    _at_most(length(block.get("block_id", "")), _NAME_CHARACTERS, "characters of block_id")
    if kind == "rich_text":
        _check_rich_text(block["elements"])
        return
    if kind == "container":
        _check_container(block)
        return
    if kind == "card":
        _check_card(block)
        return
    if kind in _ELEMENTS:
        elements = block["elements"]
        if not elements:
            raise ValueError("no elements")
        _at_most(len(elements), _ELEMENTS[kind], "elements")
        action_ids = [element.get("action_id") for element in elements if "action_id" in element]
        if len(set(action_ids)) < len(action_ids):
            raise ValueError("two elements have the same action_id")
    text_maximum = HeaderBlock.text_max_length if kind == "header" else TEXT_CHARACTERS
    _check_element({**block, "action_id": ""}, text_maximum)


def _check_element(element: Mapping[str, Any], maximum: int) -> None:
    """An element or a text object, and what is inside it; `maximum` is for its own text."""
    _at_most(length(element.get("action_id", "")), InteractiveElement.action_id_max_length, "characters of action_id")
    kind = element.get("type")
    if kind == "button":
        maximum = ButtonElement.text_max_length
        _at_most(length(element.get("value", "")), ButtonElement.value_max_length, "characters of value")
        _at_most(length(element.get("accessibility_label", "")), maximum, "characters of accessibility_label")
    elif kind in ("plain_text", "mrkdwn"):
        _filled(element["text"])
        _at_most(length(element["text"]), maximum, "characters of text")
        return
    elif kind == "static_select":
        _at_most(len(element["options"]), StaticSelectElement.options_max_length, "options")
        maximum = StaticSelectElement.placeholder_max_length
        for option in element["options"]:
            _at_most(length(option["value"]), Option.value_max_length, "characters of an option's value")
            _check_element(option["text"], Option.label_max_length)
    for name, member in element.items():
        if name != "options" and isinstance(member, Mapping):
            _check_element(member, maximum if name in ("text", "placeholder") else TEXT_CHARACTERS)
        elif name == "elements":
            for element in member:
                _check_element(element, TEXT_CHARACTERS)


def _check_container(block: Block) -> None:
    _check_element(block["title"], ContainerBlock.title_max_length)
    _check_element(block["subtitle"], ContainerBlock.subtitle_max_length)
    check_blocks(block["child_blocks"], ContainerBlock.child_blocks_max_length)


def _check_card(block: Block) -> None:
    maxima = {
        "title": CardBlock.title_max_length,
        "subtitle": CardBlock.subtitle_max_length,
        "body": CardBlock.body_max_length,
    }
    for name in maxima.keys() & block.keys():
        _check_element(block[name], maxima[name])
    for element in block["actions"]:
        _check_element(element, ButtonElement.text_max_length)


def _check_rich_text(elements: Sequence[Mapping[str, Any]]) -> None:
    texts: list[str] = []
    inside = list(elements)
    while inside:
        element = inside.pop()
        kind = element.get("type")
        if kind in _RICH:
            if not element["elements"]:
                raise ValueError(f"{kind} is empty")
            inside += element["elements"]
        elif kind in ("text", "link"):
            if not element["text"]:
                raise ValueError("text is empty")
            if "url" in element:
                _at_most(len(element["url"]), URL_CHARACTERS, "characters of url")
            texts.append(element["text"])
        elif kind not in ("user", "channel"):
            raise ValueError(f"{kind} is no rich text of this bot")
    _at_most(length("".join(texts)), TEXT_CHARACTERS, "characters of rich text")


def _check_by_sdk(block: Block) -> None:
    try:
        model = Model.parse(block)
        if model is None:
            raise ValueError("unknown type")
        model.to_dict()
    except (SlackObjectFormationError, TypeError) as error:
        raise ValueError(str(error)) from error


def _filled(text: str) -> None:
    if not text or text.isspace():
        raise ValueError("text is blank")


def _at_most(count: int, maximum: int, what: str) -> None:
    if count > maximum:
        raise ValueError(f"{count} {what}, at most {maximum} are allowed")
