"""The messages of a digest: a root that fits, and all of it in the thread."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.links import ArticleLinks
from bot.model import Digest, DigestEntry, DigestGroup
from bot.slack.blocks.digests.announcement import VIEWPOINT_CHARACTERS, alert_messages, digest_messages
from bot.slack.blocks.message import check
from tests.library import article

MORNING = datetime(2026, 3, 30, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def digest(count: int, topic: str = "", **fields: Any) -> Digest:
    entries = tuple(DigestEntry(article=article(number, **fields)) for number in range(1, count + 1))
    return Digest(groups=(DigestGroup(topic=topic, entries=entries),) if entries else ())


def texts(value: Any) -> list[str]:
    """Every text inside, in its order."""
    if isinstance(value, dict):
        own = [value["text"]] if isinstance(value.get("text"), str) else []
        return own + [text for member in value.values() if not isinstance(member, str) for text in texts(member)]
    return [text for member in value for text in texts(member)] if isinstance(value, list | tuple) else []


def messages(what: Digest, language: Any = "en") -> list[Any]:
    return digest_messages(what, MORNING, language, links=ArticleLinks())


def test_an_empty_day_is_one_line() -> None:
    (only,) = messages(digest(0))
    assert texts(only.blocks) == ["New articles · Monday, 30 March 2026", "Nothing new for this digest today."]
    check(only)


@pytest.mark.parametrize(
    ("viewpoint", "shown"),
    [
        ("Short.", "Short."),
        ("One sentence. " + "word " * 60, "One sentence. …"),
        ("第一句话。" + "很长的话" * 60, "第一句话。 …"),
        ("word " * 60, ("word " * 32).rstrip() + " …"),
        ("two\nlines", "two lines"),
    ],
)
def test_the_viewpoint_is_one_line_that_ends_with_a_sentence_or_word(viewpoint: str, shown: str) -> None:
    root, *_ = messages(digest(1, viewpoint=viewpoint))
    (line,) = [text for text in texts(root.blocks) if text.startswith(viewpoint[:3])]
    assert line == shown
    assert len(line) <= VIEWPOINT_CHARACTERS + 2


def test_without_a_viewpoint_the_title_stands_alone() -> None:
    root, *_ = messages(digest(1, viewpoint=""))
    assert texts(root.blocks)[-1] == article(1).title


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("count", [1, 45, 130])
def test_every_message_of_any_day_is_one_that_slack_takes(count: int, language: Any) -> None:
    huge = {"title": "长标题" * 400, "viewpoint": "观点，" * 3000}
    sent = messages(digest(count, topic="话题" * 100, **huge), language)
    for message in sent:
        check(message)
    buttons = sum(str(message.blocks).count("article.open") for message in sent)
    assert buttons == count


def test_an_alert_names_topic_article_and_points_at_once() -> None:
    (only,) = alert_messages(digest(2, topic="hearing"), "en", links=ArticleLinks())
    shown = texts(only.blocks)
    assert shown[:2] == ["New on your topics", "hearing"]
    assert shown.count(article(1).title) == shown.count(article(2).title) == 1
    assert article(1).title in only.text


def test_an_alert_of_many_articles_is_split_and_never_cut() -> None:
    huge = {"title": "长标题" * 400, "viewpoint": "观点，" * 3000}
    sent = alert_messages(digest(45, topic="话题" * 100, **huge), "zh", links=ArticleLinks())
    for message in sent:
        check(message)
    assert sum(str(message.blocks).count("article.open") for message in sent) == 45
