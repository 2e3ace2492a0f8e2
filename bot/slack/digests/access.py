"""Who may see and change which digests: a person's are theirs alone, a channel's are its members' and the admins'."""

import hashlib
from collections.abc import Sequence

from bot.digest.subscribing import is_of_settings
from bot.slack.blocks.digests.listing import Listed
from bot.slack.conversation.context import Context, Request
from bot.store.subscriptions import StoredSubscription


async def visible(request: Request, context: Context, channel_id: str = "") -> list[StoredSubscription]:
    """The digests that the person may see, of one channel if given, oldest first."""
    user_id = request.incoming.user_id
    stored = await context.digests.all(request.incoming.team_id)
    if channel_id:
        stored = [one for one in stored if one.subscription.channel_id == channel_id]
    shown = [one for one in stored if not one.subscription.is_personal or one.subscription.owner_id == user_id]
    if user_id in context.admins or all(one.subscription.is_personal for one in shown):
        return shown
    theirs = await context.channels.of_person(request.client, user_id)
    return [one for one in shown if one.subscription.is_personal or one.subscription.channel_id in theirs]


async def alerts(request: Request, context: Context) -> list[StoredSubscription]:
    """The alert of the person, if there is one."""
    stored = await context.digests.get(alert_id(request))
    return [stored] if stored else []


def alert_id(request: Request) -> str:
    """The id of the person's alert: each has one, so that it is told at most once an hour."""
    name = f"alert:{request.incoming.team_id}:{request.incoming.user_id}"
    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:16]


async def may_change(request: Request, context: Context, channel_id: str) -> bool:
    """Whether the person may set up and change the digests of a channel."""
    if request.incoming.user_id in context.admins:
        return True
    return channel_id in await context.channels.of_person(request.client, request.incoming.user_id)


async def one_visible(
    request: Request, context: Context, subscription_id: str, *, is_removed: bool = False
) -> StoredSubscription | None:
    """The digest with this id, or the removed one, if the person may see it; what they may not see does not exist."""
    find = context.digests.removed if is_removed else context.digests.get
    stored = await find(subscription_id)
    if stored is None or stored.subscription.team_id != request.incoming.team_id:
        return None
    if stored.subscription.is_personal:
        return stored if stored.subscription.owner_id == request.incoming.user_id else None
    return stored if await may_change(request, context, stored.subscription.channel_id) else None


def as_listed(context: Context, stored: Sequence[StoredSubscription]) -> list[Listed]:
    """The digests with their next sends."""
    return [
        Listed(
            digest.subscription,
            digest.paused,
            tuple(slot.shown for slot in context.digests.next_slots(digest.subscription)),
            is_fixed=is_of_settings(digest.subscription),
        )
        for digest in stored
    ]
