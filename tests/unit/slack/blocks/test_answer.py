"""An answer in Slack: what a person sees, presses, and never loses."""

import pytest

from bot.local.markup import read_message
from bot.model import KeyPoint, MatchedPoint, QueryCut, Reason, Section
from bot.slack import ids
from bot.slack.blocks.answer import AnswerPage, details, miss, private, root
from bot.slack.blocks.message import Message, check
from bot.slack.blocks.understood import all_readings
from tests.unit.slack.samples import NO_LINKS, READER, answer, article, find, match, rich_texts, shown, strings

PARAGRAPHS = tuple(f"Paragraph {number}." for number in range(1, 7))


def one_message(messages: list[Message]) -> Message:
    [message] = messages
    check(message)
    return message


class TestRoot:
    def test_it_says_who_asked_what_and_what_was_found(self) -> None:
        message = root(AnswerPage(answer(match(article())), "zh"), "tiktok 听证会", "U123")
        check(message)
        assert list(find(message.blocks, "type", "user")) == [{"type": "user", "user_id": "U123"}]
        assert shown(message.blocks).splitlines()[-1] == "1 篇文章 · 3 个要点 · 详见消息列"
        assert "U123" not in message.text

    def test_it_leads_with_the_point_that_answers_best_and_its_article(self) -> None:
        message = root(AnswerPage(answer(match(article())), "en"), "tiktok")
        _, quote, source, _ = message.blocks
        assert shown(quote).splitlines() == ["TikTok came to the hearing.", " ", "[3][5]"]
        assert shown(source).startswith("2023丨直击听证会 · 晚点LatePost · 2025-09-26")

    def test_it_names_the_one_who_shared_without_a_ping(self) -> None:
        message = root(AnswerPage(answer(match(article())), "en"), "tiktok", None, shared_by="<!channel> Eve")
        assert not read_message({"text": message.text, "blocks": list(message.blocks)}).pings
        assert "Shared by <!channel> Eve" in shown(message.blocks)

    @pytest.mark.parametrize("asker", ["here", "U1> <!channel", "", "S123ABC"])
    def test_only_a_user_can_be_mentioned(self, asker: str) -> None:
        message = root(AnswerPage(answer(match(article())), "en"), "tiktok", asker)
        assert not list(find(message.blocks, "type", "user"))


