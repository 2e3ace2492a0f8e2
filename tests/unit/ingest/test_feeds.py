"""Feeds over real HTTP into a real store: what is good comes in once, what is hostile or broken does no harm."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.ingest.feeds import FeedRunner
from bot.ingest.fetching.addresses import is_public
from bot.ingest.fetching.fetch import Fetcher
from bot.ingest.intake import Intake
from bot.model import Article
from bot.store import ArticleStore, Database
from bot.store.arrivals import Arrivals
from bot.store.feed_states import FeedState, FeedStates
from bot.summarize.extractive import ExtractiveSummarizer
from tests.feed_server import BOMB, ENGLISH, PUBLIC, TEXT, FeedServer, atom, feed_server, item, rss

NOW = datetime(2025, 9, 26, 4, 0, tzinfo=UTC)


@dataclass
class Reader:
    """A runner over one feeds.toml, and a clock that tests move."""

    file: Path
    server: FeedServer
    store: ArticleStore
    states: FeedStates
    runner: FeedRunner
    now: datetime = NOW
    told: list[str] = field(default_factory=list)
    can_tell: bool = True

    def subscribe(self, *paths: str, more: str = "", private: bool = False) -> None:
        address = self.server.private if private else self.server.public
        rows = [
            f'[[feeds]]\nsource = "{path}"\nurl = "{address(path)}"\ninterval = "10m"\nlanguage = "zh"\n{more}\n'
            for path in paths
        ]
        self.file.write_text("\n".join(rows), encoding="utf-8")

    async def round(self) -> int:
        """Fetch all that is due, one after the other; how many were."""
        due = await self.runner.take_due()
        for feed, state in due:
            await self.runner.fetch(feed, state)
        return len(due)

    async def later(self, **passed: float) -> int:
        self.now += timedelta(**passed)
        return await self.round()

    async def held(self) -> list[Article]:
        return [article async for article in self.store.newest_first()]

    async def state(self) -> FeedState:
        (state,) = (await self.states.all()).values()
        return state


@pytest.fixture
async def reader(tmp_path: Path) -> AsyncIterator[Reader]:
    async with (
        feed_server() as server,
        Database.open(tmp_path / "library.sqlite") as database,
        Fetcher(may_connect=lambda address: address == PUBLIC or is_public(address), seconds=2) as fetcher,
    ):

        def now() -> datetime:
            return found.now

        async def tell(sentence: str) -> bool:
            found.told.append(sentence)
            return found.can_tell

        store, states = ArticleStore(database), FeedStates(database, now)
        intake = Intake(Arrivals(database, now), ExtractiveSummarizer())
        file = tmp_path / "feeds.toml"
        runner = FeedRunner(file, states, fetcher, intake, now=now, random=lambda: 0.5, tell=tell)
        found = Reader(file, server, store, states, runner)
        yield found


class TestWhatComesIn:
    async def test_an_entry_is_an_article_in_paragraphs_with_a_cited_summary(self, reader: Reader) -> None:
        reader.server.bodies["/rss"] = rss(item("江轮换电", TEXT, "https://a.example/1?utm_source=rss"))
        reader.subscribe("/rss")
        await reader.round()
        (article,) = await reader.held()
        assert (article.title, article.source, article.paragraphs) == ("江轮换电", "/rss", TEXT)
        assert article.published_at == datetime(2025, 9, 26, 0, 30, tzinfo=UTC)
        assert article.summary_by == "extractive"
        assert all(point.text in TEXT[point.citations[0] - 1] for point in article.points)

    async def test_atom_and_json_feeds_come_in_too(self, reader: Reader) -> None:
        reader.server.bodies["/atom"] = atom("Ferries", ENGLISH, "https://b.example/2")
        reader.server.bodies["/json"] = (
            b'{"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [{"id": 7, "title": "Boats",'
            b' "url": "https://c.example/3", "content_text": "One boat.\\nTwo boats.", "date_published":'
            b' "2025-09-26T09:00:00+08:00"}]}'
        )
        reader.subscribe("/atom", "/json")
        await reader.round()
        boats, ferries = await reader.held()
        assert ferries.paragraphs == ENGLISH
        assert (boats.title, boats.paragraphs) == ("Boats", ("One boat.", "Two boats."))

    async def test_the_same_feed_again_is_not_even_sent(self, reader: Reader) -> None:
        reader.server.bodies["/rss"] = rss(item("江轮换电", TEXT))
        reader.subscribe("/rss")
        await reader.round()
        assert await reader.later(minutes=9) == 0
        assert await reader.later(minutes=1) == 1
        first, second = reader.server.asked["/rss"]
        assert "if-none-match" not in first
        assert "if-none-match" in second
        assert "if-modified-since" in second
        assert (await reader.state()).succeeded_at == reader.now
        assert len(await reader.held()) == 1

    async def test_an_edited_entry_updates_its_article_and_a_new_title_makes_no_second_one(
        self, reader: Reader
    ) -> None:
        reader.server.bodies["/rss"] = rss(item("江轮换电", TEXT, guid="1"))
        reader.subscribe("/rss")
        await reader.round()
        edited = (*TEXT[:-1], "公司计划明年在宜昌再建 4 座换电站，总投资 2.1 亿元。")
        reader.server.bodies["/rss"] = rss(item("江轮换电记", edited, guid="1", date="Fri, 26 Sep 2025 09:30:00 +0800"))
        await reader.later(minutes=11)
        (article,) = await reader.held()
        assert article.paragraphs == edited
        assert article.title == "江轮换电"

    async def test_a_deleted_article_does_not_come_back(self, reader: Reader) -> None:
        reader.server.bodies["/rss"] = rss(item("江轮换电", TEXT))
        reader.subscribe("/rss")
        await reader.round()
        await reader.store.remove((await reader.held())[0].id)
        reader.server.bodies["/rss"] = rss(item("江轮换电", TEXT), item("Ferries", ENGLISH))
        await reader.later(minutes=11)
        assert [article.title for article in await reader.held()] == ["Ferries"]

    async def test_full_text_is_fetched_where_the_feed_says_so(self, reader: Reader) -> None:
        page = "<html><head><title>x</title></head><body><nav>menu</nav><article>{}</article></body></html>"
        body = "".join(f"<p>{each}</p>" for each in TEXT)
        reader.server.bodies["/page"] = page.format(f"<h1>江轮换电</h1>{body}").encode()
        reader.server.types["/page"] = "text/html; charset=utf-8"
        reader.server.bodies["/rss"] = rss(item("江轮换电", TEXT[:1], reader.server.public("/page")))
        reader.subscribe("/rss", more="full_text = true")
        await reader.round()
        await reader.later(minutes=11)
        (article,) = await reader.held()
        assert article.paragraphs == TEXT
        assert len(reader.server.asked["/page"]) == 1

    async def test_a_page_that_can_not_be_fetched_is_tried_again_when_the_feed_changes(self, reader: Reader) -> None:
        reader.server.bodies["/rss"] = rss(item("江轮换电", TEXT[:1], reader.server.public("/page")))
        reader.subscribe("/rss", more="full_text = true")
        await reader.round()
        assert (await reader.held())[0].paragraphs == TEXT[:1]
        assert "can't be fetched" in (await reader.state()).note
        body = "".join(f"<p>{each}</p>" for each in TEXT)
        reader.server.bodies["/page"] = f"<html><body><article>{body}</article></body></html>".encode()
        reader.server.types["/page"] = "text/html; charset=utf-8"
        reader.server.bodies["/rss"] += b" "
        await reader.later(minutes=11)
        (article,) = await reader.held()
        assert article.paragraphs == TEXT

    async def test_a_page_without_the_article_leaves_the_text_of_the_feed_and_is_asked_again(
        self, reader: Reader
    ) -> None:
        page = "<html><head><title>{}</title></head><body><h1>{}</h1>{}</body></html>"
        hints = "<p>Our systems have seen unusual requests. Hold the button until the bar is full.</p>" * 6
        reader.server.bodies["/page"] = page.format("江轮换电", "One moment", hints).encode()
        reader.server.types["/page"] = "text/html; charset=utf-8"
        reader.server.bodies["/rss"] = rss(item("江轮换电", TEXT[:2], reader.server.public("/page"), guid="1"))
        reader.subscribe("/rss", more="full_text = true")
        await reader.round()
        assert [each.paragraphs for each in await reader.held()] == [TEXT[:2]]
        assert "page does not hold the article" in (await reader.state()).note
        whole = "".join(f"<p>{each}</p>" for each in TEXT)
        reader.server.bodies["/page"] = page.format("江轮换电", "江轮换电", whole).encode()
        await reader.later(minutes=11)
        assert [each.paragraphs[-len(TEXT) :] for each in await reader.held()] == [TEXT]
        reader.server.bodies["/page"] = page.format("Sign in", "Sign in", hints).encode()
        reader.server.bodies["/rss"] = rss(item("江轮换电", TEXT[1:3], reader.server.public("/page"), guid="1"))
        await reader.later(minutes=11)
        assert [each.paragraphs[-len(TEXT) :] for each in await reader.held()] == [TEXT]

    async def test_a_page_that_never_holds_the_article_is_asked_less_often_and_then_no_more(
        self, reader: Reader
    ) -> None:
        reader.server.bodies["/page"] = (
            b"<html><body><p>This note was taken down by whoever wrote it.</p></body></html>"
        )
        reader.server.types["/page"] = "text/html"
        reader.server.bodies["/rss"] = rss(item("江轮换电", TEXT, reader.server.public("/page")))
        reader.subscribe("/rss", more="full_text = true")
        asked = []
        for _ in range(60):
            await reader.later(hours=6)
            asked.append(len(reader.server.asked["/page"]))
        assert asked[:2] == [1, 2]
        assert asked[30] == asked[-1] < 12
        assert len(await reader.held()) == 1

    async def test_an_article_under_its_title_takes_the_place_of_an_abstract(self, reader: Reader) -> None:
        body = "".join(f"<p>{each}</p>" for each in ENGLISH)
        page = f"<html><head><title>Northlight goes electric - Harbour News</title></head><body>{body}</body></html>"
        reader.server.bodies["/page"] = page.encode()
        reader.server.types["/page"] = "text/html"
        abstract = ("A ferry company now runs nine ships on batteries.",)
        reader.server.bodies["/rss"] = rss(item("Northlight goes electric", abstract, reader.server.public("/page")))
        reader.subscribe("/rss", more="full_text = true")
        await reader.round()
        assert [each.paragraphs for each in await reader.held()] == [ENGLISH]


class TestDates:
    @pytest.mark.parametrize(
        ("written", "held", "said"),
        [
            ("Thu, 01 Jan 1970 00:00:00 GMT", NOW, "can't be true"),
            ("Fri, 26 Sep 2031 08:30:00 GMT", NOW, "lies in the future"),
            ("", NOW, "no date"),
            ("2025-09-26 08:30", datetime(2025, 9, 26, 0, 30, tzinfo=UTC), "names no zone"),
            ("26 September, whenever", NOW, "no date"),
        ],
    )
    async def test_a_wrong_or_missing_date_is_caught_and_said(
        self, reader: Reader, written: str, held: datetime, said: str
    ) -> None:
        reader.server.bodies["/rss"] = rss(item("江轮换电", TEXT, date=written))
        reader.subscribe("/rss")
        await reader.round()
        (article,) = await reader.held()
        assert article.published_at == held
        counts, told = (await reader.state()).note.split("; ")[:2]
        assert counts.startswith("1 new")
        assert said in told
        assert "1x" not in told

    async def test_an_undated_entry_keeps_the_time_of_its_first_arrival(self, reader: Reader) -> None:
        reader.server.bodies["/rss"] = rss(item("江轮换电", TEXT, date=""))
        reader.subscribe("/rss")
        await reader.round()
        reader.server.bodies["/rss"] = rss(item("江轮换电", (*TEXT, "补记一句，电价又降了 5%。"), date=""))
        await reader.later(hours=30)
        (article,) = await reader.held()
        assert article.published_at == NOW


class TestTheSamePiece:
    async def test_several_feeds_carry_it_and_it_is_held_once_with_all_sources(self, reader: Reader) -> None:
        reader.server.bodies["/one"] = rss(item("江轮换电：一年省 95 万", TEXT, "https://a.example/1"))
        other = (TEXT[0], *TEXT[1:], "（本文转载自他处）")
        reader.server.bodies["/two"] = rss(
            item("江轮换电，一年省95万", other, "https://b.example/9", date="Sat, 27 Sep 2025 08:30:00 +0800")
        )
        reader.now += timedelta(days=2)
        reader.subscribe("/one", "/two")
        await reader.round()
        (article,) = await reader.held()
        assert {article.source, *(each.source for each in article.also_in)} == {"/one", "/two"}
        assert {article.url, *(each.url for each in article.also_in)} == {"https://a.example/1", "https://b.example/9"}
        await reader.later(days=1)
        assert (await reader.held()) == [article]

    async def test_the_same_title_over_another_text_is_another_piece(self, reader: Reader) -> None:
        reader.server.bodies["/one"] = rss(item("每周简报：本周要闻", TEXT))
        reader.server.bodies["/two"] = rss(item("每周简报：本周要闻", ENGLISH))
        reader.subscribe("/one", "/two")
        await reader.round()
        assert len(await reader.held()) == 2

    async def test_the_same_address_with_tracking_parts_is_the_same(self, reader: Reader) -> None:
        reader.server.bodies["/one"] = rss(item("江轮换电", TEXT, "https://a.example/x?id=1&utm_source=a"))
        reader.server.bodies["/two"] = rss(
            item("电船来了", TEXT, "https://www.a.example/x/?spm=2&id=1", date="Mon, 29 Sep 2025 08:30:00 +0800")
        )
        reader.now += timedelta(days=5)
        reader.subscribe("/one", "/two")
        await reader.round()
        assert len(await reader.held()) == 1


class TestTrouble:
    @pytest.mark.parametrize(
        ("path", "reason"),
        [
            ("/huge", "larger than 10 MB"),
            ("/gzip-bomb", "larger than 10 MB"),
            ("/bomb", "entities of its own"),
            ("/truncated", "no whole RSS"),
            ("/page", "no RSS or Atom"),
            ("/empty", "empty"),
            ("/path", "no RSS or Atom"),
            ("/inside", "inside a private network"),
            ("/file", "only http and https"),
            ("/round", "redirects more than"),
            ("/hanging", "does not answer"),
            ("/dripping", "does not answer"),
            ("/none", "status 404"),
            ("/failing", "status 500"),
        ],
    )
    async def test_it_is_one_reason_and_stops_no_other_feed(self, reader: Reader, path: str, reason: str) -> None:
        server = reader.server
        server.bodies |= {
            "/bomb": BOMB,
            "/truncated": rss(item("江轮换电", TEXT))[:-60],
            "/page": b"<html><body>no feed</body></html>",
            "/empty": b" ",
            "/path": str(reader.file.with_name("feed.xml")).encode(),  # no file is opened because its name comes
            "/good": rss(item("Ferries", ENGLISH)),
            "/secret": rss(item("Secret", ENGLISH)),
        }
        server.failing.add("/failing")
        reader.file.with_name("feed.xml").write_bytes(server.bodies["/secret"])
        reader.subscribe(path, "/good")
        await reader.round()
        assert [article.title for article in await reader.held()] == ["Ferries"]
        (failed,) = [state for state in (await reader.states.all()).values() if state.error]
        assert reason in failed.error
        assert "/secret" not in server.asked

    async def test_a_private_address_is_refused_unless_the_feed_says_otherwise(self, reader: Reader) -> None:
        reader.server.bodies["/rss"] = rss(item("江轮换电", TEXT))
        reader.subscribe("/rss", private=True)
        await reader.round()
        assert "allow_private" in (await reader.state()).error
        assert "/rss" not in reader.server.asked
        reader.subscribe("/rss", private=True, more="allow_private = true")
        await reader.later(hours=2)
        assert len(await reader.held()) == 1

    async def test_it_is_asked_less_and_less_often_and_as_usual_again_when_it_works(self, reader: Reader) -> None:
        reader.server.bodies["/rss"] = rss(item("江轮换电", TEXT))
        reader.server.failing.add("/rss")
        reader.subscribe("/rss")
        waits = []
        for _ in range(4):
            await reader.round()
            waits.append((await reader.state()).next_at - reader.now)
            reader.now = (await reader.state()).next_at
        assert waits == [timedelta(minutes=minutes) for minutes in (10, 20, 40, 80)]
        reader.server.failing.clear()
        await reader.round()
        assert (await reader.state()).next_at - reader.now == timedelta(minutes=10)
        assert (await reader.state()).error == ""

    async def test_after_a_day_the_admins_are_told_once(self, reader: Reader) -> None:
        reader.server.failing.add("/rss")
        reader.subscribe("/rss")
        for _ in range(40):
            await reader.round()
            reader.now = (await reader.state()).next_at
        (told,) = reader.told
        assert "/rss" in told
        assert "feeds.toml" in told

    async def test_a_password_in_the_address_is_told_to_nobody_but_the_server(
        self, reader: Reader, capsys: pytest.CaptureFixture[str]
    ) -> None:
        reader.server.bodies["/rss"] = rss(item("江轮换电", TEXT, "/articles/1"))
        reader.subscribe("/rss")
        reader.file.write_text(reader.file.read_text(encoding="utf-8").replace("http://", "http://ann:t0ken@"))
        await reader.round()
        assert reader.server.asked["/rss"][0]["authorization"].startswith("Basic ")
        (article,) = await reader.held()
        assert article.url == reader.server.public("/articles/1")
        reader.server.failing.add("/rss")
        await reader.later(days=1)
        await reader.later(days=2)
        assert len(reader.told) == 1
        assert "t0ken" not in "".join(reader.told) + capsys.readouterr().out

    async def test_a_report_that_reached_nobody_is_tried_again(self, reader: Reader) -> None:
        reader.server.failing.add("/rss")
        reader.subscribe("/rss")
        reader.can_tell = False
        await reader.round()
        await reader.later(days=2)
        reader.can_tell = True
        await reader.later(days=2)
        await reader.later(days=2)
        assert len(reader.told) == 2

    async def test_a_permanent_redirect_is_remembered(self, reader: Reader) -> None:
        reader.server.bodies["/rss"] = rss(item("江轮换电", TEXT))
        reader.subscribe("/moved")
        await reader.round()
        await reader.later(minutes=11)
        assert len(reader.server.asked["/moved"]) == 1
        assert len(reader.server.asked["/rss"]) == 2

    async def test_a_wrong_feeds_toml_leaves_the_feeds_as_they_were(self, reader: Reader) -> None:
        reader.server.bodies["/rss"] = rss(item("江轮换电", TEXT))
        reader.subscribe("/rss")
        await reader.round()
        reader.file.write_text("[[feeds]]\nurl = 3\n")
        assert await reader.later(minutes=11) == 1

    async def test_of_two_processes_one_fetches(self, reader: Reader) -> None:
        reader.server.bodies["/rss"] = rss(item("江轮换电", TEXT))
        reader.subscribe("/rss")
        first = await reader.runner.take_due()
        assert (len(first), await reader.runner.take_due()) == (1, [])
        assert await reader.later(minutes=6) == 1  # the first one died with it


async def test_markup_of_a_stranger_is_plain_text(reader: Reader) -> None:
    hostile = "<!channel> &lt;script&gt;alert(1)&lt;/script&gt; <a href='javascript:alert(1)'>这里</a>有一段话。"
    reader.server.bodies["/rss"] = rss(item("<b>标题</b>", (hostile, *TEXT), "javascript:alert(1)"))
    reader.subscribe("/rss")
    await reader.round()
    (article,) = await reader.held()
    assert article.url is None
    assert article.title == "标题"
    assert "javascript" not in "".join(article.paragraphs)
