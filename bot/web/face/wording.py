"""The channel's own words, in Chinese and English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of one language; a `{name}` is filled by `str.format`, with `|`: one, then many."""

    tag: str
    channels: str
    direct_messages: str
    apps: str
    app_home: str
    messages: str
    you: str
    reader: str
    received: str
    received_hint: str
    write_to: str
    reply: str
    send: str
    thread: str
    close_thread: str
    reply_in_thread: str
    replies: str
    last_reply: str
    only_you: str
    app: str
    edited: str
    gone: str
    more: str
    shortcuts: str
    examples: str
    examples_hint: str
    nothing_yet: str
    nothing_yet_dm: str
    not_in: str
    no_home: str
    language: str
    new: str
    connected: str
    lost: str
    size: str
    limit: str
    warnings: str
    close: str
    two_windows: str
    skip: str
    confirm: str
    cancel: str
    menu: str
    of_slack: str
    optional: str
    attach: str
    too_large: str


ZH = Words(
    tag="zh-Hans",
    channels="频道",
    direct_messages="私信",
    apps="应用",
    app_home="主页",
    messages="消息",
    you="你",
    reader="阅读资料库",
    received="Slack 会收到什么",
    received_hint="显示每条消息的 JSON 和它离 Slack 上限有多远",
    write_to="发消息到 {name}，或输入 / 或 @",
    reply="回复…",
    send="发送",
    thread="消息列",
    close_thread="关闭消息列",
    reply_in_thread="在消息列中回复",
    replies="{count} 条回复",
    last_reply="最后一条 {time}",
    only_you="只有你能看到",
    app="应用",
    edited="（已编辑）",
    gone="这条消息已删除。",
    more="更多操作",
    shortcuts="快捷方式",
    examples="这些问题资料库能回答：",
    examples_hint="点一个就会替你发出",
    nothing_yet="这里还没有消息。",
    nothing_yet_dm="在这里直接提问，不用 @。",
    not_in="机器人不在这个频道里：它只能回答给你一个人看。要请它进来，发送 /invite @{bot}",
    no_home="机器人正在准备主页…",
    language="语言",
    new="新消息",
    connected="已连接",
    lost="连接断开，正在重连…",
    size="大小",
    limit="上限",
    warnings="Slack 会提醒的问题",
    close="关闭",
    two_windows="这是一个只在本机的模拟工作区。再开一个窗口，就是另一个人。",
    skip="跳到输入框",
    confirm="确定",
    cancel="取消",
    menu="频道列表",
    of_slack="由 Slack 处理",
    attach="发送文件",
    too_large="文件太大：最多 10 MB。",
    optional="（可选）",
)

EN = Words(
    tag="en",
    channels="Channels",
    direct_messages="Direct messages",
    apps="Apps",
    app_home="Home",
    messages="Messages",
    you="you",
    reader="Read the library",
    received="What Slack would receive",
    received_hint="Shows the JSON of every message, and how far it is from Slack's limits",
    write_to="Message {name}, or type / or @",
    reply="Reply…",
    send="Send",
    thread="Thread",
    close_thread="Close thread",
    reply_in_thread="Reply in thread",
    replies="{count} reply|{count} replies",
    last_reply="last one {time}",
    only_you="Only visible to you",
    app="APP",
    edited="(edited)",
    gone="This message was deleted.",
    more="More actions",
    shortcuts="Shortcuts",
    examples="This library can answer:",
    examples_hint="A click asks for you",
    nothing_yet="No messages here yet.",
    nothing_yet_dm="Just ask here; no @ is needed.",
    not_in="The bot is not in this channel: it can only answer you alone. To let it in, send /invite @{bot}",
    no_home="The bot is preparing its Home…",
    language="Language",
    new="New messages",
    connected="Connected",
    lost="Connection lost, trying again…",
    size="size",
    limit="limit",
    warnings="What Slack would complain about",
    close="Close",
    two_windows="A pretend workspace on this machine alone. Open another window, and you are another person there.",
    skip="Skip to the message box",
    confirm="OK",
    cancel="Cancel",
    menu="Channels",
    of_slack="done by Slack",
    attach="Send a file",
    too_large="This file is too large: 10 MB at most.",
    optional="(optional)",
)


def words(locale: str) -> Words:
    """The words for a locale such as `zh-CN`; English for all others."""
    return ZH if locale.startswith("zh") else EN
