"""What the best article is to a question, by a logistic score of named figures."""

import json
from importlib.resources import files

from bot.model import Tier
from bot.search.ranking.verdict import Logistic, Verdict, read_verdicts, shipped_verdicts


def verdict(answer_from: float = 0.8, near_from: float = 0.5) -> Verdict:
    """One that looks at a single figure."""
    one = Logistic({"met": 4.0}, -2.0)
    return Verdict(order=one, answers=one, answer_from=answer_from, near=one, near_from=near_from)


def test_a_probability_is_one_half_where_the_logit_is_nought():
    assert Logistic({"met": 4.0}, -2.0).probability({"met": 0.5}) == 0.5


def test_from_the_upper_bound_on_it_answers_from_the_lower_on_it_is_near():
    found = [verdict().tier({"met": met}) for met in (1.0, 0.5, 0.2)]
    assert found == [Tier.ANSWER, Tier.NEAR, Tier.NOTHING]


def test_figures_that_no_weight_names_are_not_looked_at():
    assert Logistic({"met": 1.0}).logit({"met": 2.0, "other": 9.0}) == 2.0


def test_every_figure_of_the_shipped_verdicts_is_described():
    """The file says what each figure means, and the bounds are probabilities in order."""
    described = json.loads((files("bot.search.ranking") / "verdict.json").read_text(encoding="utf-8"))["figures"]
    for each in (shipped_verdicts().with_meaning, shipped_verdicts().words_alone):
        assert {*each.order.weights, *each.answers.weights, *each.near.weights} <= set(described)
        assert 0 < each.answer_from < 1
        assert 0 < each.near_from < 1


def test_verdicts_are_read_from_a_file(tmp_path):
    model = {"weights": {"met": 1.0}, "intercept": 0.5, "from": 0.25}
    kept = {"order": model, "answers": model, "near": model}
    path = tmp_path / "verdict.json"
    path.write_text(json.dumps({"with_meaning": kept, "words_alone": kept}), encoding="utf-8")
    assert read_verdicts(path).with_meaning.answers.logit({"met": 1.0}) == 1.5
    assert read_verdicts(path).words_alone.near_from == 0.25
