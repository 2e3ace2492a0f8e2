"""Alembic's entry: runs the scripts on the connection that `Database` hands over, in its transaction."""

from alembic import context

from bot.store.tables.library import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=False,  # the caller's transaction holds everything
)
context.run_migrations()
