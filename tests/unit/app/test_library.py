"""The library as the bot serves it: answers on the event loop, indexing in a thread beside it."""

import asyncio
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from structlog.testing import capture_logs

from bot.app.indexing.executor import Executor, IndexThread, Inline
from bot.app.library import open_library
from bot.app.settings import Settings
from bot.errors import SettingsError
from tests.full_disk import full_disk
from tests.library import article
from tests.serving import served

_ARTICLES = 120
_AT_ONCE = 10


async def test_answers_stay_whole_while_articles_are_indexed(tmp_path: Path) -> None:
    settings = Settings.read({"LATEPOST_DATA_DIR": str(tmp_path), "LATEPOST_ENCODER": "off"}, tmp_path)
    async with open_library(settings, lambda _: None, IndexThread()) as library:

        async def bring() -> None:
            for first in range(1000, 1000 + _ARTICLES, _AT_ONCE):
                for number in range(first, first + _AT_ONCE):
                    await library.store.save(article(number, source="Elsewhere"))
                await library.refresh()

        uploads = asyncio.create_task(bring())
        found: list[int] = []
        while not uploads.done():
            answer = await library.answer("TikTok hearing source:Elsewhere", 100)
            assert all(match.points for match in answer.matches)
            await asyncio.sleep(0.001)  # else the two threads wait for Python's lock more than they work
            found.append(len(answer.matches))
        await uploads
        assert found == sorted(found)
        assert len(set(found)) > 2  # some came in between
        assert len((await library.answer("TikTok hearing source:Elsewhere", 100)).matches) == 100


class _Others:
    """Counts how often others on the event loop have their turn."""

    def __init__(self, pause_seconds: float = 0.0) -> None:
        self.turns = 0
        self._pause_seconds = pause_seconds

    async def __aenter__(self) -> "_Others":
        self._task = asyncio.create_task(self._run())
        await asyncio.sleep(0)
        self.turns = 0
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            self.turns += 1
            await asyncio.sleep(self._pause_seconds)


async def test_many_questions_at_once_let_others_have_their_turn_after_each(tmp_path: Path) -> None:
    settings = Settings.read({"LATEPOST_DATA_DIR": str(tmp_path), "LATEPOST_ENCODER": "off"}, tmp_path)
    async with open_library(settings, lambda _: None, IndexThread()) as library:
        async with _Others() as others:
            await asyncio.gather(*(library.answer("TikTok", 5) for _ in range(20)))
        assert others.turns >= 20


async def test_a_long_question_holds_nobody_up_and_is_answered_as_well(tmp_path: Path) -> None:
    settings = Settings.read({"LATEPOST_DATA_DIR": str(tmp_path), "LATEPOST_ENCODER": "off"}, tmp_path)
    async with open_library(settings, lambda _: None, IndexThread()) as library:
        question = "TikTok 听证会 " + "数字金融与新能源汽车的保值率" * 100
        async with _Others(pause_seconds=0.001) as others:
            answer = await library.answer(question, 5)
        assert others.turns > 5
        there = (await library.answerer.answer(question, 5)).model_dump(exclude={"took_ms"})
        assert answer.model_dump(exclude={"took_ms"}) == there


@pytest.mark.parametrize("executor", [Inline, IndexThread])
async def test_a_question_under_which_the_index_is_begun_anew_is_no_miss(
    tmp_path: Path, executor: type[Executor]
) -> None:
    settings = Settings.read({"LATEPOST_DATA_DIR": str(tmp_path), "LATEPOST_ENCODER": "off"}, tmp_path)
    async with open_library(settings, lambda _: None, executor()) as library:
        await library.store.save(article(1))
        await library.refresh()
        asking = asyncio.create_task(library.answer("TikTok", 5))
        await asyncio.sleep(0)  # it is on its way
        library.index.discard()
        assert len((await asking).matches) == 1


async def test_a_beginning_is_completed_with_the_articles_whose_titles_go_on_like_it(tmp_path: Path) -> None:
    settings = Settings.read({"LATEPOST_DATA_DIR": str(tmp_path), "LATEPOST_ENCODER": "off"}, tmp_path)
    async with open_library(settings, lambda _: None) as library:
        await library.store.save(article(1))
        await library.store.save(article(2, title="Of something else"))
        await library.refresh()
        completion = await library.complete("tikt", 5)
        assert completion.queries == ("TikTok",)
        assert [found.title for found in completion.articles] == [article(1).title]
        assert (await library.complete("zzz", 5)).queries == ()


async def test_a_library_on_a_full_disk_answers_from_what_it_holds(tmp_path: Path) -> None:
    settings = Settings.read({"LATEPOST_DATA_DIR": str(tmp_path), "LATEPOST_ENCODER": "off"}, tmp_path)
    async with open_library(settings, lambda _: None) as library:
        await library.store.save(article(1000))
        await library.refresh()
        await library.store.save(article(1001))  # which the index has not seen
    with capture_logs() as logged, full_disk():
        async with open_library(settings, lambda _: None) as library:
            assert not await library.refresh()
            await library.encode_few()
            answer = await library.answer("TikTok hearing", 5)
            assert article(1000).id in {match.article.id for match in answer.matches}
    assert "the index does not follow the store" in {each["event"] for each in logged}


class TestEndpoint:
    """An encoder elsewhere, by LATEPOST_ENCODER and LATEPOST_ENCODER_URL."""

    async def test_its_vectors_are_made_and_questions_are_asked_with_them(self, tmp_path: Path) -> None:
        asked: list[str] = []

        async def embeddings(request: Request) -> JSONResponse:
            body = await request.json()
            asked.extend(body["input"])
            rows = [{"index": at, "embedding": [float(len(text)), 1.0, 2.0]} for at, text in enumerate(body["input"])]
            return JSONResponse({"data": rows})

        app = Starlette(routes=[Route("/v1/embeddings", embeddings, methods=["POST"])])
        async with served(app) as address:
            settings = Settings.model_validate(
                {"LATEPOST_DATA_DIR": tmp_path, "LATEPOST_ENCODER": "small", "LATEPOST_ENCODER_URL": f"{address}/v1"}
            )
            async with open_library(settings, lambda _: None, IndexThread()) as library:
                await library.store.save(article(1))
                await library.refresh()
                await library.encode(100)
                assert library.unencoded_count() == 0
                assert (await library.answer("TikTok hearing", 5)).matches
        assert "TikTok hearing" in asked

    async def test_words_answer_alone_while_it_fails_and_the_log_says_so(self, tmp_path: Path) -> None:
        settings = Settings.model_validate(
            {
                "LATEPOST_DATA_DIR": tmp_path,
                "LATEPOST_ENCODER": "small",
                "LATEPOST_ENCODER_URL": "http://127.0.0.1:9/v1",
            }
        )
        async with open_library(settings, lambda _: None, IndexThread()) as library:
            await library.store.save(article(1))
            await library.refresh()
            with capture_logs() as log:
                await library.encode_few()
            assert (await library.answer("TikTok hearing", 5)).matches
        assert [line["event"] for line in log] == ["vectors are missing"]

    async def test_a_model_without_an_address_is_refused_in_a_sentence(self, tmp_path: Path) -> None:
        settings = Settings.model_validate({"LATEPOST_DATA_DIR": tmp_path, "LATEPOST_ENCODER": "small"})
        with pytest.raises(SettingsError, match="LATEPOST_ENCODER_URL"):
            async with open_library(settings, lambda _: None):
                pass
