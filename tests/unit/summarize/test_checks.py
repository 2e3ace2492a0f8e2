"""What the check of a model's statements lets through: what the paragraphs say, also in the other language."""

import pytest

from bot.search.lexicon.dictionary import INSTALLED, Lexicon
from bot.search.lexicon.glossary import Glossary
from bot.summarize.checks import Checks
from bot.summarize.names import Names
from bot.summarize.sentences import sentences
from tests.processes import CHECKOUT
from tests.relevance.summaries import Marked, read_marked

MARKED = {each.article.title: each for each in read_marked()}
IN_ENGLISH = [
    ("The supermarket chain Linlixian plans to grow from 40 to 130 stores this year.", 2),
    ("Founder Gu Kai believes that a community supermarket lives on three restockings a day.", 2),
    ("Both earlier expansions failed because losses exceeded 12%.", 3),
    ("A central kitchen in Hangzhou cut losses to 4.5%.", 4),
    ("Investment per store fell from 800,000 to 350,000 yuan and pays back in 14 months.", 4),
    ("Rents rose by 30% in two years.", 5),
    ("The company has signed 22 residential compounds that share revenue.", 5),
]
IN_CHINESE = [
    ("连锁面包店 Hearth & Rye 有 64 家店，将在三月前停止向超市出售冷冻面团。", 2),
    ("批发业务去年占收入的 40%，但亏损 600 万美元。", 2),
    ("首席执行官 Dana Whitfield 认为，同样的面粉做成鲜面包可以卖出三倍的价钱。", 3),
    ("公司将花 1100 万美元把两家冷冻厂改成 30 个社区厨房。", 4),
    ("约 220 名员工将失去工作。", 4),
]


@pytest.fixture(scope="module")
def names() -> Names:
    return Names(Glossary.read(CHECKOUT / "data" / "glossary.toml"), Lexicon(INSTALLED))


@pytest.mark.parametrize("marked", MARKED.values(), ids=lambda each: each.article.title)
def test_every_sentence_of_an_article_is_borne_out_by_its_own_paragraph(names: Names, marked: Marked) -> None:
    checks = Checks(marked.article.paragraphs, names)
    for number, paragraph in enumerate(marked.article.paragraphs, 1):
        assert [fault for each in sentences(paragraph) if (fault := checks.fault(each, [number]))] == []


@pytest.mark.parametrize(("statement", "paragraph"), IN_ENGLISH)
def test_english_statements_of_a_chinese_article(names: Names, statement: str, paragraph: int) -> None:
    checks = Checks(MARKED["社区超市的第三次试验"].article.paragraphs, names)
    assert checks.fault(statement, [paragraph]) is None


@pytest.mark.parametrize(("statement", "paragraph"), IN_CHINESE)
def test_chinese_statements_of_an_english_article(names: Names, statement: str, paragraph: int) -> None:
    checks = Checks(MARKED["The bakery chain that stopped freezing"].article.paragraphs, names)
    assert checks.fault(statement, [paragraph]) is None


@pytest.mark.parametrize("marked", MARKED.values(), ids=lambda each: each.article.title)
def test_no_paragraph_bears_out_what_another_article_says_in_figures_and_names(names: Names, marked: Marked) -> None:
    other = MARKED["海岛上的数据中心"] if marked is not MARKED["海岛上的数据中心"] else MARKED["小城电影院"]
    checks = Checks(other.article.paragraphs, names)
    everywhere = list(range(1, len(other.article.paragraphs) + 1))
    assert all(checks.fault(each, everywhere) for each in marked.kept if sum(map(str.isdigit, each)) > 2)


@pytest.mark.parametrize("name", ["Smith", "Jones", "Brown", "Cook", "Wilson", "Johnson", "Taylor", "George", "Mark"])
def test_a_surname_that_begins_a_sentence_is_no_ordinary_word(names: Names, name: str) -> None:
    told = "The chief executive of the bakery resigned after it lost $6 million last year."
    statement = f"{name} resigned after the bakery lost $6 million."
    assert "names" in (Checks([told], names).fault(statement, [1]) or "")
    assert Checks([told.replace("chief executive", name, 1)], names).fault(statement, [1]) is None


@pytest.mark.parametrize(
    "word", ["Revenue", "Investment", "Growth", "Management", "Prices", "Green", "Long", "Rich", "Hope", "New"]
)
def test_an_ordinary_word_may_begin_a_sentence(names: Names, word: str) -> None:
    told = "The chief executive of the bakery resigned after it lost $6 million last year."
    statement = f"{word} losses of the bakery were $6 million last year."
    assert Checks([told], names).fault(statement, [1]) is None
