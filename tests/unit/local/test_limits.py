"""What Slack would refuse is refused here, and what it takes is taken."""

from typing import Any

import pytest

from bot.local import RefusedError
from bot.local.limits import check_blocks, check_encodable, check_metadata, check_view


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def button(**more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain("Go"), "action_id": "go", **more}


def section(**more: Any) -> dict[str, Any]:
    return {"type": "section", "text": mrkdwn("hello"), **more}


def container(child_blocks: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"type": "container", "title": plain("x"), "child_blocks": child_blocks, **more}


def options(number: int) -> list[dict[str, Any]]:
    return [{"text": plain(f"o{n}"), "value": f"v{n}"} for n in range(number)]


def feedback(**more: Any) -> dict[str, Any]:
    buttons = {
        "positive_button": {"text": plain("Good"), "value": "good"},
        "negative_button": {"text": plain("Bad"), "value": "bad"},
    }
    return {"type": "feedback_buttons", "action_id": "feedback", **buttons, **more}


def cell(text: str = "x") -> dict[str, Any]:
    return {"type": "raw_text", "text": text}


RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "bold", "style": {"bold": True}},
                {"type": "link", "url": "https://example.com", "text": "there"},
                {"type": "user", "user_id": "U1"},
            ],
        },
        {"type": "rich_text_list", "style": "bullet", "elements": [{"type": "rich_text_section", "elements": []}]},
    ],
}

GOOD: dict[str, list[dict[str, Any]]] = {
    "a folded container of ten": [container([section()] * 10, is_collapsible=True, default_collapsed=True)],
    "a container under rich text": [
        {
            "type": "container",
            "rich_text_title": {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]},
            "child_blocks": [section()],
        }
    ],
    "a card at its limits": [{"type": "card", "title": mrkdwn("x" * 150), "body": mrkdwn("x" * 200)}],
    "section at its limit": [section(text=mrkdwn("x" * 3000))],
    "section of fields": [{"type": "section", "fields": [mrkdwn("x" * 1000)] * 10}],
    "section with accessory": [section(accessory=button(value="x" * 2000, style="primary"))],
    "header at its limit": [{"type": "header", "text": plain("x" * 150)}],
    "ten context elements": [{"type": "context", "elements": [mrkdwn("x")] * 10}],
    "25 actions": [{"type": "actions", "elements": [button(action_id=f"a{n}") for n in range(25)]}],
    "one action_id in two blocks": [section(accessory=button()), section(accessory=button())],
    "feedback": [{"type": "context_actions", "elements": [feedback()]}],
    "markdown": [{"type": "markdown", "text": "x" * 10_999}],
    "table": [{"type": "table", "rows": [[cell()] * 20] * 100}],
    "rich text": [RICH],
    "divider and image": [
        {"type": "divider"},
        {"type": "image", "alt_text": "a chart", "image_url": "https://example.com/a.png"},
    ],
    "50 blocks": [{"type": "divider"}] * 50,
    "overflow menu": [section(accessory={"type": "overflow", "action_id": "more", "options": options(5)})],
    "a block only the SDK knows": [{"type": "card", "title": mrkdwn("x"), "body": mrkdwn("y")}],
}

