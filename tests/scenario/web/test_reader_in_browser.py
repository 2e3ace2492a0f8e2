"""The reader in a real browser: scrolling, searching as one types, citations, topics, hostile articles."""

import re

import pytest
from playwright.async_api import expect

from tests.scenario.web.conftest import HELD, HOSTILE, Windows, expect_asked

pytestmark = pytest.mark.slow


async def test_older_articles_load_on_scroll(windows: Windows) -> None:
    page = await windows.open("/")
    assert await page.locator(".card").count() == 30
    await page.mouse.wheel(0, 100_000)
    await expect(page.locator(".card").nth(59)).to_be_attached()
    await page.mouse.wheel(0, 100_000)
    await expect(page.locator(".card").nth(70)).to_be_attached()
    titles = await page.locator(".title a").evaluate_all("links => links.map((each) => each.href)")
    assert len(set(titles)) == len(titles)


async def test_without_script_the_link_leads_to_older_articles_and_the_form_searches(windows: Windows) -> None:
    page = await windows.open("/", java_script_enabled=False)
    async with page.expect_event("load"):
        await page.get_by_role("link", name="Older articles").click()
    assert await page.locator(".card").count() == 30
    await page.get_by_role("searchbox").fill("TikTok hearing")
    await page.get_by_role("button", name="Search").click()
    await expect(page.locator(".match").first).to_contain_text("Senate")


@pytest.mark.parametrize(("typed", "found"), [("tiktok hearng", "Senate"), ("大型SUV 保值率", "resale value")])
async def test_search_answers_as_one_types_in_both_languages(windows: Windows, typed: str, found: str) -> None:
    page = await windows.open("/")
    await page.keyboard.press("/")
    await page.keyboard.type(typed)
    await expect_asked(page, typed)
    await expect(page.locator("#results")).to_contain_text(found)
    await expect(page.locator("#results .understood").first).to_be_visible()
    await page.reload()
    await expect(page.locator("#results")).to_contain_text(found)


async def test_a_beginning_is_answered_alike_while_one_types_after_a_reload_and_when_submitted(
    windows: Windows,
) -> None:
    page = await windows.open("/")
    await page.locator("#q").press_sequentially("huaw")
    await expect_asked(page, "huaw")
    await expect(page.locator("#results")).to_contain_text("Results for “Huawei”")
    typed = await page.locator("#results").inner_text()
    await page.reload()
    assert await page.locator("#results").inner_text() == typed
    async with page.expect_event("load"):
        await page.locator("#q").press("Enter")
    await expect_asked(page, "huaw")
    assert await page.locator("#results").inner_text() == typed


async def test_names_and_titles_are_offered_while_one_types_and_taken_by_keyboard(windows: Windows) -> None:
    page = await windows.open("/")
    box = page.locator("#q")
    await box.fill("hua")  # at once: what is offered for the first letters alone would look the same
    options = page.locator("#completions [role=option]")
    await expect(options).to_have_count(2)
    await expect(options.first).to_have_text("Huawei")
    await expect_asked(page, "hua")
    await expect(page.locator("#results")).to_contain_text("Results for “Huawei”")
    await page.keyboard.press("ArrowDown")
    await expect(options.first).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("Enter")
    await expect(box).to_have_value("Huawei")
    await expect(options.first).to_be_hidden()
    await expect_asked(page, "Huawei")
    await box.fill("Huawei fin")
    await expect(options.first).to_contain_text("Huawei fin")
    await expect(options.first).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(options.first).to_be_hidden()
    await box.fill("华")
    await options.last.click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("华为")


async def test_on_a_phone_the_first_result_stands_in_the_upper_half(windows: Windows) -> None:
    page = await windows.open("/search?q=TikTok hearing", viewport={"width": 390, "height": 844})
    best = await page.locator(".best").bounding_box()
    assert best
    assert best["y"] < 844 / 2
    assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")


async def test_sources_with_long_names_make_a_timeline_no_wider_than_a_phone(windows: Windows) -> None:
    page = await windows.open("/topics?q=TikTok", viewport={"width": 390, "height": 844})
    await page.locator("th, .legend bdi").evaluate_all(
        "names => names.forEach((name) => { name.textContent = 'The Review of Many Long Words '.repeat(3) })"
    )
    assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")


async def test_what_came_since_the_last_visit_is_marked(windows: Windows) -> None:
    page = await windows.open("/")
    await expect(page.locator("#new-count")).to_be_hidden()
    newest = await page.locator(".card").evaluate_all("cards => cards.map((card) => card.dataset.published)")
    await page.evaluate(
        "(time) => { sessionStorage.clear(); localStorage.setItem('latepost-newest:', time); }", newest[2]
    )
    await page.reload()
    await expect(page.locator("#new-count")).to_have_text("2 new since your last visit")
    await expect(page.locator(".card .new")).to_have_count(2)
    await page.reload()
    await expect(page.locator(".card .new")).to_have_count(2)
    assert await page.context.cookies() == []


async def test_the_way_back_from_a_search_leads_to_where_one_began_to_type(windows: Windows) -> None:
    page = await windows.open("/")
    async with page.expect_event("load"):
        await page.locator("article.card .title a").first.click()
    article = await page.locator("h1").inner_text()
    address = page.url
    await page.locator("#q").fill("TikTok")
    await expect_asked(page, "TikTok")
    await expect(page).to_have_title(re.compile("^TikTok"))
    await expect(page.locator(".contents")).to_be_hidden()
    await page.go_back()
    await page.get_by_role("heading", level=1, name=article).wait_for()
    assert page.url == address
    await expect(page.locator(".contents")).to_be_visible()


