"""Articles that were removed and stay away, and what kind of reply each question got."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "removed_articles",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("published_ms", sa.BigInteger, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("is_sample", sa.Boolean, nullable=False),
        sa.Column("change_number", sa.BigInteger, nullable=False, comment="Of the change that removed it"),
        comment="What somebody removed, so that it stays away when it comes in again and can be restored",
    )
    op.add_column(
        "answers",
        sa.Column("tier", sa.String(8), nullable=False, server_default="", comment="See Answer.tier; empty: not known"),
    )
