"""The constants of ranking in one place: what each means, its unit, and where its value comes from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingParameters:
    """Every share is from 0 to 1. *Judged* values were compared by leaving one library of `tests/relevance` out."""

    pool: int = 50
    """Articles and passages that the word index gives by plain BM25 before anything is weighed more closely."""
    read: int = 28
    """Articles of the pool whose terms are read at the least; above it no judged figure moves."""
    spare: int = 3
    """Articles weighed beyond the ones asked for: the closer look may put one of them forward."""
    near_passages: int = 60
    """Passages that are looked at as the nearest ones: ten articles with up to six of them each."""
    filtered_passages: int = 50_000
    """Passages that a filter lets through among which the nearest are looked for; of more, any so many."""
    near_articles: int = 10
    """Articles that the meaning brings in."""
    terms: int = 48
    """Terms by which articles are looked for, the most telling ones; it bounds the time of hostile questions."""
    passage_terms: int = 16
    """The same for passages."""

    point_length: float = 25.0
    """Terms of a usual key point: the mean that BM25 compares the lengths of points with, counted on the sample."""
    dependence: float = 0.3
    """What two words are worth once more that stand side by side as typed; Metzler and Croft (2005) find 0.1 to 0.3."""
    title_score: float = 0.3
    """The share of its BM25 score that a title adds once more to an article's."""
    point_score: float = 1.0
    """The share of its best point's score that an article's gets; judged."""
    coverage_power: float = 0.4
    """The exponent of the share of the question that is met, as a factor of the article's score; judged."""

    heading_in_point: float = 0.5
    """What a word in the heading above, or in the title, is worth to a point's score; judged, flat from 0.3 to 0.7."""
    weakest_point: float = 0.35
    """The share of the best point's score below which a point of the same article is not shown."""
    point_meaning: float = 2.0
    """The weight of a point's cosine beside its word score as a share of the best one's; judged, flat from 1.5 to 5."""

    title_worth: float = 0.95
    """How well a word counts as met that stands in the title; in the heading above a point the same."""
    viewpoint_worth: float = 0.6
    """How well a word counts as met that stands in the viewpoint."""
    elsewhere_worth: tuple[tuple[int, float], ...] = ((2, 0.1), (3, 0.6))
    """How well a word counts as met that stands in another point, by the number of words asked: of a few, as in `CEO of
    Apple`, one that stands apart is not said of the other."""
    elsewhere_worth_in_many: float = 0.85
    """The same for more words than those."""
    missing: float = 0.3
    """How little a word is met that an article does not speak of, wherever it stands."""

    weakest_article: float = 4.0
    """How far behind the best article, in logits of the fusion, one may stand that is shown: at 1 to 55 odds."""
    rank_offset: float = 5.0
    """k of the reciprocal rank by meaning: Cormack et al. (2009) take 60 for lists of a thousand; judged, 5 for ten."""


PARAMETERS = RankingParameters()
