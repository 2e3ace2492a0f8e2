"""What Slack would receive: the JSON of a message or view, and each of its sizes beside Slack's limit."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.local import Message, ModalOrHome, limits
from bot.local.element_schema import TEXT_OBJECT

Json = dict[str, Any]
_LONGEST = {"header": ("characters of the longest header", 150)}
_ELEMENTS = {"actions": 25, "context": 10, "context_actions": 5}
"""Elements of a block (docs.slack.dev/reference/block-kit/blocks, each block's page)."""
_TITLE, _PRIVATE_METADATA = 24, 3000


@dataclass(frozen=True, slots=True)
class Size:
    """One size and the limit that it must not pass."""

    name: str
    size: int
    limit: int

    @property
    def share(self) -> float:
        """Of the limit, from 0 to 1 and beyond."""
        return self.size / self.limit


def of_message(message: Message) -> tuple[list[Size], str]:
    """The sizes of a message, and its JSON as the Web API took it."""
    sizes = [
        Size("blocks", len(message.blocks), limits.MESSAGE_BLOCKS),
        Size("characters over all blocks", limits.characters(message.blocks), limits.MESSAGE_CHARACTERS),
        Size("characters of text", len(message.text), limits.TEXT_CHARACTERS),
        *_of_blocks(message.blocks),
    ]
    if message.metadata:
        sizes.append(Size("bytes of metadata", _bytes(message.metadata), limits.METADATA_BYTES))
    sent: Json = {"channel": message.channel, "text": message.text}
    sent |= {
        name: value
        for name in ("blocks", "attachments", "metadata", "thread_ts")
        if (value := getattr(message, name)) and value != message.ts
    }
    return sizes, _pretty({**sent, **{name: value for name, value in message.options.items() if value is not None}})


def of_view(view: ModalOrHome) -> tuple[list[Size], str]:
    """The sizes of a modal or Home view, and its JSON."""
    body = view.body
    sizes = [
        Size("blocks", len(view.blocks), limits.VIEW_BLOCKS),
        Size("bytes", _bytes(body), limits.VIEW_BYTES),
        Size("characters of private_metadata", len(body.get("private_metadata") or ""), _PRIVATE_METADATA),
        *_of_blocks(view.blocks),
    ]
    if view.is_modal:
        sizes.insert(2, Size("characters of the title", len((body.get("title") or {}).get("text", "")), _TITLE))
    return sizes, _pretty(body)


def _of_blocks(blocks: list[Json]) -> Iterator[Size]:
    longest = max((limits.characters([block]) for block in blocks if block.get("type") != "header"), default=0)
    yield Size("characters of the longest block", longest, TEXT_OBJECT)
    for kind, most in _ELEMENTS.items():
        count = max((len(block.get("elements") or []) for block in blocks if block.get("type") == kind), default=0)
        if count:
            yield Size(f"elements of the largest {kind}", count, most)
    for kind, (name, most) in _LONGEST.items():
        length = max((limits.characters([block]) for block in blocks if block.get("type") == kind), default=0)
        if length:
            yield Size(name, length, most)


def _bytes(value: Any) -> int:
    return len(json.dumps(value).encode())


def _pretty(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2).encode("utf-8", "replace").decode()
