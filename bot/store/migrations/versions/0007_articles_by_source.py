"""Articles of one source, newest first, and the counts of the sources, without reading every article."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_index("articles_of_source", "articles", ["source", "published_ms", "id"])
