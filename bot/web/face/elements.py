"""Block Kit's interactive elements as form fields and buttons (docs.slack.dev/reference/block-kit/block-elements).

Every field and button carries `data-block`, `data-action` and `data-kind`; the script sends what a person did with it.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.web.face.icons import icon
from bot.web.face.mrkdwn import Names, mrkdwn
from bot.web.face.rich_text import broken, unknown
from bot.web.pages import attributes, http_address

Json = dict[str, Any]
Choices = Sequence[tuple[str, str]]
Groups = Sequence[tuple[str, Choices]]

_TEXT_FIELDS = {
    "plain_text_input": "text",
    "email_text_input": "email",
    "url_text_input": "url",
    "number_input": "number",
}


@dataclass(frozen=True)
class RenderContext:
    """What elements are drawn with: names, whom and where one can choose, the zone, and what was filled in so far.

    `state` is `view.state.values`: by block_id, then action_id.
    """

    names: Names
    people: Choices
    places: Choices
    channels: Choices
    zone: str
    state: dict[str, dict[str, Json]]
    optional: str = "(optional)"
    """What stands behind the label of a field that may stay empty, in the person's language."""


class _Field(NamedTuple):
    """An element in its block, and the attributes that every element has."""

    element: Json
    block: Json
    context: RenderContext
    common: Json

    @property
    def state(self) -> Json:
        """What the view's state says of the element; empty before anything was filled in."""
        of_block = self.context.state.get(self.block.get("block_id", ""), {})
        return of_block.get(self.element.get("action_id", ""), {})

    def value(self, name: str) -> Any:
        """What was filled in under `selected_NAME`, else what the element had at first, as `initial_NAME`."""
        return self.state.get(f"selected_{name}") or self.element.get(f"initial_{name}")

    @property
    def placeholder(self) -> str | None:
        """What stands in the field while nothing is filled in."""
        text: str | None = self.element.get("placeholder", {}).get("text")
        return text


def text(value: Json | None, context: RenderContext) -> Markup:
    """A text object."""
    if not value:
        return Markup("")
    if value.get("type") == "mrkdwn":
        return mrkdwn(str(value.get("text", "")), context.names, verbatim=bool(value.get("verbatim")))
    return broken(str(value.get("text", "")))


def element(element: Json, block: Json, context: RenderContext, field: Json | None = None) -> Markup:
    """Any element; `field` holds the attributes with which its label and hint belong to it."""
    kind = str(element.get("type"))
    common: Json = {
        "data-block": block.get("block_id"),
        "data-action": element.get("action_id"),
        "data-kind": kind,
        "data-confirm": json.dumps(element["confirm"]) if element.get("confirm") else None,
        "data-sends": block.get("type") != "input" or bool(block.get("dispatch_action")),
        "autofocus": bool(element.get("focus_on_load")),
        **(field or {}),
    }
    draw = _ELEMENTS.get(kind)
    return draw(_Field(element, block, context, common)) if draw else unknown(element)


def _button(field: _Field) -> Markup:
    button = field.element
    label = button.get("text", {}).get("text", "")
    style = {"primary": " primary", "danger": " danger"}.get(button.get("style", ""), "")
    own_attributes = {
        **field.common,
        "class": f"bk-button{style}",
        "aria-label": button.get("accessibility_label"),
        "data-value": button.get("value"),
    }
    address = http_address(button.get("url"))
    if address:
        link = {"href": address, "target": "_blank", "rel": "noopener noreferrer external", "role": "button"}
        return Markup("<a{}>{}</a>").format(attributes(own_attributes | link), label)
    return Markup('<button type="button"{}>{}</button>').format(attributes(own_attributes), label)


def _icon_button(field: _Field) -> Markup:
    label = field.element.get("text", {}).get("text", "")
    shown = attributes({**field.common, "class": "bk-thumb", "aria-label": label})
    return Markup('<button type="button"{}>{}</button>').format(shown, icon("trash"))


def _feedback(field: _Field) -> Markup:
    thumbs = []
    for name, picture in (("positive_button", "up"), ("negative_button", "down")):
        button = field.element.get(name) or {}
        label = button.get("text", {}).get("text", "")
        thumb = {
            **field.common,
            "class": "bk-thumb",
            "data-value": button.get("value"),
            "aria-label": button.get("accessibility_label") or label,
            "title": label,
        }
        thumbs.append(Markup('<button type="button"{}>{}</button>').format(attributes(thumb), icon(picture)))
    return Markup('<span class="bk-thumbs">{}</span>').format(Markup("").join(thumbs))


