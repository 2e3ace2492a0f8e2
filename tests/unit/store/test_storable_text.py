"""What no database can hold is refused by the model, before it comes near one."""

from typing import Any

import pytest
from pydantic import ValidationError

from bot.model import Article
from tests.library import article

_PLACES = {
    "title": {"title": "{}"},
    "source": {"source": "{}"},
    "url": {"url": "https://example.com/{}"},
    "viewpoint": {"viewpoint": "{}"},
    "paragraphs.1": {"paragraphs": ["fine", "{}"]},
    "sections.0.heading": {"sections": [{"heading": "{}", "points": []}]},
    "sections.0.points.1.text": {"sections": [{"points": [{"text": "fine"}, {"text": "{}"}]}]},
}


def _filled(value: Any, text: str) -> Any:
    if isinstance(value, dict):
        return {key: _filled(each, text) for key, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, text) for each in value]
    return value.format(text)


@pytest.mark.parametrize("code", [0, 0xD83D, 0xDFFF], ids=lambda code: f"U+{code:04X}")
@pytest.mark.parametrize("place", _PLACES)
def test_the_field_and_the_character_are_named(place: str, code: int) -> None:
    fields = {**article().model_dump(), **_filled(_PLACES[place], f"a{chr(code)}b")}
    with pytest.raises(ValidationError) as caught:
        Article(**fields)
    (error,) = caught.value.errors()
    assert ".".join(map(str, error["loc"])) == place
    assert error["msg"].endswith(f"must not hold the character U+{code:04X}")
