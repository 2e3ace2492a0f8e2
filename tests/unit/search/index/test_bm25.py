"""Scores: what must be greater than what."""

from bot.search.analysis.tokenizer import tokenize
from bot.search.index.bm25 import inverse_frequency
from bot.search.index.forward import PARAGRAPH, TITLE, ForwardEntry, Piece, pack
from bot.search.query.concept import Alternative, Concept
from bot.search.ranking.scoring import ArticleScorer, ScoringQuery


def concept(typed, *alternatives, information=1.0):
    return Concept(typed, alternatives, information, passage_idf=2.0, article_idf=2.0)


def article_score(concepts, counts, length, average):
    asked = ScoringQuery(concepts)
    return asked.score(asked.credits(counts), length, average)


TYPED = Alternative(("suv",), 1.0, "typed", "suv")
TRANSLATED = Alternative(("solid", "state"), 0.8, "translated", "solid state")


def test_a_rarer_term_weighs_more():
    assert inverse_frequency(1000, 1) > inverse_frequency(1000, 100) > inverse_frequency(1000, 1000) > 0


def test_a_word_and_its_translation_count_once():
    both = concept("suv", TYPED, Alternative(("car",), 0.8, "translated", "car"))
    assert article_score([both], {"suv": 1, "car": 1}, 10, 10) == article_score([both], {"suv": 1}, 10, 10)


def test_a_longer_article_scores_less_for_the_same_words():
    assert article_score([concept("suv", TYPED)], {"suv": 1}, 100, 10) < article_score(
        [concept("suv", TYPED)], {"suv": 1}, 10, 10
    )


def test_part_of_a_reading_is_worth_less_than_all_of_it():
    solid = concept("固态", TRANSLATED)
    assert 0 < solid.credit({"solid": 1}).weight < solid.credit({"solid": 1, "state": 2}).weight == 0.8


def test_nothing_of_a_concept_is_worth_nothing():
    assert concept("suv", TYPED).credit({"bus": 3}).weight == 0


def test_rare_words_decide_how_much_of_a_question_is_met():
    rare, common = concept("固态", information=0.9), concept("year", information=0.1)
    asked = ScoringQuery([rare, common])
    assert asked.coverage([1.0, 0.0]) > 0.8
    assert asked.coverage([0.0, 1.0]) < 0.2
    assert ScoringQuery([]).coverage([]) == 0


def reading(text, *concepts):
    packed = pack([Piece(TITLE, tokenize("")), Piece(PARAGRAPH, tokenize(text))])
    return ArticleScorer("a", ForwardEntry(packed), ScoringQuery(concepts))


def typed(word):
    return concept(word, Alternative(tuple(tokenize(word).main), 1.0, "typed", word))


def test_words_side_by_side_as_in_the_question_count_more_than_words_apart():
    words = typed("machine"), typed("tool")
    assert reading("a machine tool hums", *words).score(4) > reading("a tool, a machine", *words).score(4)
    words = typed("数据"), typed("安全")
    assert reading("数据安全很难", *words).score(4) > reading("安全数据很难", *words).score(4)
