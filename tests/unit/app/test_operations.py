"""Looking after a library: ids by their beginning, questions by what they ask, what strangers may make it keep."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app.library import Library, open_library
from bot.app.operations import Operations, ReaderQuestions, group_unanswered
from bot.app.settings import Settings
from bot.errors import NoSuchArticleError
from bot.model import Answer, AskedQuestion, Tier
from bot.web.reader.rate_limit import RateLimiter
from tests.library import article

NOW = datetime(2026, 3, 27, 12, 0, tzinfo=UTC)


def asked(*questions: tuple[str, Tier]) -> list[AskedQuestion]:
    """Questions a minute apart."""
    return [
        AskedQuestion(question=question, tier=tier, asked_at=NOW + timedelta(minutes=minute))
        for minute, (question, tier) in enumerate(questions)
    ]


class TestGrouping:
    @pytest.mark.parametrize(
        "wordings",
        [
            ("Moon farms?", "moon  FARM", "ｍｏｏｎ farms", "what about the farm on the moon"),
            ("月球農場", "月球 农场", "月球农场怎么样？"),
        ],
        ids=["English", "Chinese"],
    )
    def test_a_question_is_the_same_however_it_is_worded(self, wordings: tuple[str, ...]) -> None:
        (group,) = group_unanswered(asked(*((wording, Tier.NOTHING) for wording in wordings)))
        assert (group.question, group.count) == (wordings[-1], len(wordings))

    def test_another_filter_or_word_is_another_question(self) -> None:
        questions = ("moon", "moon since:2025-01-01", "moon farm", "？", "what")
        assert len(group_unanswered(asked(*((question, Tier.NOTHING) for question in questions)))) == 5

    def test_what_is_asked_most_comes_first_and_what_was_answered_last_not_at_all(self) -> None:
        found = group_unanswered(
            asked(
                ("solved", Tier.NOTHING),
                ("once", Tier.NEAR),
                ("twice", Tier.NOTHING),
                ("twice", Tier.NEAR),
                ("Solved", Tier.ANSWER),
                ("lost", Tier.ANSWER),
                ("lost", Tier.NOTHING),
            )
        )
        assert [(group.question, group.count, group.tier) for group in found] == [
            ("twice", 2, Tier.NEAR),
            ("lost", 1, Tier.NOTHING),
            ("once", 1, Tier.NEAR),
        ]


@pytest.fixture
async def library(tmp_path: Path) -> AsyncIterator[Library]:
    settings = Settings.model_validate({"LATEPOST_DATA_DIR": tmp_path, "LATEPOST_ENCODER": "off"})
    async with open_library(settings, lambda _: None) as opened:
        yield opened


@pytest.fixture
def operations(library: Library, tmp_path: Path) -> Operations:
    settings = Settings.model_validate({"LATEPOST_DATA_DIR": tmp_path, "LATEPOST_ENCODER": "off"})
    return Operations(settings, library, lambda: NOW)


class TestRemoving:
    async def test_the_beginning_of_an_id_will_do_where_no_other_begins_so(
        self, operations: Operations, library: Library
    ) -> None:
        ids = [article(number).id for number in range(1, 40)]
        for number in range(1, 40):
            await library.store.save(article(number))
        ambiguous = next(article_id[0] for article_id in ids if sum(other[0] == article_id[0] for other in ids) > 1)
        with pytest.raises(NoSuchArticleError, match=f"Several ids begin with {ambiguous}"):
            await operations.remove(ambiguous)
        for wrong in ("", "xyz", "%"):
            with pytest.raises(NoSuchArticleError, match="`latepost articles` shows the ids"):
                await operations.remove(wrong)
        assert await operations.remove(f" {ids[0].upper()} ") == article(1)
        assert await operations.restore(ids[0][:3]) == article(1)
        with pytest.raises(NoSuchArticleError, match="`latepost articles --removed`"):
            await operations.restore(ids[0])

    async def test_search_does_not_find_it_until_it_is_restored(self, operations: Operations, library: Library) -> None:
        await library.store.save(article(1))
        await library.refresh()
        for change, found in ((operations.remove, 0), (operations.restore, 1)):
            await change(article(1).id)
            assert len((await library.answer("point one hearing", 5)).matches) == found

    async def test_another_process_with_an_index_of_its_own_follows(self, tmp_path: Path) -> None:
        database = f"sqlite:///{tmp_path / 'shared.sqlite'}"
        both = [
            Settings.model_validate(
                {"LATEPOST_DATA_DIR": tmp_path / name, "LATEPOST_DATABASE_URL": database, "LATEPOST_ENCODER": "off"}
            )
            for name in ("one", "other")
        ]
        async with open_library(both[0], lambda _: None) as here, open_library(both[1], lambda _: None) as there:
            await here.store.save(article(1))
            await there.refresh()
            for change, found in (("remove", 0), ("restore", 1)):
                await getattr(Operations(both[0], here, lambda: NOW), change)(article(1).id)
                await there.refresh()
                assert len((await there.answer("point one hearing", 5)).matches) == found


class TestReaderQuestions:
    async def test_only_so_many_that_found_no_answer_are_kept(self, operations: Operations, library: Library) -> None:
        remember = ReaderQuestions(library, lambda: NOW, RateLimiter(lambda: 0.0, burst=2))
        await remember(Answer(query="answered", matches=(), nearest=()).model_copy(update={"matches": (None,)}))
        for number in range(4):
            await remember(Answer(query=f"question\0 {number}"))
        assert {group.question for group in await operations.unanswered()} == {"question 0", "question 1"}


async def test_an_empty_library_has_an_overview(operations: Operations) -> None:
    overview = await operations.overview()
    assert (overview.stored, overview.indexed, overview.missing_vectors, overview.encoder) == (0, 0, 0, "")
    lists = (overview.newest, overview.removed, overview.digests, overview.unanswered, overview.feedback)
    assert not any(lists)


async def test_a_wrong_list_of_feeds_is_told_and_the_rest_is_shown(operations: Operations, tmp_path: Path) -> None:
    (tmp_path / "feeds.toml").write_text("[[feeds]]\nsource = 1\n")
    overview = await operations.overview()
    assert "feeds.toml" in overview.feeds_problem
    assert overview.feeds == []
