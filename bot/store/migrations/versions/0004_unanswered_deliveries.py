"""What a delivery asked, kept until it is answered: whoever comes after a process that died can take it on."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    comment = "What to do, empty once it is answered"
    op.add_column("deliveries", sa.Column("content", sa.Text, nullable=False, server_default="", comment=comment))
