"""A question taken apart: words, phrases and filters."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.model import FilterReplaced, NoDate, QueryCut
from bot.search.query.parsing import MAX_CHARACTERS, parse
from bot.text import fold

SHANGHAI = timezone(timedelta(hours=8))
thorough = settings(max_examples=100, deadline=None)


def _day(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=SHANGHAI)


class TestWords:
    """What is left to search for, as typed."""

    def test_words_stay_as_typed(self) -> None:
        query = parse("  TikTok 听证会\n2023 ")
        assert query.typed == "  TikTok 听证会\n2023 "
        assert query.words == "TikTok 听证会 2023"
        assert (query.phrases, query.sources, query.since, query.before, query.notes) == ((), (), None, None, ())

    @pytest.mark.parametrize("typed", ["", " ", "\n\t", "\u3000"])
    def test_empty_question_has_no_words_and_no_filters(self, typed: str) -> None:
        query = parse(typed)
        assert query.words == ""
        assert not query.is_filter_only
        assert query.scope.phrases == ()

    def test_words_that_only_look_like_filters_stay(self) -> None:
        for typed in ("open source", "the day before: what happened", "source :", "resource:x", "see http://source:80"):
            query = parse(typed.replace("before: what", "before what"))
            assert query.sources == ()
            assert query.notes == ()

    def test_huge_question_is_read_in_part_and_says_so(self) -> None:
        query = parse("渡" * 1_000_000)
        assert query.words == "渡" * MAX_CHARACTERS
        assert query.notes == (QueryCut(count=MAX_CHARACTERS),)
        assert parse("渡" * MAX_CHARACTERS).notes == ()

    def test_one_of_characters_that_stand_for_phrases_is_cut_to_what_they_stand_for(self) -> None:
        query = parse("\ufdfa" * MAX_CHARACTERS)
        assert len(fold(query.words)) <= MAX_CHARACTERS
        assert query.notes == (QueryCut(count=MAX_CHARACTERS),)


class TestFilters:
    """`source:`, `since:` and `before:`."""

    def test_filters_are_taken_out_of_the_words(self) -> None:
        query = parse("source:晚点LatePost 听证会 since:2025-09-24 TikTok before:2025-10-01")
        assert query.words == "听证会 TikTok"
        assert query.sources == ("晚点LatePost",)
        assert (query.since, query.before) == (_day(2025, 9, 24), _day(2025, 10, 1))
        assert query.notes == ()

    @pytest.mark.parametrize(
        "typed",
        [
            "since:2025-09-04",
            "SINCE:2025-9-4",
            "since: 2025/09/04",
            "since :2025.9.4",
            "since：２０２５-09-04",
            'since:"2025-09-04"',
            "since:“2025-09-04”",
            "since:2025-09-04,",
            "since:2025-09-04.",
            "since:2025-09-04，",
        ],
    )
    def test_day_may_be_written_in_many_ways(self, typed: str) -> None:
        query = parse(f"{typed} TikTok")
        assert query.since == _day(2025, 9, 4)
        assert query.words == "TikTok"

    def test_chinese_comma_ends_a_filter(self) -> None:
        query = parse("since:2025-09-04，听证会 source:晚点LatePost、TikTok")
        assert query.since == _day(2025, 9, 4)
        assert query.sources == ("晚点LatePost",)
        assert query.words == "听证会 TikTok"

    def test_month_is_its_first_day(self) -> None:
        assert parse("before:2025-09").before == _day(2025, 9, 1)

    def test_days_begin_in_shanghai(self) -> None:
        scope = parse("since:1970-01-02 before:1970-01-03").scope
        assert (scope.since_ms, scope.before_ms) == (16 * 3_600_000, 40 * 3_600_000)

    @pytest.mark.parametrize(
        "value", ["2025-02-30", "2025-13-01", "0000-01-01", "yesterday", "2025", "2025-09-24T10:00"]
    )
    def test_date_that_is_none_is_left_out_and_a_note_says_so(self, value: str) -> None:
        query = parse(f"since:{value} TikTok")
        assert query.since is None
        assert query.words == "TikTok"
        assert query.notes == (NoDate(name="since", value=value),)
        assert not parse(f"since:{value}").is_filter_only

    def test_last_of_several_days_counts_with_a_note_of_the_others_and_every_source(self) -> None:
        query = parse('since:2024-01-01 since:2025-01-01 source:a source:"b c"')
        assert query.since == _day(2025, 1, 1)
        assert query.notes == (FilterReplaced(name="since", value="2024-01-01"),)
        assert parse("since:2025-01-01 since:2025-01 source:Inc.").notes == ()
        assert query.sources == ("a", "b c")
        assert query.scope.sources == ("a", "b c")

    @pytest.mark.parametrize(
        "typed", ["source:", "source: ", 'source:""', 'source:" "', "since:", "source:，", 'source:"']
    )
    def test_filter_without_a_value_filters_nothing(self, typed: str) -> None:
        query = parse(typed)
        assert query.sources == ()
        assert query.since is None
        assert query.notes == ()

    @pytest.mark.parametrize("typed", ["source:a", "since:2025-01-01", "before:2025-01-01 ?!", "source:a “。”"])
    def test_question_of_filters_alone_is_known_as_one(self, typed: str) -> None:
        assert parse(typed).is_filter_only

    def test_question_with_words_is_not_of_filters_alone(self) -> None:
        assert not parse("source:a ferry").is_filter_only
        assert not parse("ferry").is_filter_only
        assert not parse("?!").is_filter_only


class TestPhrases:
    """Words between quotation marks."""

    @pytest.mark.parametrize(
        "quoted", ['"swap day"', "“swap day”", "「swap day」", "『swap day』", "«swap day»", "＂swap day＂"]
    )
    def test_quotation_marks_of_every_kind_make_a_phrase(self, quoted: str) -> None:
        query = parse(f"ferry {quoted}")
        assert query.phrases == ("swap day",)
        assert query.scope.phrases == (("swap", "day"),)
        assert query.words == f"ferry {quoted}"

    def test_a_sentence_that_mentions_words_in_quotation_marks_is_no_search_for_a_phrase(self) -> None:
        sentence = 'The command provides a planning tool for "what if" questions in every larger spreadsheet'
        assert parse(sentence).phrases == ()
        assert parse("这条命令提供了一种规划工具，可以用来回答“如果怎样”一类的问题").phrases == ()
        assert parse('what does "what if" mean').phrases == ("what if",)
        assert parse('the paper ("A Troff") describes how durable the work is').phrases == ()

    def test_a_long_phrase_may_be_searched_by_its_words(self) -> None:
        query = parse('"the ferries that swap their batteries" source:Harbour')
        assert query.unquoted is not None
        assert (query.unquoted.phrases, query.unquoted.words, query.unquoted.sources) == ((), query.words, ("Harbour",))
        assert parse('ferry "swap day"').unquoted is None
        assert parse("ferries that swap their batteries").unquoted is None

    def test_several_phrases_in_both_languages(self) -> None:
        assert parse('“听证会” and "the Texas plan"').scope.phrases == (("听证", "证会"), ("the", "texa", "plan"))

    def test_filter_within_quotes_is_words(self) -> None:
        query = parse('"the source: unknown" since:2025-01-01')
        assert query.phrases == ("the source: unknown",)
        assert query.sources == ()
        assert query.since == _day(2025, 1, 1)

    @pytest.mark.parametrize("typed", ['""', '" "', '"', '"ferry', "“", '"!?"'])
    def test_quotation_marks_around_nothing_ask_for_nothing(self, typed: str) -> None:
        assert parse(typed).scope.phrases == ()

    def test_apostrophe_is_no_quotation_mark(self) -> None:
        assert parse("the crew's and the yard's").phrases == ()


class TestHostileQuestions:
    """Nothing is an error."""

    @thorough
    @given(
        st.one_of(
            st.text(st.characters(), max_size=80),
            st.lists(
                st.sampled_from(
                    [
                        "since:",
                        "before:",
                        "source:",
                        "：",
                        '"',
                        "“",
                        "”",
                        " ",
                        "2025-01-01",
                        "9999-12-31",
                        "x",
                        "渡",
                        "，",
                        "\ud800",
                    ]
                ),
                max_size=12,
            ).map("".join),
        )
    )
    @example("before:0001-01-01")
    @example("since:9999-12-31")
    def test_any_text_is_taken_apart(self, typed: str) -> None:
        query = parse(typed)
        assert query.typed == typed
        assert all(phrase.strip() == phrase != "" for phrase in query.phrases)
        assert all(source.strip() == source != "" for source in query.sources)
        assert isinstance(query.is_filter_only, bool)
        assert all(all(run) for run in query.scope.phrases)

    @thorough
    @given(st.text("ab渡轮 ,.-!？", max_size=40))
    def test_no_word_is_lost_where_there_is_no_filter(self, typed: str) -> None:
        assert parse(typed).words.split() == typed.split()

    @pytest.mark.parametrize(
        "piece", ['"', "since:", "source: ", "before:2025-01-01 ", "“a” ", "source:“", " :", "\ud800"]
    )
    def test_long_question_is_taken_apart(self, piece: str) -> None:
        query = parse(piece * 100_000)
        assert query.notes
        assert query.scope is not None
