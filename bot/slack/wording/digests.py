"""The bot's words about digests, in Chinese and English."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.language import MONTHS, Language, listed


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestWords:
    """The words of one language; templates as in `bot.slack.wording.answers.Words`."""

    # The digest
    title: str
    date: str
    weekdays: tuple[str, ...]
    new_articles: str
    nothing_new: str
    # A subscription in a line
    every_day: str
    on_days: str
    schedule: str
    all_articles: str
    topics: str
    sources: str
    next_sends: str
    paused: str
    paused_by_slack: str
    # The form
    make: str
    edit: str
    change: str
    save: str
    cancel: str
    channel: str
    channel_hint: str
    time: str
    days: str
    zone: str
    zone_hint: str
    topics_label: str
    topics_hint: str
    sources_label: str
    empty_day: str
    stay_silent: str
    say_so: str
    send_preview: str
    # What is wrong with a field
    wrong: dict[str, str]
    zone_instead: str
    no_channel: str
    not_in_channel: str
    archived: str
    not_a_member: str
    # What was done
    made: str
    changed: str
    resumed: str
    paused_now: str
    removed: str
    already_paused: str
    not_paused: str
    gone: str
    # Lists
    list_title: str
    none_here: str
    none_at_all: str
    which: str
    no_such_number: str
    more: str
    pause: str
    resume: str
    remove: str
    remove_sure: str
    remove_text: str
    preview: str
    why: str
    preview_of: str
    preview_silent: str
    by_settings: str
    why_title: str
    no_slots_yet: str
    slot: str
    outcomes: dict[str, str]
    # The owner
    told: str
    reasons: dict[str, str]
    usage: str


ZH = DigestWords(
    title="新文章 · {date}",
    date="{year} 年 {month} 月 {day} 日（{weekday}）",
    weekdays=("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    new_articles="{count} 篇新文章",
    nothing_new="今天没有可收入的新文章。",
    every_day="每天",
    on_days="{days}",
    schedule="{days} {at}（{zone}）",
    all_articles="全部新文章",
    topics="话题：{topics}",
    sources="来源：{sources}",
    next_sends="接下来：{times}",
    paused="已暂停",
    paused_by_slack="已暂停：{reason}",
    make="新建每日摘要",
    edit="修改每日摘要",
    change="修改",
    save="保存",
    cancel="取消",
    channel="频道",
    channel_hint="机器人须在频道里；若不在，请先在频道发送 /invite @{bot}。",
    time="时间",
    days="哪几天",
    zone="时区",
    zone_hint="例如 Asia/Shanghai、Europe/Berlin，或只写城市名。",
    topics_label="话题（每行一个，不填为全部文章）",
    topics_hint="任何可以提问的话都行；一篇文章回答其中一个就会收入。",
    sources_label="来源（不选为全部）",
    empty_day="没有新文章的日子",
    stay_silent="不发消息",
    say_so="用一句话说明",
    send_preview="看看会发什么",
    wrong={
        "time": "不是时间，请写成 09:00 这样。",
        "zone": "没有这个时区，例如 Asia/Shanghai。",
        "days": "请至少选一天。",
        "topic": "有一个话题里没有可以查找的字词；请填写，或把整栏留空。",
        "topic_long": "话题太长，每个最多 200 个字符。",
        "topics_many": "话题太多，最多 20 个。",
    },
    zone_instead="没有这个时区。是不是 {instead}？",
    no_channel="找不到这个频道，或者机器人不在里面；请先在那里发送 /invite @{bot}。",
    not_in_channel="机器人不在这个频道里，无法发消息；请先在那里发送 /invite @{bot}。",
    archived="这个频道已归档，无法发消息。",
    not_a_member="你不在这个频道里；只有成员可以设置它的摘要。",
    made="好了，每日摘要已建立。",
    changed="已修改。",
    resumed="已恢复，从现在起的新文章会收入下一次摘要。",
    paused_now="已暂停。恢复：/latepost digest resume",
    removed="已删除。",
    already_paused="它已经是暂停状态。",
    not_paused="它没有暂停。",
    gone="这份摘要已不存在。",
    list_title="每日摘要",
    none_here="这个频道还没有每日摘要。用 /latepost digest 建立一份。",
    none_at_all="你所在的频道还没有每日摘要。用 /latepost digest 建立一份。",
    which="这个频道有 {count} 份摘要，请指明第几份，例如：/latepost digest {command} 1",
    no_such_number="没有第 {number} 份摘要。查看：/latepost digest list",
    more="另有 {count} 份：/latepost digest list",
    pause="暂停",
    resume="恢复",
    remove="删除",
    remove_sure="删除这份摘要？",
    remove_text="频道将不再收到它，记录也会删除。",
    preview="预览",
    why="为什么",
    preview_of="预览：{time} 会发出这些，如果到时没有更多文章",
    preview_silent="{time}：目前没有可收入的新文章；按设置，这样的日子不发消息。",
    by_settings="这份摘要由 .env 里的 LATEPOST_DIGEST_CHANNEL 建立，请在那里修改或删除。",
    why_title="最近的 {count} 次",
    no_slots_yet="还没有到过发送时间。",
    slot="{due} — {outcome}",
    outcomes={
        "sending": "正在发送（{at} 起）{error}",
        "sent": "{at} 已发出，{articles} 篇",
        "empty": "没有可收入的新文章，按设置不发消息",
        "merged": "机器人当时没有运行，内容并入了后一次",
        "missed": "当时没能发出，过了补发时限；内容留给下一次{error}",
        "paused": "当时已暂停",
        "refused": "频道拒绝（{reason}），已暂停并通知建立者",
        "failed": "Slack 拒绝，内容留给下一次{error}",
    },
    told="发往这个频道的每日摘要已暂停：{reason}。解决后用 /latepost digest resume 恢复。",
    reasons={
        "is_archived": "频道已归档",
        "not_in_channel": "机器人不在频道里了",
        "channel_not_found": "频道不存在，或机器人不在里面",
        "person": "有人暂停了它",
        "app_uninstalled": "应用曾从工作区移除",
    },
    usage="每日摘要：/latepost digest 建立；list 查看；pause、resume、remove、preview、why 后可加序号。"
    "想查找这几个字，请加引号。",
)

EN = DigestWords(
    title="New articles · {date}",
    date="{weekday}, {day} {month_name} {year}",
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    new_articles="{count} new article|{count} new articles",
    nothing_new="Nothing new for this digest today.",
    every_day="Every day",
    on_days="On {days}",
    schedule="{days} at {at} ({zone})",
    all_articles="All new articles",
    topics="Topics: {topics}",
    sources="Sources: {sources}",
    next_sends="Next: {times}",
    paused="Paused",
    paused_by_slack="Paused: {reason}",
    make="New digest",
    edit="Edit digest",
    change="Edit",
    save="Save",
    cancel="Cancel",
    channel="Channel",
    channel_hint="The bot must be in it; if it is not, first send /invite @{bot} there.",
    time="Time",
    days="Days",
    zone="Time zone",
    zone_hint="Such as Asia/Shanghai or Europe/Berlin; the city alone will do.",
    topics_label="Topics (one a line; none means all articles)",
    topics_hint="Anything you could ask; an article comes when it answers one of them.",
    sources_label="Sources (none means all)",
    empty_day="On a day without new articles",
    stay_silent="Stay silent",
    say_so="Say so in one line",
    send_preview="Show what would go out",
    wrong={
        "time": "That is no time. Write it like 09:00.",
        "zone": "There is no such time zone. Write it like Europe/Berlin.",
        "days": "Choose at least one day.",
        "topic": "One of the topics has no word to search for. Fill it in, or leave the whole field empty.",
        "topic_long": "A topic is too long: at most 200 characters each.",
        "topics_many": "Too many topics: at most 20.",
    },
    zone_instead="There is no such time zone. Did you mean {instead}?",
    no_channel="There is no such channel, or the bot is not in it: first send /invite @{bot} there.",
    not_in_channel="The bot is not in this channel and can't post there: first send /invite @{bot} there.",
    archived="This channel is archived; nobody can post there.",
    not_a_member="You are not in this channel; only its members can set up its digests.",
    made="Done: the digest is set up.",
    changed="Changed.",
    resumed="Resumed: what is new from now on comes with the next digest.",
    paused_now="Paused. To go on: /latepost digest resume",
    removed="Removed.",
    already_paused="It is paused already.",
    not_paused="It is not paused.",
    gone="This digest does not exist any more.",
    list_title="Digests",
    none_here="This channel has no digest yet. Set one up with /latepost digest.",
    none_at_all="Your channels have no digest yet. Set one up with /latepost digest.",
    which="This channel has {count} digests. Say which, for example: /latepost digest {command} 1",
    no_such_number="There is no digest {number} here. To see them: /latepost digest list",
    more="{count} more: /latepost digest list",
    pause="Pause",
    resume="Resume",
    remove="Remove",
    remove_sure="Remove this digest?",
    remove_text="The channel will not get it any more, and its history goes too.",
    preview="Preview",
    why="Why?",
    preview_of="Preview: this would go out on {time} if nothing more came in",
    preview_silent="{time}: nothing is new for it so far, and on such a day it is set to stay silent.",
    by_settings="This digest is made by LATEPOST_DIGEST_CHANNEL in .env. Change or remove it there.",
    why_title="The last time|The last {count} times",
    no_slots_yet="It was not due yet.",
    slot="{due} — {outcome}",
    outcomes={
        "sending": "being sent since {at}{error}",
        "sent": "sent {at}, {articles}",
        "empty": "nothing was new for it, and it is set to stay silent then",
        "merged": "the bot was not running; what was new came with the one after",
        "missed": "it could not be sent until it was too late; what was new comes with the next one{error}",
        "paused": "it was paused",
        "refused": "the channel refused ({reason}); paused, and its owner was told",
        "failed": "Slack refused; what was new comes with the next one{error}",
    },
    told="The digest to this channel is paused: {reason}. Once that is solved, go on with /latepost digest resume.",
    reasons={
        "is_archived": "the channel is archived",
        "not_in_channel": "the bot is no longer in the channel",
        "channel_not_found": "the channel does not exist, or the bot is not in it",
        "person": "somebody paused it",
        "app_uninstalled": "the app was removed from the workspace",
    },
    usage="Digests: /latepost digest sets one up; list shows them; pause, resume, remove, preview and why take a "
    "number behind. To search for these words, put them in quotation marks.",
)

_WORDS = {"zh": ZH, "en": EN}
_SHORT_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def digest_words(language: Language) -> DigestWords:
    """The words of the language."""
    return _WORDS[language]


def long_date(moment: datetime, language: Language) -> str:
    """A date with its weekday, as the moment's own zone has it."""
    own = digest_words(language)
    return own.date.format(
        year=moment.year,
        month=moment.month,
        month_name=MONTHS["en"][moment.month - 1],
        day=moment.day,
        weekday=own.weekdays[moment.weekday()],
    )


def short_time(moment: datetime, language: Language) -> str:
    """A date and time of day in a list, as the moment's own zone has it."""
    day = digest_words(language).weekdays[moment.weekday()] if language == "zh" else _SHORT_DAYS[moment.weekday()]
    return f"{day} {moment:%Y-%m-%d %H:%M}"


def times_in_words(moments: Sequence[datetime], language: Language) -> str:
    """The next sends in a line."""
    times = [short_time(each, language) for each in moments]
    return digest_words(language).next_sends.format(times=listed(times, language))


def days_in_words(days: tuple[int, ...], language: Language) -> str:
    """Days of the week (1 is Monday) in words."""
    own = digest_words(language)
    if len(days) == 7:
        return own.every_day
    names = own.weekdays if language == "zh" else _SHORT_DAYS
    return own.on_days.format(days=listed([names[day - 1] for day in days], language))


def reason_in_words(code: str, language: Language) -> str:
    """Why a channel takes no messages; Slack's own word where we have none."""
    return digest_words(language).reasons.get(code, code)
