"""Block Kit as HTML: every element that Slack knows is drawn or noticed, and nothing in it runs."""

import re
from typing import Any

import pytest

from bot.local.block_schema import BLOCKS
from bot.local.element_schema import ACTION_ELEMENTS, CONTEXT_ACTION_ELEMENTS, ENTRY_FIELDS
from bot.local.schema import Report
from bot.web.face.blocks import blocks
from bot.web.face.elements import RenderContext
from bot.web.face.mrkdwn import Names, mrkdwn
from tests.unit.web.test_reader import Page

NAMES = Names({"U1": "ann"}, {"C1": "general"})
HOSTILE = "\"'><img src=x onerror=alert(1)><script>x</script>"


def context(**state: dict[str, Any]) -> RenderContext:
    return RenderContext(
        NAMES, [("U1", "ann"), ("U2", "bo")], [("C1", "#general")], [("C1", "#general")], "Asia/Shanghai", state
    )


def drawn(*shown: dict[str, Any], **state: dict[str, Any]) -> Page:
    """The blocks as a page, after a look that Slack would take them."""
    for block in shown:
        report = Report()
        BLOCKS(block, "", report)
        assert report.messages == []
    return Page(str(blocks(shown, context(**state))))


def plain(text: str = "Label") -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def option(value: str, text: str = "") -> dict[str, Any]:
    return {"text": plain(text or value.title()), "value": value}


def rich(piece: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [piece]}]}


OPTIONS = [option("a"), option("b")]
ELEMENTS: dict[str, dict[str, Any]] = {
    "button": {"text": plain(), "value": "v"},
    "overflow": {"options": OPTIONS},
    "static_select": {"options": OPTIONS, "initial_option": option("b")},
    "multi_static_select": {"options": OPTIONS, "initial_options": [option("b")]},
    "external_select": {"initial_option": option("b")},
    "users_select": {"initial_user": "U2"},
    "multi_users_select": {"initial_users": ["U2"]},
    "conversations_select": {"initial_conversation": "C1"},
    "multi_conversations_select": {"initial_conversations": ["C1"]},
    "channels_select": {"initial_channel": "C1"},
    "multi_channels_select": {"initial_channels": ["C1"]},
    "checkboxes": {"options": OPTIONS, "initial_options": [option("b")]},
    "radio_buttons": {"options": OPTIONS, "initial_option": option("b")},
    "datepicker": {"initial_date": "2025-09-26"},
    "timepicker": {"initial_time": "08:30"},
    "datetimepicker": {"initial_date_time": 1_758_817_800},
    "plain_text_input": {"initial_value": "typed"},
    "email_text_input": {"initial_value": "a@b.example"},
    "url_text_input": {"initial_value": "https://b.example"},
    "number_input": {"is_decimal_allowed": False, "initial_value": "4"},
    "feedback_buttons": {
        "positive_button": {"text": plain("Good"), "value": "1"},
        "negative_button": {"text": plain("Bad"), "value": "0"},
    },
    "icon_button": {"icon": "trash", "text": plain("Delete")},
}
CHOSEN = {
    "static_select": ("option", {"value": "b", "selected": None}),
    "multi_static_select": ("input", {"value": "b", "checked": None}),
    "external_select": ("input", {"value": "B"}),
    "users_select": ("option", {"value": "U2", "selected": None}),
    "multi_users_select": ("input", {"value": "U2", "checked": None}),
    "conversations_select": ("option", {"value": "C1", "selected": None}),
    "multi_conversations_select": ("input", {"value": "C1", "checked": None}),
    "channels_select": ("option", {"value": "C1", "selected": None}),
    "multi_channels_select": ("input", {"value": "C1", "checked": None}),
    "checkboxes": ("input", {"value": "b", "checked": None}),
    "radio_buttons": ("input", {"value": "b", "checked": None}),
    "datepicker": ("input", {"type": "date", "value": "2025-09-26"}),
    "timepicker": ("input", {"type": "time", "value": "08:30"}),
    "datetimepicker": ("input", {"type": "datetime-local", "value": "2025-09-26T00:30"}),
    "plain_text_input": ("input", {"type": "text", "value": "typed"}),
    "email_text_input": ("input", {"type": "email", "value": "a@b.example"}),
    "url_text_input": ("input", {"type": "url", "value": "https://b.example"}),
    "number_input": ("input", {"type": "number", "value": "4"}),
}
NOT_DRAWN = {"file_input", "rich_text_input", "multi_external_select"}


