"""A question as it was read: what was corrected, written in one or spelt in pinyin, in the library's words."""

from collections.abc import Collection, Sequence

from bot.search.query.concept import Concept
from bot.text import fold

READ_OTHERWISE = frozenset(("corrected", "joined", "pinyin"))
"""How a reading came about that says what was meant instead of what was typed."""
_BETWEEN_LETTERS = frozenset(" \t\n-")
"""What pinyin and compounds are typed with and without; and pinyin the numbers of its tones."""
_TONES = frozenset("12345")


def as_read(words: str, concepts: Sequence[Concept]) -> str:
    """The question with the words that a concept is best read as, where that is not what was typed."""
    text = words
    for concept in concepts:
        best = concept.alternatives[0] if concept.alternatives else None
        if best and (best.how in READ_OTHERWISE or (best.how == "alias" and concept.is_name)):
            text = replaced(fold(text), concept.typed, best.shown, best.how)
    return text


def replaced(text: str, typed: str, shown: str, how: str) -> str:
    """The text with a reading in the place where `typed` stands first, whatever of blanks stands inside either."""
    read, _, _ = shown.partition(" (")  # 外资 (foreign investment)
    between = _BETWEEN_LETTERS | _TONES if how == "pinyin" else _BETWEEN_LETTERS
    places = [place for place, character in enumerate(text) if character not in between]
    wanted = _without(typed, between)
    at = "".join(text[place] for place in places).find(wanted)
    if at < 0 or not wanted:
        return text
    end = places[at + len(wanted) - 1] + 1
    while how == "pinyin" and text[end : end + 1] and text[end] in _TONES:
        end += 1
    return text[: places[at]] + read + text[end:]


def _without(text: str, characters: Collection[str]) -> str:
    return "".join(character for character in text if character not in characters)
