"""Block Kit's interactive elements as form fields and buttons (docs.slack.dev/reference/block-kit/block-elements).

Every field and button carries `data-block`, `data-action` and `data-kind`; the script sends what a person did with it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.web.face.icons import icon
from bot.web.face.mrkdwn import Names, mrkdwn
from bot.web.face.rich_text import broken, unknown
from bot.web.pages import attributes, http_address

Json = dict[str, Any]
Choices = Sequence[tuple[str, str]]

_TEXT_FIELDS = {
    "plain_text_input": "text",
    "email_text_input": "email",
    "url_text_input": "url",
    "number_input": "number",
}


@dataclass(frozen=True)
class Surroundings:
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

    def held(self, block: Json, element: Json) -> Json:
        """What the state says of an element."""
        return self.state.get(block.get("block_id", ""), {}).get(element.get("action_id", ""), {})


def text(value: Json | None, around: Surroundings) -> Markup:
    """A text object."""
    if not value:
        return Markup("")
    if value.get("type") == "mrkdwn":
        return mrkdwn(str(value.get("text", "")), around.names, verbatim=bool(value.get("verbatim")))
    return broken(str(value.get("text", "")))


def element(element: Json, block: Json, around: Surroundings, field: Json | None = None) -> Markup:
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
    if kind in _TEXT_FIELDS:
        return _text_field(element, block, around, common)
    match kind:
        case "button":
            return _button(element, common)
        case "feedback_buttons":
            return _feedback(element, common)
        case "icon_button":
            shown = attributes({**common, "class": "bk-thumb", "aria-label": element.get("text", {}).get("text", "")})
            return Markup('<button type="button"{}>{}</button>').format(shown, icon("trash"))
        case "overflow":
            return _overflow(element, common)
        case "checkboxes" | "radio_buttons":
            return _choices(element, block, around, common)
        case "datepicker" | "timepicker" | "datetimepicker":
            return _moment(element, block, around, common)
        case "static_select":
            chosen = around.held(block, element).get("selected_option") or element.get("initial_option")
            return _select(_options(element), [chosen["value"]] if chosen else [], element, common)
        case "external_select":
            return _external(element, block, around, common)
        case "users_select":
            return _named_select(element, block, around, common, around.people)
        case "conversations_select":
            return _named_select(element, block, around, common, around.places)
        case "channels_select":
            return _named_select(element, block, around, common, around.channels)
        case "multi_static_select":
            held = around.held(block, element).get("selected_options") or element.get("initial_options") or []
            return _many(_options(element), [each["value"] for each in held], element, common)
        case "multi_users_select":
            return _named_many(element, block, around, common, around.people)
        case "multi_conversations_select":
            return _named_many(element, block, around, common, around.places)
        case "multi_channels_select":
            return _named_many(element, block, around, common, around.channels)
    return unknown(element)


def _button(element: Json, common: Json) -> Markup:
    label = element.get("text", {}).get("text", "")
    style = {"primary": " primary", "danger": " danger"}.get(element.get("style", ""), "")
    shown = {
        **common,
        "class": f"bk-button{style}",
        "aria-label": element.get("accessibility_label"),
        "data-value": element.get("value"),
    }
    address = http_address(element.get("url"))
    if address:
        shown |= {"href": address, "target": "_blank", "rel": "noopener noreferrer external", "role": "button"}
        return Markup("<a{}>{}</a>").format(attributes(shown), label)
    return Markup('<button type="button"{}>{}</button>').format(attributes(shown), label)


def _feedback(element: Json, common: Json) -> Markup:
    made = []
    for name, picture in (("positive_button", "up"), ("negative_button", "down")):
        button = element.get(name) or {}
        label = button.get("text", {}).get("text", "")
        shown = {
            **common,
            "class": "bk-thumb",
            "data-value": button.get("value"),
            "aria-label": button.get("accessibility_label") or label,
            "title": label,
        }
        made.append(Markup('<button type="button"{}>{}</button>').format(attributes(shown), icon(picture)))
    return Markup('<span class="bk-thumbs">{}</span>').format(Markup("").join(made))


def _overflow(element: Json, common: Json) -> Markup:
    items = Markup("").join(
        Markup('<option value="{}">{}</option>').format(each["value"], each["text"]["text"])
        for each in element.get("options") or []
    )
    shown = attributes({**common, "class": "bk-overflow", "aria-label": common.get("aria-label") or "…"})
    return Markup('<select{}><option value="" selected>⋯</option>{}</select>').format(shown, items)


def _text_field(element: Json, block: Json, around: Surroundings, common: Json) -> Markup:
    held = around.held(block, element).get("value")
    value = held if held is not None else element.get("initial_value") or ""
    config = (element.get("dispatch_action_config") or {}).get("trigger_actions_on") or ["on_enter_pressed"]
    shown = {
        **common,
        "class": "bk-text",
        "placeholder": element.get("placeholder", {}).get("text"),
        "minlength": element.get("min_length"),
        "maxlength": element.get("max_length") or 3000,
        "data-on": " ".join(config),
    }
    if element.get("multiline"):
        return Markup('<textarea rows="4"{}>{}</textarea>').format(attributes(shown), f"\n{value}" if value else "")
    kind = _TEXT_FIELDS[str(element.get("type"))]
    if kind == "number":
        step = "any" if element.get("is_decimal_allowed") else "1"
        shown |= {"min": element.get("min_value"), "max": element.get("max_value"), "step": step}
    return Markup('<input type="{}" value="{}"{}>').format(kind, value, attributes(shown))


def _choices(element: Json, block: Json, around: Surroundings, common: Json) -> Markup:
    held = around.held(block, element)
    if element["type"] == "checkboxes":
        chosen = held.get("selected_options") or ([] if held else element.get("initial_options") or [])
        kind = "checkbox"
    else:
        one = held.get("selected_option") or element.get("initial_option")
        chosen, kind = [one] if one else [], "radio"
    values = {each["value"] for each in chosen}
    items = []
    for each in element.get("options") or []:
        described = text(each.get("description"), around)
        shown = {"name": f"{block.get('block_id')}:{element.get('action_id')}", "checked": each["value"] in values}
        items.append(
            Markup('<label class="bk-choice"><input type="{}" value="{}"{}><span>{}{}</span></label>').format(
                kind,
                each["value"],
                attributes(shown),
                text(each.get("text"), around),
                Markup("<small>{}</small>").format(described) if described else "",
            )
        )
    group = "radiogroup" if kind == "radio" else "group"
    common = {name: value for name, value in common.items() if name != "required"}
    return Markup('<div class="bk-choices" role="{}"{}>{}</div>').format(
        group, attributes(common), Markup("").join(items)
    )


def _moment(element: Json, block: Json, around: Surroundings, common: Json) -> Markup:
    held = around.held(block, element)
    match element["type"]:
        case "datepicker":
            kind, value = "date", held.get("selected_date") or element.get("initial_date")
        case "timepicker":
            kind, value = "time", held.get("selected_time") or element.get("initial_time")
        case _:
            seconds = held.get("selected_date_time") or element.get("initial_date_time")
            kind = "datetime-local"
            at = datetime.fromtimestamp(int(seconds), UTC).astimezone(ZoneInfo(around.zone)) if seconds else None
            value = f"{at:%Y-%m-%dT%H:%M}" if at else None
    return Markup('<input class="bk-text bk-moment" type="{}" value="{}"{}>').format(
        kind, value or "", attributes(common)
    )


def _options(element: Json) -> list[tuple[str, list[tuple[str, str]]]]:
    """The options by group; those without one under an empty label."""
    groups = element.get("option_groups") or [{"options": element.get("options") or []}]
    return [
        (
            (group.get("label") or {}).get("text", ""),
            [(each["value"], each["text"]["text"]) for each in group.get("options") or []],
        )
        for group in groups
    ]


def _select(
    groups: list[tuple[str, list[tuple[str, str]]]], chosen: Sequence[str], element: Json, common: Json
) -> Markup:
    placeholder = element.get("placeholder", {}).get("text") or "—"
    parts = [
        Markup('<option value=""{}>{}</option>').format("" if chosen else Markup(" selected"), placeholder),
    ]
    for label, options in groups:
        items = Markup("").join(
            Markup('<option value="{}"{}>{}</option>').format(value, Markup(" selected") if value in chosen else "", of)
            for value, of in options
        )
        parts.append(Markup('<optgroup label="{}">{}</optgroup>').format(label, items) if label else items)
    shown = {"aria-label": placeholder, **common, "class": "bk-select"}
    if "id" in common:
        del shown["aria-label"]
    return Markup("<select{}>{}</select>").format(attributes(shown), Markup("").join(parts))


def _many(
    groups: list[tuple[str, list[tuple[str, str]]]], chosen: Sequence[str], element: Json, common: Json
) -> Markup:
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
    placeholder = element.get("placeholder", {}).get("text")
    shown = {name: value for name, value in common.items() if name != "required"}
    if "aria-labelledby" not in shown:
        shown["aria-label"] = placeholder or "…"
    return Markup('<div class="bk-choices bk-many" role="group"{}>{}</div>').format(
        attributes(shown), Markup("").join(items)
    )


def _named(element: Json, block: Json, around: Surroundings, single: bool) -> list[str]:
    """The ids that are chosen in a menu of people or places."""
    kind = str(element["type"]).removeprefix("multi_").removesuffix("_select").removesuffix("s")
    held = around.held(block, element)
    if single:
        value = held.get(f"selected_{kind}") or element.get(f"initial_{kind}")
        return [str(value)] if value else []
    return [*(held.get(f"selected_{kind}s") or element.get(f"initial_{kind}s") or [])]


def _named_select(element: Json, block: Json, around: Surroundings, common: Json, offered: Choices) -> Markup:
    return _select([("", list(offered))], _named(element, block, around, single=True), element, common)


def _named_many(element: Json, block: Json, around: Surroundings, common: Json, offered: Choices) -> Markup:
    return _many([("", list(offered))], _named(element, block, around, single=False), element, common)


def _external(element: Json, block: Json, around: Surroundings, common: Json) -> Markup:
    """A menu whose options the bot gives while one types."""
    chosen = around.held(block, element).get("selected_option") or element.get("initial_option")
    label = chosen["text"]["text"] if chosen else ""
    listed = f"list-{block.get('block_id')}-{element.get('action_id')}"
    shown = {
        **common,
        "class": "bk-text bk-external",
        "list": listed,
        "placeholder": element.get("placeholder", {}).get("text"),
        "data-least": element.get("min_query_length", 3),
        "data-chosen": json.dumps(chosen) if chosen else None,
        "autocomplete": "off",
    }
    return Markup(
        '<span class="bk-external-box"><input type="text" value="{}"{}><datalist id="{}"></datalist></span>'
    ).format(label, attributes(shown), listed)
