"""Whence articles came, the state of feeds, and what a person brought and may take back."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "origins",
        sa.Column("key", sa.String(64), primary_key=True, comment="Hash of a web address, or of a feed's entry"),
        sa.Column("article_id", sa.String(16), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False, comment="Hash of what came last from there"),
    )
    op.create_index("origins_article", "origins", ["article_id"])
    op.create_table(
        "feeds",
        sa.Column("key", sa.String(64), primary_key=True, comment="Hash of the address in feeds.toml"),
        sa.Column("address", sa.Text, nullable=False, comment="Where it is now, after permanent redirects"),
        sa.Column("etag", sa.Text, nullable=False),
        sa.Column("last_modified", sa.Text, nullable=False),
        sa.Column("next_ms", sa.BigInteger, nullable=False, comment="When it is due; also the lease of who fetches it"),
        sa.Column("succeeded_ms", sa.BigInteger),
        sa.Column("failed_ms", sa.BigInteger),
        sa.Column("error", sa.Text, nullable=False, comment="Of the last failure"),
        sa.Column("failing_since_ms", sa.BigInteger, comment="The first failure after the last success"),
        sa.Column("failures", sa.Integer, nullable=False, comment="Since the last success"),
        sa.Column("reported", sa.Boolean, nullable=False, comment="Whether admins were told of this failing"),
        sa.Column("note", sa.Text, nullable=False, comment="What was remarkable about the last success"),
    )
    op.create_table(
        "receipts",
        sa.Column("key", sa.String(32), primary_key=True),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column(
            "before", sa.Text, nullable=False, comment="JSON: id -> the article before, null for none; and its new hash"
        ),
        sa.Column("undone", sa.Boolean, nullable=False),
        sa.Column("made_ms", sa.BigInteger, nullable=False),
    )
