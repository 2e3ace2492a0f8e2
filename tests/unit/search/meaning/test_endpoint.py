"""An embeddings endpoint is asked over real HTTP, by a server on loopback that speaks OpenAI's protocol."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from structlog.testing import capture_logs

from bot.errors import EncoderUnavailableError
from bot.search.meaning.endpoint import QUESTION, Endpoint, EndpointEncoder, Patience
from tests.serving import served

KEY = "sk-a-key-that-nobody-may-read"


def embedding(text: str) -> list[float]:
    return [float(len(text)), 3.0, 4.0]


class Server:
    """Answers each request with the next of what it was told to, and well when nothing is left."""

    def __init__(self, *answers: Response) -> None:
        self._answers = list(answers)
        self.bodies: list[Any] = []
        self.keys: list[str | None] = []
        self.app = Starlette(routes=[Route("/v1/embeddings", self._embeddings, methods=["POST"])])

    async def _embeddings(self, request: Request) -> Response:
        body = await request.json()
        self.bodies.append(body)
        self.keys.append(request.headers.get("authorization"))
        if self._answers:
            return self._answers.pop(0)
        data = [{"object": "embedding", "index": i, "embedding": embedding(t)} for i, t in enumerate(body["input"])]
        return JSONResponse({"object": "list", "data": data[::-1], "model": body["model"], "usage": {}})


class Clock:
    """Time that passes by sleeping alone."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


Encode = Callable[[Sequence[str]], Any]


@asynccontextmanager
async def asking(server: Server, patience: Patience, clock: Clock) -> AsyncGenerator[Encode]:
    async with served(server.app) as address:
        endpoint = Endpoint(f"{address}/v1/", "some-model", SecretStr(KEY))
        encoder = EndpointEncoder(endpoint, patience, clock=clock, sleep=clock.sleep)

        async def encode(texts: Sequence[str]) -> Any:
            return await asyncio.to_thread(encoder.encode, texts)

        try:
            yield encode
        finally:
            encoder.close()


def listing(*vectors: list[Any], indices: Sequence[int] | None = None) -> Response:
    places = indices if indices is not None else range(len(vectors))
    return JSONResponse({"data": [{"index": i, "embedding": v} for i, v in zip(places, vectors, strict=True)]})


async def test_texts_become_unit_vectors_in_their_order_batch_by_batch() -> None:
    server = Server()
    async with asking(server, Patience(batch=2), Clock()) as encode:
        vectors = await encode(["a", "四个字呢", "ccc"])
    expected = np.array([embedding(text) for text in ("a", "四个字呢", "ccc")])
    assert np.allclose(vectors, expected / np.linalg.norm(expected, axis=1, keepdims=True))
    assert vectors.dtype == np.float32
    assert [body["input"] for body in server.bodies] == [["a", "四个字呢"], ["ccc"]]
    assert {body["model"] for body in server.bodies} == {"some-model"}
    assert set(server.keys) == {f"Bearer {KEY}"}


async def test_no_texts_ask_nothing() -> None:
    server = Server()
    async with asking(server, Patience(), Clock()) as encode:
        assert len(await encode([])) == 0
    assert server.bodies == []


async def test_what_fails_for_a_moment_is_tried_again_with_growing_pauses() -> None:
    server, clock = Server(Response(status_code=503), Response(status_code=500), Response(status_code=502)), Clock()
    async with asking(server, Patience(), clock) as encode:
        assert len(await encode(["a"])) == 1
    assert clock.slept == [0.5, 1.0, 2.0]


async def test_the_pause_that_the_endpoint_asks_for_is_kept() -> None:
    clock = Clock()
    async with asking(Server(Response(status_code=429, headers={"Retry-After": "7"})), Patience(), clock) as encode:
        await encode(["a"])
    assert clock.slept == [7.0]


