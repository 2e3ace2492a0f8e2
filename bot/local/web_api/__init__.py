"""The Web API methods that a bot calls, grouped as Slack's reference does."""

from bot.local.web_api import assistant, chat, conversations, people, reactions, unfurl, views
from bot.local.web_api.method import METHODS, Call, call

__all__ = ["METHODS", "Call", "assistant", "call", "chat", "conversations", "people", "reactions", "unfurl", "views"]
