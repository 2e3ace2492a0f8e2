"""The tables of the conversation in Slack, and those that slack_sdk's installation stores expect."""

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Index, Integer, MetaData, String, Table, Text, false

_ID = String(32)


def conversation_tables(metadata: MetaData) -> tuple[Table, Table, Table, Table]:
    """`deliveries`, `answers`, `threads` and `feedback`, added to the metadata."""
    deliveries = Table(
        "deliveries",
        metadata,
        Column("key", String(255), primary_key=True, comment="event_id or trigger_id, after the workspace's id"),
        Column("owner", _ID, nullable=False, comment="Who handles it or did"),
        Column("lease_until_ms", BigInteger, nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("answered", Boolean, nullable=False),
        Column("received_ms", BigInteger, nullable=False),
        Column("content", Text, nullable=False, server_default="", comment="What to do, empty once it is answered"),
        Column(
            "has_apology", Boolean, nullable=False, server_default=false(), comment="A failure was told, or about to"
        ),
        Index("deliveries_received", "received_ms"),
    )
    unanswered = deliveries.c.answered.is_(False)  # few of all: what every process looks at every second
    Index("deliveries_unanswered", deliveries.c.lease_until_ms, sqlite_where=unanswered, postgresql_where=unanswered)
    answers = Table(
        "answers",
        metadata,
        Column("key", _ID, primary_key=True),
        Column("team_id", _ID, nullable=False),
        Column("channel_id", _ID, nullable=False),
        Column("thread_ts", _ID, nullable=False, comment="Empty where nobody but the asker sees it"),
        Column("asker_id", _ID, nullable=False),
        Column("question", Text, nullable=False, comment="As it was searched, with what it took over"),
        Column("shown", Text, nullable=False, comment="Ids of the articles shown so far, a blank between"),
        Column("asked_ms", BigInteger, nullable=False),
        Column("tier", String(8), nullable=False, server_default="", comment="See Answer.tier; empty: not known"),
        Index("answers_asked", "asked_ms"),
    )
    threads = Table(
        "threads",
        metadata,
        Column("team_id", _ID, primary_key=True),
        Column("channel_id", _ID, primary_key=True),
        Column("thread_ts", _ID, primary_key=True, comment="Empty for a direct message as a whole"),
        Column("answer_key", _ID, nullable=False, comment="The last answer given in it"),
        Column("changed_ms", BigInteger, nullable=False),
    )
    feedback = Table(
        "feedback",
        metadata,
        Column("answer_key", _ID, primary_key=True),
        Column("user_id", _ID, primary_key=True),
        Column("team_id", _ID, nullable=False),
        Column("helpful", Boolean, nullable=False),
        Column("question", Text, nullable=False),
        Column("shown", Text, nullable=False, comment="Ids of the articles that the answer held"),
        Column("given_ms", BigInteger, nullable=False),
    )
    return deliveries, answers, threads, feedback


def installation_tables(metadata: MetaData) -> None:
    """What slack_sdk 3.47's SQLAlchemy stores expect; a test compares the columns.

    Columns that hold secrets are wider than theirs, as a token grows by a third and more when it is encrypted.
    """
    Table(
        "slack_installations",
        metadata,
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("client_id", _ID, nullable=False),
        Column("app_id", _ID, nullable=False),
        Column("enterprise_id", _ID),
        Column("enterprise_name", String(200)),
        Column("enterprise_url", String(200)),
        Column("team_id", _ID),
        Column("team_name", String(200)),
        *_bot_columns(),
        Column("user_id", _ID, nullable=False),
        Column("user_token", Text),
        Column("user_scopes", String(1000)),
        Column("user_refresh_token", Text),
        Column("user_token_expires_at", DateTime),
        Column("incoming_webhook_url", Text),
        Column("incoming_webhook_channel", String(200)),
        Column("incoming_webhook_channel_id", String(200)),
        Column("incoming_webhook_configuration_url", String(200)),
        Column("is_enterprise_install", Boolean, nullable=False),
        Column("token_type", _ID),
        Column("installed_at", DateTime, nullable=False),
        Index("slack_installations_idx", "client_id", "enterprise_id", "team_id", "user_id", "installed_at"),
    )
    Table(
        "slack_bots",
        metadata,
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("client_id", _ID, nullable=False),
        Column("app_id", _ID, nullable=False),
        Column("enterprise_id", _ID),
        Column("enterprise_name", String(200)),
        Column("team_id", _ID),
        Column("team_name", String(200)),
        *_bot_columns(),
        Column("is_enterprise_install", Boolean, nullable=False),
        Column("installed_at", DateTime, nullable=False),
        Index("slack_bots_idx", "client_id", "enterprise_id", "team_id", "installed_at"),
    )
    Table(
        "slack_oauth_states",
        metadata,
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("state", String(200), nullable=False),
        Column("expire_at", DateTime, nullable=False),
    )


def _bot_columns() -> tuple[Column[Any], ...]:
    return (
        Column("bot_token", Text),
        Column("bot_id", _ID),
        Column("bot_user_id", _ID),
        Column("bot_scopes", String(1000)),
        Column("bot_refresh_token", Text),
        Column("bot_token_expires_at", DateTime),
    )
