"""Whether a failure was told, and an index of what is not answered yet."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    comment = "A failure was told, or about to"
    op.add_column(
        "deliveries", sa.Column("has_apology", sa.Boolean, nullable=False, server_default=sa.false(), comment=comment)
    )
    unanswered = sa.text("answered IS false")
    op.create_index(
        "deliveries_unanswered",
        "deliveries",
        ["lease_until_ms"],
        sqlite_where=sa.text("answered IS 0"),
        postgresql_where=unanswered,
    )
