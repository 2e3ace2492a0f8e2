"""What the bot remembers: articles and their change log, on SQLite or PostgreSQL behind one interface."""

from bot.store.articles import ArticleStore, Saved
from bot.store.database import Database

__all__ = ["ArticleStore", "Database", "Saved"]