class TestNewerBlocks:
    def test_a_folded_container_opens_below_its_title(self) -> None:
        inside = {"type": "section", "text": plain("inside")}
        container = {
            "type": "container",
            "rich_text_title": rich({"type": "text", "text": HOSTILE}),
            "subtitle": plain("below"),
            "is_collapsible": True,
            "default_collapsed": True,
            "child_blocks": [inside],
        }
        html = str(blocks([container], context()))
        assert '<details class="bk bk-container"><summary' in html
        assert html.index("below") < html.index("</summary>") < html.index("inside")
        assert "<img" not in html
        assert "<details" not in str(blocks([{**container, "is_collapsible": False}], context()))

    def test_a_card_shows_its_texts_and_buttons_alone_and_in_a_row(self) -> None:
        button = {"type": "button", "action_id": "a", "text": plain("Open"), "value": "v"}
        texts = {name: {"type": "mrkdwn", "text": f"{name} {HOSTILE}"} for name in ("title", "subtitle", "body")}
        card = {"type": "card", "block_id": "b", **texts, "actions": [button]}
        html = str(blocks([card, {"type": "carousel", "elements": [card, card]}], context()))
        assert html.count("Open") == 3
        assert html.count('class="bk bk-card"') == 3
        assert "<img" not in html


class TestElements:
    def test_every_element_that_slack_knows_is_in_this_test(self) -> None:
        known = {*ACTION_ELEMENTS, *CONTEXT_ACTION_ELEMENTS, *ENTRY_FIELDS}
        assert known == {*ELEMENTS, *NOT_DRAWN}

    @pytest.mark.parametrize("kind", ELEMENTS)
    def test_each_is_drawn_with_the_ids_that_a_click_sends(self, kind: str) -> None:
        element = {"type": kind, "action_id": "act", **ELEMENTS[kind]}
        shown = drawn(_holding(kind, element))
        (held, *_) = [held for _, held in shown.elements if held.get("data-action") == "act"]
        assert (held["data-block"], held["data-kind"]) == ("blk", kind)
        assert not [held for _, held in shown.elements if "unknown" in (held.get("class") or "")]

    @pytest.mark.parametrize("kind", CHOSEN)
    def test_what_is_chosen_at_first_is_shown(self, kind: str) -> None:
        tag, wanted = CHOSEN[kind]
        shown = drawn(_holding(kind, {"type": kind, "action_id": "act", **ELEMENTS[kind]}))
        assert [held for each, held in shown.elements if each == tag and wanted.items() <= held.items()]

    def test_what_was_filled_in_wins_over_what_was_there_at_first(self) -> None:
        element = {"type": "plain_text_input", "action_id": "act", "initial_value": "first"}
        shown = drawn(_holding("plain_text_input", element), blk={"act": {"value": "second"}})
        assert shown.all("input", value="second")

    def test_an_input_has_its_label_hint_and_a_place_for_an_error(self) -> None:
        block = {
            "type": "input",
            "block_id": "blk",
            "label": plain("Time"),
            "hint": plain("In your zone"),
            "element": {"type": "timepicker", "action_id": "act"},
        }
        shown = drawn(block)
        (label,) = shown.all("label")
        (field,) = shown.all("input")
        assert label["for"] == field["id"]
        assert len(set(field["aria-describedby"].split()) & {held.get("id") for held in shown.all("p")}) == 2
        assert "required" in field

    @pytest.mark.parametrize("kind", sorted(NOT_DRAWN))
    def test_what_is_not_drawn_shows_as_a_box(self, kind: str) -> None:
        element = {"type": kind, "action_id": "act"}
        shown = Page(str(blocks([{"type": "input", "block_id": "b", "label": plain(), "element": element}], context())))
        assert f"not drawn: {kind}" in shown.text


