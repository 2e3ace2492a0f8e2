"""The tables, once, for both databases. A change here needs a migration in `migrations/versions`."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, String, Table, Text

from bot.store.tables.arrivals import arrival_tables
from bot.store.tables.digests import digest_tables
from bot.store.tables.slack import conversation_tables, installation_tables
from bot.store.tables.upkeep import upkeep_tables

HEAD_REVISION = "0011"
"""The newest migration; a test compares it with the scripts, so that start-up needs no Alembic."""

metadata = MetaData()

library = Table(
    "library",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("store_id", String(32), nullable=False),
    Column("last_change", BigInteger, nullable=False),
    Column("sample_imported", Boolean, nullable=False),
    comment="One row: which store this is, and the number of its newest change",
)

articles = Table(
    "articles",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("title", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("published_ms", BigInteger, nullable=False),
    Column("content", Text, nullable=False, comment="The whole article as one JSON object"),
    Column("is_sample", Boolean, nullable=False, comment="Whether it came with the bot"),
    Index("articles_newest", "published_ms", "id"),
    Index("articles_of_source", "source", "published_ms", "id"),
)

removed_articles = Table(
    "removed_articles",
    metadata,
    *(Column(column.name, column.type, primary_key=column.primary_key, nullable=False) for column in articles.columns),
    Column("change_number", BigInteger, nullable=False, comment="Of the change that removed it"),
    comment="What somebody removed, so that it stays away when it comes in again and can be restored",
)

changes = Table(
    "changes",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("article_id", String(16), nullable=False),
    Column("kind", String(6), nullable=False, comment="insert, update or delete"),
    Column("mark", String(16), nullable=False, server_default="", comment="Random, see State"),
)

deliveries, answers, threads, feedback = conversation_tables(metadata)
installation_tables(metadata)
origins, feeds, receipts = arrival_tables(metadata)
subscriptions, digest_slots, digest_articles = digest_tables(metadata)
chores = upkeep_tables(metadata)
