"""Interactive elements inside blocks: finding them, their values as Slack sends them, filling them in."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.local.refusal import FormError

Json = dict[str, Any]

_VALUE_FIELDS = {
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "rich_text_input": "rich_text_value",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "overflow": "selected_option",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "checkboxes": "selected_options",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "file_input": "files",
}
"""Where an element's value stands in `view.state.values` (docs.slack.dev/reference/views/modal, view submission)."""

_STATELESS = {"button", "overflow", "image", "feedback_buttons", "icon_button", "workflow_button"}


@dataclass(frozen=True)
class FormElement:
    """An interactive element with the block that it stands in."""

    block: Json
    element: Json

    @property
    def block_id(self) -> str:
        """The block's id."""
        return str(self.block["block_id"])

    @property
    def action_id(self) -> str:
        """The element's action id."""
        return str(self.element["action_id"])

    @property
    def kind(self) -> str:
        """The element's type."""
        return str(self.element["type"])

    @property
    def dispatches(self) -> bool:
        """Whether using it sends `block_actions` at once."""
        return self.block["type"] != "input" or bool(self.block.get("dispatch_action"))


def elements(blocks: list[Json]) -> Iterator[FormElement]:
    """Every interactive element of the blocks, in reading order, those inside containers and cards included."""
    for block in blocks:
        for name in ("accessory", "element"):
            if isinstance(block.get(name), dict):
                yield FormElement(block, block[name])
        for name in ("elements", "actions"):
            for element in block.get(name) or []:
                if isinstance(element, dict) and block["type"] not in ("rich_text", "context", "carousel"):
                    yield FormElement(block, element)
        nested = [*(block.get("child_blocks") or []), *(block["elements"] if block["type"] == "carousel" else [])]
        yield from elements(nested)


def find(blocks: list[Json], action: str | Mapping[str, Any], value: str | None = None) -> FormElement:
    """The first element with that action_id (or the shown text of a button) and, where given, that `value`.

    Raises FormError when nothing fits, naming what is there.
    """
    everything = [found for found in elements(blocks) if found.kind != "image"]
    if isinstance(action, Mapping):  # equal buttons may stand in several blocks: the very one is meant
        everything.sort(key=lambda found: found.element is not action)
    for found in everything:
        if isinstance(action, Mapping):
            if found.element == action:
                return found
            continue
        label = (found.element.get("text") or {}).get("text") if isinstance(found.element.get("text"), dict) else None
        if action not in (found.action_id, label):
            continue
        if value is None or found.element.get("value") == value or found.kind in ("feedback_buttons", "overflow"):
            return found
    there = ", ".join(found.action_id for found in everything) or "nothing to use"
    raise FormError(f"no element {action!r}{'' if value is None else f' with value {value!r}'} here; there is {there}")


def copied(value: Any) -> Any:
    """A copy of what JSON holds, its lists and objects too; `copy.deepcopy` takes more than twice as long."""
    if isinstance(value, dict):
        return {name: copied(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [copied(member) for member in value]
    return value


def fill_in_ids(blocks: list[Json]) -> None:
    """Give blocks and interactive elements the random ids that Slack gives them when the app sent none."""
    for block in blocks:
        block.setdefault("block_id", secrets.token_urlsafe(4)[:5])
        fill_in_ids([child for child in block.get("child_blocks") or [] if isinstance(child, dict)])
    for found in elements(blocks):
        if found.kind != "image":
            found.element.setdefault("action_id", secrets.token_urlsafe(4)[:5])


def initial_state(blocks: list[Json]) -> dict[str, dict[str, Json]]:
    """`state.values` of blocks that nobody touched: initial values or null."""
    state: dict[str, dict[str, Json]] = {}
    for found in elements(blocks):
        if found.kind in _STATELESS or found.kind not in _VALUE_FIELDS:
            continue
        name = _VALUE_FIELDS[found.kind]
        initial = next((value for key, value in found.element.items() if key.startswith("initial_")), None)
        if initial is None and name == "selected_options":
            initial = []
        state.setdefault(found.block_id, {})[found.action_id] = {"type": found.kind, name: initial}
    return state


def state_value(found: FormElement, value: Any) -> Json:
    """The state of an element after a person entered `value`, which is what a person would name.

    That is a text, an option's value or label (or a list of them), an id of a user or channel, `YYYY-MM-DD`, `HH:MM`,
    or seconds since 1970. Raises FormError for what the element does not offer.
    """
    name = _VALUE_FIELDS.get(found.kind)
    if name is None:
        raise FormError(f"{found.kind} {found.action_id!r} takes no value")
    match name:
        case "selected_option":
            value = None if value is None else option(found, value)
        case "selected_options":
            value = [option(found, choice) for choice in value or []]
            limit = found.element.get("max_selected_items")
            if limit is not None and len(value) > limit:
                raise FormError(f"{found.action_id!r} takes at most {limit} choices")
        case "value":
            value = _entered(found, value)
    return {"type": found.kind, name: value}


def option(found: FormElement, wanted: Any) -> Json:
    """The option whose value or label is `wanted`, as the element offers it."""
    if found.kind.endswith("external_select") and isinstance(wanted, dict):
        return wanted
    groups = found.element.get("option_groups") or []
    offered = [*(found.element.get("options") or []), *(offer for group in groups for offer in group["options"])]
    for offer in offered:
        if wanted == offer or wanted in (offer["value"], offer["text"]["text"]):
            return dict(offer)
    raise FormError(f"{found.action_id!r} does not offer {wanted!r}; it offers {[offer['value'] for offer in offered]}")


def missing(blocks: list[Json], state: dict[str, dict[str, Json]]) -> list[str]:
    """The block_ids of input blocks that must be filled in and are not."""
    empty = []
    for found in elements(blocks):
        if found.block["type"] == "input" and not found.block.get("optional"):
            entered = state.get(found.block_id, {}).get(found.action_id, {})
            if not entered.get(_VALUE_FIELDS.get(found.kind, "value")):
                empty.append(found.block_id)
    return empty


def _entered(found: FormElement, value: Any) -> str | None:
    if value is None or value == "":
        return None
    entered, element = str(value), found.element
    longest, shortest = element.get("max_length", 3000), element.get("min_length", 0)
    if not shortest <= len(entered) <= longest:
        raise FormError(f"{found.action_id!r} takes {shortest} to {longest} characters, not {len(entered)}")
    return entered
