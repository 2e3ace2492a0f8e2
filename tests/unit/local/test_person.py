"""What a person uses reaches the bot in Slack's shapes, and what the bot acknowledges with is done."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.responses import JSONResponse

from bot.local import FormError, Message, Workspace
from tests.unit.local.small_bot import MODAL, Endpoint


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


BLOCKS = [
    {
        "type": "context_actions",
        "block_id": "rating",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "feedback",
                "positive_button": {"text": plain("Good"), "value": "up"},
                "negative_button": {"text": plain("Bad"), "value": "down"},
            }
        ],
    },
    {
        "type": "actions",
        "block_id": "acts",
        "elements": [
            {"type": "button", "action_id": "points", "text": plain("All 3 points"), "value": "a1"},
            {"type": "overflow", "action_id": "more", "options": [{"text": plain("Hide"), "value": "hide"}]},
            {"type": "users_select", "action_id": "who"},
        ],
    },
    {
        "type": "section",
        "block_id": "second",
        "text": {"type": "mrkdwn", "text": "x"},
        "accessory": {"type": "button", "action_id": "points", "text": plain("All 9 points"), "value": "a2"},
    },
]


@pytest.fixture
async def endpoint(workspace: Workspace) -> AsyncIterator[Endpoint]:
    """A bot that acknowledges everything and does nothing."""
    made = Endpoint()
    async with made.serve() as url:
        workspace.request_urls.append(f"{url}/")
        yield made


def shown(workspace: Workspace, **more: Any) -> Message:
    """A message of the bot's with something to use."""
    channel = workspace.channel("general")
    return workspace.post(channel, workspace.bot_user.id, "use me", blocks=BLOCKS, bot_id=workspace.bot_id, **more)[0]


@pytest.mark.usefixtures("endpoint")
class TestUsingAMessage:
    """Buttons and menus under a message."""

    async def test_a_button_is_told_with_its_place(self, workspace: Workspace) -> None:
        message = shown(workspace)
        payload = (await workspace.as_user("ann").click(message, "points", "a2")).payload
        assert payload["type"] == "block_actions"
        action = payload["actions"][0]
        assert (action["block_id"], action["action_id"], action["value"]) == ("second", "points", "a2")
        assert payload["container"]["message_ts"] == payload["message"]["ts"] == message.ts
        assert payload["user"]["id"] == workspace.user("ann").id
        assert payload["response_url"].startswith(workspace.url)

    async def test_buttons_are_found_by_label_value_or_themselves(self, workspace: Workspace) -> None:
        ann, message = workspace.as_user("ann"), shown(workspace)
        by_label = await ann.click(message, "All 9 points")
        by_itself = await ann.click(message, BLOCKS[2]["accessory"])  # type: ignore[arg-type]
        first = await ann.click(message, "points")
        values = [delivery.payload["actions"][0]["value"] for delivery in (by_label, by_itself, first)]
        assert values == ["a2", "a2", "a1"]
        with pytest.raises(FormError, match="there is feedback, points"):
            await ann.click(message, "nothing like that")

    async def test_feedback_menus_and_people_are_chosen(self, workspace: Workspace) -> None:
        ann, message = workspace.as_user("ann"), shown(workspace)
        down = await ann.click(message, "feedback", "down")
        assert down.payload["actions"][0] | {"action_ts": ""} == {
            "action_id": "feedback",
            "type": "feedback_buttons",
            "text": plain("Bad"),
            "value": "down",
            "block_id": "rating",
            "action_ts": "",
        }
        hide = await ann.choose(message, "more", "Hide")
        assert hide
        assert hide.payload["actions"][0]["selected_option"]["value"] == "hide"
        who = await ann.choose(message, "who", "U123")
        assert who
        assert who.payload["actions"][0]["selected_user"] == "U123"

    async def test_an_ephemeral_message_is_used_by_its_reader_alone_and_not_sent_along(
        self, workspace: Workspace
    ) -> None:
        message = shown(workspace, ephemeral_to=workspace.user("ann").id)
        payload = (await workspace.as_user("ann").click(message, "points")).payload
        assert payload["container"]["is_ephemeral"]
        assert "message" not in payload
        with pytest.raises(FormError):
            await workspace.as_user("bo").click(message, "points")


class TestSubmitting:
    """What the acknowledgement of a submission does to the modals."""

    @pytest.mark.parametrize(
        ("reply", "depth", "title"),
        [
            ({"response_action": "clear"}, 0, None),
            ({"response_action": "update", "view": {**MODAL, "title": plain("Next")}}, 1, "Next"),
            ({"response_action": "push", "view": {**MODAL, "title": plain("On top")}}, 2, "On top"),
            ({"response_action": "errors", "errors": {"topic": "no"}}, 1, "Ask"),
        ],
    )
    async def test_is_done(
        self, workspace: Workspace, endpoint: Endpoint, reply: dict[str, Any], depth: int, title: str | None
    ) -> None:
        ann = workspace.as_user("ann")
        view = workspace.views.open(ann.user.id, MODAL)
        endpoint.answers.append(JSONResponse(reply))
        await ann.submit(view, {"topic": "x"})
        assert len(workspace.views.stack(ann.user.id)) == depth
        assert (ann.modal.body["title"]["text"] if ann.modal else None) == title
        assert workspace.warnings == []

    @pytest.mark.parametrize(
        "reply",
        [
            {"response_action": "errors", "errors": {"no_such_block": "x"}},
            {"response_action": "update", "view": {"type": "modal"}},
            {"response_action": "dance"},
        ],
    )
    async def test_a_wrong_acknowledgement_leaves_the_form_and_a_warning(
        self, workspace: Workspace, endpoint: Endpoint, reply: dict[str, Any]
    ) -> None:
        ann = workspace.as_user("ann")
        view = workspace.views.open(ann.user.id, MODAL)
        endpoint.answers.append(JSONResponse(reply))
        await ann.submit(view, {"topic": "x"})
        assert ann.modal is view
        assert "was refused" in workspace.warnings[0]


class TestTyping:
    """What the client makes of what somebody types."""

    def test_names_become_mentions_and_markup_is_escaped(self, workspace: Workspace) -> None:
        ann = workspace.as_user("ann")
        bot, general = workspace.bot_user.id, workspace.channel("general").id
        assert ann.typed("@latepost in #general: a<b & @nobody") == (
            f"<@{bot}> in <#{general}|general>: a&lt;b &amp; @nobody"
        )
