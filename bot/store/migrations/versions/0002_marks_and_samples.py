"""A mark on every change, by which an index notices an older state of the store; and which articles are samples."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column(
        "changes", sa.Column("mark", sa.String(16), nullable=False, server_default="", comment="Random, see State")
    )
    op.add_column(
        "articles",
        sa.Column(
            "is_sample", sa.Boolean, nullable=False, server_default=sa.false(), comment="Whether it came with the bot"
        ),
    )