BAD: dict[str, tuple[list[Any], str]] = {
    "text too long": (
        [section(text=mrkdwn("x" * 3001))],
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    ),
    "empty text": ([section(text=mrkdwn(""))], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    "field too long": ([{"type": "section", "fields": [mrkdwn("x" * 2001)]}], "/blocks/0/fields/0/text"),
    "too many fields": ([{"type": "section", "fields": [mrkdwn("x")] * 11}], "no more than 10 items allowed"),
    "empty section": ([{"type": "section"}], "missing required field: text or fields"),
    "header too long": ([{"type": "header", "text": plain("x" * 151)}], "must be less than 151 characters"),
    "header in mrkdwn": ([{"type": "header", "text": mrkdwn("x")}], "must be one of: plain_text"),
    "11 context elements": ([{"type": "context", "elements": [mrkdwn("x")] * 11}], "no more than 10 items"),
    "26 actions": (
        [{"type": "actions", "elements": [button(action_id=f"a{n}") for n in range(26)]}],
        "no more than 25 items",
    ),
    "six context actions": (
        [{"type": "context_actions", "elements": [feedback(action_id=f"f{n}") for n in range(6)]}],
        "no more than 5 items",
    ),
    "button text": ([section(accessory=button(text=plain("x" * 76)))], "must be less than 76 characters"),
    "button value": ([section(accessory=button(value="x" * 2001))], "must be less than 2001 characters"),
    "action_id": ([section(accessory=button(action_id="x" * 256))], "must be less than 256 characters"),
    "block_id": ([section(block_id="x" * 256)], "must be less than 256 characters"),
    "button style": ([section(accessory=button(style="huge"))], "must be one of: primary, danger"),
    "button link": ([section(accessory=button(url="javascript:alert(1)"))], "does not have the required format"),
    "unknown field": ([section(colour="red")], "unsupported field: colour"),
    "unknown field inside": ([section(text={**mrkdwn("x"), "bold": True})], "unsupported field: bold"),
    "unknown block": ([{"type": "sparkles"}], "unsupported type: sparkles"),
    "unknown element": ([section(accessory={"type": "lever"})], "unsupported type: lever"),
    "no type": ([{"text": mrkdwn("x")}], "missing required field: type"),
    "equal block_ids": ([section(block_id="same"), section(block_id="same")], "already exists"),
    "equal action_ids": ([{"type": "actions", "elements": [button(), button()]}], "already exists"),
    "51 blocks": ([{"type": "divider"}] * 51, "no more than 50 items allowed"),
    "101 rows": ([{"type": "table", "rows": [[cell()]] * 101}], "no more than 100 items"),
    "21 cells": ([{"type": "table", "rows": [[cell()] * 21]}], "no more than 20 items"),
    "two tables": ([{"type": "table", "rows": [[cell()]]}] * 2, "only_one_table_allowed"),
    "long markdown": ([{"type": "markdown", "text": "x" * 12_001}], "must be less than 12001 characters"),
    "menu of both kinds": (
        [section(accessory={"type": "static_select", "action_id": "s", "options": options(1), "option_groups": []})],
        "exactly one of",
    ),
    "101 options": (
        [section(accessory={"type": "static_select", "action_id": "s", "options": options(101)})],
        "no more than 100 items",
    ),
    "number as text": ([section(text=mrkdwn(7))], "must be a string"),  # type: ignore[arg-type]
    "null field": ([section(block_id=None)], "must be a string"),
    "rich text with an unknown piece": (
        [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "blink"}]}]}],
        "unsupported type: blink",
    ),
    "a card without anything": ([{"type": "card"}], "hero_image or title"),
    "a card with an unknown field": ([{"type": "card", "title": mrkdwn("x"), "x": 1}], "unsupported field: x"),
    "a card's long body": ([{"type": "card", "body": mrkdwn("x" * 201)}], "must be less than 201 characters"),
    "a menu in a card": (
        [{"type": "card", "title": mrkdwn("x"), "actions": [{"type": "static_select", "action_id": "s"}]}],
        "unsupported type: static_select",
    ),
    "a container without a title": ([{"type": "container", "child_blocks": [section()]}], "title or rich_text_title"),
    "an empty container": ([container([])], "no less than 1 items"),
    "a container of eleven": ([container([section()] * 11)], "no more than 10 items"),
    "a container in a container": ([container([container([section()])])], "unsupported type: container in a container"),
    "feedback in a container": ([container([{"type": "context_actions", "elements": []}])], "in a container"),
    "a container that is folded and can't be": ([container([section()], default_collapsed=True)], "is_collapsible"),
    "a block_id twice, once in a container": (
        [section(block_id="b"), container([section(block_id="b")])],
        "already exists",
    ),
    "eleven cards in a row": (
        [{"type": "carousel", "elements": [{"type": "card", "title": mrkdwn("x")}] * 11}],
        "no more than 10 items",
    ),
}


