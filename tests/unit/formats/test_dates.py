"""Times as pages, feeds and files write them, in every shape that people and programs use."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from bot.formats.dates import find_date, names_zone, read_date

SHANGHAI = ZoneInfo("Asia/Shanghai")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


class TestChineseDates:
    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ("2024年3月8日", "2024-03-08 00:00"),
            ("2024年3月8日 星期五", "2024-03-08 00:00"),
            ("2024年03月08日（周五）08:05", "2024-03-08 08:05"),
            ("2024年3月8日礼拜五 18时05分", "2024-03-08 18:05"),
            ("2024年3月8日 下午2:05", "2024-03-08 14:05"),
            ("2024年3月8日下午2点05分", "2024-03-08 14:05"),
            ("2024/3/8 上午 10:05:09", "2024-03-08 10:05:09"),
            ("2024-03-08 晚上9点半", "2024-03-08 21:30"),
            ("2024年3月8日 晚上12点", "2024-03-09 00:00"),
            ("2024年3月8日 凌晨12:10", "2024-03-08 00:10"),
            ("2024年3月8日 凌晨2時", "2024-03-08 02:00"),
            ("2024年3月8日 中午12:20", "2024-03-08 12:20"),
            ("2024年3月8日 中午1点", "2024-03-08 13:00"),
            ("２０２４年３月８日　１８：０５", "2024-03-08 18:05"),
            ("二〇二四年三月八日", "2024-03-08 00:00"),
            ("二零二四年十二月三十一日 下午三点十五分", "2024-12-31 15:15"),
            ("2024年3月8号", "2024-03-08 00:00"),
            ("2024年3月8日 24:00", "2024-03-09 00:00"),
        ],
    )
    def test_it_is_read(self, written: str, expected: str) -> None:
        assert read_date(written, SHANGHAI) == moment(expected)
        assert not names_zone(written)


class TestOtherDates:
    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ("2024-03-08 2:05 PM", "2024-03-08 14:05"),
            ("2024-03-08 12:05 a.m.", "2024-03-08 00:05"),
            ("March 8, 2024 2:05 p.m.", "2024-03-08 14:05"),
            ("Friday, March 8th, 2024 at 2:05pm", "2024-03-08 14:05"),
            ("Fri, 8 Mar 2024 2:05 PM", "2024-03-08 14:05"),
            ("8 Mar 2024", "2024-03-08 00:00"),
            ("03/28/2024 2:05 PM", "2024-03-28 14:05"),
            ("28.03.2024 14:05", "2024-03-28 14:05"),
            ("8. März 2024, 14:05", "2024-03-08 14:05"),
            ("8 mars 2024 14h05", "2024-03-08 14:05"),
            ("20240308", "2024-03-08 00:00"),
            ("20240308140500", "2024-03-08 14:05"),
            ("20240308T140500", "2024-03-08 14:05"),
            ("2024.03.08 14:05", "2024-03-08 14:05"),
        ],
    )
    def test_it_is_read(self, written: str, expected: str) -> None:
        assert read_date(written, SHANGHAI) == moment(expected)

    @pytest.mark.parametrize(
        "written",
        ["1709877900", 1709877900, 1709877900.0, "1709877900000", 1709877900000, "1709877900000000", "1709877900.25"],
    )
    def test_numbers_count_from_1970(self, written: str | float) -> None:
        read = read_date(written, SHANGHAI)
        assert read is not None
        assert read.replace(microsecond=0) == datetime(2024, 3, 8, 6, 5, tzinfo=UTC)
        assert names_zone(written)

    @pytest.mark.parametrize(
        "written",
        [
            "", "昨天 14:05", "yesterday", "3 hours ago", "3月8日", "March 2024", "14:05", "2024-13-08", "2024-02-30",
            "0000-00-00 00:00:00", "03/04/2024", "下周三下午两点，在二号门集合。", "12", "123456", 0,
            "2024年3月8日开馆，欢迎大家来。", "May 3 of 2024 chairs were sold",
            "99999999999999999", "2024-03-08 25:05", "2024-03-08 14:61",
        ],
    )  # fmt: skip
    def test_what_is_no_certain_date_is_none(self, written: str | float) -> None:
        assert read_date(written, SHANGHAI) is None


class TestZones:
    @pytest.mark.parametrize(
        ("written", "hours"),
        [
            ("2024-03-08T14:05:00Z", 0),
            ("2024-03-08 14:05 UTC", 0),
            ("2024-03-08 14:05:00 GMT", 0),
            ("Fri, 08 Mar 2024 14:05:00 GMT", 0),
            ("2024-03-08 2:05 PM UTC", 0),
            ("2024年3月8日 14:05 (UTC)", 0),
            ("2024-03-08T14:05:00.123+0800", 8),
            ("2024-03-08 14:05 +08", 8),
            ("2024-03-08 14:05 GMT+8", 8),
            ("2024-03-08 14:05 UTC+08:00", 8),
            ("2024-03-08 14:05 (UTC-5)", -5),
            ("2024-03-08T14:05:00+08:00[Asia/Shanghai]", 8),
            ("Fri, 8 Mar 2024 14:05:00 +0800 (CST)", 8),
            ("Fri, 8 Mar 2024 14:05:00 CST", 8),
            ("Fri, 08 Mar 2024 14:05:00 EST", -5),
            ("2024-03-08 14:05 JST", 9),
            ("8 Mar 2024 14:05 HKT", 8),
            ("March 8, 2024 2:05 PM PST", -8),
            ("Fri Mar 08 14:05:00 UTC 2024", 0),
            ("Fri Mar 08 14:05:00 +0000 2024", 0),
            ("2024-03-08 14:05 Asia/Tokyo", 9),
            ("Mar 8 2024 2:05 PM (America/New_York)", -5),
            ("Mar 8 2024 2:05PM GMT+0800 (China Standard Time)", 8),
        ],
    )
    def test_a_written_zone_is_the_one_that_is_meant(self, written: str, hours: int) -> None:
        read = read_date(written, SHANGHAI)
        assert read is not None
        expected = datetime(2024, 3, 8, 14, 5, tzinfo=timezone(timedelta(hours=hours)))
        assert read.replace(microsecond=0) == expected
        assert read.utcoffset() == timedelta(hours=8)
        assert names_zone(written)

    def test_the_same_letters_mean_another_zone_elsewhere(self) -> None:
        written = "Fri, 8 Mar 2024 14:05:00 CST"
        assert read_date(written, ZoneInfo("America/Chicago")) == datetime(2024, 3, 8, 20, 5, tzinfo=UTC)
        assert read_date(written, ZoneInfo("Europe/Paris")) == datetime(2024, 3, 8, 20, 5, tzinfo=UTC)

    def test_a_year_before_christ_is_one_that_can_not_be_true(self) -> None:
        read = read_date("-0001-11-30T00:00:00+00:00", SHANGHAI)
        assert read is None or read.year < 1990

    @pytest.mark.parametrize(
        "written", ["2024-03-08", "2024-03-08 14:05", "2024-03-08 2:05 PM", "2024-03-08 14:05 ABC"]
    )
    def test_a_time_without_a_zone_says_so(self, written: str) -> None:
        assert not names_zone(written)


class TestDatesAmongWords:
    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ("发布时间：2024-03-08 14:05 来源：南窗周刊", "2024-03-08 14:05"),
            ("发布于 2024年3月8日 下午2:05，编辑：某人", "2024-03-08 14:05"),
            ("Updated 2024-03-08T06:05:00Z by the editors", "2024-03-08 14:05"),
            ("2024-03-08 14:05（北京时间）", "2024-03-08 14:05"),
        ],
    )
    def test_it_is_found(self, written: str, expected: str) -> None:
        assert find_date(written, SHANGHAI) == moment(expected)

    def test_a_text_without_one_has_none(self) -> None:
        assert find_date("第 2024-03 期，共 8 页", SHANGHAI) is None
