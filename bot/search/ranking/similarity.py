"""How near a library's passages are to a question by meaning."""

from collections.abc import Mapping, Sequence
from math import isnan
from typing import NamedTuple

from bot.errors import EncoderUnavailableError
from bot.search.index.library_index import LibraryIndex
from bot.search.index.queries import Scope
from bot.search.meaning.arrays import FloatVector
from bot.search.meaning.encoder import Encoder
from bot.search.meaning.vectors import VectorReader, Vectors
from bot.search.ranking.parameters import PARAMETERS


class ArticleSimilarity(NamedTuple):
    """Cosines of a question and one article; passages without a vector, as long as they are being made, count as 0."""

    points: Sequence[float]
    """Of each passage, at its place."""
    best: float
    """The greatest of them."""
    mean: float
    """Of them all: what the article is about."""
    place: int
    """The place of the article in the order of the nearest ones, from 0; further ones share the last place."""


class Likeness(NamedTuple):
    """How near two articles are to each other by the meaning of their passages."""

    cosine: float
    """The mean, over the passages of both, of the cosine with the nearest passage of the other."""
    nearest: tuple[int, int]
    """The places of the two passages that are nearest to each other."""


class QuestionMeaning:
    """One question, read by the encoder, before the vectors of one moment."""

    def __init__(
        self, vector: FloatVector, vectors: Vectors, nearest: Mapping[str, float], within: Sequence[str]
    ) -> None:
        self._vector = vector
        self._vectors = vectors
        self._places = {article_id: place for place, article_id in enumerate(nearest)}
        self.nearest = within
        """Ids of the articles in the scope of the question with the nearest passages, nearest first."""

    def similarity(self, article_id: str, vector_keys: Sequence[int]) -> ArticleSimilarity | None:
        """How near an article is whose passages have these keys; None where none of them has a vector."""
        known = [float(cosine) for cosine in self._vectors.cosines(self._vector, vector_keys)] if vector_keys else []
        if all(map(isnan, known)):
            return None
        points = [0.0 if isnan(cosine) else cosine for cosine in known]
        place = self._places.get(article_id, PARAMETERS.near_passages)
        return ArticleSimilarity(points, max(points), sum(points) / len(points), place)


class Meaning:
    """The passages of an index and their vectors."""

    def __init__(self, index: LibraryIndex, vectors: VectorReader, encoder: Encoder) -> None:
        self._index = index
        self._reader = vectors
        self._encoder = encoder

    def read(self, question: str, scope: Scope) -> QuestionMeaning | None:
        """A question before the vectors as they are now; None where there are none, or where the encoder fails."""
        vectors = self._reader.current()
        if not len(vectors) or not question:
            return None
        try:
            vector = self._encoder.encode([question])[0]
        except EncoderUnavailableError as error:
            import structlog  # 0.2 s that a question on the command line does not wait for

            structlog.stdlib.get_logger("bot.search").warning("The encoder fails; words answer.", reason=str(error))
            return None
        nearest = self._nearest(vectors, vector, Scope())
        within = nearest if scope == Scope() else self._nearest(vectors, vector, scope)
        return QuestionMeaning(vector, vectors, nearest, list(within)[: PARAMETERS.near_articles])

    def near_articles(self, vector_keys: Sequence[int]) -> list[str]:
        """Ids of the articles with the passages that are nearest to the mean of these ones, nearest first."""
        vectors = self._reader.current()
        mean = vectors.mean(vector_keys)
        return [] if mean is None else list(self._nearest(vectors, mean, Scope()))

    def likeness(self, vector_keys: Sequence[int], others: Sequence[int]) -> Likeness | None:
        """How near an article with these passages is to one with the others; None where either has no vectors."""
        import numpy as np

        cosines = self._reader.current().between(vector_keys, others)
        known = ~np.isnan(cosines)
        rows, columns = np.flatnonzero(known.any(axis=1)), np.flatnonzero(known.any(axis=0))
        if not len(rows):
            return None
        cosines = cosines[np.ix_(rows, columns)]
        row, column = divmod(int(cosines.argmax()), len(columns))
        mean = float(cosines.max(axis=1).mean() + cosines.max(axis=0).mean()) / 2
        return Likeness(mean, (int(rows[row]), int(columns[column])))

    def _nearest(self, vectors: Vectors, vector: FloatVector, scope: Scope) -> dict[str, float]:
        """The articles with the nearest passages in a scope, nearest first, with the cosines of those."""
        among = None
        if scope != Scope():
            among = [key for key, _ in self._index.passage_keys(scope, PARAMETERS.filtered_passages)]
        keys, cosines = vectors.nearest(vector, PARAMETERS.near_passages, among)
        cosine_of = dict(zip(keys.tolist(), cosines.tolist(), strict=True))
        found: dict[str, float] = {}
        for key, article_id in self._index.holding(list(cosine_of), scope):
            found[article_id] = max(found.get(article_id, -1.0), cosine_of[key])
        return dict(sorted(found.items(), key=lambda item: -item[1]))
