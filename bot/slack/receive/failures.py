"""Failures in the log: one line each, and for each kind one traceback a minute."""

import secrets
import time
from types import TracebackType

import structlog

_TRACEBACK_EVERY_SECONDS = 60.0

_log = structlog.stdlib.get_logger("bot.slack")


class FailureLog:
    """Logs failures of one process. A kind is an error's class and the line that raised it."""

    def __init__(self) -> None:
        self._shown: dict[tuple[str, str, int], float] = {}

    def failed(self, error: Exception, event: str = "failed", **fields: object) -> str:
        """Log a failure; the id under which the log has it, short enough to be read out."""
        error_id = secrets.token_hex(4)
        is_new = self._is_new(error)
        traceback = error if is_new else None
        kind = type(error).__name__
        _log.error(event, error_id=error_id, error_class=kind, reason=_reason(error), exc_info=traceback, **fields)
        return error_id

    def _is_new(self, error: Exception) -> bool:
        now = time.monotonic()
        self._shown = {kind: at for kind, at in self._shown.items() if now - at < _TRACEBACK_EVERY_SECONDS}
        kind = (type(error).__qualname__, *_raised_in(error.__traceback__))
        if kind in self._shown:
            return False
        self._shown[kind] = now
        return True


def _reason(error: Exception) -> str:
    """Ours are sentences of our own; another's message may hold what a person typed, so it stays in the traceback."""
    return str(error) if type(error).__module__ == "bot.errors" else type(error).__name__


def _raised_in(traceback: TracebackType | None) -> tuple[str, int]:
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    return (traceback.tb_frame.f_code.co_filename, traceback.tb_lineno) if traceback else ("", 0)
