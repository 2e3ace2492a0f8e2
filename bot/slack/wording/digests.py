"""The bot's words about digests, in Chinese and English."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.language import Language, NoteStrings, Plural, SharedStrings, join_names, message, plural, translated
from bot.model import Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestStrings(SharedStrings):
    """The words of one language; templates as in `bot.slack.wording.answers.Words`."""

    # The digest
    title: str = message("New articles · {date}")
    date: str = message("{weekday}, {day} {month_name} {year}")
    weekdays: tuple[str, ...] = (
        message("Monday"),
        message("Tuesday"),
        message("Wednesday"),
        message("Thursday"),
        message("Friday"),
        message("Saturday"),
        message("Sunday"),
    )
    new_articles: Plural = plural("{count} new article", "{count} new articles")
    nothing_new: str = message("Nothing new for this digest today.")
    alert_title: str = message("New on your topics")
    # A subscription in a line
    for_you: str = message("For you")
    alert: str = message("Your alert")
    alert_schedule: str = message("{days} from {at} to {until}, as soon as it comes ({zone})")
    alert_always: str = message("{days}, as soon as it comes ({zone})")
    alert_rest: str = message("At most one message an hour")
    quiet_until: str = message("Quiet until {time}")
    every_day: str = message("Every day")
    on_days: str = message("On {days}")
    schedule: str = message("{days} at {at} ({zone})")
    all_articles: str = message("All new articles")
    topics: str = message("Topics: {topics}")
    sources: str = message("Sources: {sources}")
    next_sends: str = message("Next: {times}")
    paused: str = message("Paused")
    paused_by_slack: str = message("Paused: {reason}")
    # The form
    make: str = message("New digest")
    edit: str = message("Edit digest")
    make_personal: str = message("Digest for me")
    make_alert: str = message("Alert me")
    comes_directly: str = message("It comes in your direct message with the bot; nobody else sees it.")
    change: str = message("Edit")
    save: str = message("Save")
    channel: str = message("Channel")
    channel_hint: str = message("The bot must be in it; if it is not, first send /invite @{bot} there.")
    time: str = message("Time")
    days: str = message("Days")
    zone: str = message("Time zone")
    zone_hint: str = message("Such as Asia/Shanghai or Europe/Berlin; the city alone will do.")
    topics_label: str = message("Topics (one a line; none means all articles)")
    topics_hint: str = message("Anything you could ask; an article comes when it answers one of them.")
    alert_topics_label: str = message("Topics (one a line)")
    alert_topics_hint: str = message("Anything you could ask; you are told as soon as an article answers it.")
    quiet_from: str = message("Quiet from")
    quiet_to: str = message("Quiet until")
    quiet_hint: str = message("What comes in these hours is told after them. The same time twice: never quiet.")
    alert_days: str = message("Days (quiet on the others)")
    sources_label: str = message("Sources (none means all)")
    empty_day: str = message("On a day without new articles")
    stay_silent: str = message("Stay silent")
    say_so: str = message("Say so in one line")
    send_preview: str = message("Show what would go out")
    # What is wrong with a field
    wrong: dict[str, str] = field(
        default_factory=lambda: {
            "time": message("That is no time. Write it like 09:00."),
            "zone": message("There is no such time zone. Write it like Europe/Berlin."),
            "days": message("Choose at least one day."),
            "topic": message(
                "One of the topics has no word to search for. Fill it in, or leave the whole field empty."
            ),
            "topic_long": message("A topic is too long: at most 200 characters each."),
            "topics_many": message("Too many topics: at most 20."),
            "topics_none": message("Name at least one topic."),
        }
    )
    zone_instead: str = message("There is no such time zone. Did you mean {instead}?")
    no_channel: str = message("There is no such channel, or the bot is not in it: first send /invite @{bot} there.")
    not_in_channel: str = message(
        "The bot is not in this channel and can't post there: first send /invite @{bot} there."
    )
    archived: str = message("This channel is archived; nobody can post there.")
    not_a_member: str = message("You are not in this channel; only its members can set up its digests.")
    # What was done
    made: str = message("Done: the digest is set up.")
    changed: str = message("Changed.")
    made_here: str = message("set up a digest for this channel: {about}")
    changed_here: str = message("changed a digest of this channel: {about}")
    alert_made: str = message("Done: you are told as soon as an article answers “{topic}”.")
    alert_paused: str = message("Paused. To go on: /latepost alert resume")
    alert_resumed: str = message("Resumed: you are told what comes from now on.")
    alert_saved: str = message("Done: your alert is saved.")
    undone: str = message("It is back, as it was.")
    resumed: str = message("Resumed: what is new from now on comes with the next digest.")
    paused_now: str = message("Paused. To go on: /latepost digest resume")
    removed: str = message("Removed.")
    already_paused: str = message("It is paused already.")
    not_paused: str = message("It is not paused.")
    gone: str = message("This digest does not exist any more.")
    # Lists
    list_title: str = message("Digests")
    none_here: str = message("This channel has no digest yet. Set one up with /latepost digest.")
    none_at_all: str = message("You and your channels have no digest yet. Set one up with /latepost digest.")
    no_alert: str = message("You have no alert yet. Set one up with /latepost alert TOPIC.")
    which: str = message("There are {count} digests here. Say which, for example: /latepost digest {command} 1")
    no_such_number: str = message("There is no digest {number} here. To see them: /latepost digest list")
    more: str = message("{count} more: /latepost digest list")
    pause: str = message("Pause")
    resume: str = message("Resume")
    remove: str = message("Remove")
    remove_sure: str = message("Remove this digest?")
    remove_text: str = message("It will not come any more.")
    sample: str = message("Send me a sample now")
    sample_of: str = message("A sample: this is how it would look with the newest articles.")
    sample_empty: str = message("The library holds nothing yet that would come in it.")
    preview: str = message("Preview")
    why: str = message("Why?")
    preview_of: str = message("Preview: this would go out on {time} if nothing more came in")
    preview_silent: str = message("{time}: nothing is new for it so far, and on such a day it is set to stay silent.")
    preview_no_news: str = message("{time}: nothing is new for it so far.")
    by_settings: str = message("This digest is made by LATEPOST_DIGEST_CHANNEL in .env. Change or remove it there.")
    why_title: Plural = plural("The last time", "The last {count} times")
    no_slots_yet: str = message("It was not due yet.")
    slot: str = message("{due} — {outcome}")
    outcomes: dict[str, str] = field(
        default_factory=lambda: {
            "sending": message("being sent since {at}{error}"),
            "sent": message("sent {at}, {articles}"),
            "empty": message("nothing was new for it, and it is set to stay silent then"),
            "merged": message("the bot was not running; what was new came with the one after"),
            "missed": message(
                "it could not be sent until it was too late; what was new comes with the next one{error}"
            ),
            "paused": message("it was paused"),
            "refused": message("the channel refused ({reason}); paused, and its owner was told"),
            "failed": message("Slack refused; what was new comes with the next one{error}"),
        }
    )
    # The owner
    told: str = message(
        "The digest to this channel is paused: {reason}. Once that is solved, go on with /latepost digest resume."
    )
    reasons: dict[str, str] = field(
        default_factory=lambda: {
            "is_archived": message("the channel is archived"),
            "not_in_channel": message("the bot is no longer in the channel"),
            "channel_not_found": message("the channel does not exist, or the bot is not in it"),
            "person": message("somebody paused it"),
            "app_uninstalled": message("the app was removed from the workspace"),
            "account_inactive": message("the app was removed from the workspace"),
            "token_revoked": message("the app was removed from the workspace"),
            "messages_tab_disabled": message("the app takes no direct messages in the workspace"),
            "user_left": message("the person is no longer in the workspace"),
        }
    )
    usage: str = message(
        "Digests: /latepost digest sets one up, for a channel or, in a direct message with the bot, for yourself; list "
        "shows them; pause, resume, remove, preview and why take a number behind. Alerts: /latepost alert TOPIC. To "
        "search for these words, put them in quotation marks."
    )


_SHORT_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def digest_strings(language: Language) -> DigestStrings:
    """The strings in the language."""
    return translated(DigestStrings, language)


def long_date(moment: datetime, language: Language) -> str:
    """A date with its weekday, as the moment's own zone has it."""
    strings = digest_strings(language)
    return strings.date.format(
        year=moment.year,
        month=moment.month,
        month_name=translated(NoteStrings, "en").months[moment.month - 1],
        day=moment.day,
        weekday=strings.weekdays[moment.weekday()],
    )


