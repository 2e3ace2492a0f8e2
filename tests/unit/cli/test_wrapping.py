"""Lines of a terminal: Chinese, English and mixed text behind a mark, at several widths."""

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from bot.cli.wrapping import Paragraph, columns

CHINESE = "渡轮在九分钟里换好两个电池集装箱，“乘客可以不下船”，船长说；冬天的水位比往年低了一米，靠岸要多花两天。"
ENGLISH = "The ferry swaps two battery containers in nine minutes while the passengers board, the captain says. [3][5]"
MIXED = "Kelso 渡轮（Kelso ferry）在2025年3月换好两个电池集装箱，花费 $14 million，比柴油船便宜三成。 [3][10]"


def lines_of(text: str, width: int) -> list[str]:
    console = Console(width=width, no_color=True)
    with console.capture() as captured:
        console.print(Paragraph(Text(text), mark="- ", left=2))
    return captured.get().splitlines()


@pytest.mark.parametrize("width", [20, 60, 80, 120])
@pytest.mark.parametrize("text", [CHINESE, ENGLISH, MIXED])
def test_text_fills_its_lines_behind_the_mark(text: str, width: int) -> None:
    first, *others = lines_of(text, width)
    assert first.startswith(f"  - {text[:5]}")
    assert all(line.startswith("    ") and not line[4].isspace() for line in others)
    assert all(cell_len(line) <= width for line in (first, *others))
    assert "".join((first + "".join(others)).split()) == "-" + "".join(text.split())


@pytest.mark.parametrize("width", range(16, 60))
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(width: int) -> None:
    lines = [line.strip() for line in lines_of(CHINESE + MIXED, width)]
    assert not any(line[0] in "，。；”）" for line in lines)
    assert not any(line[-1] in "“（" for line in lines)


def test_a_word_longer_than_a_line_is_cut() -> None:
    assert lines_of("a" * 30, 20) == ["  - " + "a" * 16, "    " + "a" * 14]


def test_lines_of_the_text_itself_stay() -> None:
    assert lines_of("one\n\ntwo", 20) == ["  - one", "", "    two"]


def test_what_a_command_does_stands_beside_it() -> None:
    console = Console(width=30, no_color=True)
    with console.capture() as captured:
        console.print(*columns("Commands:\n  /quit   leaves the conversation\n  /new    another"), sep="")
    assert captured.get().splitlines() == [
        "Commands:", "  /quit   leaves the", "          conversation", "  /new    another",
    ]  # fmt: skip
