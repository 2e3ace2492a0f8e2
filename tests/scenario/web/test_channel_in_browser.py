"""The channel in a real browser: asking, threads, modals, feedback, Home, shortcuts, two people."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.scenario.web.conftest import Windows

pytestmark = pytest.mark.slow


async def ask(page: Page, text: str) -> None:
    await page.locator("#box").fill(text)
    await page.keyboard.press("Enter")


async def open_answer(page: Page) -> None:
    """Open the thread of the newest answer, by keyboard."""
    await page.locator("#messages .replies").last.press("Enter")
    await expect(page.locator("#thread .message").nth(1)).to_be_visible()


class TestAsking:
    async def test_a_command_completes_and_its_answer_appears_by_itself(self, windows: Windows) -> None:
        page = await windows.open("/try")
        await page.locator("#box").press_sequentially("/lat")
        await expect(page.get_by_role("option", name="/latepost")).to_be_visible()
        await page.keyboard.press("Tab")
        await expect(page.locator("#box")).to_have_value("/latepost ")
        await expect(page.get_by_role("option", name="/latepost timeline")).to_be_visible()
        await page.keyboard.type("大型SUV 保值率")
        await page.keyboard.press("Enter")
        await expect(page.locator("#messages .message").last).to_contain_text("大型SUV 保值率")
        await open_answer(page)
        await expect(page.locator("#thread")).to_contain_text("resale value")

    async def test_a_mention_completes_and_is_answered_in_its_thread_where_follow_ups_go_on(
        self, windows: Windows
    ) -> None:
        page = await windows.open("/try")
        await page.locator("#box").press_sequentially("@late")
        await page.keyboard.press("Tab")
        await page.keyboard.type("TikTok hearing")
        await page.keyboard.press("Enter")
        await open_answer(page)
        await expect(page.locator("#thread")).to_contain_text("Senate")
        before = await page.locator("#thread .message").count()
        await page.locator("#thread-box").fill("@latepost and advertising?")
        await page.keyboard.press("Enter")
        await expect(page.locator("#thread .message").nth(before + 1)).to_contain_text("advertising")

    async def test_an_example_question_is_answered_at_a_click(self, windows: Windows) -> None:
        page = await windows.open("/try")
        await expect(page.locator(".prompt")).to_have_count(3)
        question = await page.locator(".prompt").first.inner_text()
        await page.locator(".prompt").first.click()
        await expect(page.locator("#messages .message").last).to_contain_text(question)
        await expect(page.locator("#messages .replies")).to_be_visible()

    async def test_in_the_direct_message_no_mention_is_needed_and_the_language_is_the_questions(
        self, windows: Windows
    ) -> None:
        page = await windows.open("/try", locale="zh-CN")
        await page.locator(".side a", has_text="latepost").click()
        await ask(page, "华为 数字金融")
        await open_answer(page)
        await expect(page.locator("#thread")).to_contain_text(re.compile(r"\d+ / \d+ 个要点"))

    async def test_where_the_bot_is_not_only_the_asker_sees_the_answer_and_can_invite_it(
        self, windows: Windows
    ) -> None:
        page = await windows.open("/try")
        await page.locator(".side a", has_text="random").click()
        await ask(page, "/latepost TikTok")
        await expect(page.locator(".ephemeral").first).to_contain_text("Only visible to you")
        await ask(page, "/invite @latepost")
        await expect(page.locator("#not-in")).to_have_count(0)
        await ask(page, "/latepost TikTok")
        await expect(page.locator("#messages .replies").last).to_be_visible()

    async def test_a_command_that_is_none_is_told_and_not_lost(self, windows: Windows) -> None:
        page = await windows.open("/try")
        await ask(page, "/nosuch thing")
        await expect(page.get_by_role("alert")).to_contain_text("/nosuch is not a valid command")
        await expect(page.locator("#box")).to_have_value("/nosuch thing")
        windows.complaints[:] = [each for each in windows.complaints if "400 (Bad Request)" not in each]


class TestUsingAnswers:
    async def test_the_modal_pages_through_a_whole_article_and_leads_to_a_paragraph(self, windows: Windows) -> None:
        page = await windows.open("/try")
        await ask(page, "/latepost 固态电池 量产")
        await open_answer(page)
        await page.get_by_role("button", name=re.compile("2 个要点")).first.click()
        modal = page.get_by_role("dialog")
        await expect(modal).to_contain_text("Pilot lines")
        await modal.locator("select").first.select_option(index=1)
        await expect(modal).to_contain_text(re.compile("1|第 1 段"))
        await expect(modal).to_contain_text("固态电池的量产，是一步一步的。")
        await modal.get_by_role("button", name=re.compile("Next paragraph|下一段")).click()
        await expect(modal).to_contain_text("硫化物电解质导电率领先。")
        await modal.get_by_role("button", name=re.compile("Back to the summary|返回摘要")).click()
        await expect(modal).to_contain_text("Pilot lines")
        await page.keyboard.press("Escape")
        await expect(modal).to_have_count(0)

    async def test_feedback_is_given_and_can_be_changed(self, windows: Windows) -> None:
        page = await windows.open("/try")
        await ask(page, "/latepost TikTok")
        await open_answer(page)
        up, down = page.locator("#thread .bk-thumb").first, page.locator("#thread .bk-thumb").nth(1)
        await up.click()
        await expect(up).to_have_attribute("aria-pressed", "true")
        await down.click()
        await expect(down).to_have_attribute("aria-pressed", "true")
        await expect(up).to_have_attribute("aria-pressed", "false")

    async def test_the_shortcut_on_a_message_finds_coverage(self, windows: Windows) -> None:
        page = await windows.open("/try")
        await ask(page, "Did you see the TikTok hearing in the Senate?")
        message = page.locator("#messages .message", has_text="Did you see").first  # what is found may come below it
        await message.hover()
        await message.get_by_label("More actions").click()
        await message.get_by_role("button", name="Find LatePost coverage").click()
        await message.get_by_label("Reply in thread").click()
        await expect(page.locator(".ephemeral").first).to_contain_text("Senate")

    async def test_a_file_sent_to_the_bot_comes_into_the_library_and_answers(self, windows: Windows) -> None:
        page = await windows.open("/try")
        await page.locator(".side a", has_text="latepost").click()
        text = "灯塔工厂的一年\n\n" + "\n\n".join(
            f"第{n}条生产线在灯塔工厂里换上了机械臂，效率提高了{n}成。" for n in "一二三四五"
        )
        file = {"name": "灯塔.txt", "mimeType": "text/plain", "buffer": text.encode()}
        await page.get_by_label("Send a file").set_input_files([file])
        await expect(page.locator("#messages .file")).to_contain_text("灯塔.txt")
        await expect(page.locator("#messages")).to_contain_text("Added to the library")
        answers, best = page.locator("#messages .app"), page.locator("#messages blockquote")
        for replies in range(2, 60):  # the index follows the library within two seconds
            await ask(page, "灯塔工厂 机械臂")
            await expect(answers).to_have_count(replies)
            if await best.count():
                break
        await expect(best).to_contain_text("机械臂")
        await open_answer(page)
        await expect(page.locator("#thread")).to_contain_text("灯塔工厂的一年")

    async def test_home_searches_filters_and_opens_an_article(self, windows: Windows) -> None:
        page = await windows.open("/try")
        await page.locator(".side a", has_text="latepost").click()
        await page.get_by_role("link", name="Home", exact=True).click()
        home = page.locator(".home-view")
        await expect(home).to_contain_text("articles")
        await home.locator("select").select_option(label=re.compile("另一家").pattern + " (60)")
        await expect(home).to_contain_text("Page 1 of 6")
        await home.get_by_role("button", name="Older").click()
        await expect(home).to_contain_text("第 149 篇")
        await home.get_by_role("button", name="2 points").first.click()
        await expect(page.get_by_role("dialog")).to_contain_text("Point one of article")
        await page.keyboard.press("Escape")
        await home.locator("input").fill("TikTok hearing")
        await home.locator("input").press("Enter")
        await expect(home).to_contain_text("Senate")

    async def test_what_slack_would_receive_shows_sizes_and_json_of_messages_and_modals(self, windows: Windows) -> None:
        page = await windows.open("/try")
        await ask(page, "/latepost TikTok")
        await open_answer(page)
        await page.get_by_role("switch").click()
        shown = page.locator("#thread .received").last
        await expect(shown).to_contain_text("characters over all blocks")
        await expect(page.locator(".beyond")).to_have_count(0)
        await shown.locator("summary").click()
        await expect(shown.locator("pre")).to_contain_text('"type": "rich_text"')
        await page.locator("#thread .bk-button").first.click()
        await expect(page.get_by_role("dialog").locator(".received")).to_contain_text("250,000")


class TestTwoWindows:
    async def test_they_are_two_people_who_see_each_other_and_not_what_is_private(self, windows: Windows) -> None:
        first, second = await windows.open("/try"), await windows.open("/try")
        names = [await page.locator("#my-name").inner_text() for page in (first, second)]
        assert names[0] != names[1]
        await ask(first, f"hello @{names[1]}")
        await expect(second.locator("#messages .message").last).to_contain_text("hello")
        await ask(first, "/latepost private TikTok")
        await expect(first.locator(".ephemeral").first).to_be_visible()
        await ask(second, "/latepost TikTok")
        await expect(first.locator("#messages .replies").last).to_be_visible()
        await expect(second.locator(".ephemeral")).to_have_count(0)

    async def test_a_window_that_is_closed_leaves_its_person_to_the_next(self, windows: Windows) -> None:
        first = await windows.open("/try")
        name = await first.locator("#my-name").inner_text()
        await first.reload()
        assert await first.locator("#my-name").inner_text() == name

    async def test_news_elsewhere_is_marked(self, windows: Windows) -> None:
        first, second = await windows.open("/try"), await windows.open("/try")
        await second.locator(".side a", has_text="random").click()
        await expect(second.locator("h1")).to_contain_text("random")
        await ask(first, "news")
        await expect(second.locator(".side .has-news")).to_contain_text("general")


async def test_a_hostile_article_stays_harmless_in_messages_and_modals(windows: Windows) -> None:
    page = await windows.open("/try")
    await ask(page, "/latepost zebracrossing")
    await open_answer(page)
    await expect(page.locator("#thread")).to_contain_text("<script>window.hit=1</script>")
    await page.locator("#thread .bk-button").first.click()
    await expect(page.get_by_role("dialog")).to_contain_text("window.hit=7")
    await page.get_by_role("switch").dispatch_event("click")
    await expect(page.get_by_role("dialog").locator(".received")).to_be_visible()
    assert await page.evaluate("window.hit") is None
    assert await page.evaluate("document.querySelectorAll('a[href^=javascript], iframe, .content img').length") == 0
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", await page.locator("#thread .content").last.inner_text())
