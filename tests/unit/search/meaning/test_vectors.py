"""Vectors are kept through crashes and damage, and the nearest are found."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from bot.errors import IndexBusyError, SearchIndexError
from bot.search.meaning.encoder import key_of
from bot.search.meaning.vector_writer import VectorWriter
from bot.search.meaning.vectors import COMPARED, VectorReader, Vectors

ENCODER = "encoder-1"


def made(count: int, dimensions: int = 64, seed: int = 14) -> npt.NDArray[np.float32]:
    """Unit vectors at random."""
    vectors = np.random.default_rng(seed).standard_normal((count, dimensions)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def keep(folder: Path, keys: Sequence[int], vectors: npt.NDArray[np.float32], encoder: str = ENCODER) -> None:
    with VectorWriter(folder, encoder) as writer:
        writer.add(keys, vectors)


def kept_in(folder: Path, encoder: str = ENCODER) -> Vectors:
    return VectorReader(folder, encoder).current()


class TestNearest:
    @pytest.mark.parametrize("dimensions", [64, 384, 512, 1536])
    def test_they_come_best_first_with_their_cosines(self, tmp_path: Path, dimensions: int) -> None:
        vectors = made(500, dimensions)
        keep(tmp_path, range(500), vectors)
        question = made(1, dimensions, seed=1)[0]
        found = kept_in(tmp_path, ENCODER).nearest(question, 10)
        exact = vectors @ question
        assert np.abs(found.cosines - exact[found.keys.astype(int)]).max() < 0.01
        assert (np.diff(found.cosines) <= 0).all()
        assert found.keys[0] in np.argsort(-exact)[:3]

    def test_among_many_a_near_one_is_found_by_its_signs(self, tmp_path: Path) -> None:
        count = 20 * COMPARED
        vectors = made(count)
        keep(tmp_path, range(count), vectors)
        kept = kept_in(tmp_path, ENCODER)
        asked = made(20, seed=2) * 0.5 + vectors[:: count // 20]
        assert [int(kept.nearest(each, 1).keys[0]) for each in asked] == list(range(0, count, count // 20))

    def test_vectors_that_are_all_much_alike_are_told_apart(self, tmp_path: Path) -> None:
        """As those of some encoders are: any two texts have a cosine of nearly 1."""
        count = 20 * COMPARED
        common = 30 * made(1, seed=3)
        vectors = made(count) + common
        keep(tmp_path, range(count), vectors)
        kept = kept_in(tmp_path)
        asked = made(20, seed=2) * 0.5 + vectors[:: count // 20]
        assert [int(kept.nearest(each, 1).keys[0]) for each in asked] == list(range(0, count, count // 20))

    @pytest.mark.parametrize("allowed", [range(40, 60), range(0, 5 * COMPARED, 2), []])
    def test_only_those_allowed_are_found(self, tmp_path: Path, allowed: Sequence[int]) -> None:
        vectors = made(5 * COMPARED)
        keep(tmp_path, range(5 * COMPARED), vectors)
        found = kept_in(tmp_path, ENCODER).nearest(vectors[1], 10, among=[*allowed, 10**9])
        assert set(found.keys.tolist()) <= set(allowed)
        assert len(found.keys) == min(10, len(allowed))

    def test_kept_texts_are_compared_with_each_other_and_those_without_vectors_left_open(self, tmp_path: Path) -> None:
        vectors = made(6)
        keep(tmp_path, range(6), vectors)
        kept = kept_in(tmp_path)
        cosines = kept.between([0, 99, 1], [2, 3, 98, 4])
        known = np.ix_([0, 2], [0, 1, 3])
        assert np.abs(cosines[known] - vectors[[0, 1]] @ vectors[[2, 3, 4]].T).max() < 0.01
        assert np.isnan(cosines[1]).all()
        assert np.isnan(cosines[:, 2]).all()
        mean = kept.mean([0, 1, 99])
        assert mean is not None
        assert np.abs(mean - vectors[:2].mean(axis=0)).max() < 0.01
        assert kept.mean([99]) is None

    def test_nothing_kept_is_nothing_found(self, tmp_path: Path) -> None:
        kept = kept_in(tmp_path / "none", ENCODER)
        assert len(kept.nearest(made(1)[0], 5).keys) == 0
        assert np.isnan(kept.cosines(made(1)[0], [1])).all()
        assert np.isnan(kept.between([1], [2])).all()
        assert kept.mean([1]) is None
        assert kept.missing([3, 1, 3]) == [3, 1]

    def test_a_text_without_a_vector_has_no_cosine(self, tmp_path: Path) -> None:
        vectors = made(3)
        keep(tmp_path, [7, 8, 9], vectors)
        found = kept_in(tmp_path, ENCODER).cosines(vectors[1], [8, 5])
        assert found[0] == pytest.approx(1, abs=0.01)
        assert np.isnan(found[1])

    def test_a_vector_of_zeros_is_near_nothing(self, tmp_path: Path) -> None:
        keep(tmp_path, [1], np.zeros((1, 64), np.float32))
        assert kept_in(tmp_path, ENCODER).nearest(made(1)[0], 1).cosines.tolist() == [0]


class TestWriting:
    def test_what_is_kept_is_no_longer_missing(self, tmp_path: Path) -> None:
        keys = [key_of(text) for text in ("one", "two", "三")]
        with VectorWriter(tmp_path, ENCODER) as writer:
            assert writer.missing(keys) == keys
            writer.add(keys[:2], made(2))
            assert writer.missing(keys) == keys[2:]
            writer.add([*keys, keys[2]], made(4))
        kept = kept_in(tmp_path, ENCODER)
        assert len(kept) == 3
        assert kept.missing(keys) == []

    def test_a_key_keeps_its_first_vector(self, tmp_path: Path) -> None:
        vectors = made(2)
        keep(tmp_path, [5], vectors[:1])
        keep(tmp_path, [5], vectors[1:])
        assert kept_in(tmp_path, ENCODER).cosines(vectors[0], [5])[0] == pytest.approx(1, abs=0.01)

    def test_readers_see_what_is_added_and_removed_and_keep_what_they_hold(self, tmp_path: Path) -> None:
        reader = VectorReader(tmp_path, ENCODER)
        assert len(reader.current()) == 0
        with VectorWriter(tmp_path, ENCODER) as writer:
            writer.add([1, 2, 3], made(3))
            before = reader.current()
            assert before.missing([1, 2, 3, 4]) == [4]
            assert writer.retain([2, 3, 9]) == 1
            assert before.nearest(made(3)[0], 1).keys.tolist() == [1]
            assert reader.current().missing([1, 2, 3]) == [1]
            assert reader.current().nearest(made(3)[1], 1).keys.tolist() == [2]
            assert reader.current() is reader.current()

    def test_nothing_is_written_anew_while_all_are_used(self, tmp_path: Path) -> None:
        with VectorWriter(tmp_path, ENCODER) as writer:
            writer.add([1, 2], made(2))
            before = (tmp_path / "vectors.json").read_bytes()
            assert writer.retain([1, 2, 3]) == 0
        assert (tmp_path / "vectors.json").read_bytes() == before

    def test_all_may_go(self, tmp_path: Path) -> None:
        with VectorWriter(tmp_path, ENCODER) as writer:
            assert writer.retain([]) == 0
            writer.add([1, 2], made(2))
            assert writer.retain([]) == 2
            writer.add([3], made(1))
        assert kept_in(tmp_path, ENCODER).missing([1, 2, 3]) == [1, 2]

    def test_there_is_one_writer(self, tmp_path: Path) -> None:
        with VectorWriter(tmp_path, ENCODER), pytest.raises(IndexBusyError):
            VectorWriter(tmp_path, ENCODER).__enter__()

    def test_vectors_of_another_encoder_count_as_none(self, tmp_path: Path) -> None:
        keep(tmp_path, [1], made(1))
        assert len(kept_in(tmp_path, "encoder-2")) == 0
        keep(tmp_path, [2], made(1, 128), "encoder-2")
        assert kept_in(tmp_path, "encoder-2").dimensions == 128
        assert len(kept_in(tmp_path, ENCODER)) == 0

    def test_where_nothing_can_be_written_it_says_what_to_check(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(SearchIndexError, match="LATEPOST_DATA_DIR"):
            keep(tmp_path / "file" / "vectors", [1], made(1))


class TestCrashes:
    """A crash leaves any beginning of what was being written; damage changes a byte that was."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        keep(tmp_path, [1, 2], made(2))
        return tmp_path

    @pytest.mark.parametrize("part", ["keys", "codes", "values"])
    @pytest.mark.parametrize("extra", [1, 63, 700])
    def test_what_was_not_yet_said_to_count_does_not(self, folder: Path, part: str, extra: int) -> None:
        (path,) = folder.glob(f"*.{part}")
        path.write_bytes(path.read_bytes() + bytes(extra))
        assert len(kept_in(folder, ENCODER)) == 2
        keep(folder, [3], made(3)[2:])
        kept = kept_in(folder, ENCODER)
        assert kept.missing([1, 2, 3]) == []
        assert [kept.nearest(vector, 1).keys[0] for vector in made(3)] == [1, 2, 3]

    def test_a_list_of_contents_that_was_cut_short_counts_for_nothing(self, folder: Path) -> None:
        path = folder / "vectors.json"
        whole = path.read_bytes()
        for length in range(len(whole)):
            path.write_bytes(whole[:length])
            assert len(kept_in(folder, ENCODER)) == 0
        path.write_bytes(whole)
        assert len(kept_in(folder, ENCODER)) == 2

    @pytest.mark.parametrize(
        "changed", [{"rows": 1}, {"dimensions": 32}, {"generation": "x"}, {"checksums": [0, 0]}, {"origin": ""}]
    )
    def test_a_list_of_contents_that_was_changed_counts_for_nothing(
        self, folder: Path, changed: dict[str, object]
    ) -> None:
        path = folder / "vectors.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | changed))
        assert len(kept_in(folder, ENCODER)) == 0

    @pytest.mark.parametrize("part", ["keys", "codes", "values"])
    def test_a_file_that_is_gone_or_too_short_is_made_again(self, folder: Path, part: str) -> None:
        (path,) = folder.glob(f"*.{part}")
        path.write_bytes(path.read_bytes()[:-1])
        assert len(kept_in(folder, ENCODER)) == 0
        path.unlink()
        assert len(kept_in(folder, ENCODER)) == 0
        with VectorWriter(folder, ENCODER) as writer:
            assert writer.missing([1, 2]) == [1, 2]
            writer.add([1, 2], made(2))
        assert len(kept_in(folder, ENCODER)) == 2

    @pytest.mark.parametrize("part", ["keys", "codes", "values"])
    def test_the_writer_notices_a_changed_byte_and_all_are_missing_again(self, folder: Path, part: str) -> None:
        (path,) = folder.glob(f"*.{part}")
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
        with VectorWriter(folder, ENCODER) as writer:
            assert writer.missing([1, 2]) == [1, 2]
        assert len(kept_in(folder, ENCODER)) == 0

    def test_what_a_crash_left_of_another_generation_is_removed(self, folder: Path) -> None:
        (folder / "0123.codes").write_bytes(b"left")
        keep(folder, [3], made(1))
        assert len(list(folder.glob("*.codes"))) == 1
