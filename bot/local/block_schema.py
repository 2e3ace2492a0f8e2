"""The shapes of Block Kit's blocks with their limits.

Sources: slack_sdk's models for the numbers that they hold, docs.slack.dev/reference/block-kit for the rest. Blocks
that are not written out here (video, plan and others) are checked by slack_sdk's own validators.
"""

from collections.abc import Mapping
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    CardBlock,
    CarouselBlock,
    ContainerBlock,
    ContextActionsBlock,
    ContextBlock,
    HeaderBlock,
    ImageBlock,
    InputBlock,
    MarkdownBlock,
    SectionBlock,
)

from bot.local.element_schema import (
    ACTION_ELEMENTS,
    ADDRESS,
    CONTEXT_ACTION_ELEMENTS,
    ENTRY_FIELDS,
    IDENTIFIER,
    IMAGE_ELEMENT,
    MENUS,
    SLACK_FILE,
    mrkdwn,
    plain,
    text,
)
from bot.local.schema import (
    Check,
    Report,
    any_member,
    array,
    boolean,
    both,
    by_type,
    exactly_one_member,
    fields,
    integer,
    number,
    one_of,
    string,
)

SECTION_FIELD = 2000
"""Characters of a section's field (docs: section block)."""
TABLE_ROWS, TABLE_CELLS = 100, 20
"""Rows of a table and cells of a row (docs: table block; slack_sdk's docstring)."""
MESSAGE_ONLY = frozenset({"context_actions", "file", "markdown", "table", "plan", "task_card"})
"""Blocks that a view can't hold (docs: "available in surfaces" of each block)."""
_CHILDREN = frozenset("actions context divider file header image input rich_text section table video".split())

# Rich text (docs: rich text block): sections, lists, quotes and preformatted text of styled pieces.
_style = fields(bold=boolean, italic=boolean, strike=boolean, code=boolean, underline=boolean)
_piece = by_type(
    {
        "text": fields({"type": one_of("text"), "text": string()}, style=_style),
        "link": fields({"type": one_of("link"), "url": ADDRESS}, text=string(), unsafe=boolean, style=_style),
        "emoji": fields({"type": one_of("emoji"), "name": string()}, unicode=string(), style=_style),
        "user": fields({"type": one_of("user"), "user_id": string()}, style=_style),
        "usergroup": fields({"type": one_of("usergroup"), "usergroup_id": string()}, style=_style),
        "channel": fields({"type": one_of("channel"), "channel_id": string()}, style=_style),
        "broadcast": fields({"type": one_of("broadcast"), "range": one_of("here", "channel", "everyone")}),
        "color": fields({"type": one_of("color"), "value": string()}),
        "date": fields(
            {"type": one_of("date"), "timestamp": integer(0, 10**11), "format": string()},
            url=ADDRESS,
            fallback=string(),
        ),
    }
)
_rich_section = fields({"type": one_of("rich_text_section"), "elements": array(_piece, 0)})
_rich_text = fields(
    {
        "type": one_of("rich_text"),
        "elements": array(
            by_type(
                {
                    "rich_text_section": _rich_section,
                    "rich_text_list": fields(
                        {
                            "type": one_of("rich_text_list"),
                            "style": one_of("bullet", "ordered"),
                            "elements": array(_rich_section, 0),
                        },
                        indent=integer(0, 8),
                        offset=integer(0, 10_000),
                        border=integer(0, 1),
                    ),
                    "rich_text_preformatted": fields(
                        {"type": one_of("rich_text_preformatted"), "elements": array(_piece, 0)},
                        border=integer(0, 1),
                        language=string(),
                    ),
                    "rich_text_quote": fields(
                        {"type": one_of("rich_text_quote"), "elements": array(_piece, 0)}, border=integer(0, 1)
                    ),
                }
            )
        ),
    },
    block_id=IDENTIFIER,
)
_cell = by_type(
    {
        "raw_text": fields({"type": one_of("raw_text"), "text": string()}),
        "raw_number": fields({"type": one_of("raw_number"), "value": number}, text=string()),
        "rich_text": _rich_text,
    }
)


def _block(kind: str, required: dict[str, Check] | None = None, **optional: Check) -> Check:
    return fields({"type": one_of(kind), **(required or {})}, block_id=string(Block.block_id_max_length), **optional)


_card = both(
    _block(
        "card",
        hero_image=IMAGE_ELEMENT,
        icon=IMAGE_ELEMENT,
        title=text(CardBlock.title_max_length),
        subtitle=text(CardBlock.subtitle_max_length),
        body=text(CardBlock.body_max_length),
        actions=array(by_type({"button": ACTION_ELEMENTS["button"]})),
    ),
    any_member("hero_image", "title", "actions", "body"),
)


