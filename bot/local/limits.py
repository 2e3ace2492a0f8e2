"""Checking messages, blocks and views against Slack's limits, as the Web API does before it takes them.

Numbers that slack_sdk's models hold are read from there; the others name their page of docs.slack.dev. A fault is
reported the way Slack does: the error `invalid_blocks` (for views `invalid_arguments`) with
`response_metadata.messages`, each `[ERROR] sentence [json-pointer:/blocks/0/text/text]`.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import orjson
from slack_sdk.models.blocks import MarkdownBlock
from slack_sdk.models.views import View

from bot.local.block_schema import BLOCKS, MESSAGE_ONLY
from bot.local.refusal import RefusedError
from bot.local.schema import Report

Json = dict[str, Any]

MESSAGE_BLOCKS = 50
"""Blocks a message (docs.slack.dev/reference/block-kit/blocks)."""

VIEW_BLOCKS: int = View.blocks_max_length
"""Blocks a modal or Home view."""

MESSAGE_CHARACTERS = 11_000
"""Characters over all texts of a message's blocks.

Slack does not document it; 11,341 were refused with `msg_blocks_too_long` (slackapi/bolt-js issue 2867).
"""

TEXT_CHARACTERS = 40_000
"""Characters of a message's top-level text. Slack cuts longer ones silently; here they are refused (`msg_too_long`)."""

MARKDOWN_CHARACTERS: int = MarkdownBlock.text_max_length
"""Characters of `markdown_text`, and of a message's markdown blocks together."""

UPDATE_TEXT_CHARACTERS = 4_000
"""Characters of the text of `chat.update` (docs.slack.dev/reference/methods/chat.update)."""

METADATA_BYTES = 16_000
"""Bytes of a message's metadata as JSON (docs.slack.dev/messaging/message-metadata)."""

VIEW_BYTES = 250_000
"""Bytes of a view as JSON (docs.slack.dev/reference/methods/views.open, `view_too_large`)."""

VIEW_DEPTH = 3
"""Modals on top of each other (docs.slack.dev/surfaces/modals)."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_METADATA_EVENT_TYPE = re.compile(r"[A-Za-z0-9_]+")
_VIEW_FIELDS = {
    "modal": {
        "type", "title", "blocks", "close", "submit", "private_metadata", "callback_id", "clear_on_close",
        "notify_on_close", "external_id", "submit_disabled",
    },
    "home": {"type", "blocks", "private_metadata", "callback_id", "external_id"},
}  # fmt: skip


def check_blocks(blocks: Any) -> None:
    """Refuse the blocks of a message that Slack would refuse (`invalid_blocks`, `msg_blocks_too_long`)."""
    if not isinstance(blocks, list) or not all(isinstance(block, Mapping) for block in blocks):
        raise RefusedError("invalid_blocks_format")
    report = Report()
    if len(blocks) > MESSAGE_BLOCKS:
        report.fault("/blocks", f"no more than {MESSAGE_BLOCKS} items allowed")
    _each_block(blocks, "message", report)
    if sum(block.get("type") == "table" for _, block in _all_blocks(blocks, "")) > 1:
        report.fault("/blocks", "only_one_table_allowed")
    if report.messages:
        raise RefusedError("invalid_blocks", response_metadata={"messages": report.messages})
    if characters(blocks) > MESSAGE_CHARACTERS:
        raise RefusedError("msg_blocks_too_long")


def check_view(view: Any, expected: str) -> None:
    """Refuse a view that Slack would refuse; `expected` is `modal` or `home`."""
    if not isinstance(view, Mapping):
        raise RefusedError("invalid_arguments", response_metadata={"messages": ["[ERROR] view must be an object"]})
    report = Report()
    if view.get("type") != expected:
        report.fault("/view/type", f"must be one of: {expected}")
    for name in view.keys() - _VIEW_FIELDS[expected]:
        report.fault("/view", f"no more items than specified allowed: unsupported field: {name}")
    if expected == "modal":
        _view_text(view, "title", View.title_max_length, report, required=True)
        _view_text(view, "close", View.close_max_length, report)
        _view_text(view, "submit", View.submit_max_length, report)
    for name, maximum in (
        ("private_metadata", View.private_metadata_max_length),
        ("callback_id", View.callback_id_max_length),
        ("external_id", 255),
    ):
        _bounded(view, name, maximum, report)
    blocks = view.get("blocks")
    if not isinstance(blocks, list) or not all(isinstance(block, Mapping) for block in blocks):
        report.fault("/view/blocks", "missing required field: blocks")
    else:
        if len(blocks) > VIEW_BLOCKS:
            report.fault("/view/blocks", f"no more than {VIEW_BLOCKS} items allowed")
        if expected == "modal" and not view.get("submit") and any(block.get("type") == "input" for block in blocks):
            report.fault("/view/submit", "submit is required when an input block is within blocks")
        _each_block(blocks, expected, report, pointer="/view")
    if report.messages:
        raise RefusedError("invalid_arguments", response_metadata={"messages": report.messages})
    if len(json.dumps(view).encode()) > VIEW_BYTES:
        raise RefusedError("view_too_large")


def check_metadata(metadata: Any) -> None:
    """Refuse message metadata that is not `{"event_type": name, "event_payload": object}` or is too large."""
    if not isinstance(metadata, Mapping):
        raise RefusedError("invalid_metadata_format")
    event_type, payload = metadata.get("event_type"), metadata.get("event_payload")
    named = isinstance(event_type, str) and _METADATA_EVENT_TYPE.fullmatch(event_type)
    if not named or not isinstance(payload, Mapping) or metadata.keys() - {"event_type", "event_payload"}:
        raise RefusedError("invalid_metadata_schema")
    if len(json.dumps(metadata).encode()) > METADATA_BYTES:
        raise RefusedError("metadata_too_large")


def check_text(text: str, maximum: int = TEXT_CHARACTERS) -> None:
    """Refuse a top-level text that is too long."""
    if len(text) > maximum:
        raise RefusedError("msg_too_long")


def check_encodable(value: Any) -> None:
    """Refuse strings that are no text: a lone surrogate can't be written as UTF-8 (`invalid_json`)."""
    with suppress(orjson.JSONEncodeError):  # it takes whole text only, and says so many times as fast
        orjson.dumps(value)
        return
    for string in strings(value):
        if not string.isascii() and _SURROGATE.search(string):
            raise RefusedError("invalid_json")


