"""Which events the bot is told of what happens, as the Events API words them.

An event reaches the bot when it is subscribed, the scope is granted, and (but for App Home and uninstalling) the bot is
in the conversation.
"""

import secrets
from typing import Any

from bot.local.delivery import Delivery
from bot.local.markup import mentions
from bot.local.records import CHANNEL_TYPES, Channel, Message
from bot.local.shared_links import LinkShare, Source, links_of
from bot.local.team import Team

Json = dict[str, Any]


def posted(team: Team, channel: Channel, message: Message) -> list[Delivery]:
    """`message`, and `app_mention` where a person names the bot outside a direct message."""
    event = _message_event(team, channel, message)
    sent = _in_channel(team, channel, event)
    bot = team.bot_user.id
    if channel.kind != "im" and message.user != bot and bot in mentions(message.text):
        if bot in channel.members:
            mention = {key: value for key, value in event.items() if key not in ("channel_type", "parent_user_id")}
            sent += _send(team, "app_mention", "app_mentions:read", {**mention, "type": "app_mention"})
        else:
            team.warn(f"{message.user} mentioned the bot in {channel.name}, where it is not a member")
    if message.user != bot:
        sent += links_shared(team, channel, message.user, message.text, message)
    return sent


def links_shared(team: Team, channel: Channel, user: str, text: str, message: Message | None = None) -> list[Delivery]:
    """`link_shared`, in conversations without the bot as well; without a message the text is still being written."""
    links = links_of(text, team.app.unfurl_domains)
    if not links:
        return []
    source: Source = "conversations_history" if message else "composer"
    unfurl_id = f"{channel.id}.{secrets.token_hex(16)}"
    place, ts = (channel.id, message.ts) if message else ("COMPOSER", unfurl_id)
    share = LinkShare(unfurl_id, source, place, ts, tuple(link["url"] for link in links))
    team.link_shares[unfurl_id] = share
    event: Json = {
        "type": "link_shared",
        "user": user,
        "channel": share.channel,
        "message_ts": share.ts,
        "links": links,
        "source": share.source,
        "unfurl_id": unfurl_id,
        "is_bot_user_member": team.bot_user.id in channel.members,
        "event_ts": team.new_ts(),
    }
    if message and message.is_reply:
        event["thread_ts"] = message.thread_ts
    return _send(team, "link_shared", "links:read", event)


def changed(team: Team, channel: Channel, message: Message, before: Json) -> list[Delivery]:
    """`message` with subtype `message_changed`."""
    return _hidden(
        team,
        channel,
        {"subtype": "message_changed", "message": team.message_json(message), "previous_message": before},
    )


def deleted(team: Team, channel: Channel, ts: str, before: Json) -> list[Delivery]:
    """`message` with subtype `message_deleted`."""
    return _hidden(team, channel, {"subtype": "message_deleted", "deleted_ts": ts, "previous_message": before})


def reaction(team: Team, kind: str, user: str, name: str, message: Message) -> list[Delivery]:
    """`reaction_added` or `reaction_removed`."""
    if team.bot_user.id not in team.channels[message.channel].members:
        return []
    event = {
        "type": kind,
        "user": user,
        "reaction": name,
        "item": {"type": "message", "channel": message.channel, "ts": message.ts},
        "item_user": message.user,
        "event_ts": team.new_ts(),
    }
    return _send(team, kind, "reactions:read", event)


def member(team: Team, channel: Channel, user: str, kind: str) -> list[Delivery]:
    """`member_joined_channel` or `member_left_channel`."""
    if team.bot_user.id not in channel.members:
        return []
    event = {
        "type": kind,
        "user": user,
        "channel": channel.id,
        "channel_type": "C" if channel.kind == "public" else "G",
        "team": team.team_id,
        "event_ts": team.new_ts(),
    }
    return _send(team, kind, f"{channel.scope_prefix}:read", event)


def home_opened(team: Team, user: str, tab: str) -> list[Delivery]:
    """`app_home_opened` with the Home view that the person sees, if there is one."""
    event: Json = {
        "type": "app_home_opened",
        "user": user,
        "channel": team.direct_message(user).id,
        "tab": tab,
        "event_ts": team.new_ts(),
    }
    if tab == "home" and (view := team.views.homes.get(user)) is not None:
        event["view"] = team.view_json(view)
    return _send(team, "app_home_opened", None, event)


def uninstalled(team: Team) -> list[Delivery]:
    """`tokens_revoked` and `app_uninstalled`."""
    revoked = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [team.bot_user.id]}}
    gone: Json = {"type": "app_uninstalled"}
    return [
        *_send(team, "tokens_revoked", None, {**revoked, "event_ts": team.new_ts()}),
        *_send(team, "app_uninstalled", None, {**gone, "event_ts": team.new_ts()}),
    ]


def envelope(team: Team, event: Json) -> Json:
    """The `event_callback` around an event (docs.slack.dev/apis/events-api, event wrapper)."""
    return {
        "token": "local",
        "team_id": team.team_id,
        "context_team_id": team.team_id,
        "context_enterprise_id": None,
        "api_app_id": team.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev0LOCAL{secrets.token_hex(6).upper()}",  # the bot remembers those of workspaces before
        "event_time": int(team.now().timestamp()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": team.team_id,
                "user_id": team.bot_user.id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{secrets.token_hex(16)}",
    }


def _message_event(team: Team, channel: Channel, message: Message) -> Json:
    event = team.message_json(message)
    event |= {"channel": channel.id, "channel_type": CHANNEL_TYPES[channel.kind], "event_ts": message.ts}
    if message.bot_id is None:
        event["client_msg_id"] = secrets.token_hex(16)
    if message.is_reply and message.thread_ts in channel.messages:
        event["parent_user_id"] = channel.messages[message.thread_ts].user
    return event


def _hidden(team: Team, channel: Channel, fields: Json) -> list[Delivery]:
    ts = team.new_ts()
    event = {
        "type": "message",
        "hidden": True,
        "channel": channel.id,
        "channel_type": CHANNEL_TYPES[channel.kind],
        "ts": ts,
        "event_ts": ts,
        **fields,
    }
    return _in_channel(team, channel, event)


def _in_channel(team: Team, channel: Channel, event: Json) -> list[Delivery]:
    if team.bot_user.id not in channel.members:
        return []
    return _send(team, f"message.{channel.scope_prefix}", f"{channel.scope_prefix}:history", event)


def _send(team: Team, name: str, scope: str | None, event: Json) -> list[Delivery]:
    if name not in team.app.subscribed_events or not team.installed:
        return []
    if scope is not None and scope not in team.app.scopes:
        team.warn(f"{name} is subscribed, but {scope} is not granted")
        return []
    payload = envelope(team, event)
    return [team.deliveries.send("events_api", event["type"], payload, payload["event_id"])]
