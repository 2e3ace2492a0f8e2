"""What `/latepost digest …` and `/latepost alert …` mean."""

import pytest

from bot.slack.digests.command import DigestCommand, parse_digest_command


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("digest", DigestCommand("new")),
        (" DIGEST ", DigestCommand("new")),
        ("digest new", DigestCommand("new")),
        ("每日摘要", DigestCommand("new")),
        ("digest list", DigestCommand("list")),
        ("digests list", DigestCommand("list")),
        ("digest  pause", DigestCommand("pause")),
        ("digest pause 2", DigestCommand("pause", 2)),
        ("digest remove #3", DigestCommand("remove", 3)),
        ("每日摘要 恢复 2", DigestCommand("resume", 2)),
        ("digest why?", DigestCommand("why")),
        ("digest preview 1", DigestCommand("preview", 1)),
        ("digest lsit", DigestCommand("usage")),
        ("digest list 2", DigestCommand("usage")),
        ("digest of the hearing", DigestCommand("usage")),
        ("alert", DigestCommand("new", is_alert=True)),
        ("alerts list", DigestCommand("list", is_alert=True)),
        ("提醒 删除", DigestCommand("remove", is_alert=True)),
        ("alert remove 1", DigestCommand("remove", 1, is_alert=True)),
        ("alert new 4", DigestCommand("new", is_alert=True, topic="new 4")),
        ("alert remove TikTok", DigestCommand("new", is_alert=True, topic="remove TikTok")),
        ("alert help", DigestCommand("usage", is_alert=True)),
        ("提醒 帮助", DigestCommand("usage", is_alert=True)),
        ("digest help", DigestCommand("usage")),
        ("alert  TikTok 听证会", DigestCommand("new", is_alert=True, topic="TikTok 听证会")),
        ("提醒 华为 数字金融", DigestCommand("new", is_alert=True, topic="华为 数字金融")),
    ],
)
def test_commands(text: str, wanted: DigestCommand) -> None:
    assert parse_digest_command(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "",
        "digesting food",
        '"digest" TikTok',
        "“digest list”",
        "TikTok digest",
        "摘要书",
        "alerting",
        '"alert" x',
        "订阅 华为",
    ],
)
def test_other_topics_are_topics(text: str) -> None:
    assert parse_digest_command(text) is None
