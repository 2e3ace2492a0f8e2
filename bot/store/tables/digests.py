"""The tables of the digests."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, String, Table, Text, false

_ID = String(32)


def digest_tables(metadata: MetaData) -> tuple[Table, Table, Table]:
    """`subscriptions`, `digest_slots` and `digest_articles`, added to the metadata."""
    subscriptions = Table(
        "subscriptions",
        metadata,
        Column("id", _ID, primary_key=True),
        Column("team_id", _ID, nullable=False),
        Column("channel_id", _ID, nullable=False),
        Column("content", Text, nullable=False, comment="The whole subscription as one JSON object"),
        Column("revision", Integer, nullable=False, comment="Grows by one with every change of the row"),
        Column("paused", String(64), nullable=False, comment="Empty while it goes out, else why it does not"),
        Column("since_change", BigInteger, nullable=False, comment="Articles of later changes are new"),
        Column("since_ms", BigInteger, nullable=False, comment="Articles published later are new"),
        Column("next_due_ms", BigInteger, nullable=False),
        Column("created_ms", BigInteger, nullable=False),
        Column("is_alert", Boolean, nullable=False, server_default=false(), comment="Due whenever something is new"),
        Column("removed_ms", BigInteger, comment="When it was removed; until it is forgotten that can be undone"),
        Index("subscriptions_due", "next_due_ms"),
        Index("subscriptions_channel", "team_id", "channel_id"),
    )
    slots = Table(
        "digest_slots",
        metadata,
        Column("key", String(160), primary_key=True),
        Column("subscription_id", _ID, nullable=False),
        Column("due_ms", BigInteger, nullable=False),
        Column("outcome", String(16), nullable=False, comment="See bot.model.SlotOutcome"),
        Column("articles", Integer, nullable=False),
        Column("error", Text, nullable=False),
        Column("changed_ms", BigInteger, nullable=False),
        Column("unfinished", Boolean, nullable=False),
        Column("owner", _ID, nullable=False, comment="Who sends it or did"),
        Column("lease_until_ms", BigInteger, nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("content", Text, nullable=False, comment="The digest as JSON until it is sent"),
        Column("message_ts", _ID, nullable=False),
        Index("digest_slots_newest", "subscription_id", "due_ms"),
        Index("digest_slots_unfinished", "unfinished", "lease_until_ms"),
    )
    digest_articles = Table(
        "digest_articles",
        metadata,
        Column("subscription_id", _ID, primary_key=True),
        Column("article_id", String(16), primary_key=True),
        Column("slot_key", String(160), nullable=False),
    )
    return subscriptions, slots, digest_articles
