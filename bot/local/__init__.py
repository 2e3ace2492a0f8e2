"""A pretend Slack workspace on loopback, as strict as Slack, for trying the bot and for its tests.

It serves the Web API methods that the bot calls and delivers events, commands and interactions as Slack does; the bot
is pointed at it by `SLACK_API_URL` and runs unchanged. Start at `Workspace`.
"""

from bot.local.delivery import Attempt, Delivery
from bot.local.feed import Change
from bot.local.markup import Link, Reading, read_message, read_mrkdwn
from bot.local.person import Person
from bot.local.records import Channel, Message, ModalOrHome, User
from bot.local.refusal import FormError, NothingHappenedError, RefusedError
from bot.local.workspace import Workspace

__all__ = [
    "Attempt",
    "Change",
    "Channel",
    "Delivery",
    "FormError",
    "Link",
    "Message",
    "ModalOrHome",
    "NothingHappenedError",
    "Person",
    "Reading",
    "RefusedError",
    "User",
    "Workspace",
    "read_message",
    "read_mrkdwn",
]
