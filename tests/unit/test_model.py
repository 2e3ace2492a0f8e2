"""The values of the program: what an article is, which one it is, and what it refuses to be."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.model import Article, KeyPoint, Section, utc_milliseconds
from tests.library import article

SHANGHAI = timezone(timedelta(hours=8))
MOMENT = datetime(2025, 9, 26, 0, 35, tzinfo=SHANGHAI)


def _article(**changes: Any) -> Article:
    return Article(**{"title": "渡轮换电记", "source": "南窗周刊", "published_at": MOMENT, **changes})


def _refusal(**changes: Any) -> str:
    with pytest.raises(ValidationError) as refusal:
        _article(**changes)
    (error,) = refusal.value.errors(include_url=False)
    assert error["loc"][0] in changes
    return error["msg"]


class TestIdentity:
    """The id is that of source, title and publication instant."""

    def test_id_is_16_hexadecimal_digits_and_stays_the_same_between_versions(self) -> None:
        assert _article().id == "b035c1aae33e6156"

    def test_id_depends_on_source_title_and_instant(self) -> None:
        others = [
            _article(title="船厂的冬天"),
            _article(source="晚点LatePost"),
            _article(published_at=MOMENT + timedelta(minutes=1)),
        ]
        assert len({article.id for article in [_article(), *others]}) == 4

    def test_id_does_not_depend_on_the_rest(self) -> None:
        point = KeyPoint(text="Nine ships.", citations=(2,))
        edited = _article(
            viewpoint="Another view.",
            sections=(Section(heading="The Fleet", points=(point,)),),
            paragraphs=("一段。",),
            url="https://harbor.example/1",
        )
        assert edited.id == _article().id
        assert edited != _article()

    def test_id_is_of_the_instant_and_not_of_its_zone(self) -> None:
        assert _article(published_at=MOMENT.astimezone(UTC)).id == _article().id

    def test_id_is_of_the_text_and_not_of_its_composition(self) -> None:
        assert _article(title="Cafe\u0301").id == _article(title="Café").id

    def test_id_is_of_the_title_without_the_blanks_around_it(self) -> None:
        assert _article(title=" 渡轮换电记\n").id == _article().id

    def test_title_and_source_can_not_run_into_each_other(self) -> None:
        assert _article(source="a\nb", title="c").id != _article(source="a", title="b\nc").id

    def test_articles_are_equal_whether_their_id_was_asked_for_or_not(self) -> None:
        asked = _article()
        assert asked.id
        assert asked == _article()
        assert hash(asked) == hash(_article())
        assert asked.model_dump() == _article().model_dump()

    def test_articles_do_not_change(self) -> None:
        with pytest.raises(ValidationError, match="frozen"):
            _article().title = "船厂的冬天"  # type: ignore[misc]


class TestArticle:
    """What can be asked of an article."""

    @pytest.mark.parametrize(
        ("title", "year"),
        [
            ("2023丨船厂的冬天", 2023),
            ("1999｜船厂的冬天", 1999),
            ("2021 | The Yard in Winter", 2021),
            ("船厂的冬天", None),
            ("2023 年的船厂", None),
            ("12023丨船厂", None),
            ("2123丨船厂", None),
            ("船厂丨2023丨冬天", None),
        ],
    )
    def test_year_before_a_bar_is_that_of_the_first_publication(self, title: str, year: int | None) -> None:
        article = _article(title=title)
        assert article.first_published_year == year
        assert article.title == title

    @pytest.mark.parametrize(
        ("paragraph", "day"),
        [
            ("本文首发于 2024 年 03 月 05 日 文 丨 林小满", date(2024, 3, 5)),
            ("这篇报道最早首次发表在周刊上，2024-03-05。", date(2024, 3, 5)),
            ("This story was first published on March 5th, 2024, in the weekly.", date(2024, 3, 5)),
            ("This article originally appeared on 5 Mar 2024.", date(2024, 3, 5)),
            ("这篇访谈转自周刊，作者为林小满，最早于 2024 年 3 月 5 日刊出。", date(2024, 3, 5)),
            ("此文原载《周刊》2024-03-05", date(2024, 3, 5)),
            ("本文写于 2023 年 1 月 1 日，首次发布于 2024 年 3 月 5 日。", date(2024, 3, 5)),
            ("This interview, originally published March 5, 2024, has been shortened.", date(2024, 3, 5)),
            ("该论文首发于 2024 年 3 月 5 日", None),
            ("这篇文章提到，iPhone 最早于 2024 年 3 月 5 日发布。", None),
            ("这篇文章提到，最早于 2024 年 3 月 5 日发布的船已经停产。", None),
            ("本文作者首次发表论文是在 2024 年 3 月 5 日。", None),
            ("本文首先发现，2024 年 3 月 5 日船厂停工。", None),
            ("The ship was first published on March 5, 2024.", None),
            ("本文首发于 2024 年 13 月 5 日", None),
            ("本文首发于 2034 年 3 月 5 日", None),
        ],
    )
    def test_the_day_of_first_publication_is_read_from_what_the_text_says_of_itself(
        self, paragraph: str, day: date | None
    ) -> None:
        assert _article(paragraphs=("船厂的冬天很长。", paragraph)).first_published_on == day

    def test_points_are_those_of_all_sections_in_order(self) -> None:
        points = [KeyPoint(text=text) for text in "abc"]
        article = _article(
            sections=(Section(points=(points[0], points[1])), Section(points=()), Section(points=(points[2],)))
        )
        assert article.points == tuple(points)

    def test_a_copy_with_other_fields_has_its_own_points_and_id(self) -> None:
        held = article()
        assert held.points
        assert held.passages
        copied = held.model_copy(update={"sections": (), "paragraphs": ("Only this.",), "title": "Another"})
        assert copied.points == ()
        assert [passage.text for passage in copied.passages] == ["Only this."]
        assert copied.id == Article.model_validate(copied.model_dump()).id != held.id


class TestRefusals:
    """A wrong field is an error that names it."""

    @pytest.mark.parametrize("field", ["title", "source"])
    @pytest.mark.parametrize("blank", ["", " ", "\n\t", "\u3000", "\u200b", "\ufeff\u2060", "\u202e "])
    def test_title_and_source_have_something_to_see(self, field: str, blank: str) -> None:
        assert "must not be blank" in _refusal(**{field: blank})

    @pytest.mark.parametrize("field", ["title", "source"])
    def test_title_and_source_are_one_line(self, field: str) -> None:
        for line_break in ("\n", "\r\n", "\t", "\u2028", "\x85", "\v"):
            assert getattr(_article(**{field: f" a{line_break}b "}), field) == "a b"
        for control in ("\x1b", "\x07", "\x9b", "\x7f"):
            assert "control characters" in _refusal(**{field: f"a{control}b"})

    @pytest.mark.parametrize("field", ["title", "source", "viewpoint", "url"])
    @pytest.mark.parametrize("character", ["\0", "\ud800"])
    def test_text_that_no_database_holds_is_refused(self, field: str, character: str) -> None:
        assert f"U+{ord(character):04X}" in _refusal(**{field: f"https://a.example/{character}"})

    def test_texts_within_are_looked_at_too(self) -> None:
        for wrong in ("", "\u200b", "a\0", "a\ud800"):
            assert _refusal(paragraphs=("good", wrong))
            with pytest.raises(ValidationError):
                KeyPoint(text=wrong)

    @pytest.mark.parametrize("number", [0, -1, 1_000_001, 10**30, 2.5, "x", None])
    def test_citation_is_a_number_from_1_to_a_million(self, number: object) -> None:
        with pytest.raises(ValidationError):
            KeyPoint(text="a", citations=(1, number))
        with pytest.raises(ValidationError):
            _article(viewpoint_citations=(number,))

    @pytest.mark.parametrize(
        "url",
        [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "java\nscript:alert(1)",
            "\x01javascript:alert(1)",
            "data:text/html,hi",
            "file:///a",
            "ftp://harbor.example/",
            "//harbor.example/",
            "harbor.example",
            "https://",
            "https://harbor.example/ a",
            " https://harbor.example/",
            "https://harbor.example/\n",
            "https://harbor.example/<b>",
            'https://harbor.example/"',
            "https://harbor.example:99999/",
            "",
            " ",
        ],
    )
    def test_address_is_of_the_web(self, url: str) -> None:
        message = _refusal(url=url)
        assert "\n" not in message
        assert "pydantic" not in message

    @pytest.mark.parametrize("url", ["https://harbor.example", "http://港口.example:8080/渡轮?a=1&b=%20#c|d", None])
    def test_address_stays_as_it_is(self, url: str | None) -> None:
        assert _article(url=url).url == url

    @pytest.mark.parametrize(
        "moment",
        [
            datetime(2025, 9, 26, 0, 35),  # noqa: DTZ001 without a zone is what is refused
            datetime(1, 1, 1, tzinfo=SHANGHAI),
            datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-8))),
            datetime(1900, 1, 1, tzinfo=UTC),
            "20250926",
            "1758818100",
            1758818100,
            1758818100.5,
            True,
            None,
            "昨天",
            "",
        ],
    )
    def test_time_is_written_with_its_offset_and_of_our_age(self, moment: object) -> None:
        assert _refusal(published_at=moment)

    @settings(deadline=None)
    @given(st.datetimes(datetime(1902, 1, 1), datetime(2199, 12, 31), timezones=st.timezones()))  # noqa: DTZ001
    def test_every_time_that_is_accepted_has_an_id_and_milliseconds(self, moment: datetime) -> None:
        article = _article(published_at=moment)
        assert article.id
        assert utc_milliseconds(article.published_at) == utc_milliseconds(moment)


class TestMilliseconds:
    """Instants as whole numbers."""

    def test_epoch_is_zero_in_every_zone(self) -> None:
        assert utc_milliseconds(datetime(1970, 1, 1, tzinfo=UTC)) == 0
        assert utc_milliseconds(datetime(1970, 1, 1, 8, tzinfo=SHANGHAI)) == 0

    def test_times_before_it_are_negative(self) -> None:
        assert utc_milliseconds(datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)) == -1000

    @settings(deadline=None)
    @given(st.integers(-60_000_000_000_000, 200_000_000_000_000))
    def test_every_millisecond_is_exact(self, milliseconds: int) -> None:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
        assert utc_milliseconds(moment) == milliseconds
        assert utc_milliseconds(moment + timedelta(microseconds=999)) == milliseconds
