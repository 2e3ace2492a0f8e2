"""What a command writes for other programs, which may be a terminal all the same."""

import json

import pytest

from bot.cli.output import write_json


@pytest.mark.parametrize("steering", ["\x1b[31m", "\x9b31m", "\x7f", "\u202edesrever\u202c"])
def test_no_text_in_json_steers_a_terminal_and_none_is_changed(
    capsysbinary: pytest.CaptureFixture[bytes], steering: str
) -> None:
    value = {"text": f"听证会\u3000🙂 {steering}", "half": "\ud83d"}
    write_json(value)
    written = capsysbinary.readouterr().out.decode()
    assert "听证会\u3000🙂" in written
    assert not {character for character in written if not character.isprintable()} - {"\n", "\u3000"}
    assert json.loads(written) == value
