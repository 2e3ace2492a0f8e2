"""`/metrics` for Prometheus: what this process counts, and what the database that all share holds. Numbers alone.

No text, name or id of anybody is in it: labels are words of the code, outcomes, classes of errors.
"""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from importlib.metadata import version
from ipaddress import ip_address
from secrets import compare_digest
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.process_collector import ProcessCollector
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.app.ingestion import feeds_file
from bot.app.library import Library
from bot.app.logs import redact
from bot.app.serving.slack import secret_of
from bot.app.settings import Settings
from bot.errors import LatePostError, SettingsError, StoreError
from bot.ingest.feed_list import Feed, read_feeds
from bot.model import Answer, SlotOutcome, Tier
from bot.store.upkeep.statistics import Scope, Statistics, statistics
from bot.web.site import is_own_network

_ANSWER_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
_DELIVERY_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0, 600.0)
_TEAM_SECONDS = 2.0
"""Slack is asked once which workspace the bot token is for; an outage of it must not keep the metrics back."""
_FORWARDED = ("forwarded", "x-forwarded-for")
_REFUSED = "Metrics are for this machine alone, or for whoever sends LATEPOST_METRICS_TOKEN as a bearer token.\n"


class Metrics:
    """The counters of one process, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._answers = Counter(
            "latepost_answers", "Questions, by the reply: answer, near or nothing", ["tier"], registry=registry
        )
        self._answer_seconds = Histogram(
            "latepost_answer_seconds", "Time of one search", buckets=_ANSWER_SECONDS, registry=registry
        )
        self._deliveries = Counter(
            "latepost_deliveries", "Deliveries of Slack's, by what became of them here", ["outcome"], registry=registry
        )
        self._delivery_seconds = Histogram(
            "latepost_delivery_seconds",
            "From the start of the work to its end",
            buckets=_DELIVERY_SECONDS,
            registry=registry,
        )
        self._problems = Counter(
            "latepost_problems",
            "Warnings and errors of the log, by logger, event and class of error",
            ["level", "logger", "event", "error"],
            registry=registry,
        )
        self._shared = _SharedGauges(registry)
        for tier in Tier:
            self._answers.labels(tier.value)

    def answered(self, answer: Answer) -> None:
        """Count an answer."""
        self._answers.labels(answer.tier.value).inc()
        self._answer_seconds.observe(answer.took_ms / 1000)

    def delivered(self, outcome: str, seconds: float | None) -> None:
        """Count a delivery; `seconds` for one whose work was done."""
        self._deliveries.labels(outcome).inc()
        if seconds is not None:
            self._delivery_seconds.observe(seconds)

    @contextmanager
    def counting_problems(self) -> Generator[None]:
        """Count what is logged from warnings on, of the whole process, for the time of the block."""
        handler = _ProblemHandler(self._problems)
        root = logging.getLogger()
        root.addHandler(handler)
        try:
            yield
        finally:
            root.removeHandler(handler)

    async def scrape(self, library: Library, now: datetime, scope: Scope) -> bytes:
        """All metrics in Prometheus's text format. Raises `StoreError` where the database can't be asked."""
        self._shared.set(await statistics(library.database, now, scope), library)
        return generate_latest(self.registry)


class _SharedGauges:
    """What is read at each scrape. The store's are the same in every process that shares it."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def gauge(name: str, text: str, labels: tuple[str, ...] = ()) -> Gauge:
            return Gauge(f"latepost_{name}", text, labels, registry=registry)

        gauge("info", "The version of the bot", ("version",)).labels(version("latepost-bot")).set(1)
        self._articles = gauge("articles", "Articles in the database")
        self._points = gauge("points", "Points and paragraphs in this process's index")
        self._lag = gauge("index_lag_changes", "Changes of the database that this process's index has not seen")
        self._vectors = gauge("vectors_missing", "Points that are found by words alone until they are encoded")
        self._waiting = gauge("deliveries_waiting", "Deliveries that are not answered yet")
        self._oldest = gauge("deliveries_oldest_seconds", "Age of the oldest of them")
        self._slots = gauge("digest_slots", "Slots of digests in the database, by outcome", ("outcome",))
        self._subscriptions = gauge("digest_subscriptions", "Subscriptions that are not paused")
        self._delay = gauge("digest_delay_seconds", "By how much the latest digest is overdue that nobody has begun")
        self._feeds = gauge("feeds", "Feeds in the database, by whether the last fetch failed", ("state",))
        self._feed_age = gauge(
            "feeds_oldest_success_seconds", "Since the success of the feed that succeeded longest ago"
        )

    def set(self, shared: Statistics, library: Library) -> None:
        indexed = library.index.about.change if library.index.about else 0
        self._articles.set(shared.articles)
        self._points.set(library.point_count())
        self._lag.set(max(0, shared.newest_change - indexed))
        self._vectors.set(library.unencoded_when_seen())
        self._waiting.set(shared.deliveries_waiting)
        self._oldest.set(shared.oldest_delivery_age)
        for outcome in SlotOutcome:  # all of them: one that no slot has any more is to go back to 0
            self._slots.labels(outcome.value).set(shared.slots.get(outcome.value, 0))
        self._subscriptions.set(shared.subscriptions)
        self._delay.set(shared.subscription_delay)
        self._feeds.labels("failing").set(shared.feeds_failing)
        self._feeds.labels("well").set(shared.feeds - shared.feeds_failing)
        self._feed_age.set(shared.oldest_feed_success_age)


