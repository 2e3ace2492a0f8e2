"""Payloads of unexpected shape, signed and not: each is refused or taken, in one log line and without a traceback."""

import copy
import io
import json
import random
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from bot.local import Workspace
from bot.local.delivery import Delivery, encoded
from bot.slack import ids
from tests.scenario.slack.conftest import Team, bot_for, workspace_of
from tests.scenario.slack.test_receiving import signed

pytestmark = pytest.mark.slow  # processes that are killed, or that wait for what comes back

_ODD: list[Any] = [
    None, True, 0, -1, 1e400, 2**70, "", "x", "\x00", "\ud800", "<@U1>", "x" * 5000, [], [None], ["x"], [[]], {},
    {"id": 5}, {"id": None}, {"type": []}, [{}], [{"id": {}}], {"values": "x"}, {"": ""},
]  # fmt: skip


@pytest.fixture
async def deliveries(data_dir: Path) -> AsyncIterator[tuple[Workspace, httpx.AsyncClient, list[Delivery]]]:
    """One delivery of each kind, as the workspace sent it."""
    async with workspace_of("http") as workspace, bot_for(workspace, data_dir, "http") as bot:
        team = Team.of(workspace, bot)
        asked = await team.ann.mention("general", "TikTok")
        reply = await team.reply_to(asked)
        await team.bo.slash("general", "/latepost", "private tiktok")
        await team.bo.tell_bot("华为")
        await team.ann.open_home()
        await team.ann.shortcut(ids.FIND_COVERAGE, reply)
        for block in reply.blocks:
            for element in block.get("elements", []):
                if element.get("action_id") == ids.OPEN_ARTICLE:
                    await team.ann.click(reply, element)
                    break
        await team.settled()
        async with httpx.AsyncClient(base_url=bot.url, timeout=60) as client:
            yield workspace, client, workspace.deliveries.all[:]
        await bot.slack.dispatcher.under_way.idle()


def mutated(payload: dict[str, Any], chosen: random.Random) -> dict[str, Any]:
    """The payload with a few of its values replaced, taken out, or doubled in depth."""
    changed = copy.deepcopy(payload)
    for _ in range(chosen.choice((1, 1, 1, 2, 3))):
        container: Any = changed
        while True:
            places = list(container) if isinstance(container, dict) else list(range(len(container)))
            if not places:
                break
            place = chosen.choice(places)
            inner = container[place]
            if isinstance(inner, dict | list) and inner and chosen.random() < 0.7:
                container = inner
                continue
            match chosen.choice(("odd", "odd", "out", "deep")):
                case "odd":
                    container[place] = copy.deepcopy(chosen.choice(_ODD))  # a later change may be of it
                case "out" if isinstance(container, dict):
                    del container[place]
                case _:
                    container[place] = deep(chosen.choice((3, 90, 200, 900)))
            break
    return changed


def deep(levels: int) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = {"x": value} if levels % 2 else [value]
    return value


def as_body(delivery: Delivery, payload: dict[str, Any]) -> tuple[bytes, str]:
    if delivery.type == "slash_commands":
        fields = {name: value if isinstance(value, str) else json.dumps(value) for name, value in payload.items()}
        return urlencode(fields, errors="surrogatepass").encode(), "application/x-www-form-urlencoded"
    if delivery.type == "interactive":
        return urlencode({"payload": json.dumps(payload)}).encode(), "application/x-www-form-urlencoded"
    return json.dumps(payload).encode(), "application/json"


async def is_taken_or_refused(
    given: tuple[Workspace, httpx.AsyncClient, list[Delivery]], log: io.StringIO, count: int, seed: int
) -> None:
    workspace, client, deliveries = given
    chosen = random.Random(seed)
    before = log.tell()
    statuses: list[int] = []
    for _ in range(count):
        delivery = chosen.choice(deliveries)
        body, content_type = as_body(delivery, mutated(delivery.payload, chosen))
        headers = {**signed(workspace.app.signing_secret, body, time.time()), "content-type": content_type}
        if chosen.random() < 0.1:
            body, content_type = encoded(delivery)
            body = body[: chosen.randrange(len(body))]  # no longer what was signed
            statuses.append((await client.post("/slack/events", content=body, headers=headers)).status_code)
            assert statuses[-1] == 401
            continue
        statuses.append((await client.post("/slack/events", content=body, headers=headers)).status_code)
        assert statuses[-1] in (200, 400), body
    lines = [json.loads(line) for line in log.getvalue()[before:].splitlines()]
    refused = [line for line in lines if line["event"] == "a delivery is refused"]
    assert len(refused) == sum(status != 200 for status in statuses)
    assert {200, 400, 401} <= set(statuses)
    assert "Traceback" not in log.getvalue()[before:], log.getvalue()[before:]


async def test_a_few_hundred_mutated_payloads_are_taken_or_refused_in_a_line_each(
    deliveries: tuple[Workspace, httpx.AsyncClient, list[Delivery]], log: io.StringIO
) -> None:
    await is_taken_or_refused(deliveries, log, count=400, seed=1)


@pytest.mark.soak
async def test_ten_thousand_mutated_payloads_are_taken_or_refused_in_a_line_each(
    deliveries: tuple[Workspace, httpx.AsyncClient, list[Delivery]], log: io.StringIO
) -> None:
    await is_taken_or_refused(deliveries, log, count=10_000, seed=2)


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "event_callback", "authorizations": "x", "event_id": "Ev1", "event": {"type": "app_mention"}},
        {"type": "event_callback", "team_id": ["T1"], "event_id": "Ev1", "event": {"type": "app_mention"}},
        {"type": "block_actions", "trigger_id": "1.1", "actions": []},
        {"type": "view_submission", "trigger_id": "1.1"},
        {"event": {}},
        [1, 2],
        "x",
    ],
)
async def test_what_is_unfit_is_unfit_and_what_is_not_signed_is_never_read(
    deliveries: tuple[Workspace, httpx.AsyncClient, list[Delivery]], payload: Any
) -> None:
    workspace, client, _ = deliveries
    body = json.dumps(payload).encode()
    headers = signed(workspace.app.signing_secret, body, time.time())
    assert (await client.post("/slack/events", content=body, headers=headers)).status_code == 400
    for unsigned in ({**headers, "x-slack-signature": "v0=0"}, {"content-type": "application/json"}):
        assert (await client.post("/slack/events", content=body, headers=unsigned)).status_code == 401
