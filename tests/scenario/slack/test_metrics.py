"""`/metrics` counts what the bot does, for those who may read it, and holds nothing of what anybody said."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.app.serving.metrics import Metrics
from bot.model import Digest, SlotOutcome, Subscription
from bot.store import Database
from bot.store.digests import Claimed, DigestStore, LeaseTerms
from bot.store.subscriptions import StoredSubscription, SubscriptionStore
from tests.scenario.slack.conftest import Team, bot_for, workspace_of

TOKEN = "0123456789abcdef"
NOW = datetime(2025, 9, 26, tzinfo=UTC)
FAR = NOW + timedelta(days=100_000)


def _values(text: str) -> dict[str, float]:
    """The values of all samples, by name and labels."""
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def _scraped(team: Team) -> str:
    async with httpx.AsyncClient(base_url=team.bot.url) as client:
        answer = await client.get("/metrics")
    assert answer.status_code == 200
    return answer.text


class TestMetrics:
    async def test_answers_are_counted_by_their_kind_and_deliveries_by_what_became_of_them(self, team: Team) -> None:
        before = _values(await _scraped(team))
        for question in ("tiktok hearing", "quantum gardening in antarctica"):
            await team.reply_to(await team.bo.mention("general", question))
        text = await _scraped(team)
        after = _values(text)
        assert before["latepost_answers_total answer"] == 0
        assert after["latepost_answers_total answer"] >= 1
        assert after["latepost_answer_seconds_count"] >= 2
        assert after["latepost_deliveries_total done"] - before.get("latepost_deliveries_total done", 0) == 2
        assert after["latepost_deliveries_waiting"] == 0
        assert (after["latepost_articles"], after["latepost_index_lag_changes"]) == (10, 0)
        said = ("tiktok", "hearing", "antarctica", team.bo.user.id, team.general.id, team.workspace.team_id)
        assert not [word for word in said if word in text.lower() or word in text]

    async def test_what_goes_wrong_is_counted_by_its_kind(self, team: Team) -> None:
        team.workspace.faults.refuse("chat.postMessage", "invalid_blocks")
        await team.bo.mention("general", "tiktok hearing")
        await team.settled()
        found = _values(await _scraped(team))
        assert found["latepost_problems_total SlackError failed error bot.slack"] == 1

    async def test_only_requests_of_this_machine_that_no_proxy_passed_on_are_answered(self, team: Team) -> None:
        async with httpx.AsyncClient(base_url=team.bot.url) as client:
            for headers in (
                {"x-forwarded-for": "203.0.113.5"},
                {"x-forwarded-for": "127.0.0.1"},
                {"forwarded": "for=127.0.0.1"},
                {"host": "rebound.example.com"},
            ):
                assert (await client.get("/metrics", headers=headers)).status_code == 403

    async def test_with_a_token_who_sends_it_is_answered_and_nobody_else(self, data_dir: Path) -> None:
        async with (
            workspace_of("socket") as workspace,
            bot_for(workspace, data_dir, "socket", LATEPOST_METRICS_TOKEN=TOKEN) as bot,
            httpx.AsyncClient(base_url=bot.url) as client,
        ):
            for sent in ("", "Bearer", f"Bearer {TOKEN}x", TOKEN, f"Basic {TOKEN}", "Bearer é"):
                headers = [(b"authorization", sent.encode())]
                assert (await client.get("/metrics", headers=headers)).status_code == 403
            headers = {"authorization": f"Bearer {TOKEN}", "x-forwarded-for": "203.0.113.5", "host": "a.example.com"}
            assert (await client.get("/metrics", headers=headers)).status_code == 200


class TestSharedGauges:
    async def test_an_outcome_that_no_slot_has_any_more_goes_back_to_zero(self, team: Team, data_dir: Path) -> None:
        """A slot is under way for seconds; a graph must not show it so for ever."""
        stored = StoredSubscription(
            Subscription(id="s", team_id="T9", channel_id="C9", owner_id="", at="09:00", days=(1,), zone="UTC"),
            revision=1,
            paused="",
            since_change=0,
            since=NOW,
            next_due=NOW,
        )
        async with Database.open(data_dir / "library.sqlite") as database:
            slots = DigestStore(database)
            await SubscriptionStore(database).add(stored.subscription, now=NOW, since=NOW, next_due=FAR)
            claim = Claimed("s/1", NOW, Digest(), stored)
            assert await slots.claim(claim, (), LeaseTerms("other", FAR), now=NOW, next_due=FAR)
            assert _values(await _scraped(team))["latepost_digest_slots sending"] == 1
            assert await slots.finish(claim, "other", SlotOutcome.SENT, now=NOW)
        after = _values(await _scraped(team))
        assert (after["latepost_digest_slots sending"], after["latepost_digest_slots sent"]) == (0, 1)


class TestProblems:
    @pytest.fixture
    def metrics(self) -> Metrics:
        return Metrics()

    def test_a_librarys_message_is_no_label(self, metrics: Metrics) -> None:
        with metrics.counting_problems():
            logging.getLogger("somebodys.library").warning("a text that somebody typed")
            logging.getLogger("bot.store").warning("constant %s", "with a text that somebody typed")
        logging.getLogger("bot.store").warning("after the block")
        found = {
            (sample.labels["logger"], sample.labels["event"])
            for family in metrics.registry.collect()
            for sample in family.samples
            if sample.name == "latepost_problems_total"
        }
        assert found == {("somebodys.library", ""), ("bot.store", "constant %s")}

    def test_the_class_of_an_error_is_a_label(self, metrics: Metrics) -> None:
        with metrics.counting_problems():
            try:
                raise KeyError("a text")
            except KeyError:
                logging.getLogger("bot.slack").exception({"event": "failed", "exc_info": True})
        value = metrics.registry.get_sample_value(
            "latepost_problems_total", {"level": "error", "logger": "bot.slack", "event": "failed", "error": "KeyError"}
        )
        assert value == 1
