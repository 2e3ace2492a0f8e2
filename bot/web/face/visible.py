"""What one person sees of the workspace: messages of their channels, and those to them alone."""

from bot.local import Channel, Message, ModalOrHome, User, Workspace


def visible_message(channel: Channel, user: User, ts: str) -> Message | None:
    """The message with this `ts`, if the person may see it."""
    if user.id not in channel.members:
        return None
    return channel.messages.get(ts) or next(
        (message for message in ephemerals(channel, user) if message.ts == ts), None
    )


def ephemerals(channel: Channel, user: User) -> list[Message]:
    """The messages of a channel that this person alone sees."""
    return [message for message in channel.ephemerals if message.ephemeral_to == user.id]


def visible_view(workspace: Workspace, user: User, view_id: str) -> ModalOrHome | None:
    """The person's modal or Home with this id."""
    home = workspace.views.homes.get(user.id)
    views = (*workspace.views.stack(user.id), *([home] if home else []))
    return next((view for view in views if view.id == view_id), None)
