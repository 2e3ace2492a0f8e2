"""What one of the processes does for all of them, and when it is due."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "chores",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("next_ms", sa.BigInteger, nullable=False, comment="When it is due; also the lease of who does it"),
    )
