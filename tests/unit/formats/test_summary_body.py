"""A summarised body taken apart, and left whole where that is not safe."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.formats.summary_body import Summary, is_summary, split_summary
from bot.model import Article, KeyPoint
from tests.unit.formats.pages import (
    assert_is_whole,
    bodies,
    difference,
    statements,
    summarised_articles,
    thorough,
)

VIEWPOINT = "Core Viewpoint - Ferries run on batteries now [1]."


def _split(body: str) -> Summary:
    summary = split_summary(body)
    assert summary is not None
    return summary


def _points(body: str) -> list[tuple[str, tuple[int, ...]]]:
    """The text and citations of the points in a first group of this body."""
    (section,) = _split(f"{VIEWPOINT} Group 1: The Fleet - {body}").sections
    return [(point.text, point.citations) for point in section.points]


def _as_article(summary: Summary) -> Article:
    return Article(
        title="t",
        source="s",
        published_at="2025-09-26T00:35:00+08:00",
        viewpoint=summary.viewpoint,
        viewpoint_citations=summary.viewpoint_citations,
        sections=summary.sections,
    )


class TestShapes:
    """The shapes that the publication uses."""

    def test_numbered_groups(self) -> None:
        summary = _split(
            f"{VIEWPOINT} Group 1: The Fleet - Nine ships [2]. - Two wait [3][4]. Group 2: The Quay - Empty [5]."
        )
        assert (summary.viewpoint, summary.viewpoint_citations) == ("Ferries run on batteries now.", (1,))
        assert [(section.heading, len(section.points)) for section in summary.sections] == [
            ("The Fleet", 2),
            ("The Quay", 1),
        ]
        assert summary.sections[0].points[1] == KeyPoint(text="Two wait.", citations=(3, 4))

    def test_headings_without_numbers(self) -> None:
        summary = _split(f"{VIEWPOINT} The Fleet - Nine ships [2]. - Two wait [3]. eBike Parking - Empty [5].")
        assert [section.heading for section in summary.sections] == ["The Fleet", "eBike Parking"]

    def test_core_insights_are_a_section_whose_first_point_is_the_viewpoint_too(self) -> None:
        summary = _split("Core Insights - Ferries run on batteries [1] - Crews retrain [2] The Quay - Empty [5]")
        assert [section.heading for section in summary.sections] == ["Core Insights", "The Quay"]
        assert [point.text for point in summary.sections[0].points] == ["Ferries run on batteries", "Crews retrain"]
        assert (summary.viewpoint, summary.viewpoint_citations) == ("Ferries run on batteries", (1,))

    def test_chinese_summary(self) -> None:
        summary = _split("Core Viewpoint - 渡轮换了电池[1]。 Group 1: 船队 - 九艘船已改装[2][3]。 - 两艘在等配件 [4]")
        assert summary.viewpoint == "渡轮换了电池。"
        assert summary.sections[0].heading == "船队"
        assert [point.text for point in summary.sections[0].points] == ["九艘船已改装。", "两艘在等配件"]

    @thorough
    @given(st.data())
    def test_every_written_body_is_split_into_what_was_written(self, data: st.DataObject) -> None:
        article = data.draw(summarised_articles())
        body = data.draw(bodies(article))
        again = _split(body)
        assert again.sections == article.sections
        assert (again.viewpoint, again.viewpoint_citations) == (article.viewpoint, article.viewpoint_citations)
        assert_is_whole(article, [body])

    @thorough
    @given(st.data())
    def test_body_cut_anywhere_loses_no_word(self, data: st.DataObject) -> None:
        body = data.draw(bodies(data.draw(summarised_articles())))
        cut = body[: data.draw(st.integers(0, len(body)))]
        summary = split_summary(cut)
        assert summary is None or not difference(_as_article(summary), [cut])


class TestStatements:
    """Where a statement ends, and what belongs to it."""

    def test_hyphens_colons_and_brackets_stay_in_the_text(self) -> None:
        text = "One rule - a hard one: ship first [sic] (see note 4), re-use the [12] units"
        assert _points(f"{text} [3].") == [(f"{text}.", (3,))]

    def test_hyphen_behind_citations_before_lower_case_may_be_a_new_statement(self) -> None:
        """It may as well go on with the sentence: nobody can tell which claim the citations are for."""
        assert split_summary(f"{VIEWPOINT} Group 1: The Fleet - Sales rose [3] - and fell [4]") is None
        assert split_summary(f"{VIEWPOINT} Group 1: The Fleet - Sales rose [3-5]. - costs fell [6].") is None

    def test_footer_that_hides_the_last_citations_is_not_taken_for_a_point(self) -> None:
        assert split_summary(f"{VIEWPOINT} Group 1: The Fleet - Sales rose [3]. 相关阅读 点赞 分享") is None

    def test_names_that_begin_in_lower_case_begin_a_statement(self) -> None:
        assert [text for text, _ in _points("Sales rose [3] - eMarketer saw it [4]")] == [
            "Sales rose",
            "eMarketer saw it",
        ]

    def test_full_stop_behind_the_citations_belongs_to_the_text(self) -> None:
        for stop in ".。!?！？；;":
            assert _points(f"Sales rose [3]{stop}") == [(f"Sales rose{stop}", (3,))]

    def test_full_stop_of_an_abbreviation_before_the_citations_is_the_only_one(self) -> None:
        assert _points("Nine ships sail in the U.S. [2]. - Two wait [3]") == [
            ("Nine ships sail in the U.S.", (2,)),
            ("Two wait", (3,)),
        ]

    def test_citations_with_and_without_blanks_between_are_the_same(self) -> None:
        for marks in ("[3][5]", " [3][5]", " [3] [5]", "[3] [5]"):
            assert _points(f"Sales rose{marks}.") == [("Sales rose.", (3, 5))]

    def test_repeated_citation_counts_once(self) -> None:
        assert _points("Sales rose [3][5][3].") == [("Sales rose.", (3, 5))]

    def test_zero_is_no_paragraph_and_stays_in_the_text(self) -> None:
        assert _points("Sales rose [0][3].") == [("Sales rose [0].", (3,))]
        assert _points("Sales rose [3]. - Costs fell [0].")[1] == ("Costs fell [0].", ())

    def test_number_of_another_script_is_no_citation(self) -> None:
        assert _points("Sales rose [３] again [4].") == [("Sales rose [３] again.", (4,))]

    def test_statement_that_the_capture_cuts_stays_a_point_without_citations(self) -> None:
        assert _points("Sales rose [3]. - Costs fell beca")[1] == ("Costs fell beca", ())

    def test_group_out_of_order_is_not_taken_for_one(self) -> None:
        assert split_summary(f"{VIEWPOINT} Group 2: The Fleet - Nine ships [2].") is None
        assert split_summary(f"{VIEWPOINT} Group 1: A - Nine [2]. Group 3: B - Ten [2].") is None


class TestDoubt:
    """What can't be split without a doubt is not split."""

    @pytest.mark.parametrize(
        "body",
        [
            "",
            "Core Viewpoint",
            "Core Viewpoint - ",
            "Core Insights -",
            "Core Viewpoint - No citations. Group 1: The Fleet - Nine ships.",
            "Core Viewpoint - [1][2]",
            "Core Viewpoint - \u200b [1]. Group 1: The Fleet - Nine [2].",
            f"{VIEWPOINT} - A point that no heading groups [2].",
            f"{VIEWPOINT} Group 1: The Fleet - Nine ships sail. - Two ships wait [2].",
            f"{VIEWPOINT} Who Pays? - Everybody does [2]. The Fleet - Nine ships [3].",
            f"{VIEWPOINT} Group 1: - Nine ships - Ten [2].",
            "Another beginning - Nine ships [2].",
            f"{VIEWPOINT} The Fleet - Nine ships [2]. The Yard in Winter {VIEWPOINT} Group 1: A - Ten [3].",
        ],
    )
    def test_body_is_not_split(self, body: str) -> None:
        assert split_summary(body) is None

    def test_capture_cut_inside_a_heading_is_not_split(self) -> None:
        assert split_summary(f"{VIEWPOINT} Group 1: The Fleet - Nine ships [2]. Group 2: The Qu") is None

    def test_viewpoint_alone_is_a_summary(self) -> None:
        assert _split(VIEWPOINT).sections == ()

    @pytest.mark.parametrize("stop", [".", "。", "?"])
    @pytest.mark.parametrize("end", ["sail", "of 2024", "(all)", "[sic]", "“home”"])
    def test_uncited_sentence_before_a_hyphen_may_be_a_statement(self, end: str, stop: str) -> None:
        assert split_summary(f"{VIEWPOINT} Group 1: The Fleet - Nine {end}{stop} - Two wait [2].") is None

    @thorough
    @given(statements())
    def test_text_that_does_not_say_so_is_no_summary(self, words: str) -> None:
        assert not is_summary(words)
        assert split_summary(words) is None

    def test_summary_says_so_with_its_first_words(self) -> None:
        assert is_summary("Core Viewpoint - a")
        assert is_summary("  Core\nInsights \u3000-  a")
        assert not is_summary("The Core Viewpoint - a")
        assert not is_summary("Core Viewpoints")

    @thorough
    @given(
        st.lists(st.sampled_from([" - ", "[3]", "[0]", " ", ".", "Group 1: ", "Group 2: ", "A", "b", "字", "\u200b"]))
    )
    def test_any_order_of_the_marks_loses_no_word(self, pieces: list[str]) -> None:
        for opening in ("Core Viewpoint - ", "Core Insights - "):
            body = opening + "".join(pieces)
            summary = split_summary(body)
            assert summary is None or not difference(_as_article(summary), [body])

    def test_runs_of_citations_take_no_quadratic_time(self) -> None:
        """60 kB of them took 40 seconds before a run was matched as one."""
        assert split_summary(f"{VIEWPOINT} Group 1: A - b {'[1]' * 300_000}x") is None
        assert split_summary(f"{VIEWPOINT} Group 1: A - b {'[1] x' * 100_000}") is None
        assert split_summary(f"{VIEWPOINT}{' Group 1: A' * 30_000}") is None