def _overflow(field: _Field) -> Markup:
    items = Markup("").join(
        Markup('<option value="{}">{}</option>').format(option["value"], option["text"]["text"])
        for option in field.element.get("options") or []
    )
    label = field.common.get("aria-label") or "…"
    menu = attributes({**field.common, "class": "bk-overflow", "aria-label": label})
    return Markup('<select{}><option value="" selected>⋯</option>{}</select>').format(menu, items)


def _text_field(field: _Field) -> Markup:
    typed = field.state.get("value")
    value = typed if typed is not None else field.element.get("initial_value") or ""
    config = (field.element.get("dispatch_action_config") or {}).get("trigger_actions_on") or ["on_enter_pressed"]
    box = {
        **field.common,
        "class": "bk-text",
        "placeholder": field.placeholder,
        "minlength": field.element.get("min_length"),
        "maxlength": field.element.get("max_length") or 3000,
        "data-on": " ".join(config),
    }
    if field.element.get("multiline"):
        return Markup('<textarea rows="4"{}>{}</textarea>').format(attributes(box), f"\n{value}" if value else "")
    kind = _TEXT_FIELDS[str(field.element.get("type"))]
    if kind == "number":
        step = "any" if field.element.get("is_decimal_allowed") else "1"
        box |= {"min": field.element.get("min_value"), "max": field.element.get("max_value"), "step": step}
    return Markup('<input type="{}" value="{}"{}>').format(kind, value, attributes(box))


def _checkboxes(field: _Field) -> Markup:
    chosen = field.state.get("selected_options") or ([] if field.state else field.element.get("initial_options") or [])
    return _choices(field, "checkbox", "group", chosen)


def _radio_buttons(field: _Field) -> Markup:
    chosen = field.value("option")
    return _choices(field, "radio", "radiogroup", [chosen] if chosen else [])


def _choices(field: _Field, kind: str, role: str, chosen: Sequence[Json]) -> Markup:
    values = {option["value"] for option in chosen}
    name = f"{field.block.get('block_id')}:{field.element.get('action_id')}"
    items = []
    for option in field.element.get("options") or []:
        description = text(option.get("description"), field.context)
        items.append(
            Markup('<label class="bk-choice"><input type="{}" value="{}"{}><span>{}{}</span></label>').format(
                kind,
                option["value"],
                attributes({"name": name, "checked": option["value"] in values}),
                text(option.get("text"), field.context),
                Markup("<small>{}</small>").format(description) if description else "",
            )
        )
    return Markup('<div class="bk-choices" role="{}"{}>{}</div>').format(
        role, attributes(_of_group(field)), Markup("").join(items)
    )


def _of_group(field: _Field) -> Json:
    """The attributes of a group of boxes: a group can't be required."""
    return {name: value for name, value in field.common.items() if name != "required"}


def _date(field: _Field) -> Markup:
    return _moment(field, "date", field.value("date"))


def _time(field: _Field) -> Markup:
    return _moment(field, "time", field.value("time"))


def _date_and_time(field: _Field) -> Markup:
    seconds = field.value("date_time")
    moment = datetime.fromtimestamp(int(seconds), UTC).astimezone(ZoneInfo(field.context.zone)) if seconds else None
    return _moment(field, "datetime-local", f"{moment:%Y-%m-%dT%H:%M}" if moment else None)


def _moment(field: _Field, kind: str, value: str | None) -> Markup:
    return Markup('<input class="bk-text bk-moment" type="{}" value="{}"{}>').format(
        kind, value or "", attributes(field.common)
    )


def _static_select(field: _Field) -> Markup:
    chosen = field.value("option")
    return _select(field, _groups(field.element), [chosen["value"]] if chosen else [])


def _multi_static_select(field: _Field) -> Markup:
    return _many(field, _groups(field.element), [option["value"] for option in field.value("options") or []])


