"""Links to the app's domains: which events the bot gets, and what `chat.unfurl` takes and refuses."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.local import Workspace
from tests.unit.local.small_bot import Endpoint

URL = "https://reader.example/articles/1"
SHOWN: dict[str, Any] = {"blocks": [{"type": "section", "text": {"type": "plain_text", "text": "An article"}}]}


@pytest.fixture(autouse=True)
async def told(workspace: Workspace) -> AsyncIterator[None]:
    """A bot that is told of links and acknowledges everything."""
    workspace.app.scopes |= {"links:read", "links:write"}
    workspace.app.subscribed_events.add("link_shared")
    workspace.app.unfurl_domains.add("reader.example")
    async with Endpoint().serve() as url:
        workspace.request_urls.append(f"{url}/")
        yield


class TestEvent:
    async def test_it_lists_the_links_to_the_domain_and_names_below_it(self, workspace: Workspace) -> None:
        others = "https://reader.example.org/x https://notreader.example ftp://reader.example"
        text = f"{URL}?a=1&b=2, https://x.Reader.example:8/y {URL} {others}"
        said = await workspace.as_user("ann").say("random", text)
        [delivery] = workspace.deliveries.named("link_shared")
        event = delivery.payload["event"]
        assert [link["url"] for link in event["links"]] == [f"{URL}?a=1&amp;b=2", "https://x.Reader.example:8/y", URL]
        assert {link["domain"] for link in event["links"]} == {"reader.example"}
        assert (event["message_ts"], event["source"]) == (said.ts, "conversations_history")
        assert event["is_bot_user_member"] is False

    async def test_a_message_that_is_being_written_has_no_channel_yet(self, workspace: Workspace) -> None:
        await workspace.as_user("ann").write("general", URL)
        event = workspace.deliveries.named("link_shared")[0].payload["event"]
        assert (event["source"], event["channel"]) == ("composer", "COMPOSER")

    async def test_the_bots_own_links_are_not_told(self, workspace: Workspace, client: AsyncWebClient) -> None:
        await client.chat_postMessage(channel=workspace.channel("general").id, text=URL)
        assert workspace.deliveries.named("link_shared") == []

    async def test_a_missing_scope_is_complained_of(self, workspace: Workspace) -> None:
        workspace.app.scopes.discard("links:read")
        await workspace.as_user("ann").say("general", URL)
        assert workspace.deliveries.named("link_shared") == []
        assert "link_shared is subscribed, but links:read is not granted" in workspace.warnings


class TestUnfurling:
    async def test_it_shows_below_the_message_and_the_second_time_changes_that(
        self, workspace: Workspace, client: AsyncWebClient
    ) -> None:
        said = await workspace.as_user("ann").say("general", URL)
        for _ in range(2):
            await client.chat_unfurl(channel=said.channel, ts=said.ts, unfurls={URL: SHOWN})
        [attachment] = said.attachments
        assert (attachment["from_url"], attachment["is_app_unfurl"]) == (URL, True)
        assert said.edited is None

    async def test_the_message_may_be_named_by_the_event_s_unfurl_id(
        self, workspace: Workspace, client: AsyncWebClient
    ) -> None:
        said = await workspace.as_user("ann").say("general", URL)
        event = workspace.deliveries.named("link_shared")[0].payload["event"]
        await client.chat_unfurl(unfurl_id=event["unfurl_id"], source=event["source"], unfurls={URL: SHOWN})
        assert len(said.attachments) == 1

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            ({"unfurls": {}}, "missing_unfurls"),
            ({"unfurls": [URL]}, "invalid_unfurls_format"),
            ({"channel": ""}, "missing_channel"),
            ({"ts": ""}, "missing_ts"),
            ({"channel": "C0NOWHERE1"}, "cannot_find_channel"),
            ({"ts": "1.1"}, "cannot_find_message"),
            ({"unfurl_id": "x", "source": "composer"}, "cannot_find_message"),
            ({"unfurls": {"https://reader.example/2": SHOWN}}, "cannot_unfurl_message"),
            ({"unfurls": {URL: "An article"}}, "cannot_parse_attachment"),
            ({"unfurls": {URL: {**SHOWN, "preview": {"title": "An article"}}}}, "cannot_parse_attachment"),
            ({"unfurls": {URL: {"blocks": [{"type": "section"}]}}}, "invalid_blocks"),
            ({"unfurls": {URL: {"blocks": [{"type": "divider"}] * 51}}}, "invalid_blocks"),
        ],
    )
    async def test_what_slack_would_refuse_is_refused(
        self, workspace: Workspace, client: AsyncWebClient, arguments: dict[str, Any], code: str
    ) -> None:
        said = await workspace.as_user("ann").say("general", URL)
        given = {"channel": said.channel, "ts": said.ts, "unfurls": {URL: SHOWN}, **arguments}
        with pytest.raises(SlackApiError) as refusal:
            await client.api_call("chat.unfurl", json=given)
        assert refusal.value.response["error"] == code
        assert said.attachments == []

    async def test_links_that_the_bot_was_not_told_of_are_refused(
        self, workspace: Workspace, client: AsyncWebClient
    ) -> None:
        workspace.app.unfurl_domains.clear()
        said = await workspace.as_user("ann").say("general", URL)
        with pytest.raises(SlackApiError, match="cannot_unfurl_url"):
            await client.chat_unfurl(channel=said.channel, ts=said.ts, unfurls={URL: SHOWN})

    async def test_it_needs_its_scope(self, workspace: Workspace, client: AsyncWebClient) -> None:
        said = await workspace.as_user("ann").say("general", URL)
        workspace.app.scopes.discard("links:write")
        with pytest.raises(SlackApiError, match="missing_scope"):
            await client.chat_unfurl(channel=said.channel, ts=said.ts, unfurls={URL: SHOWN})
