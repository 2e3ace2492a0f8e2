"""`latepost chat`: a conversation in the terminal, from the first line to the last."""

from pathlib import Path

import pytest

from tests.processes import Command, Finished, latepost_in_turn

QUESTIONS = """\

/latepost tiktok hearing
@latepost 华为 数字金融
@latepost 那 TikTok 呢
1
/close
/home
/messages
/find What came of the TikTok hearing?
/channel random
/latepost private TikTok 听证会
Meta AI talent
more
/close
/channel nowhere
999
/nonsense
\x1b[31m <!channel> ]8;;
"""


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """What was said to somebody with a Chinese terminal."""
    folder = tmp_path_factory.mktemp("chat")
    (done,) = latepost_in_turn(Command(["chat"], folder, {"LC_ALL": "zh_CN.UTF-8"}, QUESTIONS))
    return done


def test_it_ends_with_its_input_and_without_an_error(talk: Finished) -> None:
    assert talk.code == 0
    assert [line.partition(":")[0] for line in talk.err.splitlines()] == ["New library", "First start"]


@pytest.mark.parametrize(
    ("of", "shown"),
    [
        ("the slash command", "latepost · #general\n@you asked tiktok hearing"),
        ("its thread", "latepost · #general · 消息列"),
        ("a cited point", "[4]"),
        ("a mention in Chinese", "/ 17 个要点"),
        ("a follow-up in its thread", "华为数字金融"),
        ("a button with a number", "[1] All 12 points"),
        ("the modal behind it", "╭─ 晚点LatePost"),
        ("the Home", "╭─ 主页"),
        ("suggested questions", "建议的问题："),
        ("what somebody else said", "colleague · #general\nWhat came of the TikTok hearing?"),
        ("what the library has on it", "latepost · #general · 只有你能看到"),
        ("an answer for oneself", "latepost · #random · 只有你能看到"),
        ("a direct message", "latepost · 私信\n"),
        ("no modal to close", "没有打开的弹窗。"),
        ("no such channel", "没有频道 nowhere；有 #general #random。"),
        ("no such number", "没有编号 999。"),
        ("what can be typed", "/channel random     换一个频道"),
    ],
)
def test_it_shows(talk: Finished, of: str, shown: str) -> None:
    assert shown in "\n".join(line.rstrip() for line in talk.out.splitlines()), of


def test_nothing_steers_the_terminal(talk: Finished) -> None:
    assert "\x1b" not in talk.out


def test_a_form_shows_what_is_filled_in_and_what_is_wrong_with_it(tmp_path: Path) -> None:
    lines = "/latepost digest\n4 mars\n1 random\n8\n1 general\n4 berlin\n5 华为\n8\n/latepost digest list\n"
    (done,) = latepost_in_turn(Command(["chat"], tmp_path, {"LC_ALL": "en_US.UTF-8"}, lines))
    assert done.code == 0
    shown = done.out
    assert "[1] #general …" in shown
    assert "[4] Asia/Shanghai …" in shown
    assert "Time zone: There is no such time zone." in shown
    assert "Channel: The bot is not in this channel" in shown
    assert "mars …" in shown  # the form as it is after a field was changed keeps it
    assert "Every day at 09:00 (Europe/Berlin, UTC+0" in shown
    assert "Topics: 华为" in shown
