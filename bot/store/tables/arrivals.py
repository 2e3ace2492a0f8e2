"""The tables of what comes in by itself: whence articles came, the state of feeds, and what a person brought."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, String, Table, Text

_HASH = String(64)


def arrival_tables(metadata: MetaData) -> tuple[Table, Table, Table]:
    """`origins`, `feeds` and `receipts`, added to the metadata."""
    origins = Table(
        "origins",
        metadata,
        Column("key", _HASH, primary_key=True, comment="Hash of a web address, or of a feed's entry"),
        Column("article_id", String(16), nullable=False),
        Column("fingerprint", _HASH, nullable=False, comment="Hash of what came last from there"),
        Index("origins_article", "article_id"),
    )
    feeds = Table(
        "feeds",
        metadata,
        Column("key", _HASH, primary_key=True, comment="Hash of the address in feeds.toml"),
        Column("address", Text, nullable=False, comment="Where it is now, after permanent redirects"),
        Column("etag", Text, nullable=False),
        Column("last_modified", Text, nullable=False),
        Column("next_ms", BigInteger, nullable=False, comment="When it is due; also the lease of who fetches it"),
        Column("succeeded_ms", BigInteger),
        Column("failed_ms", BigInteger),
        Column("error", Text, nullable=False, comment="Of the last failure"),
        Column("failing_since_ms", BigInteger, comment="The first failure after the last success"),
        Column("failures", Integer, nullable=False, comment="Since the last success"),
        Column("reported", Boolean, nullable=False, comment="Whether admins were told of this failing"),
        Column("note", Text, nullable=False, comment="What was remarkable about the last success"),
    )
    receipts = Table(
        "receipts",
        metadata,
        Column("key", String(32), primary_key=True),
        Column("team_id", String(32), nullable=False),
        Column("user_id", String(32), nullable=False),
        Column(
            "before", Text, nullable=False, comment="JSON: id -> the article before, null for none; and its new hash"
        ),
        Column("undone", Boolean, nullable=False),
        Column("made_ms", BigInteger, nullable=False),
    )
    return origins, feeds, receipts
