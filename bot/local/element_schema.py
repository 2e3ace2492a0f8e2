"""The shapes of Block Kit's objects and interactive elements with their limits.

Sources: slack_sdk's models for the numbers that they hold, docs.slack.dev/reference/block-kit for the rest.
"""

from slack_sdk.models.blocks import (
    ButtonElement,
    ConfirmObject,
    FeedbackButtonObject,
    ImageElement,
    InteractiveElement,
    Option,
    StaticSelectElement,
)
from slack_sdk.models.blocks.block_elements import InputInteractiveElement

from bot.local.schema import (
    Check,
    any_member,
    array,
    boolean,
    both,
    by_type,
    exactly_one_member,
    fields,
    integer,
    one_of,
    string,
)

TEXT_OBJECT = 3000
"""Characters of any text object (docs: text object)."""
DESCRIPTION = 75
"""Characters of an option's description (docs: option object)."""

IDENTIFIER = string(InteractiveElement.action_id_max_length)
ADDRESS = string(ButtonElement.url_max_length, pattern=r"(?:https?://|slack://|mailto:|tel:)\S+")
_date = string(pattern=r"\d{4}-\d{2}-\d{2}")
_time = string(pattern=r"\d{2}:\d{2}")


def plain(maximum: int = TEXT_OBJECT) -> Check:
    """A plain_text object of 1 to `maximum` characters."""
    return fields({"type": one_of("plain_text"), "text": string(maximum)}, emoji=boolean)


def mrkdwn(maximum: int = TEXT_OBJECT) -> Check:
    """A mrkdwn object of 1 to `maximum` characters."""
    return fields({"type": one_of("mrkdwn"), "text": string(maximum)}, verbatim=boolean)


def text(maximum: int = TEXT_OBJECT) -> Check:
    """A text object of either kind."""
    return by_type({"plain_text": plain(maximum), "mrkdwn": mrkdwn(maximum)})


_confirm = fields(
    {
        "title": plain(ConfirmObject.title_max_length),
        "text": text(ConfirmObject.text_max_length),
        "confirm": plain(ConfirmObject.confirm_max_length),
        "deny": plain(ConfirmObject.deny_max_length),
    },
    style=one_of("primary", "danger"),
)


def _option(label: Check, **more: Check) -> Check:
    required = {"text": label, "value": string(Option.value_max_length)}
    return fields(required, description=text(DESCRIPTION), **more)


_plain_option = _option(plain(Option.label_max_length))
_text_option = _option(text(Option.label_max_length))
_option_group = fields(
    {
        "label": plain(Option.label_max_length),
        "options": array(_plain_option, 1, StaticSelectElement.options_max_length),
    }
)
_placeholder = plain(InputInteractiveElement.placeholder_max_length)
_conversation_filter = fields(
    include=array(one_of("im", "mpim", "private", "public")),
    exclude_external_shared_channels=boolean,
    exclude_bot_users=boolean,
)
SLACK_FILE = both(fields(id=string(), url=string()), exactly_one_member("id", "url"))
_dispatch = fields(trigger_actions_on=array(one_of("on_enter_pressed", "on_character_entered"), 1, 2))


def _element(kind: str, required: dict[str, Check] | None = None, **optional: Check) -> Check:
    return fields({"type": one_of(kind), **(required or {})}, action_id=IDENTIFIER, **optional)


def _select(kind: str, required: dict[str, Check] | None = None, **optional: Check) -> Check:
    return _element(kind, required, placeholder=_placeholder, confirm=_confirm, focus_on_load=boolean, **optional)


def _multi(kind: str, required: dict[str, Check] | None = None, **optional: Check) -> Check:
    return _select(kind, required, max_selected_items=integer(1, 1000), **optional)


_choices: dict[str, Check] = {
    "options": array(_plain_option, 1, StaticSelectElement.options_max_length),
    "option_groups": array(_option_group, 1, StaticSelectElement.option_groups_max_length),
}
_one_list = exactly_one_member("options", "option_groups")