class TestDetails:
    def test_points_of_one_section_stand_together_in_the_order_of_the_best(self) -> None:
        points = [MatchedPoint(text=f"Point {at}.", section=section) for at, section in enumerate("bab")]
        message = one_message(details(AnswerPage(answer(match(article(), points)), "en", key="k", links=NO_LINKS)))
        lines = shown(message.blocks).splitlines()
        assert [line for line in lines if line in "ab" or "Point" in line] == [
            "b", "Point 0.", "Point 2.", "a", "Point 1.",
        ]  # fmt: skip

    def test_where_no_root_message_has_it_the_best_point_stands_before_its_article_and_there_alone(self) -> None:
        for matches in ([match(article())], [match(article()), match(article(title="2020丨回顾"))]):
            page = AnswerPage(answer(*matches), "en", key="k", links=NO_LINKS)
            quote, head, *others = one_message(details(page, leads=True)).blocks
            assert shown(quote).startswith("TikTok came to the hearing.")
            assert "2023丨直击听证会" in shown(head)
            assert shown(others).count("TikTok came to the hearing.") == len(matches) - 1

    def test_an_article_shows_title_source_date_viewpoint_and_cited_points_under_headings(self) -> None:
        message = one_message(details(AnswerPage(answer(match(article())), "en", key="k", links=NO_LINKS)))
        assert shown(message.blocks).splitlines() == [
            "2023丨直击听证会",
            "晚点LatePost · 2025-09-26 · first published 2023 · summary: the source's own",
            "The hearing changed little.", " ", "[1]",
            "What happened",
            "TikTok came to the hearing.", " ", "[3][5]",
            "Nobody was convinced.", " ", "[4]",
            "What came after",
            "A ban followed.", " ", "[6]",
            "3 of 4 points",
            "All 4 points",
            "Copy as Markdown", "Not helpful", "Helpful",
        ]  # fmt: skip
        assert next(find(message.blocks, "type", "link"))["url"] == "https://publisher.example/a"
        assert list(find(message.blocks, "type", "rich_text_quote"))
        assert message.text.startswith("tiktok\n2023丨直击听证会\n")

    def test_matched_words_are_bold_even_inside_chinese(self) -> None:
        point = MatchedPoint(text="华为数字金融的选择", highlights=((2, 6),), citations=(3,))
        message = one_message(details(AnswerPage(answer(match(article(), [point])), "zh", key="k", links=NO_LINKS)))
        assert {"type": "text", "text": "数字金融", "style": {"bold": True}} in find(message.blocks, "type", "text")

    def test_a_citation_leads_to_its_paragraph_where_that_can_be_read(self) -> None:
        held = article(paragraphs=PARAGRAPHS[:4])
        message = one_message(details(AnswerPage(answer(match(held)), "en", key="k", links=READER)))
        links = {link["text"]: link["url"] for link in find(message.blocks, "type", "link")}
        assert links["[3]"] == f"https://reader.example/articles/{held.id}#paragraph-3"
        assert links["[5]"] == f"https://reader.example/articles/{held.id}#p1", "the key point, for want of the text"

    def test_what_was_understood_is_a_short_line_and_the_rest_behind_a_button(self) -> None:
        reasons = (
            Reason(query="奢华", matched="luxury", how="translated"),
            Reason(query="tiktok", matched="TikTok", how="typed"),
            Reason(query="huawie", matched="huawei", how="corrected"),
            Reason(query="奢华", matched="luxury", how="translated"),
        )
        point = MatchedPoint(text="A luxury car.", reasons=reasons)
        found = answer(match(article(), [point]), read_as="luxury huawei", notes=(QueryCut(count=2000),))
        message = one_message(details(AnswerPage(found, "zh", key="k", links=NO_LINKS, notes=("接着上一问",))))
        assert message.blocks[0]["elements"][0]["text"].splitlines() == [
            "按“luxury huawei”查找",
            "问题只读了前 2,000 个字符",
            "接着上一问",
        ]
        assert list(find(message.blocks, "action_id", ids.EXPLAIN))
        assert all_readings(found, "zh") == [
            "按“luxury huawei”查找",
            "“奢华”译作“luxury”",
            "“huawie”更正为“huawei”",
        ]

    def test_more_results_go_on_behind_what_was_shown(self) -> None:
        found = answer(match(article()), match(article(title="Second")))
        message = one_message(details(AnswerPage(found, "en", offset=5, total=9, key="k:1", more=True, links=NO_LINKS)))
        [button] = find(message.blocks, "action_id", ids.MORE_RESULTS)
        assert ids.AnswerPlace.decode(button["value"]) == ids.AnswerPlace("k:1", 7)
        assert "Articles 6–7 of 9" in shown(message.blocks)
        assert "6. " in shown(message.blocks)

    def test_the_last_page_has_no_more_results_but_feedback(self) -> None:
        message = one_message(details(AnswerPage(answer(match(article())), "en", key="k", links=NO_LINKS)))
        assert not list(find(message.blocks, "action_id", ids.MORE_RESULTS))
        [thumbs] = find(message.blocks, "action_id", ids.FEEDBACK)
        assert ids.Feedback.decode(thumbs["negative_button"]["value"]) == ids.Feedback("k", helpful=False)

    def test_the_button_opens_its_article_in_the_language_of_the_answer(self) -> None:
        message = one_message(details(AnswerPage(answer(match(article())), "zh", key="k", links=NO_LINKS)))
        [button] = find(message.blocks, "action_id", ids.OPEN_ARTICLE)
        assert button["text"]["text"] == "全部 4 个要点"
        assert ids.ArticlePlace.decode(button["value"]) == ids.ArticlePlace(article().id, "zh")

    def test_a_match_by_title_says_so(self) -> None:
        found = answer(match(article(), by_title=True))
        message = one_message(details(AnswerPage(found, "en", key="k", links=NO_LINKS)))
        assert "3 of 4 points · the title or viewpoint matches" in shown(message.blocks)

    def test_paragraphs_that_answer_are_counted_as_paragraphs(self) -> None:
        full = article(sections=(), paragraphs=PARAGRAPHS)
        point = MatchedPoint(text=PARAGRAPHS[1], citations=(2,))
        message = one_message(details(AnswerPage(answer(match(full, [point])), "en", key="k", links=NO_LINKS)))
        assert "1 of 6 paragraphs" in shown(message.blocks)
        assert "All 6 paragraphs" in shown(message.blocks)

    def test_block_ids_are_new_with_each_suffix(self) -> None:
        found = answer(match(article()))
        first, second = (
            set(
                strings(
                    details(AnswerPage(found, "en", key="k", more=True, links=NO_LINKS, suffix=suffix))[0].blocks,
                    "block_id",
                )
            )
            for suffix in ("1", "2")
        )
        assert len(first) == 3
        assert not first & second


