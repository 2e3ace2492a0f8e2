"""What is shown of an article that a message links to."""

import pytest

from bot.links import ArticleAddress
from bot.local.markup import read_message
from bot.model import KeyPoint, Section
from bot.slack.blocks.articles.unfurl import unfurl
from bot.slack.blocks.limits import check_blocks
from tests.unit.slack.samples import READER, article, strings

ID = "0123456789abcdef"


class TestWhatIsShown:
    def test_title_source_date_viewpoint_and_two_cited_points_are(self) -> None:
        shown = "\n".join(strings(_unfurled(ArticleAddress(ID))))
        for text in ("2023丨直击听证会", "晚点LatePost · 2025-09-26", "The hearing changed little.", "[1]"):
            assert text in shown
        assert "TikTok came to the hearing." in shown
        assert "[5]" in shown
        assert "Nobody was convinced." in shown
        assert "A ban followed." not in shown

    def test_the_point_that_is_linked_comes_first(self) -> None:
        shown = "\n".join(strings(_unfurled(ArticleAddress(ID, point=3))))
        assert shown.index("A ban followed.") < shown.index("TikTok came to the hearing.")
        assert "Nobody was convinced." not in shown

    def test_a_paragraph_comes_before_the_points_that_cite_it(self) -> None:
        held = {"paragraphs": tuple(f"Paragraph {number}." for number in range(1, 8))}
        shown = "\n".join(strings(_unfurled(ArticleAddress(ID, paragraph=4), **held)))
        assert shown.index("Paragraph 4.") < shown.index("Nobody was convinced.")

    def test_of_a_paragraph_that_is_not_held_the_point_that_cites_it_comes_first(self) -> None:
        shown = "\n".join(strings(_unfurled(ArticleAddress(ID, paragraph=6))))
        assert shown.index("A ban followed.") < shown.index("TikTok came to the hearing.")

    @pytest.mark.parametrize("address", [ArticleAddress(ID, point=999_999), ArticleAddress(ID, paragraph=999_999)])
    def test_an_anchor_that_is_nowhere_changes_nothing(self, address: ArticleAddress) -> None:
        assert _unfurled(address) == _unfurled(ArticleAddress(ID))

    def test_a_point_that_says_what_the_viewpoint_says_gives_its_place_to_the_next(self) -> None:
        shown = list(strings(_unfurled(ArticleAddress(ID), viewpoint="TikTok came to the hearing.")))
        assert shown.count("TikTok came to the hearing.") == 1
        assert "A ban followed." in shown

    def test_full_text_without_a_summary_shows_its_first_paragraphs_cited(self) -> None:
        changes = {"viewpoint": "", "viewpoint_citations": (), "sections": (), "paragraphs": ("One.", "Two.", "Three.")}
        shown = "\n".join(strings(_unfurled(ArticleAddress(ID), **changes)))
        assert "One." in shown
        assert "[2]" in shown
        assert "Three." not in shown

    def test_long_texts_end_at_a_sentence_and_keep_their_citations(self) -> None:
        changes = {"viewpoint": "一句话。" * 5_000, "paragraphs": ("字" * 50_000,), "sections": ()}
        shown = _unfurled(ArticleAddress(ID), **changes)
        texts = list(strings(shown))
        assert max(map(len, texts)) <= 801
        assert any(text.endswith("一句话。…") for text in texts)
        assert "[1]" in texts

    def test_of_very_many_citations_the_first_are_shown(self) -> None:
        many = tuple(range(1, 3_000))
        point = KeyPoint(text="A point.", citations=many)
        shown = _unfurled(ArticleAddress(ID), viewpoint_citations=many, sections=(Section(points=(point,)),))
        assert "A point." in "\n".join(strings(shown))

    def test_strangers_texts_do_nothing(self) -> None:
        hostile = "<!channel> <@U1> *b* :tada: https://evil.example <https://evil.example|here> @here \u202e"
        changes = {"title": hostile, "source": hostile, "viewpoint": hostile, "paragraphs": (hostile,), "url": None}
        shown = _unfurled(ArticleAddress(ID, paragraph=1), **changes)
        sent = {"text": "", "attachments": [shown], "unfurl_links": False, "unfurl_media": False}
        reading = read_message(sent)
        assert (reading.pings, reading.forged_links, reading.steering) == ([], [], [])
        assert all(link.target.startswith(READER.reader or "") for link in reading.links)

    def test_an_article_with_a_title_alone_is_shown(self) -> None:
        _unfurled(ArticleAddress(ID, point=1), viewpoint="", viewpoint_citations=(), sections=())


def _unfurled(address: ArticleAddress, **changes: object) -> dict[str, object]:
    shown = unfurl(article(**changes), address, "en", READER, "0")
    check_blocks(shown["blocks"], 50)
    return shown