class _ProblemHandler(logging.Handler):
    """Counts log records. Only our own loggers are asked for the event, since a library's message may hold anything."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(logging.WARNING)
        self._counter = counter

    def emit(self, record: logging.LogRecord) -> None:
        """Count a record."""
        fields = record.msg if isinstance(record.msg, dict) else {"event": record.msg, "exc_info": record.exc_info}
        is_ours = record.name.split(".")[0] == "bot"
        event = str(fields.get("event", "")) if is_ours else ""
        error = str(fields.get("error_class", "")) or _class_of(fields.get("exc_info"))
        self._counter.labels(record.levelname.lower(), record.name, event, error).inc()


def _class_of(exc_info: Any) -> str:
    if isinstance(exc_info, tuple):
        return getattr(exc_info[0], "__name__", "")
    error = exc_info if isinstance(exc_info, BaseException) else sys.exc_info()[1] if exc_info else None
    return type(error).__name__ if error else ""


def metrics_route(
    metrics: Metrics,
    library: Library,
    settings: Settings,
    now: Callable[[], datetime],
    only_team: Callable[[], Awaitable[str]],
) -> Route:
    """`/metrics`: with a token for whoever sends it, without one for direct requests of this machine alone."""
    token = secret_of(settings.metrics_token)

    async def serve(request: Request) -> Response:
        if not (_has_token(request, token) if token else _is_from_here(request)):
            return PlainTextResponse(_REFUSED, 403)
        try:
            content = await metrics.scrape(library, now(), await _scope(settings, only_team))
        except StoreError as error:
            return PlainTextResponse(f"{redact(str(error))}\n", 503)
        return Response(content, media_type=CONTENT_TYPE_LATEST)

    return Route("/metrics", serve, methods=["GET"])


async def _scope(settings: Settings, only_team: Callable[[], Awaitable[str]]) -> Scope:
    """What the bot looks after, as far as it knows: all workspaces before Slack has said which is its one."""
    team_id = ""
    listed: Sequence[Feed] = ()
    with suppress(LatePostError, TimeoutError):
        async with asyncio.timeout(_TEAM_SECONDS):
            team_id = await only_team()
    with suppress(SettingsError):  # the log says what is wrong with the list
        listed = read_feeds(feeds_file(settings))
    return Scope([feed.key for feed in listed], team_id)


def _has_token(request: Request, token: str) -> bool:
    return compare_digest(request.headers.get("authorization", "").encode(), f"Bearer {token}".encode())


def _is_from_here(request: Request) -> bool:
    """Whether it comes from this machine, through no proxy, and by no name that a stranger's page could have."""
    if any(name in request.headers for name in _FORWARDED) or not is_own_network(request.url.hostname or ""):
        return False
    try:
        return request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False
