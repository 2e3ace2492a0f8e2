"""What the bot remembers: articles, their change log, and conversations; SQLite and PostgreSQL behind one interface."""

from bot.model import Saved
from bot.store.articles import ArticleStore, State
from bot.store.database import Database

__all__ = [
    "ArticleStore",
    "Database",
    "Saved",
    "State",
]