class TestLongAnswers:
    SENTENCE = "公司在过去三年里把投入翻了一番，并且计划在未来继续扩大规模。"

    @pytest.mark.parametrize("length", [40, 900, 2900, 7000, 30_000])
    def test_chinese_points_go_on_in_further_messages_with_nothing_lost(self, length: int) -> None:
        texts = [f"要点{number}：" + self.SENTENCE * (length // len(self.SENTENCE) + 1) for number in range(8)]
        points = tuple(KeyPoint(text=text, citations=(number + 1,)) for number, text in enumerate(texts))
        long = article(sections=(Section(heading="标题", points=points),))
        messages = details(AnswerPage(answer(match(long, [
            MatchedPoint(text=point.text, section="标题", citations=point.citations) for point in points
        ])), "zh", key="k", more=True, links=NO_LINKS))  # fmt: skip
        for message in messages:
            check(message)
        together = "".join(rich_texts(message.blocks) for message in messages)
        at = 0
        for number, text in enumerate(texts, 1):
            at = together.index(f"{text} [{number}]", at)

    def test_a_point_that_fits_a_block_is_never_divided(self) -> None:
        points = [MatchedPoint(text=f"{number}" * 2500, citations=(1,)) for number in range(9)]
        messages = details(AnswerPage(answer(match(article(), points)), "en", key="k", links=NO_LINKS))
        assert len(messages) == 3
        for number in range(9):
            holding = [text for m in messages for text in strings(m.blocks) if text.startswith(str(number) * 100)]
            assert [len(text) for text in holding] == [2500]

    def test_a_long_point_is_cut_at_the_end_of_a_sentence(self) -> None:
        point = MatchedPoint(text=self.SENTENCE * 300, citations=(1,))
        messages = details(AnswerPage(answer(match(article(), [point])), "zh", key="k", links=NO_LINKS))
        pieces = [text for m in messages for text in strings(m.blocks) if self.SENTENCE in text and m]
        assert len(pieces) >= 3
        assert all(piece.endswith("。") for piece in pieces)

    def test_every_matched_word_bold_and_a_thousand_citations_still_fit(self) -> None:
        text = "字 " * 1400
        spans = tuple((at, at + 1) for at in range(0, 2800, 2))
        point = MatchedPoint(text=text, citations=tuple(range(1, 1001)), highlights=spans)
        messages = details(AnswerPage(answer(match(article(), [point])), "zh", key="k", links=READER))
        for message in messages:
            check(message)
        together = "".join(rich_texts(message.blocks) for message in messages)
        assert "[999][1000]" in together


class TestNearest:
    def test_what_is_nearest_is_said_to_be_no_answer_and_shown_with_its_citations(self) -> None:
        near = answer(query="dividend", nearest=(match(article(), [MatchedPoint(text="A ban.", citations=(6,))]),))
        message = one_message(details(AnswerPage(near, "en", key="k")))
        text = shown(message.blocks)
        assert text.startswith("Nothing says exactly that. Nearest in the library:")
        assert "A ban.\n \n[6]" in text
        assert "The hearing changed little." not in text  # its viewpoint is no nearer


class TestMiss:
    def test_it_says_so_and_offers_what_there_is_as_questions(self) -> None:
        message = miss(AnswerPage(answer(query="火星", suggestions=("华为数字金融", "x" * 100)), "zh"))
        check(message)
        assert "资料库里没有关于“火星”的内容。" in shown(message.blocks)
        [block] = find(message.blocks, "type", "actions")
        assert [button["value"] for button in block["elements"]] == ["华为数字金融", "x" * 100]
        assert all(ids.ASK.fullmatch(button["action_id"]) for button in block["elements"])
        assert len(block["elements"][1]["text"]["text"]) == 75

    def test_an_empty_library_offers_nothing(self) -> None:
        message = miss(AnswerPage(answer(query="mars"), "en"))
        check(message)
        assert "The library is still empty." in shown(message.blocks)
        assert not list(find(message.blocks, "type", "actions"))


class TestPrivate:
    def test_it_can_be_shared_where_that_is_possible(self) -> None:
        found = answer(match(article()))
        message = one_message(private(AnswerPage(found, "en", key="k", links=NO_LINKS), can_share=True))
        [button] = find(message.blocks, "action_id", ids.SHARE)
        assert (button["text"]["text"], button["value"]) == ("Share to channel", "k")
        assert "Only visible to you" in shown(message.blocks)

    def test_else_it_tells_how_to_invite_the_bot(self) -> None:
        message = one_message(
            private(AnswerPage(answer(match(article())), "zh", key="k", links=NO_LINKS), can_share=False, hint="请邀请")
        )
        assert not list(find(message.blocks, "action_id", ids.SHARE))
        assert "请邀请" in shown(message.blocks)

    def test_a_miss_stays_a_miss(self) -> None:
        message = one_message(private(AnswerPage(answer(query="x"), "en", key="k", links=NO_LINKS), can_share=True))
        assert "Nothing on “x” in the library." in shown(message.blocks)
        assert not list(find(message.blocks, "action_id", ids.SHARE))
