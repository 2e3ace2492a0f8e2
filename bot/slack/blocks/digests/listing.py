"""Digests as people see them: a list with buttons, and what happened to the last slots of one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import ButtonElement, ConfirmObject, InteractiveElement

from bot.digest.zones import shown_zone
from bot.language import Language, counted
from bot.model import PastSlot, SlotOutcome, Subscription
from bot.slack.blocks import rich_text
from bot.slack.blocks.digests import ids
from bot.slack.blocks.elements import Block, actions, button, context_block, header, plain, section
from bot.slack.blocks.message import Message, Part, message, split
from bot.slack.blocks.mrkdwn import Run, one_line, shorten
from bot.slack.ids import block
from bot.slack.wording.digests import digest_strings, reason_in_words, schedule_in_words, short_time, times_in_words

HOME_DIGESTS = 10
"""Digests that Home shows; it has room for the library beside them."""
_TOPICS_CHARACTERS = 300
_ERROR_CHARACTERS = 150
"""Of what an attempt ended in, as ten of them must fit a block; the log has the whole."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A subscription as it stands: why it is paused, empty if it is not, and when it goes out next, in its zone.

    `is_fixed` is one that the settings made: it can't be changed here.
    """

    subscription: Subscription
    paused: str
    next_sends: tuple[datetime, ...]
    is_fixed: bool = False


def list_messages(listed: Sequence[Listed], language: Language, *, title: str = "", suffix: str = "") -> list[Message]:
    """The digests with their buttons, numbered where there are several, under a title of their own or what is told."""
    heading_text = title or digest_strings(language).list_title
    heading = rich_text.block(rich_text.section([Run(heading_text, bold=True)]))
    numbered = len(listed) > 1
    parts = [
        Part(tuple(_listed(digest, number if numbered else None, language, suffix)), _schedule(digest, language))
        for number, digest in enumerate(listed, 1)
    ]
    return split([Part((heading,)), *parts], heading_text, language)


def home_blocks(listed: Sequence[Listed], language: Language) -> list[Block]:
    """The section of App Home: a button for a new digest, and those that the person may see."""
    strings = digest_strings(language)
    made = ((strings.make, ids.NEW), (strings.make_personal, ids.NEW_PERSONAL), (strings.make_alert, ids.NEW_ALERT))
    new = actions([button(label, action_id, action_id) for label, action_id in made], block("digest.new"))
    blocks = [header(strings.list_title)]
    if not listed:
        blocks.append(context_block([strings.none_at_all]))
    for digest in listed[:HOME_DIGESTS]:
        blocks += _listed(digest, None, language)
    if len(listed) > HOME_DIGESTS:
        blocks.append(context_block([strings.more.format(count=len(listed) - HOME_DIGESTS)]))
    return [*blocks, new]


def why_message(one: Listed, slots: Sequence[PastSlot], language: Language) -> Message:
    """What happened to the last slots, newest first, and when it goes out next."""
    strings = digest_strings(language)
    zone = ZoneInfo(one.subscription.zone)
    lines = [_slot(slot, zone, language) for slot in slots]
    title = counted(strings.why_title, len(slots)) if slots else strings.no_slots_yet
    opening = rich_text.block(_line(one, None, language))
    runs = [rich_text.section([Run(title, bold=True)])]
    if lines:
        runs.append(rich_text.bullets([[Run(line)] for line in lines]))
    blocks = (opening, rich_text.block(*runs), context_block([_standing(one, language)]))
    return split([Part(blocks, "\n".join(lines))], title, language)[0]


def removed_message(subscription_id: str, language: Language, suffix: str) -> Message:
    """That a digest was removed, with the button that takes that back."""
    strings = digest_strings(language)
    undo = actions([button(strings.undo, ids.UNDO, subscription_id)], block("digest.undo", subscription_id, suffix))
    return message(strings.removed, section(strings.removed), undo)


def no_news_message(text: str, sends: str, subscription_id: str, language: Language, suffix: str) -> Message:
    """That nothing would go out so far, with the button that shows a sample."""
    label = digest_strings(language).sample
    sample = actions([button(label, ids.SAMPLE, subscription_id)], block("digest.sample", subscription_id, suffix))
    small = [context_block([sends])] if sends else []
    return message(f"{text}\n{sends}", section(text), *small, sample)


def channel_message(one: Listed, user_id: str, language: Language, *, is_new: bool) -> Message:
    """To the channel, in a line: who set its digest up or changed it, what it is about and when it goes out."""
    strings = digest_strings(language)
    about = " · ".join(filter(None, (_schedule(one, language), _about(one, language), _standing(one, language))))
    text = (strings.made_here if is_new else strings.changed_here).format(about=about)
    elements = [rich_text.mention(user_id), *rich_text.parts([Run(f" {text}")])]
    return message(text, rich_text.block({"type": "rich_text_section", "elements": elements}))


def _listed(digest: Listed, number: int | None, language: Language, suffix: str = "") -> Iterator[Block]:
    yield rich_text.block(_line(digest, number, language), rich_text.section([Run(_about(digest, language))]))
    yield context_block([_standing(digest, language)])
    yield actions(_buttons(digest, language), block("digest", digest.subscription.id, suffix))


def _line(digest: Listed, number: int | None, language: Language) -> rich_text.Element:
    strings, one = digest_strings(language), digest.subscription
    before = [Run(f"{number}. ", bold=True)] if number is not None else []
    whose = [Run(strings.alert if one.kind == "alert" else strings.for_you, bold=True)]
    elements = [
        *rich_text.parts(before),
        *(rich_text.parts(whose) if one.is_personal else [rich_text.channel(one.channel_id)]),
        *rich_text.parts([Run(f" · {_schedule(digest, language)}", bold=True)]),
    ]
    return {"type": "rich_text_section", "elements": elements}


def _schedule(digest: Listed, language: Language) -> str:
    one = digest.subscription
    zone = shown_zone(one.zone, digest.next_sends[0]) if digest.next_sends else one.zone
    return schedule_in_words(one, zone, language)


def _about(digest: Listed, language: Language) -> str:
    """The topics and sources."""
    strings, one = digest_strings(language), digest.subscription
    separator = "；" if language == "zh" else "; "
    parts = [
        strings.topics.format(topics=separator.join(map(one_line, one.topics))) if one.topics else strings.all_articles
    ]
    if one.sources:
        parts.append(strings.sources.format(sources=separator.join(map(one_line, one.sources))))
    return shorten(" · ".join(parts), _TOPICS_CHARACTERS)


def _standing(digest: Listed, language: Language) -> str:
    """When it goes out next, or why it does not."""
    strings = digest_strings(language)
    if not digest.paused and digest.subscription.kind == "alert":
        quiet = [strings.quiet_until.format(time=short_time(end, language)) for end in digest.next_sends[:1]]
        return " · ".join([strings.alert_rest, *quiet])
    if not digest.paused:
        return times_in_words(digest.next_sends, language)
    if digest.paused == "person":
        return strings.paused
    return strings.paused_by_slack.format(reason=reason_in_words(digest.paused, language))


def _buttons(digest: Listed, language: Language) -> list[InteractiveElement]:
    strings, value = digest_strings(language), digest.subscription.id
    going = button(strings.resume, ids.RESUME, value) if digest.paused else button(strings.pause, ids.PAUSE, value)
    looking: list[InteractiveElement] = [
        going,
        button(strings.preview, ids.PREVIEW, value),
        button(strings.why, ids.WHY, value),
    ]
    if digest.is_fixed:
        return looking
    removing = ButtonElement(
        text=plain(strings.remove),
        action_id=ids.REMOVE,
        value=value,
        style="danger",
        confirm=ConfirmObject(
            title=plain(strings.remove_sure),
            text=plain(strings.remove_text),
            confirm=plain(strings.remove),
            deny=plain(strings.cancel),
        ),
    )
    return [button(strings.change, ids.EDIT, value), *looking, removing]


def _slot(slot: PastSlot, zone: ZoneInfo, language: Language) -> str:
    strings = digest_strings(language)
    is_refusal = slot.outcome is SlotOutcome.REFUSED
    error = shorten(one_line(slot.error), _ERROR_CHARACTERS)
    separator = "：" if language == "zh" else ": "
    articles = str(slot.articles) if language == "zh" else counted(strings.new_articles, slot.articles)
    outcome = strings.outcomes[slot.outcome].format(
        at=f"{slot.at.astimezone(zone):%H:%M}",
        articles=articles,
        reason=reason_in_words(error, language) if is_refusal else "",
        error=f"{separator}{error}" if error and not is_refusal else "",
    )
    return strings.slot.format(due=short_time(slot.due.astimezone(zone), language), outcome=outcome)
