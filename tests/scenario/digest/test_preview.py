"""`latepost digest preview`: what would go out, in the terminal."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app.settings import Settings
from bot.cli.digest_preview import preview
from bot.errors import SettingsError
from bot.model import Subscription
from bot.store import Database
from bot.store.subscriptions import SubscriptionStore
from tests.processes import CHECKOUT, Command, Finished, latepost_in_turn

NOW = datetime(2026, 3, 27, 12, tzinfo=UTC)
VARIABLES = {
    "LATEPOST_DATA_DIR": "mine",
    "LATEPOST_DIGEST_CHANNEL": "#general",
    "LATEPOST_DIGEST_TOPICS": "华为 数字金融; TikTok 听证会",
    "LATEPOST_DIGEST_TIMEZONE": "Asia/Shanghai",
}
WRONG = {
    "LATEPOST_DIGEST_TIME": "25:00",
    "LATEPOST_DIGEST_TIMEZONE": "Asia/Shangai",
    "LATEPOST_DIGEST_DAYS": "never",
    "LATEPOST_DIGEST_TOPICS": ";;",
}


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Finished]:
    home = tmp_path_factory.mktemp("home")

    def preview(*arguments: str, **variables: str) -> Command:
        return Command(("digest", "preview", *arguments), home, {**VARIABLES, **variables})

    commands = {
        "nothing": preview("--channel", "general", LATEPOST_DIGEST_CHANNEL=""),
        "import": Command(("import", str(CHECKOUT / "data" / "articles")), home, VARIABLES),
        "next": preview(),
        "imagined": preview(LATEPOST_DIGEST_CHANNEL="", LATEPOST_DIGEST_TOPICS=""),
        "then": preview("--at", "2025-09-26T00:30"),
        "day before": preview("--channel", "general", "--at", "2025-09-24"),
        "english": preview("--at", "2025-09-26", LATEPOST_DIGEST_TOPICS="tiktok hearing"),
        "nowhere": preview("--channel", "C999"),
        "no time": preview("--at", "soon"),
        "last day": preview("--at", "9999-12-31"),
        "first day": preview("--at", "0001-01-01"),
        **{name: preview(**{name: value}) for name, value in WRONG.items()},
    }
    return dict(zip(commands, latepost_in_turn(*commands.values()), strict=True))


def test_it_shows_the_schedule_and_what_would_go_out_by_topic(done: dict[str, Finished]) -> None:
    then = done["then"]
    assert then.code == 0, then.err
    assert "#general · 每天 09:00（Asia/Shanghai, UTC+08:00） · 华为 数字金融; TikTok 听证会" in then.out
    assert "接下来：周五 2025-09-26 09:00、周六 2025-09-27 09:00、周日 2025-09-28 09:00" in then.out
    assert "2020丨直击 TikTok 美国听证会" in then.out
    assert "[4]" in then.out
    assert "华为数字金融" not in then.out.partition("TikTok 听证会\n")[2]


def test_the_day_before_has_its_own_articles_and_the_settings_channel_goes_by_its_name(
    done: dict[str, Finished],
) -> None:
    before = done["day before"]
    assert before.code == 0, before.err
    assert "周三 2025-09-24 09:00 — 1 篇新文章" in before.out
    assert "2025-09-23" in before.out
    assert "晚点LatePost · 2025-09-26" not in before.out


def test_a_new_digest_begins_with_the_day_that_it_is_set_up_on(done: dict[str, Finished]) -> None:
    assert "没有新文章" in done["next"].out
    assert "这样的日子不发消息。" in done["next"].out


def test_without_a_digest_a_daily_one_of_the_newest_articles_is_shown_and_said_to_be_none(
    done: dict[str, Finished],
) -> None:
    imagined = done["imagined"]
    assert imagined.code == 0, imagined.err
    assert "No digest is set up yet" in imagined.err
    assert "these are the newest articles instead" in " ".join(imagined.err.split())
    assert "Every day at 09:00 (Asia/Shanghai, UTC+08:00) · All new articles" in imagined.out
    assert "5 new articles" in imagined.out
    assert "2020丨直击 TikTok 美国听证会" in imagined.out


def test_it_speaks_the_language_of_the_topics(done: dict[str, Finished]) -> None:
    assert "Every day at 09:00 (Asia/Shanghai, UTC+08:00) · tiktok hearing" in done["english"].out
    assert "new articles" in done["english"].out
    assert "5 of 12 points" in done["english"].out


async def test_what_people_set_up_for_themselves_is_not_shown(tmp_path: Path) -> None:
    def subscription(name: str, channel_id: str, until: str = "") -> Subscription:
        return Subscription(
            id=name,
            team_id="T1",
            channel_id=channel_id,
            owner_id="U1",
            at="09:00",
            until=until,
            days=(1,),
            zone="UTC",
            topics=("mergers",),
        )

    async with Database.open(tmp_path / "library.sqlite") as database:
        store = SubscriptionStore(database)
        for stored in (subscription("a", "C1"), subscription("b", "D1"), subscription("c", "D2", until="22:00")):
            await store.add(stored, now=NOW, since=NOW, next_due=NOW)
    settings = Settings.read({"LATEPOST_DATA_DIR": str(tmp_path), "LATEPOST_ENCODER": "off"}, tmp_path)
    assert len(await preview(settings, None, None, lambda _: None, NOW)) == 1
    with pytest.raises(SettingsError, match=r"no digest goes to D1\. There are digests for C1\."):
        await preview(settings, "D1", None, lambda _: None, NOW)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nothing", "No digest yet: set LATEPOST_DIGEST_CHANNEL"),
        ("nowhere", "--channel: no digest goes to C999. There are digests for #general."),
        ("no time", "--at takes a time such as 09:00, 2026-03-29 or 2026-03-29T09:00, not 'soon'."),
        ("last day", "--at takes a time of the years 1970 to 2199, not '9999-12-31'."),
        ("first day", "--at takes a time of the years 1970 to 2199, not '0001-01-01'."),
        ("LATEPOST_DIGEST_TIME", "LATEPOST_DIGEST_TIME is wrong: it takes a time of day such as 09:00, not '25:00'."),
        ("LATEPOST_DIGEST_TIMEZONE", "Did you mean Asia/Shanghai?"),
        ("LATEPOST_DIGEST_DAYS", "LATEPOST_DIGEST_DAYS is wrong: it takes daily, weekdays"),
        (
            "LATEPOST_DIGEST_TOPICS",
            "LATEPOST_DIGEST_TOPICS is wrong: it takes topics with words to search for, semicolons between, not an",
        ),
    ],
)
def test_what_is_wrong_is_told_in_one_sentence(done: dict[str, Finished], name: str, said: str) -> None:
    assert done[name].code == 2
    assert said in " ".join(done[name].err.split())