async def test_filters_narrow_the_search(windows: Windows) -> None:
    page = await windows.open("/search?q=point")
    await expect(page.locator("#results .match").first).to_be_visible()
    await page.get_by_text("Filters").click()
    await page.get_by_label("Source", exact=True).select_option("另一家")
    await page.get_by_label("From").fill("2025-09-30")
    async with page.expect_event("load"):  # the script has put the same results into the same address before
        await page.get_by_role("button", name="Apply").click()
    await expect(page).to_have_url(re.compile("since=2025-09-30"))
    sources = await page.locator(".match .about bdi").all_inner_texts()
    assert set(sources) == {"另一家"}


async def test_a_citation_jumps_to_its_paragraph_and_highlights_it(windows: Windows) -> None:
    page = await windows.open(f"/articles/{HELD.id}")
    plain = await page.locator("#paragraph-3").evaluate("each => getComputedStyle(each).backgroundColor")
    await page.locator("#p2 a.cite", has_text="[3]").click()
    paragraph = page.locator("#paragraph-3")
    await expect(paragraph).to_be_in_viewport()
    await expect(paragraph).not_to_have_css("background-color", plain)
    await paragraph.get_by_role("link", name="Key point 1").click()
    await expect(page.locator("#p1")).to_be_in_viewport()
    await expect(page).to_have_url(re.compile("#p1$"))


async def test_a_citation_without_text_leads_from_a_search_to_what_is_said_of_that(windows: Windows) -> None:
    page = await windows.open("/search?q=TikTok hearing")
    async with page.expect_event("load"):
        await page.locator(".best .cite").first.click()
    note = page.locator("#original")
    await expect(note).to_be_in_viewport()
    await expect(note).to_contain_text("not in the library")
    heights = await page.locator(".cite").evaluate_all("marks => marks.map((mark) => mark.getClientRects().length)")
    assert set(heights) == {1}, "no citation is split over two lines"


@pytest.mark.parametrize(
    ("zone", "shown"), [("America/New_York", "12:35 UTC-04:00"), ("Asia/Kolkata", "22:05 UTC+05:30")]
)
async def test_times_are_those_of_the_browser_and_without_script_those_of_the_source(
    windows: Windows, zone: str, shown: str
) -> None:
    page = await windows.open("/search?q=TikTok hearing", timezone_id=zone, locale="zh-CN")
    time = page.locator(".about time").first
    await expect(time).to_have_text(f"2025-09-25 {shown}")
    await expect(time).to_have_attribute("title", "2025-09-26 00:35 UTC+08:00")
    await page.locator("#q").fill("TikTok")
    await expect_asked(page, "TikTok")
    await expect(time).to_have_text(f"2025-09-25 {shown}")
    plain = await windows.open("/search?q=TikTok hearing", timezone_id=zone, java_script_enabled=False)
    await expect(plain.locator(".about time").first).to_have_text("2025-09-26 00:35 UTC+08:00")


async def test_related_articles_lead_on_by_what_both_have(windows: Windows) -> None:
    page = await windows.open("/search?q=TikTok hearing")
    async with page.expect_event("load"):
        await page.locator(".match .title a").first.click()
    related = page.locator("#related .card")
    await expect(related).to_have_count(3)
    await expect(related.first).to_contain_text("In both: TikTok")
    title = await related.first.locator(".title").inner_text()
    async with page.expect_event("load"):
        await related.first.locator(".title a").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(title)


async def test_a_topic_has_a_chart_above_its_dated_points(windows: Windows) -> None:
    page = await windows.open("/")
    await page.get_by_label("Timeline").first.fill("TikTok")
    async with page.expect_event("load"):
        await page.keyboard.press("Enter")
    await expect(page.locator(".chart svg circle, .chart svg g rect").first).to_be_visible()
    days = await page.locator(".entry-day").all_inner_texts()
    assert days == sorted(days)
    assert len(days) > 3


async def test_a_citation_in_a_message_leads_into_the_reader(windows: Windows) -> None:
    page = await windows.open("/try")
    await page.locator("#box").fill("/latepost 固态电池 量产")
    await page.keyboard.press("Enter")
    await page.locator("#messages .replies").click()
    await expect(page.locator("#thread .content a").first).to_be_visible()
    links = await page.locator("#thread .content a").evaluate_all("all => all.map((each) => each.getAttribute('href'))")
    assert any(each.endswith(f"/articles/{HELD.id}#paragraph-1") for each in links)


async def test_a_hostile_article_stays_harmless(windows: Windows) -> None:
    for path in (
        f"/articles/{HOSTILE.id}",
        "/search?q=zebracrossing",
        "/topics?q=zebracrossing",
        "/?source=" + HOSTILE.source,
    ):
        page = await windows.open(path)
        await expect(page.locator("main")).to_contain_text("window.hit=1")
        for each in await page.locator("main b, main svg a, main [onclick]").all():
            await each.click()
        assert await page.evaluate("window.hit") is None
        assert await page.evaluate("document.querySelectorAll('a[href^=javascript], iframe, img').length") == 0
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", await page.locator("body").inner_text())


async def test_a_page_is_copied_as_markdown_with_citations_and_addresses(windows: Windows) -> None:
    page = await windows.open("/search?q=固态电池", permissions=["clipboard-read", "clipboard-write"])
    button = page.get_by_role("button", name="Copy as Markdown")
    await button.click()
    await expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = await page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("# 固态电池")
    assert f"/articles/{HELD.id}#paragraph-1)" in copied
