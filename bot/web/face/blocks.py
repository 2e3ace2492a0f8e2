"""Block Kit's blocks as HTML (docs.slack.dev/reference/block-kit/blocks); what is not drawn here shows as a box."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup

from bot.web.face.elements import RenderContext, element, text
from bot.web.face.icons import icon
from bot.web.face.rich_text import broken, rich_text
from bot.web.pages import attributes

Json = dict[str, Any]


def blocks(shown: Sequence[Json], context: RenderContext) -> Markup:
    """The blocks one below the other."""
    return Markup("").join(_block(block, context) for block in shown)


def _block(block: Json, context: RenderContext) -> Markup:
    draw = _DRAWN.get(str(block.get("type")))
    if draw is None:
        notice = f"This block is not drawn here: {block.get('type')}"
        whole = json.dumps(block, ensure_ascii=False, indent=1)
        return Markup(
            '<div class="bk unknown" role="note"><strong>{}</strong><details><summary>JSON</summary><pre>{}</pre>'
            "</details></div>"
        ).format(notice, whole)
    return draw(block, context)


def _section(block: Json, context: RenderContext) -> Markup:
    accessory = block.get("accessory")
    beside = Markup("")
    if accessory:
        drawn = _image(accessory, context) if accessory.get("type") == "image" else element(accessory, block, context)
        beside = Markup('<div class="bk-accessory">{}</div>').format(drawn)
    fields = Markup("").join(
        Markup('<div class="bk-field">{}</div>').format(text(field, context)) for field in block.get("fields") or []
    )
    return Markup('<div class="bk bk-section"><div class="bk-main"><div>{}</div>{}</div>{}</div>').format(
        text(block.get("text"), context),
        Markup('<div class="bk-fields">{}</div>').format(fields) if fields else "",
        beside,
    )


def _header(block: Json, context: RenderContext) -> Markup:
    return Markup('<h3 class="bk bk-header">{}</h3>').format(text(block.get("text"), context))


def _divider(_block: Json, _context: RenderContext) -> Markup:
    return Markup('<hr class="bk">')


def _context(block: Json, context: RenderContext) -> Markup:
    parts = (
        Markup("<span>{}</span>").format(_image(part, context) if part.get("type") == "image" else text(part, context))
        for part in block.get("elements") or []
    )
    return Markup('<div class="bk bk-context">{}</div>').format(Markup("").join(parts))


def _actions(block: Json, context: RenderContext) -> Markup:
    parts = (element(part, block, context) for part in block.get("elements") or [])
    return Markup('<div class="bk bk-actions">{}</div>').format(Markup("").join(parts))


def _rich(block: Json, context: RenderContext) -> Markup:
    return Markup('<div class="bk bk-rich">{}</div>').format(rich_text(block, context.names))


def _image(block: Json, context: RenderContext) -> Markup:
    """Pictures of other machines are not loaded: their address and description stand for them."""
    description = block.get("alt_text") or ""
    address = block.get("image_url") or ""
    title = text(block.get("title"), context)
    return Markup('<span class="bk-image" role="img" aria-label="{}" title="{}">{} {}</span>').format(
        description, address, icon("picture"), title or description
    )


def _image_block(block: Json, context: RenderContext) -> Markup:
    return Markup('<div class="bk">{}</div>').format(_image(block, context))


def _table(block: Json, context: RenderContext) -> Markup:
    rows = []
    for number, row in enumerate(block.get("rows") or []):
        drawn = Markup("<td>{}</td>") if number else Markup('<th scope="col">{}</th>')
        cells = Markup("").join(drawn.format(_cell(cell, context)) for cell in row)
        rows.append(Markup("<tr>{}</tr>").format(cells))
    return Markup('<div class="bk bk-table" tabindex="0"><table>{}</table></div>').format(Markup("").join(rows))


def _cell(cell: Json, context: RenderContext) -> Markup:
    if cell.get("type") == "rich_text":
        return rich_text(cell, context.names)
    return broken(str(cell.get("text") or cell.get("value") or ""))


def _container(block: Json, context: RenderContext) -> Markup:
    """A box with a title, which opens and closes where it is collapsible."""
    title = block.get("rich_text_title")
    head = rich_text(title, context.names) if title else text(block.get("title"), context)
    subtitle = Markup('<span class="bk-subtitle">{}</span>').format(text(block.get("subtitle"), context))
    inside = blocks(block.get("child_blocks") or (), context)
    if not block.get("is_collapsible"):
        return Markup('<div class="bk bk-container"><div class="bk-title">{}{}</div>{}</div>').format(
            head, subtitle, inside
        )
    return Markup('<details class="bk bk-container"{}><summary class="bk-title">{}{}</summary>{}</details>').format(
        attributes({"open": not block.get("default_collapsed")}), head, subtitle, inside
    )


def _card(block: Json, context: RenderContext) -> Markup:
    parts = [_image(block[name], context) for name in ("hero_image", "icon") if block.get(name)]
    for name, tag in (("title", "strong"), ("subtitle", "span"), ("body", "div")):
        if block.get(name):
            drawn = Markup('<{0} class="bk-{1}">{2}</{0}>')
            parts.append(drawn.format(Markup(tag), name, text(block[name], context)))
    buttons = Markup("").join(element(part, block, context) for part in block.get("actions") or [])
    parts.append(Markup('<div class="bk-actions">{}</div>').format(buttons) if buttons else buttons)
    return Markup('<div class="bk bk-card">{}</div>').format(Markup("").join(parts))


def _carousel(block: Json, context: RenderContext) -> Markup:
    cards = Markup("").join(_card(card, context) for card in block.get("elements") or [])
    return Markup('<div class="bk bk-carousel" tabindex="0">{}</div>').format(cards)


def _input(block: Json, context: RenderContext) -> Markup:
    inside = block.get("element") or {}
    name = f"f-{block.get('block_id')}-{inside.get('action_id')}"
    hint = block.get("hint")
    grouped = inside.get("type") in ("checkboxes", "radio_buttons") or str(inside.get("type")).startswith("multi_")
    field: Json = {
        "aria-describedby": f"{name}-hint {name}-error" if hint else f"{name}-error",
        "required": not block.get("optional"),
    }
    field |= {"aria-labelledby": f"{name}-label"} if grouped else {"id": name}
    label = text(block.get("label"), context)
    optional = Markup(' <small class="optional">{}</small>').format(context.optional) if block.get("optional") else ""
    tag = "span" if grouped else "label"
    return Markup(
        '<div class="bk bk-input" data-input="{block}"><{tag} class="bk-label" id="{name}-label"{target}>{label}'
        '{optional}</{tag}>{field}{hint}<p class="bk-error" id="{name}-error" hidden></p></div>'
    ).format(
        block=block.get("block_id"),
        tag=Markup(tag),
        name=name,
        target=attributes({"for": None if grouped else name}),
        label=label,
        optional=optional,
        field=element(inside, block, context, field),
        hint=Markup('<p class="bk-hint" id="{}-hint">{}</p>').format(name, text(hint, context)) if hint else "",
    )


_DRAWN: dict[str, Callable[[Json, RenderContext], Markup]] = {
    "section": _section,
    "header": _header,
    "divider": _divider,
    "context": _context,
    "actions": _actions,
    "context_actions": _actions,
    "rich_text": _rich,
    "image": _image_block,
    "table": _table,
    "container": _container,
    "card": _card,
    "carousel": _carousel,
    "input": _input,
}
