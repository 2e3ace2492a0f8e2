"""The extractive summary: sentences of the article, word for word, with their paragraphs, in two to six sections."""

import pytest

from bot.model import Article
from bot.summarize.extractive import extract, sentences_of
from bot.summarize.headings import noun_phrases
from bot.summarize.sentences import sentences
from tests.feed_server import ENGLISH, TEXT
from tests.library import article
from tests.relevance.summaries import read_marked


def full_text(*paragraphs: str, title: str = "江轮换电") -> Article:
    return article(title=title, viewpoint="", viewpoint_citations=(), sections=(), paragraphs=paragraphs)


@pytest.mark.parametrize("marked", read_marked(), ids=lambda each: each.article.title)
def test_every_point_is_a_sentence_of_the_paragraph_that_it_cites(marked) -> None:  # type: ignore[no-untyped-def]
    found = extract(marked.article)
    statements = [(point.text, point.citations) for point in found.points]
    for text, citations in [*statements, (found.viewpoint, found.viewpoint_citations)]:
        (number,) = citations
        assert text in sentences(found.paragraphs[number - 1])
    assert 2 <= len(found.sections) <= 6
    assert all(section.points for section in found.sections)
    assert len(set(statements)) == len(statements)
    assert [citation for _, (citation,) in statements] == sorted(citation for _, (citation,) in statements)
    assert found.paragraphs == marked.article.paragraphs
    assert found.summary_by == "extractive"


def test_the_article_s_own_headings_are_those_of_the_sections() -> None:
    paragraphs = ("换电站", *TEXT[:3], "钱从哪里来", *ENGLISH, "公司计划明年再建 3 座换电站，总投资 1.6 亿元。")
    found = extract(full_text(*paragraphs))
    assert [section.heading for section in found.sections] == ["换电站", "钱从哪里来"]


def test_chrome_of_a_page_questions_and_headings_are_no_points() -> None:
    chrome = (
        "点击上方蓝字关注我们。",
        "长按二维码，下载 3 个应用。",
        "Subscribe to our newsletter for $5.",
        "值不值得？",
    )
    found = extract(full_text(*chrome, *TEXT))
    assert not {point.text for point in found.points} & set(chrome)


@pytest.mark.parametrize(
    "names",
    [
        "本文首发于 2025 年 09 月 26 日 文 丨 林小满 何川 编辑 丨 陈一鸣 ",
        "撰文｜林小满 ",
        "作者：林小满、何川 编辑：陈一鸣 摄影 / 周渔 ",
    ],
)
def test_credits_are_left_out_of_the_sentence_that_they_run_into(names: str) -> None:
    found = extract(full_text(names + "".join(TEXT)))
    said = [found.viewpoint, *(point.text for point in found.points)]
    assert not [text for text in said if "小满" in text or "编辑" in text]
    assert TEXT[0].split("。")[0] + "。" in said
    assert all(text in found.paragraphs[0] for text in said)


def test_credits_are_no_heading() -> None:
    paragraphs = ("换电站", *TEXT[:3], "文 丨 林小满 编辑 丨 陈一鸣", *ENGLISH)
    assert "文 丨 林小满 编辑 丨 陈一鸣" not in [
        section.heading for section in extract(full_text(*paragraphs)).sections
    ]


def test_a_role_inside_a_sentence_is_no_credit() -> None:
    text = "他对编辑：你好 说了三遍，共 3 次。"
    assert text in [each.text for each in sentences_of(full_text(text))]


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("The roof costs 35 percent more than open land.", {"roof", "open land"}),
        ("The airline plans to buy the seed firm.", {"airline", "seed firm"}),
        ("It lost 14 parcels and 3 million euros.", set()),
        ("天然橡胶价格今年上涨了 28%，每件只赚 1.6 克朗。", {"天然橡胶价格"}),
        ("他们学过护理，公司设立了培训中心。", {"护理", "公司", "培训中心"}),
    ],
)
def test_noun_phrases_hold_no_verb_and_no_measure(text: str, phrases: set[str]) -> None:
    assert {phrase.text for phrase in noun_phrases(text)} == phrases


def test_a_section_without_a_phrase_of_its_own_has_no_heading() -> None:
    found = extract(full_text("它去年赚了 85 亿。它今年赚了 60 亿。它明年会赚 70 亿。", title="它"))
    assert {section.heading for section in found.sections} <= {""}


def test_the_viewpoint_is_the_news_and_no_side_fact_with_more_figures() -> None:
    news = "长江航运推迟了电船下水。"
    rest = ("这家公司有 14 艘船，去年收入 52 亿元，净利润 6.3 亿元。", "船厂在 3 个省有 9 座船坞，一年造 210 艘船。")
    assert extract(full_text(news, *rest, *rest[::-1], title="长江航运推迟电船下水")).viewpoint == news


def test_a_repeated_sentence_is_one_point() -> None:
    found = extract(full_text(*TEXT, *TEXT, *TEXT))
    texts = [point.text for point in found.points[:3]]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(
    "paragraphs", [(), ("短。",), ("第一句话说了船。第二句话说了电。",), ("没有句号",) * 50, ("……",), ("\u200b。",)]
)
def test_what_is_too_short_stays_as_it_is(paragraphs: tuple[str, ...]) -> None:
    text = full_text(*[each for each in paragraphs if each.strip("\u200b。")])
    assert extract(text) == text


def test_a_book_is_summarised_too() -> None:
    found = extract(
        full_text(
            *(f"第 {number} 章说了换电站的第 {number * 7} 件事情，花了 {number} 万元。" for number in range(5000))
        )
    )
    assert 3 <= len(found.points) <= 16


def test_three_sentences_are_a_viewpoint_and_two_sections() -> None:
    found = extract(full_text("".join(TEXT[:3])))
    assert found.viewpoint
    assert [len(section.points) for section in found.sections] == [1, 1]
