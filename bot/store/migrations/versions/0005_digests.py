"""Digests: subscriptions, their slots with what happened, and the articles that each subscription had."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("channel_id", sa.String(32), nullable=False),
        sa.Column("content", sa.Text, nullable=False, comment="The whole subscription as one JSON object"),
        sa.Column("revision", sa.Integer, nullable=False, comment="Grows by one with every change of the row"),
        sa.Column("paused", sa.String(64), nullable=False, comment="Empty while it goes out, else why it does not"),
        sa.Column("since_change", sa.BigInteger, nullable=False, comment="Articles of later changes are new"),
        sa.Column("since_ms", sa.BigInteger, nullable=False, comment="Articles published later are new"),
        sa.Column("next_due_ms", sa.BigInteger, nullable=False),
        sa.Column("created_ms", sa.BigInteger, nullable=False),
    )
    op.create_index("subscriptions_due", "subscriptions", ["next_due_ms"])
    op.create_index("subscriptions_channel", "subscriptions", ["team_id", "channel_id"])
    op.create_table(
        "digest_slots",
        sa.Column("key", sa.String(160), primary_key=True),
        sa.Column("subscription_id", sa.String(32), nullable=False),
        sa.Column("due_ms", sa.BigInteger, nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False, comment="See bot.model.SlotOutcome"),
        sa.Column("articles", sa.Integer, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("changed_ms", sa.BigInteger, nullable=False),
        sa.Column("unfinished", sa.Boolean, nullable=False),
        sa.Column("owner", sa.String(32), nullable=False, comment="Who sends it or did"),
        sa.Column("lease_until_ms", sa.BigInteger, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("content", sa.Text, nullable=False, comment="The digest as JSON until it is sent"),
        sa.Column("message_ts", sa.String(32), nullable=False),
    )
    op.create_index("digest_slots_newest", "digest_slots", ["subscription_id", "due_ms"])
    op.create_index("digest_slots_unfinished", "digest_slots", ["unfinished", "lease_until_ms"])
    op.create_table(
        "digest_articles",
        sa.Column("subscription_id", sa.String(32), primary_key=True),
        sa.Column("article_id", sa.String(16), primary_key=True),
        sa.Column("slot_key", sa.String(160), nullable=False),
    )