class TestBlocks:
    """Blocks of a message."""

    @pytest.mark.parametrize("name", GOOD)
    def test_is_taken(self, name: str) -> None:
        check_blocks(GOOD[name])

    @pytest.mark.parametrize("name", BAD)
    def test_is_refused_with_the_place(self, name: str) -> None:
        blocks, sentence = BAD[name]
        with pytest.raises(RefusedError) as refused:
            check_blocks(blocks)
        assert refused.value.code == "invalid_blocks"
        assert sentence in " ".join(refused.value.details["response_metadata"]["messages"])

    def test_a_message_has_a_limit_over_all_its_blocks(self) -> None:
        check_blocks([section(text=mrkdwn("x" * 2750))] * 4)
        with pytest.raises(RefusedError, match="msg_blocks_too_long"):
            check_blocks([section(text=mrkdwn("x" * 2836))] * 4)

    @pytest.mark.parametrize("blocks", [{"type": "divider"}, "x", ["x"], 7])
    def test_what_is_no_list_of_objects_is_refused(self, blocks: Any) -> None:
        with pytest.raises(RefusedError, match="invalid_blocks_format"):
            check_blocks(blocks)


def modal(**more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain("Title"), "blocks": [section()], **more}


FIELD = {
    "type": "input",
    "label": plain("Topic"),
    "element": {"type": "plain_text_input", "action_id": "topic"},
}


class TestViews:
    """Modals and Home views."""

    @pytest.mark.parametrize(
        "view",
        [
            modal(blocks=[{"type": "divider"}] * 100, private_metadata="x" * 3000, callback_id="x" * 255),
            modal(blocks=[FIELD], submit=plain("x" * 24), close=plain("No")),
        ],
    )
    def test_is_taken(self, view: dict[str, Any]) -> None:
        check_view(view, "modal")

    @pytest.mark.parametrize(
        ("view", "sentence"),
        [
            (modal(title=plain("x" * 25)), "/view/title/text"),
            (modal(title=mrkdwn("x")), "must be a plain_text object"),
            (modal(submit=plain("x" * 25)), "/view/submit/text"),
            (modal(private_metadata="x" * 3001), "/view/private_metadata"),
            (modal(callback_id="x" * 256), "/view/callback_id"),
            (modal(blocks=[{"type": "divider"}] * 101), "no more than 100 items"),
            (modal(blocks=[FIELD]), "submit is required"),
            (modal(blocks=[{"type": "markdown", "text": "x"}]), "unsupported type: markdown in a modal"),
            (modal(colour="red"), "unsupported field: colour"),
            (modal(type="home"), "must be one of: modal"),
            ({"type": "modal", "blocks": []}, "missing required field: title"),
        ],
    )
    def test_is_refused_with_the_place(self, view: dict[str, Any], sentence: str) -> None:
        with pytest.raises(RefusedError) as refused:
            check_view(view, "modal")
        assert refused.value.code == "invalid_arguments"
        assert sentence in " ".join(refused.value.details["response_metadata"]["messages"])

    def test_a_view_of_more_than_250_kilobytes_is_refused(self) -> None:
        with pytest.raises(RefusedError, match="view_too_large"):
            check_view(modal(blocks=[section(text=mrkdwn("界" * 3000))] * 20), "modal")

    def test_a_home_view_has_no_title(self) -> None:
        check_view({"type": "home", "blocks": [section()]}, "home")
        with pytest.raises(RefusedError):
            check_view({"type": "home", "title": plain("x"), "blocks": [section()]}, "home")


class TestMetadataAndText:
    """What else goes with a message."""

    def test_metadata_is_an_event_type_and_a_payload(self) -> None:
        check_metadata({"event_type": "digest_sent", "event_payload": {"slot": "2026-01-02"}})

    @pytest.mark.parametrize(
        ("metadata", "code"),
        [
            ("x", "invalid_metadata_format"),
            ({"event_type": "x y", "event_payload": {}}, "invalid_metadata_schema"),
            ({"event_type": "x"}, "invalid_metadata_schema"),
            ({"event_type": "x", "event_payload": {}, "more": 1}, "invalid_metadata_schema"),
            ({"event_type": "x", "event_payload": {"a": "x" * 16_000}}, "metadata_too_large"),
        ],
    )
    def test_other_metadata_is_refused(self, metadata: Any, code: str) -> None:
        with pytest.raises(RefusedError, match=code):
            check_metadata(metadata)

    def test_a_lone_surrogate_is_no_text(self) -> None:
        check_encodable({"text": "😀 界"})
        with pytest.raises(RefusedError, match="invalid_json"):
            check_encodable({"blocks": [{"text": "a\ud83d"}]})
