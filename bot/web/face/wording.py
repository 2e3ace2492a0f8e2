"""The channel's own words, in Chinese and English."""

from dataclasses import dataclass

from bot.language import Plural, SharedStrings, message, plural, translated


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceStrings(SharedStrings):
    """The words of one language; a `{name}` is filled by `str.format`, with `|`: one, then many."""

    tag: str = message("en", context="language tag")
    channels: str = message("Channels", context="web.channels")
    direct_messages: str = message("Direct messages")
    apps: str = message("Apps")
    app_home: str = message("Home")
    messages: str = message("Messages")
    you: str = message("you")
    reader: str = message("Read the library")
    received: str = message("What Slack would receive")
    received_hint: str = message("Shows the JSON of every message, and how far it is from Slack's limits")
    write_to: str = message("Message {name}, or type / or @")
    reply: str = message("Reply…")
    send: str = message("Send")
    thread: str = message("Thread")
    close_thread: str = message("Close thread")
    reply_in_thread: str = message("Reply in thread")
    replies: Plural = plural("{count} reply", "{count} replies")
    last_reply: str = message("last one {time}")
    app: str = message("APP")
    edited: str = message("(edited)")
    gone: str = message("This message was deleted.")
    more: str = message("More actions")
    shortcuts: str = message("Shortcuts")
    examples: str = message("This library can answer:")
    examples_hint: str = message("A click asks for you")
    nothing_yet: str = message("No messages here yet.")
    nothing_yet_dm: str = message("Just ask here; no @ is needed.")
    not_in: str = message(
        "The bot is not in this channel: it can only answer you alone. To let it in, send /invite @{bot}"
    )
    no_home: str = message("The bot is preparing its Home…")
    language: str = message("Language")
    new: str = message("New messages")
    connected: str = message("Connected")
    lost: str = message("Connection lost, trying again…")
    size: str = message("size")
    limit: str = message("limit")
    empty_library: str = message(
        "The library is still empty: send the bot a file in its direct message, or bring articles in with"
    )
    warnings: str = message("What Slack would complain about")
    two_windows: str = message(
        "A pretend workspace on this machine alone. Open another window, and you are another person there."
    )
    skip: str = message("Skip to the message box")
    confirm: str = message("OK")
    menu: str = message("Channels", context="web.menu")
    of_slack: str = message("done by Slack")
    optional: str = message("(optional)")
    attach: str = message("Send a file")
    too_large: str = message("This file is too large: 10 MB at most.")


def workspace_strings(locale: str) -> WorkspaceStrings:
    """The strings for a locale such as `zh-CN`; English for all others."""
    return translated(WorkspaceStrings, "zh" if locale.startswith("zh") else "en")
