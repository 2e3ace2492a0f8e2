"""A summarised body taken apart, and left whole where that is not safe."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.formats.captured.summary_body import Summary, bears_citations, cited_sentences, split_summary
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
    summary = split_summary([body])
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
        summary = split_summary([cut])
        assert summary is None or not difference(_as_article(summary), [cut])


class TestStatements:
    """Where a statement ends, and what belongs to it."""

    def test_hyphens_colons_and_brackets_stay_in_the_text(self) -> None:
        text = "One rule - a hard one: ship first [sic] (see note 4), re-use row [7]b, sell 12 units"
        assert _points(f"{text} [3].") == [(f"{text}.", (3,))]

    def test_citations_inside_a_statement_are_its_citations_too_and_stay_in_its_text(self) -> None:
        assert _points("Sales rose [3], costs fell [4][5].") == [("Sales rose [3], costs fell.", (3, 4, 5))]

    def test_hyphen_behind_citations_before_lower_case_is_in_doubt_and_stays_in_one_point(self) -> None:
        """It may begin a statement or go on with the sentence: nobody can tell which claim the citations are for."""
        summary = _split(f"{VIEWPOINT} Group 1: The Fleet - Sales rose [3] - and fell [4] - Two wait [5]")
        (section,) = summary.sections
        assert section.points[0] == KeyPoint(text="Sales rose [3] - and fell", citations=(3, 4))
        assert len(section.points) == 2
        assert summary.doubts == ((0, "statements that can't be told apart are kept as one point"),)

    def test_behind_a_full_stop_a_hyphen_begins_a_statement_in_lower_case_too(self) -> None:
        assert _points("Sales rose [3-5]. - costs fell [6].") == [("Sales rose.", (3, 4, 5)), ("costs fell.", (6,))]

    def test_words_behind_the_last_citations_are_apart_from_the_statement(self) -> None:
        *_, fleet, rest = _split(f"{VIEWPOINT} Group 1: The Fleet - Sales rose [3]. 相关阅读 点赞 分享").sections
        assert fleet.points == (KeyPoint(text="Sales rose.", citations=(3,)),)
        assert (rest.heading, rest.points) == ("相关阅读 点赞 分享", ())

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

    @pytest.mark.parametrize("mark", ["[12]", "［12］", "[１２]", "［１２］", "【12】", "〔12〕", "（12）", "(12)"])
    def test_brackets_and_figures_of_any_width_and_shape_are_marks(self, mark: str) -> None:
        other = mark.replace("2", "3").replace("２", "３")
        body = f"The Fleet - Nine ships sail {mark}. - Two (old) wait {mark}{other}"
        (section,) = _split(body).sections
        assert [(point.text, point.citations) for point in section.points] == [
            ("Nine ships sail.", (12,)),
            ("Two (old) wait", (12, 13)),
        ]

    @pytest.mark.parametrize("text", ["Fares (7) rose. Nine (12) sail (3).", "They call: （1）ferries，（2）berths。"])
    def test_figures_in_parentheses_inside_sentences_are_no_marks(self, text: str) -> None:
        assert not bears_citations(text)

    def test_statement_that_the_capture_cuts_stays_a_point_without_citations(self) -> None:
        assert _points("Sales rose [3]. - Costs fell beca")[1] == ("Costs fell beca", ())


class TestDoubt:
    """What is no summary, and what of one is left undivided."""

    @pytest.mark.parametrize(
        "body",
        [
            "",
            "Core Viewpoint",
            "Core Viewpoint - ",
            "Core Viewpoint - [1][2]",
            "Core Viewpoint - \u200b [1]. \u200b",
            "BEIJING - Nine ships sail. Two wait.",
            "Nine ships sail [2]. Two wait [3].",
            "Nine ships sail. " * 30 + "Core Viewpoint - Two wait [3].",
        ],
    )
    def test_body_is_no_summary(self, body: str) -> None:
        assert split_summary([body]) is None

    def test_heading_that_the_capture_cuts_is_a_section_without_points(self) -> None:
        fleet, cut = _split(f"{VIEWPOINT} Group 1: The Fleet - Nine ships [2]. Group 2: The Qu").sections
        assert fleet.points == (KeyPoint(text="Nine ships.", citations=(2,)),)
        assert (cut.heading, cut.points) == ("Group 2: The Qu", ())

    def test_viewpoint_alone_is_a_section_so_that_it_can_be_found(self) -> None:
        summary = _split(VIEWPOINT)
        assert summary.viewpoint == "Ferries run on batteries now."
        assert [section.heading for section in summary.sections] == ["Core Viewpoint"]

    def test_a_second_viewpoint_is_told(self) -> None:
        summary = _split(
            f"{VIEWPOINT} The Fleet - Nine ships [2]. Core Viewpoint - Yards rest [1]. Group 1: A - Ten [3]."
        )
        assert ["another viewpoint" in doubt for _, doubt in summary.doubts] == [True]

    @pytest.mark.parametrize("stop", [".", "。", "?"])
    @pytest.mark.parametrize("end", ["sail", "of 2024", "(all)", "[sic]", "“home”"])
    def test_sentence_before_a_marker_is_a_statement_without_citations(self, end: str, stop: str) -> None:
        assert _points(f"Nine {end}{stop} - Two wait [2].") == [(f"Nine {end}{stop}", ()), ("Two wait.", (2,))]

    def test_full_stop_of_an_abbreviation_ends_no_statement(self) -> None:
        assert _points("The U.S. - China gap grew [2].") == [("The U.S. - China gap grew.", (2,))]

    @thorough
    @given(statements())
    def test_text_without_citations_and_openings_is_no_summary(self, words: str) -> None:
        assert split_summary([words]) is None
        assert not bears_citations(words)

    def test_cited_sentences_are_told_apart_word_for_word(self) -> None:
        text = "Sales rose [3]. Costs [sic] fell [4], rents too [5] 工资未变[6]。再无其他"
        assert list(cited_sentences(text)) == [
            "Sales rose [3].",
            "Costs [sic] fell [4], rents too [5]",
            "工资未变[6]。",
            "再无其他",
        ]

    @thorough
    @given(
        st.lists(st.sampled_from([" - ", "[3]", "[0]", " ", ".", "Group 1: ", "Group 2: ", "A", "b", "字", "\u200b"]))
    )
    def test_any_order_of_the_marks_loses_no_word(self, pieces: list[str]) -> None:
        for opening in ("Core Viewpoint - ", "Core Insights - "):
            body = opening + "".join(pieces)
            summary = split_summary([body])
            assert summary is None or not difference(_as_article(summary), [body])

    @pytest.mark.parametrize(
        "unit",
        "a|[1]| [1]|[|[1,|[1] x|[1] X |[1]. |[1] - a | - |- | - a| - A|• |* |**|# |Group 1: |Group 2: A|第一组 "
        "|. |A. |字。|1. |1.1. |! - |A: - B |A - b | — |\u200b|【1】|A(1) |A（1）。|,1|◆ |字 ◆|※|［1".split("|"),
    )
    @pytest.mark.parametrize("before", ["", f"{VIEWPOINT} Group 1: A - b "])
    def test_repeated_marks_take_no_quadratic_time(self, before: str, unit: str) -> None:
        """Quadratic, some of them took minutes; the time limit is that of the test run."""
        split_summary([before + unit * (60_000 // len(unit))])
