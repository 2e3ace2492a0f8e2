"""What the text behind `/latepost` means."""

import pytest

from bot.slack.conversation.intent import (
    LATEST_MOST,
    Command,
    Compare,
    Help,
    Latest,
    ShownArticle,
    Thanks,
    Timeline,
    Topic,
    WholeArticle,
    understand_command,
)


@pytest.mark.parametrize(
    "text", ["", "  ", "help", "HELP", "help!", "?", "帮助", "幫助", "\u200b", "article", "时间线", "hello", "你好！"]
)
def test_nothing_or_help_asks_for_help(text: str) -> None:
    assert understand_command(text) == Command(Help())


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("chips", Topic("chips")),
        ("TikTok 听证会", Topic("TikTok 听证会")),
        ("latest", Latest()),
        ("latest 3", Latest(3)),
        ("最新 7 篇", Latest(7)),
        ("latest 0", Latest(1)),
        ("latest 3 articles", Latest(3)),
        ("最新 3 篇文章", Latest(3)),
        ("latest 99999", Latest(LATEST_MOST)),
        ("latest chips", Latest(topic="chips")),
        ("latest news", Latest()),
        ("the latest 3 articles on Huawei", Latest(3, "Huawei")),
        ("最近的华为消息", Latest(topic="华为消息")),
        ("compare Huawei and Alibaba", Compare("Huawei", "Alibaba")),
        ("compare Huawei with Alibaba on staff training", Compare("Huawei", "Alibaba", "staff training")),
        ("Huawei vs. Alibaba?", Compare("Huawei", "Alibaba")),
        ("比较一下华为和阿里", Compare("华为", "阿里")),
        ("华为与阿里的对比", Compare("华为", "阿里")),
        ("summarize the article about Meta", WholeArticle("Meta", is_about=True)),
        ("总结《听证会》", WholeArticle("听证会", is_about=True)),
        ("summarise this article", ShownArticle()),
        ("tl;dr", ShownArticle()),
        ("总结一下这篇文章", ShownArticle()),
        ("what does the library say about chips", Topic("chips")),
        ("article The hearing", WholeArticle("The hearing")),
        ("文章：听证会", WholeArticle("听证会")),
        ("article 《听证会》", WholeArticle("听证会")),
        ("articles on chips", Topic("articles on chips")),
        ("timeline Huawei", Timeline("Huawei")),
        ("时间线 华为", Timeline("华为")),
        ("timelines", Topic("timelines")),
    ],
)
def test_a_first_word_chooses_what_is_done_and_all_else_is_a_topic(text: str, request_: object) -> None:
    assert understand_command(text) == Command(request_)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "thanks!",
        "Thank you so much.",
        "ok",
        "OK, got it, thanks",
        "great",
        "谢谢",
        "好的，谢谢你！",
        "收到",
        "明白了" * 50,
        ":+1: :pray:",
        "🙏",
    ],
)
def test_thanks_ask_for_nothing(text: str) -> None:
    assert understand_command(text) == Command(Thanks(text))


@pytest.mark.parametrize(
    "text", ["thanks to whom", "great wall", "谢谢你的晚餐 品牌", "好的产品经理", "ok cupid", "明白了" * 50 + "x"]
)
def test_what_only_begins_with_thanks_is_a_topic(text: str) -> None:
    assert understand_command(text) == Command(Topic(text))


@pytest.mark.parametrize(
    "text", ['"help"', '"thanks"', "“latest 3”", "「article x」", '"timeline" of chips', '"private" talks']
)
def test_a_quoted_topic_is_always_a_topic(text: str) -> None:
    assert understand_command(text) == Command(Topic(text))


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("private chips", Topic("chips")),
        ("Private: chips", Topic("chips")),
        ("私下 华为", Topic("华为")),
        ("private latest 2", Latest(2)),
        ("private", Help()),
        ('private "help"', Topic('"help"')),
    ],
)
def test_private_before_anything_hides_the_answer(text: str, request_: object) -> None:
    assert understand_command(text) == Command(request_, private=True)  # type: ignore[arg-type]


def test_a_word_that_begins_with_private_is_a_topic() -> None:
    assert understand_command("privately-owned firms") == Command(Topic("privately-owned firms"))
