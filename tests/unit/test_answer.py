"""What an answer shows of an article that holds a summary of its own sentences beside its paragraphs."""

from pathlib import Path

import pytest

from bot.app.library import Library, open_library
from bot.app.settings import Settings
from bot.formats import Parsed, read
from bot.model import Answer, Article, PhraseNowhere, UnknownSource
from bot.summarize.extractive import extract
from tests.feed_server import ENGLISH, TEXT
from tests.library import article


def full_text(*paragraphs: str) -> Article:
    return extract(article(sections=(), viewpoint="", viewpoint_citations=(), title="江轮", paragraphs=paragraphs))


async def asked(folder: Path, question: str, held: Article) -> Answer:
    settings = Settings.model_validate({"LATEPOST_DATA_DIR": folder})
    async with open_library(settings, lambda _: None) as library:
        return await _ask(library, question, held)


async def _ask(library: Library, question: str, held: Article) -> Answer:
    await library.store.save(held)
    await library.catch_up()
    return await library.answer(question, 5)


@pytest.mark.parametrize(
    ("paragraphs", "question", "words"),
    [
        (TEXT, "宜昌 换电站 总投资", "1.6 亿元"),
        (TEXT, "水位 靠岸", "两天"),
        (("".join(TEXT[:2]), "".join(TEXT[2:])), "水位 靠岸", "两天"),
        (ENGLISH, "ferry heater winter", "burns oil"),
        (ENGLISH, "Kelso charging towers", "$14 million"),
    ],
)
async def test_a_sentence_and_its_paragraph_are_shown_once(
    tmp_path: Path, paragraphs: tuple[str, ...], question: str, words: str
) -> None:
    held = full_text(*paragraphs)
    answer = await asked(tmp_path, question, held)
    shown = [point.text for point in answer.matches[0].points]
    assert sum(words in text for text in shown) == 1
    assert all(point.text in held.paragraphs[point.citations[0] - 1] for point in answer.matches[0].points)


KEPT_WHOLE = """江轮的冬天
Harbor Weekly· 2025-11-02 09:00
Kelso's ferries were refitted with batteries over the summer [1]. The harbour board raised mooring
fees by a fifth [2][3]. Bakers on the quay complain of empty mornings [4]. A bridge will open to lorries in 2027 [5].
"""
IN_TWO_LANGUAGES = """Harbor Weekly
Why the night trains came back
Harbor Weekly· 2025-11-03 09:00
Tickets - Passengers buy a sleeper ticket two months ahead ［1］ Hotels - Hotel prices rose by a third last summer ［2］
旧书店靠什么活着
Harbor Weekly· 2025-11-01 09:00
租金 ◆ 书店的租金三年没有涨【1】 座位 ◆ 咖啡收入超过了卖书【2】
"""


async def answers_of_page(folder: Path, page: str, *questions: str) -> list[list[tuple[str, str]]]:
    """For each question the points shown of a captured page, each with its article's title."""
    path = folder / "page.txt"
    path.write_text(page, "utf-8")
    settings = Settings.model_validate({"LATEPOST_DATA_DIR": folder / "data"})
    async with open_library(settings, lambda _: None) as library:
        for found in read(path):
            assert isinstance(found, Parsed)
            await library.store.save(found.article)
        await library.catch_up()
        answers = [await library.answer(question, 5) for question in questions]
    return [[(match.article.title, point.text) for match in each.matches for point in match.points] for each in answers]


async def test_of_an_article_kept_whole_the_sentences_that_match_are_shown(tmp_path: Path) -> None:
    (shown,) = await answers_of_page(tmp_path, KEPT_WHOLE, "mooring fees")
    assert shown == [("江轮的冬天", "The harbour board raised mooring fees by a fifth [2][3].")]


async def test_points_of_captured_pages_answer_questions_in_the_other_language(tmp_path: Path) -> None:
    questions = ("bookstore rent", "coffee revenue of the bookshop", "酒店价格", "乘客的车票")
    found = await answers_of_page(tmp_path, IN_TWO_LANGUAGES, *questions)
    assert [shown[0][1] if shown else "" for shown in found] == [
        "书店的租金三年没有涨",
        "咖啡收入超过了卖书",
        "Hotel prices rose by a third last summer",
        "Passengers buy a sleeper ticket two months ahead",
    ]


async def test_filters_alone_show_leading_points_without_claiming_that_anything_matched(tmp_path: Path) -> None:
    held = article(paragraphs=("Point one of article 1. It was said twice.", "Another paragraph."))
    match = (await asked(tmp_path, "since:2025-01", held)).matches[0]
    assert [point.text for point in match.points] == [point.text for point in held.points]
    assert not match.by_title


async def test_who_asks_for_a_source_that_does_not_exist_is_told_those_that_do(tmp_path: Path) -> None:
    held = article(source="Harbor Weekly")
    (*_, note) = (await asked(tmp_path, "source:nowhere source:harbor source:nobody zzqx", held)).notes
    assert note == UnknownSource(names=("nowhere", "nobody"), sources=("Harbor Weekly",))
    for known in ("source:harbor zzqx", "source:harbor since:2030-01-01"):
        assert not any(isinstance(note, UnknownSource) for note in (await asked(tmp_path, known, held)).notes)


async def test_a_title_alone_has_no_leading_points_to_speak_of(tmp_path: Path) -> None:
    held = article(title="江轮换电记", viewpoint="", sections=(), paragraphs=())
    match = (await asked(tmp_path, "江轮换电", held)).matches[0]
    assert match.points == ()
    assert not match.by_title


async def test_a_long_quotation_is_found_though_a_word_of_it_differs(tmp_path: Path) -> None:
    held = full_text("A ferry swaps two battery containers in nine minutes while the passengers board.")
    answer = await asked(tmp_path, '"swaps two battery containers in ten minutes"', held)
    assert [match.article.id for match in answer.matches] == [held.id]
    assert answer.notes == (PhraseNowhere(phrases=("swaps two battery containers in ten minutes",)),)
    for short in ('"battery ferry"', '"a b c d e"'):
        assert not (await asked(tmp_path, short, held)).matches


@pytest.mark.parametrize(
    ("text", "question", "read_as"),
    [
        ("The ferry line TikTok runs is long.", "Tik Tok ferry", "tiktok ferry"),
        ("The ferry m" + "1" * 40 + " is long.", "ferry m " + "1" * 40, "ferry m" + "1" * 40),
        ("外资品牌的渡轮很长。", "wai4zi1 du lun", None),
        ("A luxury ferry is long.", "luxary ferry", "luxury ferry"),
    ],
)
async def test_what_was_put_right_is_told_however_it_was_typed(
    tmp_path: Path, text: str, question: str, read_as: str | None
) -> None:
    answer = await asked(tmp_path, question, full_text(text))
    assert answer.matches
    assert answer.read_as == read_as if read_as else answer.read_as