def _groups(element: Json) -> Groups:
    """The options by group; those without one under an empty label."""
    groups = element.get("option_groups") or [{"options": element.get("options") or []}]
    return [
        (
            (group.get("label") or {}).get("text", ""),
            [(option["value"], option["text"]["text"]) for option in group.get("options") or []],
        )
        for group in groups
    ]


def _select(field: _Field, groups: Groups, chosen: Sequence[str]) -> Markup:
    placeholder = field.placeholder or "—"
    parts = [
        Markup('<option value=""{}>{}</option>').format("" if chosen else Markup(" selected"), placeholder),
    ]
    for label, options in groups:
        items = Markup("").join(
            Markup('<option value="{}"{}>{}</option>').format(value, Markup(" selected") if value in chosen else "", of)
            for value, of in options
        )
        parts.append(Markup('<optgroup label="{}">{}</optgroup>').format(label, items) if label else items)
    menu = {"aria-label": placeholder, **field.common, "class": "bk-select"}
    if "id" in field.common:
        del menu["aria-label"]
    return Markup("<select{}>{}</select>").format(attributes(menu), Markup("").join(parts))


def _many(field: _Field, groups: Groups, chosen: Sequence[str]) -> Markup:
    """Several of a list: a box to tick for each."""
    items = []
    for label, options in groups:
        if label:
            items.append(Markup('<p class="bk-group">{}</p>').format(label))
        for value, name in options:
            checked = attributes({"checked": value in chosen})
            items.append(
                Markup('<label class="bk-choice"><input type="checkbox" value="{}"{}><span>{}</span></label>').format(
                    value, checked, name
                )
            )
    group = _of_group(field)
    if "aria-labelledby" not in group:
        group["aria-label"] = field.placeholder or "…"
    return Markup('<div class="bk-choices bk-many" role="group"{}>{}</div>').format(
        attributes(group), Markup("").join(items)
    )


def _named_select(name: str, offered: Callable[[RenderContext], Choices]) -> Callable[[_Field], Markup]:
    """A menu of people or places, whose choice is `selected_NAME`."""

    def draw(field: _Field) -> Markup:
        chosen = field.value(name)
        return _select(field, [("", offered(field.context))], [str(chosen)] if chosen else [])

    return draw


def _named_multi_select(name: str, offered: Callable[[RenderContext], Choices]) -> Callable[[_Field], Markup]:
    """The same for several, whose choice is `selected_NAMEs`."""

    def draw(field: _Field) -> Markup:
        return _many(field, [("", offered(field.context))], field.value(f"{name}s") or [])

    return draw


def _external_select(field: _Field) -> Markup:
    """A menu whose options the bot gives while one types."""
    chosen = field.value("option")
    label = chosen["text"]["text"] if chosen else ""
    list_id = f"list-{field.block.get('block_id')}-{field.element.get('action_id')}"
    box = {
        **field.common,
        "class": "bk-text bk-external",
        "list": list_id,
        "placeholder": field.placeholder,
        "data-least": field.element.get("min_query_length", 3),
        "data-chosen": json.dumps(chosen) if chosen else None,
        "autocomplete": "off",
    }
    return Markup(
        '<span class="bk-external-box"><input type="text" value="{}"{}><datalist id="{}"></datalist></span>'
    ).format(label, attributes(box), list_id)


_PEOPLE, _PLACES, _CHANNELS = attrgetter("people"), attrgetter("places"), attrgetter("channels")
_ELEMENTS: dict[str, Callable[[_Field], Markup]] = {
    **dict.fromkeys(_TEXT_FIELDS, _text_field),
    "button": _button,
    "icon_button": _icon_button,
    "feedback_buttons": _feedback,
    "overflow": _overflow,
    "checkboxes": _checkboxes,
    "radio_buttons": _radio_buttons,
    "datepicker": _date,
    "timepicker": _time,
    "datetimepicker": _date_and_time,
    "static_select": _static_select,
    "external_select": _external_select,
    "users_select": _named_select("user", _PEOPLE),
    "conversations_select": _named_select("conversation", _PLACES),
    "channels_select": _named_select("channel", _CHANNELS),
    "multi_static_select": _multi_static_select,
    "multi_users_select": _named_multi_select("user", _PEOPLE),
    "multi_conversations_select": _named_multi_select("conversation", _PLACES),
    "multi_channels_select": _named_multi_select("channel", _CHANNELS),
}
