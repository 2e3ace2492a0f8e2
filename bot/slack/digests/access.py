"""Who may see and change which digests: the members of the channel, and for all of them the admins."""

from collections.abc import Sequence

from bot.digest.subscribing import is_of_settings
from bot.slack.blocks.digests.listing import Listed
from bot.slack.conversation.context import Context, Request
from bot.store.subscriptions import StoredSubscription


async def visible(request: Request, context: Context, channel_id: str = "") -> list[StoredSubscription]:
    """The digests that the person may see, of one channel if given, oldest first."""
    held = await context.digests.all(request.incoming.team_id)
    if channel_id:
        held = [each for each in held if each.subscription.channel_id == channel_id]
    if not held or request.incoming.user_id in context.admins:
        return held
    theirs = await context.channels.of_person(request.client, request.incoming.user_id)
    return [each for each in held if each.subscription.channel_id in theirs]


async def may_change(request: Request, context: Context, channel_id: str) -> bool:
    """Whether the person may set up and change the digests of a channel."""
    if request.incoming.user_id in context.admins:
        return True
    return channel_id in await context.channels.of_person(request.client, request.incoming.user_id)


async def one_visible(request: Request, context: Context, subscription_id: str) -> StoredSubscription | None:
    """The digest with this id if the person may see it; what they may not see does not exist for them."""
    held = await context.digests.get(subscription_id)
    if held is None or held.subscription.team_id != request.incoming.team_id:
        return None
    return held if await may_change(request, context, held.subscription.channel_id) else None


def as_listed(context: Context, held: Sequence[StoredSubscription]) -> list[Listed]:
    """The digests with their next sends."""
    return [
        Listed(
            each.subscription,
            each.paused,
            tuple(slot.shown for slot in context.digests.next_slots(each.subscription)),
            is_fixed=is_of_settings(each.subscription),
        )
        for each in held
    ]
