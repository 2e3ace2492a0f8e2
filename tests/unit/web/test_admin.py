"""The admin page over HTTP: who comes in, what may act, and that strangers' text stays text."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from functools import cache
from html.parser import HTMLParser

import httpx
import pytest
from structlog.testing import capture_logs

from bot.errors import NoSuchArticleError, StoreUnavailableError
from bot.ingest.feed_list import Feed
from bot.model import Article, GivenFeedback, PastSlot, SlotOutcome, Subscription, Tier, UnansweredQuestion
from bot.store.feed_states import FeedState
from bot.store.subscriptions import StoredSubscription
from bot.web.admin.access import AdminAccess
from bot.web.admin.overview import DigestReport, FeedReport, Overview
from bot.web.admin.routes import Admin
from bot.web.pages import PageResources
from bot.web.reader.rate_limit import RateLimiter
from bot.web.site import site
from tests.library import START, article

_RESOURCES = cache(PageResources.load)
PASSWORD = "correct horse: 电池"
OWN = {"origin": "http://bot.example"}
HOSTILE = "<script>alert(1)</script> \u202eelttit"
EMPTY = Overview(
    newest=(), stored=0, removed=(), feeds=(), feeds_problem="", digests=(), unanswered=(), feedback=(), titles={},
    indexed=0, points=0, encoder="", missing_vectors=0, days=30,
)  # fmt: skip


class Operator:
    """Implements `Operator` over a few articles in memory."""

    def __init__(self, overview: Overview = EMPTY) -> None:
        self.state = overview
        self.done: list[tuple[str, str]] = []
        self.is_away = False

    async def overview(self) -> Overview:
        if self.is_away:
            raise StoreUnavailableError("The database can't be reached. Start it.")
        return self.state

    async def remove(self, id_beginning: str) -> Article:
        return self._one("remove", id_beginning)

    async def restore(self, id_beginning: str) -> Article:
        return self._one("restore", id_beginning)

    def _one(self, action: str, id_beginning: str) -> Article:
        if not article().id.startswith(id_beginning or "none"):
            raise NoSuchArticleError("There is none.")
        self.done.append((action, id_beginning))
        return article()


@asynccontextmanager
async def administering(
    operator: Operator, *, access: AdminAccess | None = None, burst: int = 100, password: str | None = PASSWORD
) -> AsyncIterator[httpx.AsyncClient]:
    """A client with a password, None for none."""
    admin = Admin(
        operator,
        access or AdminAccess(PASSWORD),
        resources=_RESOURCES(),
        limiter=RateLimiter(lambda: 0.0, burst=burst),
        reader_base="",
    )
    transport = httpx.ASGITransport(app=site(admin.routes), client=("10.0.0.9", 1))
    auth = httpx.BasicAuth("any", password) if password is not None else None
    async with httpx.AsyncClient(transport=transport, base_url="http://bot.example", auth=auth) as client:
        yield client


class TestComingIn:
    async def test_without_a_password_or_header_in_the_settings_there_is_no_such_page(self) -> None:
        async with administering(Operator(), access=AdminAccess()) as client:
            assert (await client.get("/admin")).status_code == 404

    @pytest.mark.parametrize("password", [None, "", "wrong", PASSWORD + "x", PASSWORD[:-1]])
    async def test_a_wrong_password_is_asked_for_again_and_logged_nowhere(self, password: str | None) -> None:
        operator = Operator()
        with capture_logs() as logs:
            async with administering(operator, password=password) as client:
                answers = [await client.get("/admin"), await client.post("/admin/remove", data={"id": article().id})]
        for answer in answers:
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"].startswith("Basic ")
        assert operator.done == []
        assert "horse" not in str(logs)

    @pytest.mark.parametrize("given", ["Basic", "Basic !!!", "Bearer eDp5", "Basic \u00e9", "Basic " + "e" * 5000])
    async def test_what_is_no_basic_authentication_is_a_wrong_password(self, given: str) -> None:
        async with administering(Operator(), password=None) as client:
            answer = await client.get("/admin", headers=[(b"authorization", given.encode("latin-1"))])
            assert answer.status_code == 401

    async def test_who_tries_many_passwords_has_to_wait_even_with_the_right_one(self) -> None:
        async with administering(Operator(), password="wrong", burst=3) as client:
            codes = [(await client.get("/admin")).status_code for _ in range(4)]
            right = await client.get("/admin", auth=("any", PASSWORD))
        assert codes == [401, 401, 401, 429]
        assert right.status_code == 429
        assert int(right.headers["retry-after"]) > 0

    async def test_those_whom_the_proxy_names_come_in_and_nobody_else(self) -> None:
        access = AdminAccess(user_header="X-Admin")
        async with administering(Operator(), access=access, password=None) as client:
            codes = [
                (await client.get("/admin", headers={"X-Admin": name} if name is not None else {})).status_code
                for name in (None, " ", "ann")
            ]
        assert codes == [403, 403, 200]

    async def test_both_are_demanded_where_both_are_set(self) -> None:
        access = AdminAccess(PASSWORD, "X-Admin")
        async with administering(Operator(), access=access) as client:
            assert (await client.get("/admin")).status_code == 403
            assert (await client.get("/admin", headers={"X-Admin": "ann"})).status_code == 200
            assert (await client.get("/admin", headers={"X-Admin": "ann"}, auth=("x", "no"))).status_code == 401

    async def test_nothing_of_it_is_kept_by_a_browser(self) -> None:
        async with administering(Operator()) as client:
            assert (await client.get("/admin")).headers["cache-control"] == "no-store"


class TestActing:
    @pytest.mark.parametrize("action", ["remove", "restore"])
    @pytest.mark.parametrize(
        "headers",
        [OWN, {"sec-fetch-site": "same-origin"}, {**OWN, "sec-fetch-site": "same-origin"}],
        ids=["by origin", "by fetch metadata", "by both"],
    )
    async def test_a_button_of_the_page_acts_and_leads_back(self, action: str, headers: dict[str, str]) -> None:
        operator = Operator()
        async with administering(operator) as client:
            answer = await client.post(f"/admin/{action}?lang=zh", data={"id": article().id[:5]}, headers=headers)
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/admin?done={action}d&id={article().id}&lang=zh"
        assert operator.done == [(action, article().id[:5])]

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"origin": "http://evil.example"},
            {"origin": "null"},
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site", **OWN},
            {"sec-fetch-site": "none", **OWN},
            {"sec-fetch-site": "same-origin", "origin": "http://evil.example"},
        ],
    )
    async def test_another_site_can_not_act_with_the_browsers_password(self, headers: dict[str, str]) -> None:
        operator = Operator()
        async with administering(operator) as client:
            answer = await client.post("/admin/remove", data={"id": article().id}, headers=headers)
            assert (await client.get(f"/admin/remove?id={article().id}")).status_code == 405
        assert answer.status_code == 403
        assert operator.done == []

    @pytest.mark.parametrize("data", [{}, {"id": ""}, {"id": "zzzz"}, dict.fromkeys("abcdefghij", "1")])
    async def test_an_id_that_is_none_is_said_to_be(self, data: dict[str, str]) -> None:
        async with administering(Operator()) as client:
            answer = await client.post("/admin/remove?lang=zh", data=data, headers=OWN)
        assert answer.status_code == 404
        assert "编号" in answer.text

    async def test_a_form_that_is_too_large_is_not_read(self) -> None:
        async with administering(Operator()) as client:
            assert (await client.post("/admin/remove", data={"id": "a" * 5000}, headers=OWN)).status_code == 403

    async def test_a_store_that_is_away_gives_a_number_that_the_log_has_too(self) -> None:
        operator = Operator()
        operator.is_away = True
        async with administering(operator) as client:
            with capture_logs() as logs:
                answer = await client.get("/admin")
        assert answer.status_code == 503
        assert logs[0]["error_id"] in answer.text


def hostile() -> Overview:
    """Everything that strangers write, written by one who means harm."""
    piece = article(1, title=HOSTILE, source=HOSTILE)
    feed = Feed.model_validate({"source": "<i>feed</i>", "url": "https://user:geheim@feed.example/?a=%3Cb%3E&amp"})
    state = FeedState(
        "k", "a", "", "", START, None, START, f"refused: {HOSTILE}", START, failures=2, reported=False, note=HOSTILE
    )
    subscription = Subscription(
        id="s", team_id="T", channel_id="<C>", owner_id="U", at="09:00", days=(1,), zone="Asia/Shanghai",
        topics=(HOSTILE,),
    )  # fmt: skip
    slots = [
        PastSlot(key=f"{outcome}", due=START, outcome=outcome, articles=1, error=HOSTILE, at=START, message_ts="")
        for outcome in SlotOutcome
    ]
    stored = StoredSubscription(subscription, 1, "is_archived", 1, START, START)
    own = subscription.model_copy(update={"channel_id": "D-whose", "topics": ("on what",)})
    personal = replace(stored, subscription=own)
    return replace(
        EMPTY,
        newest=(piece,),
        removed=(piece,),
        stored=1,
        feeds=(FeedReport(feed, state), FeedReport(feed, None)),
        feeds_problem="",
        digests=(DigestReport(stored, slots), DigestReport(personal, ())),
        unanswered=(
            UnansweredQuestion(question=HOSTILE, count=2, tier=Tier.NEAR, last_asked_at=START + timedelta(days=1)),
        ),
        feedback=(
            GivenFeedback(
                question=HOSTILE, helpful=1, not_helpful=2, article_ids=(piece.id, "0" * 16), last_given_at=START
            ),
        ),
        titles={piece.id: HOSTILE},
        encoder="bundled",
        missing_vectors=3,
    )


class _Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "action")]


class TestPage:
    @pytest.mark.parametrize("language", ["en", "zh"])
    async def test_strangers_text_stays_text(self, language: str) -> None:
        async with administering(Operator(hostile())) as client:
            answer = await client.get(f"/admin?lang={language}&done={HOSTILE}&id={HOSTILE}")
        assert answer.status_code == 200
        page = _Tags(answer.text)
        assert not {"script", "i", "img"} & set(page.tags)
        assert not [address for address in page.addresses if "javascript" in address]
        assert "\u202e" not in answer.text
        assert "geheim" not in answer.text

    async def test_it_says_what_is_missing_failed_and_paused(self) -> None:
        async with administering(Operator(hostile())) as client:
            text = (await client.get("/admin")).text
        for words in (
            "3 passages are found by words alone",
            "failing, 2 times in a row",
            "no success yet",
            "paused (is_archived)",
            "refused by the channel",
            "asked 2 times",
            "2 did not find it helpful",
            "(no longer in the library)",
            "0 of 1 articles indexed",
            "A person&#39;s digest",
        ):
            assert words in text
        assert "D-whose" not in text
        assert "on what" not in text

    @pytest.mark.parametrize(("language", "words"), [("en", "The library is still empty."), ("zh", "资料库")])
    async def test_an_empty_library_is_said_to_be_in_both_languages(self, language: str, words: str) -> None:
        async with administering(Operator()) as client:
            by_address = await client.get(f"/admin?lang={language}")
            by_browser = await client.get("/admin", headers={"accept-language": language})
        assert words in by_address.text
        assert words in by_browser.text

    async def test_after_removing_the_way_back_is_on_top(self) -> None:
        async with administering(Operator(hostile())) as client:
            text = (await client.get(f"/admin?done=removed&id={article(1, title=HOSTILE, source=HOSTILE).id}")).text
        assert "It stays away until you restore it." in text.split("<section")[0]
