"""Newer blocks beside the older ones: a table, cards, folded articles."""

from typing import Any

import pytest

from bot.local import limits
from bot.local.markup import read_message
from bot.slack.blocks.answer import AnswerPage, details
from bot.slack.blocks.listing import comparison, latest
from bot.slack.blocks.message import Message, check
from tests.unit.slack.samples import NO_LINKS, READER, answer, article, match, strings

HOSTILE = "<!channel> *b* _i_ :tada: https://evil.example <https://evil.example|here> @here &amp; > q ‮"


def both(message: Message) -> tuple[list[str], list[str]]:
    """The checked texts of both forms."""
    check(message)
    assert message.newer is not None
    for blocks in (message.blocks, message.newer):
        limits.check_blocks(list(blocks))
    return list(strings(list(message.blocks))), list(strings(list(message.newer)))


class TestComparing:
    def test_it_is_a_table_and_in_older_blocks_a_list_under_each_name(self) -> None:
        sides = (answer(match(article(title="A"))), answer(match(article(title="B"))))
        (message,) = comparison(("TikTok", "Huawei"), sides, "en", links=READER)
        older, newer = both(message)
        assert [block["type"] for block in message.newer or ()] == ["rich_text", "table", "context"]
        assert "table" not in [block["type"] for block in message.blocks]
        assert sorted(set(older)) == sorted(set(newer))

    def test_a_side_without_points_says_so_in_both(self) -> None:
        (message,) = comparison(("TikTok", "Nokia"), (answer(match(article())), answer()), "en", links=NO_LINKS)
        assert all("Nothing on this in the library." in texts for texts in both(message))

    def test_the_longest_points_of_both_sides_fit(self) -> None:
        long = [match(article(title=f"{n}")).points[0].model_copy(update={"text": "字&<" * 900}) for n in range(8)]
        side = answer(match(article(), long))
        (message,) = comparison(("字" * 300, "&" * 300), (side, side), "zh", links=READER)
        both(message)


class TestNewest:
    def test_each_is_a_card_with_its_viewpoint_and_button(self) -> None:
        (message,) = latest([article(), article(title="B", viewpoint="")], "en")
        _, newer = both(message)
        cards = [block for block in message.newer or () if block["type"] == "card"]
        assert len(cards) == 2
        assert "The hearing changed little․" in newer or "The hearing changed little." in newer
        assert "body" not in cards[1]

    def test_a_long_viewpoint_ends_at_a_sentence(self) -> None:
        (message,) = latest([article(viewpoint="一句话。" * 100)], "zh")
        _, newer = both(message)
        assert any(text.endswith("一句话。…") and len(text) <= 200 for text in newer)

    def test_strangers_texts_do_nothing_in_a_card(self) -> None:
        messages = latest([article(title=HOSTILE * 3, source=HOSTILE, viewpoint=HOSTILE * 5)], "en")
        for message in messages:
            both(message)
            sent = {"text": message.text, "blocks": message.newer, "unfurl_links": False, "unfurl_media": False}
            reading = read_message(sent)
            assert reading.harmless
            assert reading.links == []

    def test_an_empty_library_has_no_card(self) -> None:
        (message,) = latest([], "en")
        assert message.newer is None


class TestLongAnswers:
    def test_articles_behind_the_second_are_folded_with_all_that_they_hold(self) -> None:
        found = answer(*(match(article(title=f"Article {n}")) for n in range(4)))
        (message,) = details(AnswerPage(found, "en", "key", READER))
        older, newer = both(message)
        folded = [block for block in message.newer or () if block["type"] == "container"]
        assert len(folded) == 2
        assert all(block["default_collapsed"] for block in folded)
        assert [block["title"]["text"] for block in folded] == ["3. Article 2", "4. Article 3"]
        assert set(older) - set(newer) == {"3. ", "4. ", "Article 2", "Article 3"}

    def test_two_articles_stand_open(self) -> None:
        found = answer(*(match(article(title=f"Article {n}")) for n in range(2)))
        assert [message.newer for message in details(AnswerPage(found, "en", "key"))] == [None]

    def test_what_does_not_answer_is_not_folded(self) -> None:
        nearest: Any = tuple(match(article(title=f"Article {n}")) for n in range(3))
        assert [message.newer for message in details(AnswerPage(answer(nearest=nearest), "en", "key"))] == [None]

    @pytest.mark.parametrize("count", [5, 25])
    def test_long_ones_keep_within_the_limits_of_messages(self, count: int) -> None:
        found = answer(*(match(article(title=f"{n} " + "字" * 290, viewpoint="句。" * 400)) for n in range(count)))
        for message in details(AnswerPage(found, "zh", "key", READER)):
            check(message)
            for blocks in filter(None, (message.blocks, message.newer)):
                limits.check_blocks(list(blocks))
