"""A message as it is sent, checked against Slack's limits, and parts packed into as few messages as they need."""

import itertools
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from slack_sdk.models.blocks import DividerBlock
from slack_sdk.models.views import View

from bot.language import Language
from bot.slack.blocks.elements import Block, context_block, dump
from bot.slack.blocks.limits import MESSAGE_WEIGHT, check_blocks, check_encodable, weight
from bot.slack.blocks.mrkdwn import clean, escape, one_line, shorten
from bot.slack.wording.answers import answer_strings
from bot.text import is_visible

MESSAGE_BLOCKS = 50
"""Blocks of a message (docs.slack.dev/reference/block-kit/blocks)."""
VIEW_BLOCKS: int = View.blocks_max_length
VIEW_BYTES = 250_000
"""Bytes of a view as JSON (docs.slack.dev/reference/methods/views.open, `view_too_large`)."""
TOP_LEVEL_CHARACTERS = 3000
"""Of a message's top-level text: chat.update cuts at 4,000, and some clients earlier (seratch/ChatGPT-in-Slack 102)."""

_TOP_LEVEL_LENGTH = 1400
"""Before escaping, which at most doubles it."""
_MARK_WEIGHT = 100


@dataclass(frozen=True)
class Message:
    """What is posted: `text` for notifications and screen readers, as escaped mrkdwn, and the blocks ready to send."""

    text: str
    blocks: tuple[Block, ...]
    weight: int | None = None
    """At the most of the blocks, where that is known."""
    newer: tuple[Block, ...] | None = None
    """The same in newer blocks, where those serve and the workspace takes them; they weigh no more than `weight`."""


@dataclass(frozen=True)
class Part:
    """Blocks that stay together, and what the top-level text says of them, not yet escaped."""

    blocks: tuple[Block, ...]
    text: str = ""
    newer: tuple[Block, ...] | None = None
    """The same in newer blocks, no more of them."""

    @cached_property
    def weight(self) -> int:
        """What its blocks weigh, in the heavier form."""
        return max(weight(self.blocks), weight(self.newer) if self.newer else 0)


def check(message: Message) -> None:
    """Raise ValueError naming the limit of Slack that the message breaks."""
    if not message.text.strip():
        raise ValueError("the top-level text is blank")
    if (size := len(message.text)) > TOP_LEVEL_CHARACTERS:
        raise ValueError(f"{size} characters of top-level text, at most {TOP_LEVEL_CHARACTERS} are allowed")
    check_encodable((message.text, message.blocks, message.newer))
    forms = [message.blocks, *([message.newer] if message.newer else [])]
    for blocks in forms:
        check_blocks(blocks, MESSAGE_BLOCKS)
    total = max(map(weight, forms)) if message.weight is None else message.weight
    if total >= MESSAGE_WEIGHT:
        raise ValueError(f"{total} characters over all blocks, less than {MESSAGE_WEIGHT} are allowed")


def check_view(view: Block) -> None:
    """Raise ValueError naming the limit of Slack that the modal or Home view breaks."""
    check_encodable(view)
    check_blocks(view["blocks"], VIEW_BLOCKS)
    modal_or_home(view["type"], view["blocks"], **{name: view[name] for name in view.keys() - {"type", "blocks"}})
    if (size := len(json.dumps(view))) > VIEW_BYTES:
        raise ValueError(f"{size} bytes of view, at most {VIEW_BYTES} are allowed")


def modal_or_home(kind: str, blocks: list[Block], **shell: Any) -> Block:
    """A view around the blocks; ValueError names the limit that title, buttons or metadata break."""
    stand_in = DividerBlock()  # the blocks were checked when they were built
    return {**dump(View(type=kind, blocks=[stand_in], **shell)), "blocks": blocks}


def top_level(*lines: str) -> str:
    """The lines as a message's top-level text, escaped, without empty ones, the whole shortened with `…`."""
    shown: list[str] = []
    room = _TOP_LEVEL_LENGTH
    for line in (line for text in lines for line in clean(text).split("\n") if is_visible(line)):
        shown.append(one_line(line))
        room -= len(shown[-1])
        if room < 0:  # the rest would be cut off
            break
    return escape(shorten("\n".join(shown) or "—", _TOP_LEVEL_LENGTH))


def message(text: str, *blocks: Block) -> Message:
    """A message of these blocks; `text` is not yet escaped."""
    return Message(top_level(text), blocks)


def split(parts: Iterable[Part], text: str, language: Language) -> list[Message]:
    """The parts in as few messages as their order allows, each marked `2 of 3` where there is more than one.

    A part is only divided, between its blocks, when it is more than a message of its own; no message begins with a
    divider. `text` begins each message's top-level text, not yet escaped. Raises ValueError for a block that no
    message can hold.
    """
    packed = pack(parts, MESSAGE_BLOCKS - 1, MESSAGE_WEIGHT - 1 - _MARK_WEIGHT)
    messages: list[Message] = []
    for number, group in enumerate(packed, 1):
        blocks = _together(part.blocks for part in group)
        newer = _together(part.newer or part.blocks for part in group) if any(part.newer for part in group) else None
        total = sum(part.weight for part in group)
        lines = [text, *(part.text for part in group if part.text)]
        if len(packed) > 1:
            mark = answer_strings(language).message_mark.format(number=number, total=len(packed))
            lines[0] = f"{text} ({mark})"
            blocks += (context_block([mark]),)
            newer = newer and (*newer, context_block([mark]))
            total += _MARK_WEIGHT
        messages.append(Message(top_level(*lines), blocks, total, newer))
    return messages


def _together(groups: Iterable[tuple[Block, ...]]) -> tuple[Block, ...]:
    blocks = tuple(itertools.chain.from_iterable(groups))
    return blocks[blocks[0]["type"] == "divider" :]


def pack(parts: Iterable[Part], blocks: int, maximum_weight: int) -> list[list[Part]]:
    """The parts in groups of at most so many blocks and so much weight, in order."""
    groups: list[list[Part]] = []
    count = total = 0
    for part in _fitting(parts, blocks, maximum_weight):
        if not groups or count + len(part.blocks) > blocks or total + part.weight > maximum_weight:
            groups.append([])
            count = total = 0
        groups[-1].append(part)
        count += len(part.blocks)
        total += part.weight
    return groups


def _fitting(parts: Iterable[Part], blocks: int, maximum_weight: int) -> Iterator[Part]:
    """The parts, those too large for one group as a part for each of their blocks."""
    for part in parts:
        if len(part.blocks) <= blocks and part.weight <= maximum_weight:
            yield part
            continue
        for place, block in enumerate(part.blocks):
            piece = Part((block,), "" if place else part.text)
            if piece.weight > maximum_weight:
                raise ValueError(f"a block of {piece.weight} characters, at most {maximum_weight} fit a message")
            yield piece
