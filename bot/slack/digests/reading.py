"""What was filled into the form of a digest: the values of what is right, and what is wrong beside its field."""

from collections.abc import Callable
from typing import Any

from bot.digest.reading import MisreadError, read_time, read_topics, topic_lines
from bot.digest.zones import read_zone
from bot.language import Language
from bot.model import Subscription
from bot.slack.blocks.digests import ids
from bot.slack.blocks.digests.form import Filled
from bot.slack.conversation.context import Context, Request
from bot.slack.wording.digests import digest_strings

Errors = dict[str, str]
"""What is wrong, by the block_id of the field that it stands beside."""

_FIELDS = {
    "time": ids.TIME,
    "zone": ids.ZONE,
    "days": ids.DAYS,
    "topic": ids.TOPICS,
    "topic_long": ids.TOPICS,
    "topics_many": ids.TOPICS,
    "topics_none": ids.TOPICS,
}


def read_filled(given: Filled, place: ids.FormPlace) -> tuple[Errors, dict[str, Any]]:
    """What is wrong, and the values of what is right."""
    errors: Errors = {}
    values: dict[str, Any] = {}
    readers: dict[str, Callable[[], object]] = {
        "at": lambda: read_time(given.at),
        "days": lambda: _days(given.days),
        "zone": lambda: read_zone(given.zone),
        "topics": lambda: read_topics(topic_lines(given.topics)),
    }
    if place.kind == "alert":
        readers["until"] = lambda: read_time(given.until)
        readers["topics"] = lambda: _some_topics(given.topics)
    for name, read in readers.items():
        try:
            values[name] = read()
        except MisreadError as error:
            field = ids.UNTIL if name == "until" else _FIELDS[error.problem]
            errors[field] = misread_in_words(error, place.language)
    return errors, values


def _some_topics(typed: str) -> tuple[str, ...]:
    topics = read_topics(topic_lines(typed))
    if not topics:
        raise MisreadError("topics_none", typed)
    return topics


def _days(values: tuple[str, ...]) -> tuple[int, ...]:
    days = tuple(sorted({int(value) for value in values if value in set("1234567")}))
    if not days:
        raise MisreadError("days", "")
    return days


def misread_in_words(error: MisreadError, language: Language) -> str:
    strings = digest_strings(language)
    if error.problem == "zone" and error.instead:
        return strings.zone_instead.format(instead=error.instead)
    return strings.wrong[error.problem]


def draft_of(given: Filled) -> Subscription | None:
    """A subscription with the schedule that is filled in, None while that is wrong."""
    errors, values = read_filled(given, ids.FormPlace("en", "channel"))
    if errors.keys() & {ids.TIME, ids.DAYS, ids.ZONE}:
        return None
    values.pop("topics", None)
    return Subscription(id="", team_id="", channel_id="", owner_id="", **values)


async def person_zone(request: Request, context: Context) -> str:
    """The zone of the person, as far as it is known."""
    try:
        return read_zone(await context.people.zone(request.client, request.incoming.user_id))
    except MisreadError:
        return "UTC"
