"""The modal in which a digest is set up or changed, and what was filled in there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import (
    CheckboxesElement,
    ConversationFilter,
    ConversationSelectElement,
    InputBlock,
    Option,
    PlainTextInputElement,
    RadioButtonsElement,
    StaticMultiSelectElement,
    TimePickerElement,
)
from slack_sdk.models.blocks.block_elements import InputInteractiveElement
from slack_sdk.models.views import View

from bot.digest.reading import ALL_DAYS, MOST_TOPICS, TOPIC_CHARACTERS
from bot.digest.zones import shown_zone, typed_zone
from bot.model import Subscription, SubscriptionKind
from bot.slack.blocks.digests import ids
from bot.slack.blocks.elements import OPTIONS, Block, context_block, dump, option, plain
from bot.slack.blocks.message import modal_or_home
from bot.slack.ids import find_source, source_value
from bot.slack.wording.digests import DigestStrings, digest_strings, times_in_words

DEFAULT_TIME = "09:00"
QUIET_FROM, QUIET_UNTIL = "22:00", "08:00"
"""Of a new alert: the night."""
_LONGEST_TOPICS = min(3000, MOST_TOPICS * (TOPIC_CHARACTERS + 1))


@dataclass(frozen=True, slots=True)
class Filled:
    """What a person filled in, as it came; nothing is checked yet."""

    channel_id: str
    at: str
    until: str
    days: tuple[str, ...]
    zone: str
    topics: str
    source_values: tuple[str, ...]
    says_when_empty: bool


def form_view(
    place: ids.FormPlace,
    *,
    bot_name: str,
    zone: str,
    sources: Sequence[str],
    channel_id: str = "",
    subscription: Subscription | None = None,
    next_sends: Sequence[datetime] = (),
) -> Block:
    """The form for a new digest or alert, in the person's zone and for the channel where they are, or to change one.

    `next_sends` are for what is filled in, in its zone. A change of time, days or zone asks for the view anew.
    """
    strings = digest_strings(place.language)
    of = subscription
    zone_field = _input(
        ids.ZONE,
        strings.zone,
        _text(ids.ZONE, typed_zone(of.zone if of else zone), 100),
        strings.zone_hint,
        dispatch=place.kind != "alert",
    )
    if place.kind == "alert":
        blocks = [_topics(strings, of, is_alert=True), *_quiet_hours(strings, of), zone_field]
    else:
        blocks = [*_schedule(strings, of), zone_field, _topics(strings, of)]
    if place.kind == "channel":
        chosen_channel = _channel(of.channel_id if of else channel_id)
        blocks.insert(0, _input(ids.CHANNEL, strings.channel, chosen_channel, strings.channel_hint, bot_name))
    else:
        blocks.insert(0, context_block([strings.comes_directly]))
    chosen = of.sources if of else ()
    if named := list(dict.fromkeys([*chosen, *sources]))[:OPTIONS]:
        blocks.append(_input(ids.SOURCES, strings.sources_label, _sources(strings, named, chosen), optional=True))
    if place.kind != "alert":
        says_when_empty = bool(of and of.says_when_empty)
        blocks.append(_input(ids.EMPTY_DAY, strings.empty_day, _empty_day(strings, says_when_empty)))
    if next_sends:
        times = f"{times_in_words(next_sends, place.language)} · {shown_zone(zone, next_sends[0])}"
        blocks.append(context_block([times]))
    return modal_or_home(
        "modal",
        blocks,
        callback_id=ids.FORM,
        title=plain(_title(strings, place.kind, is_new=of is None), View.title_max_length),
        submit=plain(strings.save, View.submit_max_length),
        close=plain(strings.cancel, View.close_max_length),
        private_metadata=ids.FormPlace(place.language, place.kind, of.id if of else "").encode(),
    )


def filled(values: Mapping[str, Any]) -> Filled:
    """What was filled into the form, of the `state.values` of its view."""

    def field(name: str) -> Mapping[str, Any]:
        return (values.get(name) or {}).get(name) or {}

    def text(name: str, member: str) -> str:
        value = field(name).get(member)
        return value if isinstance(value, str) else ""

    def options(name: str) -> tuple[str, ...]:
        return tuple(str(choice.get("value")) for choice in field(name).get("selected_options") or ())

    chosen = field(ids.EMPTY_DAY).get("selected_option") or {}
    return Filled(
        channel_id=text(ids.CHANNEL, "selected_conversation"),
        at=text(ids.TIME, "selected_time"),
        until=text(ids.UNTIL, "selected_time"),
        days=options(ids.DAYS),
        zone=text(ids.ZONE, "value"),
        topics=text(ids.TOPICS, "value"),
        source_values=options(ids.SOURCES),
        says_when_empty=chosen.get("value") == ids.SAY_SO,
    )


def chosen_sources(values: Iterable[str], names: Sequence[str]) -> tuple[str, ...]:
    """The names of the sources that were chosen."""
    found = (find_source(value, names) for value in values)
    return tuple(name for name in found if name is not None)


def _title(strings: DigestStrings, kind: SubscriptionKind, *, is_new: bool) -> str:
    if kind == "alert":
        return strings.alert
    if not is_new:
        return strings.edit
    return strings.make if kind == "channel" else strings.make_personal


def _schedule(strings: DigestStrings, of: Subscription | None) -> list[Block]:
    return [
        _input(ids.TIME, strings.time, _time(ids.TIME, of.at if of else DEFAULT_TIME), dispatch=True),
        _input(ids.DAYS, strings.days, _days(strings, of.days if of else ALL_DAYS), dispatch=True),
    ]


def _quiet_hours(strings: DigestStrings, of: Subscription | None) -> list[Block]:
    return [
        _input(ids.UNTIL, strings.quiet_from, _time(ids.UNTIL, of.until if of else QUIET_FROM), strings.quiet_hint),
        _input(ids.TIME, strings.quiet_to, _time(ids.TIME, of.at if of else QUIET_UNTIL)),
        _input(ids.DAYS, strings.alert_days, _days(strings, of.days if of else ALL_DAYS)),
    ]


def _topics(strings: DigestStrings, of: Subscription | None, *, is_alert: bool = False) -> Block:
    """Topics, without which a digest has all articles; an alert has some."""
    label, hint = strings.topics_label, strings.topics_hint
    if is_alert:
        label, hint = strings.alert_topics_label, strings.alert_topics_hint
    field = _text(ids.TOPICS, "\n".join(of.topics) if of else "", _LONGEST_TOPICS, multiline=True)
    return _input(ids.TOPICS, label, field, hint, optional=not is_alert)


def _input(
    name: str,
    label: str,
    element: InputInteractiveElement,
    hint: str = "",
    bot_name: str = "",
    *,
    optional: bool = False,
    dispatch: bool = False,
) -> Block:
    shown = plain(hint.format(bot=bot_name), InputBlock.hint_max_length) if hint else None
    return dump(
        InputBlock(
            label=plain(label, InputBlock.label_max_length),
            element=element,
            hint=shown,
            optional=optional,
            dispatch_action=dispatch or None,
            block_id=name,
        )
    )


def _channel(channel_id: str) -> InputInteractiveElement:
    return ConversationSelectElement(
        action_id=ids.CHANNEL,
        initial_conversation=channel_id or None,
        filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
    )


def _time(name: str, at: str) -> InputInteractiveElement:
    return TimePickerElement(action_id=name, initial_time=at)


def _text(name: str, value: str, longest: int, *, multiline: bool = False) -> InputInteractiveElement:
    return PlainTextInputElement(
        action_id=name, initial_value=value or None, max_length=longest, multiline=multiline or None
    )


def _days(strings: DigestStrings, chosen: Sequence[int]) -> InputInteractiveElement:
    options = [option(name, str(day)) for day, name in enumerate(strings.weekdays, 1)]
    initial = [day_option for day, day_option in enumerate(options, 1) if day in chosen]
    return CheckboxesElement(action_id=ids.DAYS, options=options, initial_options=initial)


def _sources(strings: DigestStrings, names: Sequence[str], chosen: Sequence[str]) -> InputInteractiveElement:
    options = {name: option(name, source_value(name)) for name in names}
    initial: list[Option] = [options[name] for name in chosen if name in options]
    return StaticMultiSelectElement(
        action_id=ids.SOURCES, options=list(options.values()), initial_options=initial or None
    )


def _empty_day(strings: DigestStrings, says_so: bool) -> InputInteractiveElement:
    options = [option(strings.stay_silent, ids.SILENT), option(strings.say_so, ids.SAY_SO)]
    return RadioButtonsElement(action_id=ids.EMPTY_DAY, options=options, initial_option=options[says_so])