def short_time(moment: datetime, language: Language) -> str:
    """A date and time of day in a list, as the moment's own zone has it."""
    day = digest_strings(language).weekdays[moment.weekday()] if language == "zh" else _SHORT_DAYS[moment.weekday()]
    return f"{day} {moment:%Y-%m-%d %H:%M}"


def times_in_words(moments: Sequence[datetime], language: Language) -> str:
    """The next sends in a line."""
    times = [short_time(moment, language) for moment in moments]
    return digest_strings(language).next_sends.format(times=join_names(times, language))


def days_in_words(days: tuple[int, ...], language: Language) -> str:
    """Days of the week (1 is Monday) in words."""
    strings = digest_strings(language)
    if len(days) == 7:
        return strings.every_day
    names = strings.weekdays if language == "zh" else _SHORT_DAYS
    return strings.on_days.format(days=join_names([names[day - 1] for day in days], language))


def schedule_in_words(subscription: Subscription, zone: str, language: Language) -> str:
    """Days and times of a digest or an alert, with the zone as it is shown."""
    strings, days = digest_strings(language), days_in_words(subscription.days, language)
    template = strings.schedule
    if subscription.kind == "alert":
        template = strings.alert_always if subscription.at == subscription.until else strings.alert_schedule
    return template.format(days=days, at=subscription.at, until=subscription.until, zone=zone)


def reason_in_words(code: str, language: Language) -> str:
    """Why a channel takes no messages; Slack's own word where we have none."""
    return digest_strings(language).reasons.get(code, code)
