"""App Home, the newest articles, a topic's timeline, the help."""

from datetime import UTC, datetime

import pytest

from bot.language import Language
from bot.local.limits import check_view as check_as_slack
from bot.slack import ids
from bot.slack.blocks.elements import Block
from bot.slack.blocks.help import help_message
from bot.slack.blocks.home import MAX_ARTICLES, Overview, SourceCount, home_view
from bot.slack.blocks.listing import latest, timeline
from bot.slack.blocks.message import check, check_view
from tests.unit.slack.samples import NO_LINKS, article, find, match, shown, strings

SOURCES = (SourceCount("晚点LatePost", 8), SourceCount("Other", 2))


def home(overview: Overview, language: Language = "en", suffix: str = "") -> Block:
    view = home_view(overview, language, suffix=suffix)
    check_view(view)
    check_as_slack(view, "home")
    return view


class TestHome:
    def test_it_shows_the_library_at_a_glance(self) -> None:
        overview = Overview(1200, 15000, SOURCES, datetime(2025, 9, 26, tzinfo=UTC), (article(),))
        text = shown(home(overview)["blocks"])
        assert "1,200 articles · 15,000 points · newest 2025-09-26" in text
        assert "2023丨直击听证会\n晚点LatePost · 2025-09-26 · first published 2023" in text
        [button] = find(home(overview)["blocks"], "action_id", ids.OPEN_ARTICLE)
        assert ids.ArticlePlace.decode(button["value"]).article_id == article().id

    def test_enter_in_the_search_box_asks(self) -> None:
        [box] = find(home(Overview(0, 0)), "action_id", ids.HOME_SEARCH)
        assert box["dispatch_action_config"] == {"trigger_actions_on": ["on_enter_pressed"]}

    def test_the_search_box_is_empty_again_with_a_new_suffix(self) -> None:
        ids_of = [next(find(home(Overview(0, 0), suffix=each), "type", "input"))["block_id"] for each in ("1", "2")]
        assert ids_of[0] != ids_of[1]

    def test_all_else_that_can_be_pressed_stays_itself_when_home_is_shown_anew(self) -> None:
        overview = Overview(30, 9, SOURCES, None, (article(),), page=1, pages=3)
        named = [
            {block["block_id"] for block in home(overview, suffix=each)["blocks"] if "block_id" in block}
            for each in "12"
        ]
        assert len(named[0] & named[1]) == 3  # the menu, the article, the steps
        assert all(each.startswith("home.search") for each in named[0] ^ named[1])

    def test_the_menu_of_sources_is_another_one_with_another_choice(self) -> None:
        menus = (home(Overview(9, 9, SOURCES, source=each)) for each in (None, "Other"))
        kept = [{block["block_id"] for block in view["blocks"] if block["type"] == "actions"} for view in menus]
        assert kept[0].isdisjoint(kept[1])

    def test_one_gets_to_newer_and_older_articles_of_the_chosen_source(self) -> None:
        view = home(Overview(10, 9, SOURCES, None, (article(),), page=1, pages=3, source="Other"), "zh")
        value = ids.source_value("Other")
        assert ids.HomePlace.decode(view["private_metadata"]) == ids.HomePlace("zh", 1, value)
        [newer], [older] = (list(find(view, "action_id", each)) for each in (ids.HOME_NEWER, ids.HOME_OLDER))
        assert ids.HomePlace.decode(newer["value"]) == ids.HomePlace("zh", 0, value)
        assert ids.HomePlace.decode(older["value"]) == ids.HomePlace("zh", 2, value)
        [menu] = find(view, "action_id", ids.HOME_SOURCE)
        assert menu["initial_option"]["text"]["text"] == "Other (2)"
        assert ids.find_source(menu["initial_option"]["value"], ["晚点LatePost", "Other"]) == "Other"
        assert ids.find_source(menu["options"][0]["value"], ["晚点LatePost", "Other"]) is None

    def test_hundreds_of_sources_keep_the_chosen_one_and_name_the_rest(self) -> None:
        sources = tuple(SourceCount(f"source {number}" * 20, number) for number in range(300))
        view = home(Overview(10, 9, sources, source=sources[0].name))
        [menu] = find(view, "action_id", ids.HOME_SOURCE)
        assert len(menu["options"]) == 100
        assert menu["initial_option"]["value"] == ids.source_value(sources[0].name)
        assert "201 more sources" in shown(view["blocks"])

    def test_the_fullest_page_fits(self) -> None:
        articles = tuple(article(title=f"标题 {number}" * 200) for number in range(MAX_ARTICLES))
        home(Overview(10, 9, SOURCES, None, articles, page=1, pages=3))

    def test_an_empty_library_says_so(self) -> None:
        assert "这里还没有文章。" in shown(home(Overview(0, 0), "zh")["blocks"])


