"""The one place that reads the system's clock of dates; everybody else is handed it."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, aware."""
    return datetime.now(UTC)
