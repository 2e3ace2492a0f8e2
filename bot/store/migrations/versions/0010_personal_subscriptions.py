"""Alerts, which are due whenever something is new, and subscriptions whose removal can be undone."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    alert = sa.Column(
        "is_alert", sa.Boolean, nullable=False, server_default=sa.false(), comment="Due whenever something is new"
    )
    op.add_column("subscriptions", alert)
    comment = "When it was removed; until it is forgotten that can be undone"
    op.add_column("subscriptions", sa.Column("removed_ms", sa.BigInteger, comment=comment))