IMAGE_ELEMENT = both(
    fields(
        {"type": one_of("image"), "alt_text": string(ImageElement.alt_text_max_length)},
        image_url=string(ImageElement.image_url_max_length, pattern=r"https?://\S+"),
        slack_file=SLACK_FILE,
    ),
    exactly_one_member("image_url", "slack_file"),
)
_button = _element(
    "button",
    {"text": plain(ButtonElement.text_max_length)},
    url=ADDRESS,
    value=string(ButtonElement.value_max_length),
    style=one_of("primary", "danger"),
    confirm=_confirm,
    accessibility_label=string(ButtonElement.text_max_length),
)
_feedback_button = fields(
    {
        "text": plain(FeedbackButtonObject.text_max_length),
        "value": string(FeedbackButtonObject.value_max_length),
    },
    accessibility_label=string(FeedbackButtonObject.text_max_length),
)
CONTEXT_ACTION_ELEMENTS: dict[str, Check] = {
    "feedback_buttons": _element(
        "feedback_buttons", {"positive_button": _feedback_button, "negative_button": _feedback_button}
    ),
    "icon_button": _element(
        "icon_button",
        {"icon": one_of("trash"), "text": plain(ButtonElement.text_max_length)},
        value=string(ButtonElement.value_max_length),
        confirm=_confirm,
        accessibility_label=string(ButtonElement.text_max_length),
        visible_to_user_ids=array(string()),
    ),
}
MENUS: dict[str, Check] = {
    "static_select": both(_select("static_select", None, **_choices, initial_option=_plain_option), _one_list),
    "multi_static_select": both(
        _multi("multi_static_select", None, **_choices, initial_options=array(_plain_option, 1, 100)), _one_list
    ),
    "external_select": _select("external_select", initial_option=_plain_option, min_query_length=integer(0, 3000)),
    "multi_external_select": _multi(
        "multi_external_select", initial_options=array(_plain_option), min_query_length=integer(0, 3000)
    ),
    "users_select": _select("users_select", initial_user=string()),
    "multi_users_select": _multi("multi_users_select", initial_users=array(string())),
    "conversations_select": _select(
        "conversations_select",
        initial_conversation=string(),
        default_to_current_conversation=boolean,
        response_url_enabled=boolean,
        filter=_conversation_filter,
    ),
    "multi_conversations_select": _multi(
        "multi_conversations_select",
        initial_conversations=array(string()),
        default_to_current_conversation=boolean,
        filter=_conversation_filter,
    ),
    "channels_select": _select("channels_select", initial_channel=string(), response_url_enabled=boolean),
    "multi_channels_select": _multi("multi_channels_select", initial_channels=array(string())),
    "checkboxes": _element(
        "checkboxes",
        {"options": array(_text_option, 1, 10)},
        initial_options=array(_text_option, 1, 10),
        confirm=_confirm,
        focus_on_load=boolean,
    ),
    "radio_buttons": _element(
        "radio_buttons",
        {"options": array(_text_option, 1, 10)},
        initial_option=_text_option,
        confirm=_confirm,
        focus_on_load=boolean,
    ),
    "datepicker": _select("datepicker", initial_date=_date),
    "timepicker": _select("timepicker", initial_time=_time, timezone=string()),
    "datetimepicker": _element(
        "datetimepicker", initial_date_time=integer(10**9, 10**10), confirm=_confirm, focus_on_load=boolean
    ),
}
_overflow = _element(
    "overflow", {"options": array(_option(plain(Option.label_max_length), url=ADDRESS), 1, 5)}, confirm=_confirm
)
ENTRY_FIELDS: dict[str, Check] = {
    "plain_text_input": _select(
        "plain_text_input",
        initial_value=string(TEXT_OBJECT, 0),
        multiline=boolean,
        min_length=integer(0, TEXT_OBJECT),
        max_length=integer(1, TEXT_OBJECT),
        dispatch_action_config=_dispatch,
    ),
    "email_text_input": _select("email_text_input", initial_value=string(), dispatch_action_config=_dispatch),
    "url_text_input": _select("url_text_input", initial_value=string(), dispatch_action_config=_dispatch),
    "number_input": _select(
        "number_input",
        {"is_decimal_allowed": boolean},
        initial_value=string(),
        min_value=string(),
        max_value=string(),
        dispatch_action_config=_dispatch,
    ),
    "file_input": _element("file_input", filetypes=array(string()), max_files=integer(1, 10)),
    "rich_text_input": _select(
        "rich_text_input", initial_value=fields({"type": one_of("rich_text"), "elements": array(any_member("type"))})
    ),
}
ACTION_ELEMENTS = {"button": _button, "overflow": _overflow, **MENUS}