@pytest.mark.parametrize(
    ("answer", "wait"),
    [(Response(status_code=429, headers={"Retry-After": "3600"}), 3600), (Response(status_code=503), None)],
)
async def test_it_gives_up_when_the_time_or_the_tries_are_over(answer: Response, wait: float | None) -> None:
    server, clock = Server(*[answer] * 10), Clock()
    async with asking(server, Patience(tries=3), clock) as encode:
        with pytest.raises(EncoderUnavailableError) as caught:
            await encode(["a"])
    assert caught.value.retry_helps
    assert caught.value.wait_seconds == wait
    assert len(server.bodies) == (1 if wait else 3)
    assert clock.now < Patience().seconds


@pytest.mark.parametrize("status", [400, 401, 403, 404, 307])
async def test_a_refusal_is_not_tried_again_and_says_what_to_check(status: int) -> None:
    server = Server(JSONResponse({"error": {"message": f"Incorrect API key: {KEY}"}}, status_code=status))
    async with asking(server, Patience(), Clock()) as encode:
        with pytest.raises(EncoderUnavailableError, match=f"{status}.*LATEPOST_ENCODER_KEY") as caught:
            await encode(["a"])
    assert not caught.value.retry_helps
    assert len(server.bodies) == 1


@pytest.mark.parametrize(
    "answer",
    [
        Response("no JSON"),
        JSONResponse({"error": "no data"}),
        listing([1.0, 2.0]),
        listing([1.0], [2.0], indices=[0, 0]),
        listing([1.0], [2.0, 3.0]),
        listing([1.0], ["x"]),
        listing([], []),
        Response('{"data": [{"index": 0, "embedding": [NaN]}, {"index": 1, "embedding": [1]}]}'),
    ],
    ids=["text", "error", "too few", "one twice", "lengths", "no numbers", "empty", "not finite"],
)
async def test_an_answer_that_is_no_list_of_vectors_is_an_error_of_the_bot(answer: Response) -> None:
    async with asking(Server(answer), Patience(), Clock()) as encode:
        with pytest.raises(EncoderUnavailableError):
            await encode(["a", "b"])


async def test_an_endpoint_that_does_not_end_its_answer_is_left_in_time() -> None:
    clock = Clock()

    async def dripping() -> AsyncGenerator[bytes]:
        while clock.now < 100:
            clock.now += 1
            yield b" "
            await asyncio.sleep(0)

    async with asking(Server(StreamingResponse(dripping())), QUESTION, clock) as encode:
        with pytest.raises(EncoderUnavailableError, match="within 2 seconds") as caught:
            await encode(["a"])
    assert caught.value.retry_helps


async def test_after_a_failure_questions_do_not_wait_until_it_has_rested() -> None:
    server, clock = Server(Response(status_code=503)), Clock()
    async with asking(server, QUESTION, clock) as encode:
        for _ in range(3):
            with pytest.raises(EncoderUnavailableError):
                await encode(["a"])
        assert len(server.bodies) == 1
        clock.now += QUESTION.rest
        assert len(await encode(["a"])) == 1


async def test_nobody_there_is_an_error_that_may_pass() -> None:
    async with served(Server().app) as address:
        pass
    encoder = EndpointEncoder(Endpoint(f"{address}/v1", "m"), QUESTION)
    with pytest.raises(EncoderUnavailableError, match="can't be reached") as caught:
        encoder.encode(["a"])
    encoder.close()
    assert caught.value.retry_helps


async def test_the_key_stands_in_no_log_line_and_no_error(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    server = Server(
        JSONResponse({"error": {"message": KEY}}, status_code=401), Response(KEY), Response(status_code=503)
    )
    errors: list[str] = []
    with capture_logs() as logs:
        async with asking(server, Patience(tries=1), Clock()) as encode:
            for _ in range(3):
                with pytest.raises(EncoderUnavailableError) as caught:
                    await encode(["a"])
                errors.append(f"{caught.value!r}")
            await encode(["a"])
    assert KEY not in f"{errors}{logs}{caplog.text}"
    assert KEY not in repr(Endpoint("http://127.0.0.1/v1", "m", SecretStr(KEY)))
