"""What was made of a text is made once, but not for texts of any length."""

from bot.bounded_cache import bounded_cache


def test_short_texts_are_remembered_and_long_ones_are_not() -> None:
    made: list[str] = []

    @bounded_cache(count=2, longest=5)
    def work(text: str) -> str:
        made.append(text)
        return text.upper()

    assert [work(text) for text in ("short", "short", "longer", "longer", "")] == [
        "SHORT",
        "SHORT",
        "LONGER",
        "LONGER",
        "",
    ]
    assert made == ["short", "longer", "longer", ""]


def test_only_the_last_ones_are_kept() -> None:
    made: list[str] = []

    @bounded_cache(count=2, longest=5)
    def work(text: str) -> str:
        made.append(text)
        return text

    for text in "abcba":
        work(text)
    assert made == ["a", "b", "c", "a"]