class TestBlocks:
    def test_a_block_that_is_not_drawn_shows_as_a_box_with_its_json(self) -> None:
        shown = Page(str(blocks([{"type": "hologram", "text": HOSTILE}], context())))
        assert "This block is not drawn here: hologram" in shown.text
        assert not shown.all("script")

    @pytest.mark.parametrize(
        "block",
        [
            {"type": "header", "text": plain(HOSTILE)},
            {"type": "section", "text": plain(HOSTILE), "fields": [plain(HOSTILE)]},
            {
                "type": "section",
                "text": {"type": "mrkdwn", "text": f"<https://x.example/|{HOSTILE[:3]}> {HOSTILE[:20]}"},
            },
            {"type": "context", "elements": [plain(HOSTILE)]},
            {
                "type": "rich_text",
                "elements": [{"type": "rich_text_quote", "elements": [{"type": "text", "text": HOSTILE}]}],
            },
            {"type": "actions", "elements": [{"type": "button", "text": plain(HOSTILE[:70]), "value": HOSTILE}]},
            {
                "type": "actions",
                "elements": [{"type": "static_select", "options": [option(HOSTILE[:60], HOSTILE[:60])]}],
            },
            {"type": "image", "image_url": "https://x.example/a.png", "alt_text": HOSTILE},
            {"type": "table", "rows": [[{"type": "raw_text", "text": HOSTILE}]]},
        ],
        ids=lambda block: block["type"],
    )
    def test_hostile_text_stays_text(self, block: dict[str, Any]) -> None:
        shown = drawn(block)
        assert not {tag for tag, _ in shown.elements} & {"script", "img"}
        assert not [name for _, held in shown.elements for name in held if name.startswith("on")]

    def test_a_link_that_is_none_of_http_leads_nowhere(self) -> None:
        link = {"type": "link", "url": "javascript:alert(1)", "text": "x"}
        shown = Page(
            str(
                blocks(
                    [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [link]}]}], context()
                )
            )
        )
        assert not shown.all("a")


class TestMrkdwn:
    @pytest.mark.parametrize(
        ("text", "html"),
        [
            ("*bold* _italic_ ~gone~ `code`", "<strong>bold</strong> <em>italic</em> <s>gone</s> <code>code</code>"),
            ("中*文*字 snake_case_name 2*3*4", "中*文*字 snake_case_name 2*3*4"),
            ("`*not bold*`", "<code>*not bold*</code>"),
            ("<@U1> in <#C1>", '<span class="mention">@ann</span> in <span class="mention">#general</span>'),
            ("&lt;b&gt; &amp;amp;", "&lt;b&gt; &amp;amp;"),
            ("&gt; quoted\n&gt; on\nafter", "<blockquote>quoted<br>on</blockquote>after"),
            ("a\nb", "a<br>b"),
            ("<javascript:alert(1)|x>", '<span class="no-link" title="javascript:alert(1)">x</span>'),
        ],
    )
    def test_it_is_drawn_as_slack_draws_it(self, text: str, html: str) -> None:
        assert str(mrkdwn(text, NAMES)) == html

    def test_a_citation_is_kept_on_one_line_in_a_link_and_beside_one(self) -> None:
        whole = '<span class="cite">[10]</span>'
        assert f">{whole}{whole.replace('10', '2')}</a>" in str(mrkdwn("<https://x.example|[10][2]>", NAMES))
        shown = blocks([rich({"type": "text", "text": "Said so. [10]"})], context())
        assert f"Said so. {whole}" in str(shown)

    def test_bare_addresses_are_links_unless_it_is_verbatim(self) -> None:
        assert 'href="https://x.example/a?b=1&amp;c"' in str(mrkdwn("see https://x.example/a?b=1&amp;c", NAMES))
        assert "<a" not in str(mrkdwn("see https://x.example", NAMES, verbatim=True))

    def test_a_ping_is_seen_as_one(self) -> None:
        assert re.search(r'class="mention ping">@channel', str(mrkdwn("<!channel>", NAMES)))


def _holding(kind: str, element: dict[str, Any]) -> dict[str, Any]:
    """A block that may hold such an element."""
    if kind in CONTEXT_ACTION_ELEMENTS:
        return {"type": "context_actions", "block_id": "blk", "elements": [element]}
    if kind in ENTRY_FIELDS:
        return {"type": "input", "block_id": "blk", "label": plain(), "element": element}
    return {"type": "actions", "block_id": "blk", "elements": [element]}
