"""Articles, their change log, and the one row that says which store this is."""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    library = op.create_table(
        "library",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("store_id", sa.String(32), nullable=False),
        sa.Column("last_change", sa.BigInteger, nullable=False),
        sa.Column("sample_imported", sa.Boolean, nullable=False),
        comment="One row: which store this is, and the number of its newest change",
    )
    op.create_table(
        "articles",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("published_ms", sa.BigInteger, nullable=False),
        sa.Column("content", sa.Text, nullable=False, comment="The whole article as one JSON object"),
    )
    op.create_index("articles_newest", "articles", ["published_ms", "id"])
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "changes",
        sa.Column("number", number, primary_key=True, autoincrement=False),
        sa.Column("article_id", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(6), nullable=False, comment="insert, update or delete"),
    )
    row = {"id": 1, "store_id": uuid.uuid4().hex, "last_change": 0, "sample_imported": False}
    op.bulk_insert(library, [row])