def _child(value: Any, pointer: str, report: Report) -> None:
    """A block inside a container, which takes these kinds (docs: container block, `child_blocks`)."""
    kind = value.get("type") if isinstance(value, Mapping) else None
    if kind in _CHILDREN:
        BLOCKS(value, pointer, report)
    else:
        report.fault(pointer, f"unsupported type: {kind} in a container")


def _folding(value: Any, pointer: str, report: Report) -> None:
    """What of a container goes together (docs: container block)."""
    if value.get("default_collapsed") and not value.get("is_collapsible"):
        report.fault(f"{pointer}/default_collapsed", "requires is_collapsible to be true")
    if value.get("has_header_divider") and value.get("is_collapsible"):
        report.fault(f"{pointer}/has_header_divider", "cannot be set when is_collapsible is true")


_container = both(
    _block(
        "container",
        {"child_blocks": array(_child, 1, ContainerBlock.child_blocks_max_length)},
        title=plain(ContainerBlock.title_max_length),
        rich_text_title=_rich_text,
        subtitle=text(ContainerBlock.subtitle_max_length),
        width=one_of(*sorted(ContainerBlock.valid_widths)),
        icon=IMAGE_ELEMENT,
        is_collapsible=boolean,
        default_collapsed=boolean,
        has_header_divider=boolean,
    ),
    any_member("title", "rich_text_title"),
    _folding,
)


def _by_the_sdk(value: Any, pointer: str, report: Report) -> None:
    """A block known to slack_sdk alone: its attributes, then its own validators."""
    try:
        block = Block.parse(dict(value))
        if block is None:
            report.fault(pointer, f"unsupported type: {value['type']}")
            return
        for name in value.keys() - block.attributes:
            report.fault(pointer, f"no more items than specified allowed: unsupported field: {name}")
        block.validate_json()
    except (SlackObjectFormationError, TypeError) as error:
        report.fault(pointer, str(error))


BLOCKS = by_type(
    {
        "section": both(
            _block(
                "section",
                text=text(SectionBlock.text_max_length),
                fields=array(text(SECTION_FIELD), 1, SectionBlock.fields_max_length),
                accessory=by_type({**ACTION_ELEMENTS, "image": IMAGE_ELEMENT}),
                expand=boolean,
            ),
            any_member("text", "fields"),
        ),
        "divider": _block("divider"),
        "header": _block("header", {"text": plain(HeaderBlock.text_max_length)}),
        "context": _block(
            "context",
            {
                "elements": array(
                    by_type({"plain_text": plain(), "mrkdwn": mrkdwn(), "image": IMAGE_ELEMENT}),
                    1,
                    ContextBlock.elements_max_length,
                )
            },
        ),
        "actions": _block(
            "actions", {"elements": array(by_type(ACTION_ELEMENTS), 1, ActionsBlock.elements_max_length)}
        ),
        "context_actions": _block(
            "context_actions",
            {"elements": array(by_type(CONTEXT_ACTION_ELEMENTS), 1, ContextActionsBlock.elements_max_length)},
        ),
        "input": _block(
            "input",
            {"label": plain(InputBlock.label_max_length), "element": by_type({**MENUS, **ENTRY_FIELDS})},
            hint=plain(InputBlock.hint_max_length),
            optional=boolean,
            dispatch_action=boolean,
        ),
        "image": both(
            _block(
                "image",
                {"alt_text": string(ImageBlock.alt_text_max_length)},
                title=plain(ImageBlock.title_max_length),
                image_url=string(ImageBlock.image_url_max_length, pattern=r"https?://\S+"),
                slack_file=SLACK_FILE,
            ),
            exactly_one_member("image_url", "slack_file"),
        ),
        "card": _card,
        "carousel": _block(
            "carousel", {"elements": array(by_type({"card": _card}), 1, CarouselBlock.elements_max_length)}
        ),
        "container": _container,
        "markdown": _block("markdown", {"text": string(MarkdownBlock.text_max_length)}),
        "rich_text": _rich_text,
        "table": _block(
            "table",
            {"rows": array(array(_cell, 1, TABLE_CELLS), 1, TABLE_ROWS)},
            column_settings=array(fields(align=one_of("left", "center", "right"), is_wrapped=boolean), 0, TABLE_CELLS),
        ),
    },
    otherwise=_by_the_sdk,
)
"""The check of one block of any type."""
