"""Words and meaning together decide which article and which point stands first."""

from bot.search.ranking.fusion import fused
from bot.search.ranking.scoring import ScoredArticle, WeighedPoint
from bot.search.ranking.similarity import ArticleSimilarity
from bot.search.ranking.verdict import Logistic

ORDER = Logistic({"score": 1.0, "cosine": 2.0})


def article(article_id, score, points=(), similar=None):
    """An article that words have weighed."""
    weighed = [WeighedPoint(position, {}, worth) for position, worth in points]
    return ScoredArticle(article_id, score, 0.5, [], [], weighed, {}, similar)


def near(*cosines):
    """How near the passages of an article are."""
    return ArticleSimilarity(cosines, max(cosines), sum(cosines) / len(cosines), place=0)


def test_without_meaning_the_score_by_words_decides():
    assert [each.article_id for each in fused([article("a", 1.0), article("b", 3.0)], ORDER)] == ["b", "a"]


def test_an_article_that_is_nearer_by_meaning_goes_before_one_with_a_few_more_words():
    found = fused([article("a", 3.0, similar=near(0.1)), article("b", 2.0, similar=near(0.6))], ORDER)
    assert [each.article_id for each in found] == ["b", "a"]


def test_a_point_that_no_word_meets_stands_first_where_it_says_the_same():
    (found,) = fused([article("a", 1.0, [(0, 0.5)], near(0.0, 0.9))], ORDER)
    assert [point.position for point in found.points] == [1, 0]


def test_nothing_comes_of_no_articles():
    assert fused([], ORDER) == []
