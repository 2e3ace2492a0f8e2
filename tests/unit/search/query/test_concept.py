"""What a text earns for saying a concept, whole or in part."""

import pytest

from bot.search.query.concept import Alternative, Concept


def concept(how: str, *terms: str) -> Concept:
    return Concept("typed", (Alternative(terms, 1.0, how, " ".join(terms)),), 1.0, 1.0, 1.0)


@pytest.mark.parametrize(
    ("how", "terms", "counts", "weight"),
    [
        ("typed", ("spare", "part"), {"spare": 1, "part": 2}, 1.0),
        ("typed", ("spare", "part"), {"part": 2}, 0.5),
        ("alias", ("spare", "part"), {"part": 2}, 0.2),
        ("related", ("dure", "the", "day"), {"the": 9, "dure": 1}, 0.0),
        ("related", ("dure", "the", "day"), {"day": 1}, 0.8),
        ("alias", ("the", "who"), {"the": 1}, 0.0),
        ("alias", ("the", "who"), {"the": 1, "who": 1}, 1.0),
        ("typed", ("part",), {"spare": 1}, 0.0),
    ],
)
def test_a_part_earns_less_than_the_whole_and_words_that_only_bind_nothing(
    how: str, terms: tuple[str, ...], counts: dict[str, int], weight: float
) -> None:
    credit = concept(how, *terms).credit(counts)
    assert credit.weight == pytest.approx(weight)
    assert (credit.alternative is None) == (weight == 0.0)
