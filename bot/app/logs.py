"""Log lines as fields: workspace, channel, query time, error id. No texts at the default level, no secrets ever."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

_SECRET = re.compile(
    r"xox[a-z](?:\.xox[a-z])?-[\w-]+|xapp-[\w-]+|(?<=hooks\.slack\.com/)[\w/.-]+|(?<=Bearer )[\w.-]+|(?<=ticket=)[\w-]+"
    r"|(?<=/actions/)[\w/.-]+|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"
)
"""Tokens, response addresses, and names with passwords in addresses."""
_LIBRARIES = (
    "slack_bolt slack_sdk aiohttp aiosqlite asyncio uvicorn httpx httpcore watchfiles trafilatura htmldate courlan"
    " openai anthropic google_genai alembic mcp"
).split()
_TEXT_FIELDS = frozenset({"text", "question", "topic", "title"})


def configure(level: str = "INFO", stream: TextIO | None = None) -> None:
    """Write log lines of the bot and of the libraries to standard error: for people in a terminal, else as JSON."""
    out = stream or sys.stderr
    verbose = logging.getLevelNamesMapping().get(level.upper(), logging.INFO) <= logging.DEBUG
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if not verbose:
        shared.append(_without_texts)
    # Tracebacks as plain text: rich ones show local variables, texts and tokens among them, and take a second each.
    lines: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if out.isatty()
        else structlog.processors.JSONRenderer(default=str, ensure_ascii=False)
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _without_secrets,
            lines,
        ],
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.DEBUG if verbose else logging.getLevelNamesMapping().get(level.upper(), logging.INFO))
    for name in _LIBRARIES:
        # Their debug lines hold whole payloads; of the rest they tell us only what went wrong.
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def redact(text: str) -> str:
    """The text with every secret that it may hold replaced by `***`."""
    return _SECRET.sub("***", text)


def _without_texts(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name in _TEXT_FIELDS & event.keys():
        event[name] = f"({len(str(event[name]))} characters)"
    return event


def _without_secrets(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = redact(value)
    return event
