"""Whether what an article meets of a question is an answer."""

from bot.search.query.concept import Alternative, Concept
from bot.search.ranking.answerable import is_answerable as suffices_with


def is_answerable(concepts, met):
    """Where nothing stands elsewhere in the article."""
    return suffices_with(concepts, met, met)


def concept(typed, information=0.6, idf=4.0, *, known=True, is_name=False, is_well_known=False):
    """A concept that the library knows, or does not."""
    alternatives = (Alternative((typed,), 1.0, "typed", typed),) if known else ()
    return Concept(typed, alternatives, information, idf, idf, is_name=is_name, is_well_known=is_well_known)


def test_an_article_that_meets_all_answers():
    assert is_answerable([concept("rent"), concept("price")], [1.0, 1.0])


def test_one_that_meets_little_does_not():
    assert not is_answerable([concept("rent"), concept("price"), concept("lease", 0.9)], [0.0, 1.0, 0.0])


def test_the_right_company_with_none_of_what_is_asked_does_not_answer():
    company = concept("cosco", 1.0)
    assert not is_answerable([company, concept("dividend", 0.7, known=False)], [1.0, 0.0])
    assert is_answerable([company, concept("dividend", 0.7)], [1.0, 0.8])


def test_beside_a_name_more_must_be_met_than_beside_another_word():
    fact = [concept("revenue", 0.6), concept("yearly", 0.6)]
    assert is_answerable([concept("capacity", 0.9), *fact], [1.0, 0.3, 0.0])
    assert not is_answerable([concept("capcut", 0.9, is_name=True), *fact], [1.0, 0.3, 0.0])
    assert is_answerable([concept("capcut", 0.9, is_name=True), *fact], [1.0, 0.9, 0.0])


def test_two_names_do_not_make_up_for_what_is_asked_of_them():
    names = [concept("tiktok", 0.6, is_name=True), concept("india", 0.6, is_name=True)]
    assert is_answerable([*names, concept("ban", 0.7)], [1.0, 1.0, 0.6])
    assert not is_answerable([*names, concept("ban", 0.7)], [1.0, 1.0, 0.0])


def test_the_parts_of_a_name_count_once():
    asked = [concept("da", 0.5), concept("vinci", 0.9), concept("lawsuit", 0.7)]
    met = [1.0, 1.0, 0.0]
    assert suffices_with(asked, met, met)
    assert not suffices_with(asked, met, met, bound={0})


def test_a_word_that_asks_for_nothing_in_particular_may_be_missing():
    assert is_answerable([concept("capcut", 0.9, is_name=True), concept("story", 0.2)], [1.0, 0.0])


def test_a_word_is_not_telling_in_an_article_that_lacks_one_that_tells_more():
    assert is_answerable([concept("bake", 0.7, 8.0), concept("bread", 0.6), concept("stone", 0.6)], [1.0, 0.0, 0.0])
    assert not is_answerable([concept("bake", 0.7, 8.0), concept("sourdough", 1.0)], [1.0, 0.0])


def test_in_a_description_a_telling_word_outweighs_names():
    clover, rest = concept("clover", 0.9, 8.0), [concept("native", 0.4), concept("flowers"), concept("yellow")]
    ireland = concept("ireland", 0.6, is_name=True)
    assert is_answerable([clover, ireland, *rest], [1.0, 0.0, 0.0, 0.0, 0.0])
    assert not is_answerable([clover, ireland], [1.0, 0.0])


def test_a_question_of_one_word_is_answered_by_it():
    assert is_answerable([concept("cosco", 1.0)], [1.0])


def test_an_article_without_a_name_of_the_question_does_not_answer():
    asked = [concept("luckin", 0.9), concept("shops", 0.6)]
    assert is_answerable([*asked, concept("brazil", 0.4)], [1.0, 1.0, 0.0])
    assert not is_answerable([*asked, concept("brazil", 0.4, is_name=True)], [1.0, 1.0, 0.0])
    assert not is_answerable([*asked, concept("brazil", 0.4, known=False, is_name=True)], [1.0, 1.0, 0.0])


def test_a_name_that_stands_elsewhere_in_the_article_is_not_missing():
    asked = [concept("luckin", 0.9), concept("shops", 0.6), concept("brazil", 0.4, is_name=True)]
    assert suffices_with(asked, [1.0, 1.0, 0.1], [1.0, 1.0, 1.0])


def test_the_thing_asked_for_is_missed_where_many_words_for_it_are_known():
    subject = [concept("pfizer", 1.0), concept("china", 0.5)]
    assert is_answerable([*subject, concept("layoffs", 0.6)], [1.0, 1.0, 0.0])
    assert not is_answerable([*subject, concept("layoffs", 0.6, is_well_known=True)], [1.0, 1.0, 0.0])
    assert is_answerable([*subject, concept("work", 0.2, is_well_known=True)], [1.0, 1.0, 0.0])


def test_several_rare_words_of_a_long_question_are_enough():
    rare, rest = [concept(f"rare{n}", 0.9, 8.0) for n in range(2)], [concept(f"other{n}") for n in range(20)]
    assert is_answerable(rare + rest, [1.0] * 2 + [0.0] * 20)
    assert not is_answerable(rare[:1] + rest, [1.0] + [0.0] * 20)


def test_an_exact_number_is_enough_where_it_is_the_most_telling():
    assert is_answerable([concept("14300000000", 0.6), concept("stake", 0.5)], [1.0, 0.0])


def test_no_concepts_are_no_question():
    assert not is_answerable([], [])
