"""The channel's pages over HTTP: what the script sends, what comes back, what other sites can't do."""

import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.app.pages import workspace_ui
from bot.app.serving.local_workspace import run_local
from bot.app.serving.server import Running
from bot.app.settings import Settings
from bot.errors import StoreError
from bot.local import Workspace
from bot.web.site import site
from tests.library import START
from tests.processes import CHECKOUT, free_port
from tests.scenario.web.conftest import HELD

ASSETS = CHECKOUT / "bot" / "web" / "static"

IMPOSSIBLE: list[tuple[str, dict[str, Any]]] = [
    ("say", {"channel": "general", "text": "  "}),
    ("say", {"channel": "general"}),
    ("say", {"channel": "nowhere", "text": "x"}),
    ("say", {"channel": "general", "text": "x", "thread": "1.2"}),
    ("say", {"channel": "general", "text": "/nosuch x"}),
    ("act", {"channel": "general", "ts": "1.2", "block": "b", "action": "a"}),
    ("act", {"view": "V1", "block": "b", "action": "a"}),
    ("submit", {"view": "V1", "values": {}}),
    ("shortcut", {"callback": "nosuch"}),
    ("nosuch", {}),
]


@asynccontextmanager
async def running_there(stocked: Path, tmp_path: Path, changed: dict[str, str]) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a bot with further settings."""
    folder = shutil.copytree(stocked, tmp_path / "data")
    settings = Settings.model_validate(
        {"LATEPOST_DATA_DIR": folder, "LATEPOST_ENCODER": "off", "LATEPOST_PORT": free_port(), **changed}
    )
    async with (
        run_local(settings, lambda _: None),
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{settings.port}", timeout=20) as opened,
    ):
        yield opened


@pytest.fixture
async def client(bot: Running) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=bot.url, timeout=20) as opened:
        yield opened


async def enter(client: httpx.AsyncClient) -> str:
    """Open a window; the name of its person."""
    answer = await client.get("/try", headers={"accept-language": "en"})
    assert answer.status_code == 303
    return answer.headers["location"].split("/")[2]


async def do(client: httpx.AsyncClient, person: str, doing: str, **body: Any) -> httpx.Response:
    return await client.post(f"/try/{person}/do/{doing}", json=body)


class Stream:
    """The events of a window, read one by one."""

    def __init__(self, answer: httpx.Response) -> None:
        self._lines = answer.aiter_lines()
        self.last_id = ""

    async def until(self, kind: str, **wanted: Any) -> dict[str, Any]:
        async for line in self._lines:
            name, _, value = line.partition(": ")
            if name == "id":
                self.last_id = value
            if name == "data":
                event: dict[str, Any] = json.loads(value)
                if event["kind"] == kind and wanted.items() <= event.items():
                    return event
        raise AssertionError("the stream ended")


class TestAsking:
    async def test_what_the_bot_posts_comes_by_itself_and_again_to_a_window_that_was_away(
        self, client: httpx.AsyncClient
    ) -> None:
        person = await enter(client)
        async with client.stream("GET", f"/try/{person}/events?after=0") as answer:
            stream = Stream(answer)
            said = await do(client, person, "say", channel="general", text="/latepost 固态电池 量产")
            assert said.json() == {"ok": True}
            root = await stream.until("message", thread=None)
            reply = await stream.until("message", thread=root["ts"], is_new=True)
        assert "固态电池" in root["html"]
        assert "Solid-state batteries will reach cars" in reply["html"]
        assert f"/articles/{HELD.id}#paragraph-1" in reply["html"]
        headers = {"last-event-id": "0"}
        async with client.stream("GET", f"/try/{person}/events", headers=headers) as answer:
            assert (await Stream(answer).until("message", thread=None))["ts"] == root["ts"]

    async def test_a_link_to_the_reader_that_is_pasted_shows_the_article_below_the_message(
        self, client: httpx.AsyncClient
    ) -> None:
        person = await enter(client)
        async with client.stream("GET", f"/try/{person}/events?after=0") as answer:
            stream = Stream(answer)
            link = str(client.base_url.join(f"/articles/{HELD.id}#paragraph-2")).replace("127.0.0.1", "localhost")
            await do(client, person, "say", channel="random", text=f"see {link}")
            said = await stream.until("message", thread=None, is_new=True)
            changed = await stream.until("message", ts=said["ts"], is_new=False)
            assert 'class="unfurl"' in changed["html"]
            assert changed["html"].index("硫化物电解质导电率领先。") < changed["html"].index(
                "Sulfide electrolytes lead"
            )
            _, block, action = _first_button('data-view=""' + changed["html"])
            pressed = await do(client, person, "act", channel="random", ts=said["ts"], block=block, action=action)
            assert pressed.json() == {"ok": True}
            assert HELD.title in (await stream.until("modal"))["html"]

    async def test_it_is_the_same_bot_over_the_same_signed_requests(
        self, client: httpx.AsyncClient, bot: Running
    ) -> None:
        forged = {"x-slack-request-timestamp": "1", "x-slack-signature": "v0=0"}
        answer = await client.post("/slack/events", data={"command": "/latepost", "text": "x"}, headers=forged)
        assert answer.status_code == 401

    async def test_a_modal_opens_and_what_is_wrong_in_it_is_told(self, client: httpx.AsyncClient) -> None:
        person = await enter(client)
        async with client.stream("GET", f"/try/{person}/events?after=0") as answer:
            stream = Stream(answer)
            await do(client, person, "home", tab="home")
            home = await stream.until("home")
            view, block, action = _first_button(home["html"])
            assert (await do(client, person, "act", view=view, block=block, action=action)).json() == {"ok": True}
            modal = await stream.until("modal")
            assert 'role="dialog"' in modal["html"]
            await do(client, person, "close", view=modal["view"])
            assert (await stream.until("modal"))["html"] is None
            gone = await do(client, person, "close", view=modal["view"])
        assert gone.status_code == 400
        assert gone.json() == {"error": "This window is gone."}

    async def test_what_cannot_be_done_is_told_in_a_sentence(self, client: httpx.AsyncClient) -> None:
        person = await enter(client)
        for doing, body in IMPOSSIBLE:
            answer = await do(client, person, doing, **body)
            assert (answer.status_code, bool(answer.json()["error"])) == (400, True), (doing, body)

    async def test_half_a_character_and_a_huge_text_do_no_harm(self, client: httpx.AsyncClient) -> None:
        person = await enter(client)
        for text in ("\ud800 half", "长" * 12_000, "<!channel> <@U1>"):
            content = json.dumps({"channel": "general", "text": text})
            headers = {"content-type": "application/json"}
            answer = await client.post(f"/try/{person}/do/say", content=content, headers=headers)
            assert answer.status_code == 200, answer.text
        shown = (await client.get(f"/try/{person}/general")).text
        assert "&lt;!channel&gt;" in shown
        assert "mention ping" not in shown


class TestOtherSites:
    """A page of another site that the same browser has open can neither act nor read."""

    async def test_they_cannot_act(self, client: httpx.AsyncClient) -> None:
        person = await enter(client)
        path, body = f"/try/{person}/do/say", {"channel": "general", "text": "forged"}
        assert (await client.post(path, data=body)).status_code == 403
        assert (await client.post(path, json=body, headers={"origin": "https://evil.example"})).status_code == 403
        assert (await client.post(path, json=body, headers={"sec-fetch-site": "cross-site"})).status_code == 403
        assert (
            await client.post(path, content=b"[1]", headers={"content-type": "application/json"})
        ).status_code == 403
        assert "forged" not in (await client.get(f"/try/{person}/general")).text

    async def test_a_name_that_was_made_to_point_here_is_refused(self, client: httpx.AsyncClient) -> None:
        for path in ("/", "/try", "/search?q=TikTok"):
            assert (await client.get(path, headers={"host": "evil.example"})).status_code == 400

    async def test_the_public_address_is_answered_and_no_other_name(self, stocked: Path, tmp_path: Path) -> None:
        changed = {"LATEPOST_PUBLIC_URL": "https://Late.example"}
        async with running_there(stocked, tmp_path, changed) as client:
            assert (await client.get("/try", headers={"host": "evil.example"})).status_code == 400
            assert (await client.get("/try", headers={"host": "late.example"})).status_code == 303


async def test_with_a_secret_the_channel_leads_to_the_reader_behind_it(stocked: Path, tmp_path: Path) -> None:
    async with running_there(stocked, tmp_path, {"LATEPOST_READER_SECRET": "s3cret-s3cret-s3cret"}) as client:
        page = (await client.get("/try", follow_redirects=True)).text
        link = next(tag for tag in page.split("<a ") if 'class="reader-link"' in tag)
        assert (await client.get(_attribute(link, "href"))).status_code == 200


class TestWindows:
    async def test_every_window_is_a_person_and_one_that_nobody_sits_at_is_given_away_again(
        self, client: httpx.AsyncClient
    ) -> None:
        first, second = await enter(client), await enter(client)
        assert first != second
        async with client.stream("GET", f"/try/{first}/events") as answer:
            await anext(answer.aiter_lines())
            assert await enter(client) not in (first, second)

    async def test_a_person_of_an_earlier_run_is_led_to_a_new_one(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/try/nobody/general")
        assert (answer.status_code, answer.headers["location"]) == (303, "/try")

    async def test_what_is_anothers_is_not_shown(self, client: httpx.AsyncClient) -> None:
        first, second = await enter(client), await enter(client)
        page = (await client.get(f"/try/{first}/general")).text
        private = page.split('data-dm="')[1].split('"')[0]
        assert (await client.get(f"/try/{second}/{private}")).status_code == 404
        assert (await do(client, second, "say", channel=private, text="x")).status_code == 400


async def test_everything_that_is_shipped_is_served_and_leads_nowhere_else(client: httpx.AsyncClient) -> None:
    for file in ASSETS.iterdir():
        answer = await client.get(f"/try/static/{file.name}")
        assert answer.content == file.read_bytes()
        text = answer.text.replace("http://www.w3.org/2000/svg", "")
        assert "http://" not in text
        assert "https://" not in text


def _first_button(html: str) -> tuple[str, str, str]:
    """The view, block and action of the first button on Home."""
    button = html.split("<button", 1)[1].split(">", 1)[0]
    return (
        html.split('data-view="')[1].split('"')[0],
        _attribute(button, "data-block"),
        _attribute(button, "data-action"),
    )


def _attribute(tag: str, name: str) -> str:
    return tag.split(f'{name}="')[1].split('"')[0]


class _OutOfReach:
    """A library that can't be read."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def sources(self) -> list[tuple[str, int]]:
        raise self._error


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [(StoreError("The disk is full."), 503, "The disk is full."), (ValueError("secret"), 500, "could not be read")],
)
async def test_a_page_that_can_not_be_drawn_says_so_as_a_page(error: Exception, status: int, words: str) -> None:
    async with Workspace(lambda: START) as workspace:
        workspace.add_channel("general")
        face = workspace_ui(workspace, {}, ("general",), reader_path=None)
        transport = httpx.ASGITransport(app=site(face.routes(_OutOfReach(error))))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as opened:
            person = await enter(opened)
            shown = await opened.get(f"/try/{person}/general", headers={"accept": "text/html"})
    assert shown.status_code == status
    assert words in shown.text
    assert "secret" not in shown.text
    assert 'rel="stylesheet"' in shown.text