class TestLatest:
    @pytest.mark.parametrize("count", [0, 1, 60])
    def test_every_article_is_listed_once_with_its_button(self, count: int) -> None:
        articles = [article(title=f"Title {number}.") for number in range(count)]
        messages = latest(articles, "en")
        for message in messages:
            check(message)
        text = "\n".join(shown(message.blocks) for message in messages)
        assert all(text.count(each.title) == 1 for each in articles)
        buttons = [each for message in messages for each in find(message.blocks, "action_id", ids.OPEN_ARTICLE)]
        assert [ids.ArticlePlace.decode(each["value"]).article_id for each in buttons] == [each.id for each in articles]


class TestTimeline:
    def test_it_goes_from_old_to_new_under_months_with_one_cited_point_each(self) -> None:
        days = [datetime(2025, 9, 26, tzinfo=UTC), datetime(2024, 1, 3, tzinfo=UTC), datetime(2025, 9, 2, tzinfo=UTC)]
        matches = [match(article(title=f"T{day:%m%d}", published_at=day)) for day in days]
        [message] = timeline("TikTok", matches, "en", links=NO_LINKS)
        check(message)
        text = shown(message.blocks)
        order = [
            "Coverage of “TikTok” over time",
            "3 articles",
            "January 2024",
            "T0103",
            "September 2025",
            "T0902",
            "T0926",
        ]
        assert sorted(order, key=text.index) == order
        assert text.count("September 2025") == 1
        assert text.count("TikTok came to the hearing.") == 3
        assert "Nobody was convinced." not in text
        assert text.count("[3][5]") == 3

    def test_a_republished_piece_stands_where_it_first_appeared_with_the_day_of_republication(self) -> None:
        again = datetime(2025, 9, 26, tzinfo=UTC)
        matches = [
            match(article(title="T2024", published_at=datetime(2024, 1, 3, tzinfo=UTC))),
            match(article(title="2022丨T2022", published_at=again)),
            match(article(title="T2023", published_at=again, paragraphs=("本文首发于 2023 年 04 月 02 日",))),
        ]
        [english] = timeline("TikTok", matches, "en", links=NO_LINKS)
        [chinese] = timeline("TikTok", matches, "zh", links=NO_LINKS)
        check(english)
        text = shown(english.blocks)
        order = ["2022 · republished 2025-09-26", "April 2023", "2023-04-02 · republished 2025-09-26", "2024-01-03"]
        assert sorted(order, key=text.index) == order
        assert text.count("republished") == 2
        assert "2022 · 2025-09-26 重发" in shown(chinese.blocks)

    def test_a_long_one_is_split_with_every_article_in_it(self) -> None:
        matches = [
            match(article(title=f"Title {n}.", published_at=datetime(2000 + n, 1, 1, tzinfo=UTC))) for n in range(40)
        ]
        messages = timeline("t", matches, "zh", links=NO_LINKS)
        for message in messages:
            check(message)
        together = "\n".join(shown(message.blocks) for message in messages)
        assert len(messages) > 3
        assert all(f"Title {number}." in together for number in range(40))
        assert "2039 年 1 月" in together


class TestHelp:
    @pytest.mark.parametrize("language", ["zh", "en"])
    def test_its_examples_ask_themselves(self, language: Language) -> None:
        message = help_message(["华为", "tiktok", "AI"], language)
        check(message)
        [block] = find(message.blocks, "type", "actions")
        assert list(strings(block, "value")) == ["华为", "tiktok", "AI"]
        assert "/latepost timeline" in shown(message.blocks)

    def test_without_examples_it_is_short(self) -> None:
        check(help_message([], "en"))