def characters(blocks: Sequence[Any]) -> int:
    """How many characters the blocks hold over all their `text` strings, as the issue named above counts them."""
    return sum(len(text) for text in _texts(blocks))


def strings(value: Any) -> Iterator[str]:
    """Every string inside a JSON value, names of members included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, member in value.items():
            yield from strings(name)
            yield from strings(member)
    elif isinstance(value, list | tuple):
        for member in value:
            yield from strings(member)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, member in value.items():
            if name == "text" and isinstance(member, str):
                yield member
            else:
                yield from _texts(member)
    elif isinstance(value, list | tuple):
        for member in value:
            yield from _texts(member)


def _each_block(blocks: Sequence[Any], surface: str, report: Report, pointer: str = "") -> None:
    for number, block in enumerate(blocks):
        where = f"{pointer}/blocks/{number}"
        if surface != "message" and block.get("type") in MESSAGE_ONLY:
            report.fault(where, f"unsupported type: {block.get('type')} in a {surface}")
            continue
        BLOCKS(block, where, report)
    block_ids: set[str] = set()
    for where, block in _all_blocks(blocks, f"{pointer}/blocks"):
        block_id = block.get("block_id")
        if isinstance(block_id, str):
            if block_id in block_ids:
                report.fault(f"{where}/block_id", f"block_id {block_id!r} already exists")
            block_ids.add(block_id)
        _unique_action_ids(block, where, report)
    markdown = sum(len(str(block.get("text", ""))) for block in blocks if block.get("type") == "markdown")
    if markdown > MARKDOWN_CHARACTERS:
        report.fault(f"{pointer}/blocks", f"markdown blocks must hold less than {MARKDOWN_CHARACTERS + 1} characters")


def _all_blocks(blocks: Any, pointer: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The blocks and those inside containers, each with where it stands."""
    for number, block in enumerate(blocks if isinstance(blocks, list) else []):
        if isinstance(block, Mapping):
            yield f"{pointer}/{number}", block
            yield from _all_blocks(block.get("child_blocks"), f"{pointer}/{number}/child_blocks")


def _unique_action_ids(block: Mapping[str, Any], where: str, report: Report) -> None:
    """An action_id is unique within its block; several blocks may share one (docs: block elements, `action_id`)."""
    elements = block.get("elements")
    seen: set[str] = set()
    for number, element in enumerate(elements if isinstance(elements, list) else []):
        action_id = element.get("action_id") if isinstance(element, Mapping) else None
        if isinstance(action_id, str):
            if action_id in seen:
                report.fault(f"{where}/elements/{number}/action_id", f"action_id {action_id!r} already exists")
            seen.add(action_id)


def _view_text(view: Mapping[str, Any], name: str, maximum: int, report: Report, *, required: bool = False) -> None:
    value = view.get(name)
    if value is None:
        if required:
            report.fault("/view", f"missing required field: {name}")
        return
    if not isinstance(value, Mapping) or value.get("type") != "plain_text" or not isinstance(value.get("text"), str):
        report.fault(f"/view/{name}", "must be a plain_text object")
    elif not 1 <= len(value["text"]) <= maximum:
        report.fault(f"/view/{name}/text", f"must be less than {maximum + 1} characters and more than 0")


def _bounded(view: Mapping[str, Any], name: str, maximum: int, report: Report) -> None:
    value = view.get(name)
    if value is not None and (not isinstance(value, str) or len(value) > maximum):
        report.fault(f"/view/{name}", f"must be less than {maximum + 1} characters")
