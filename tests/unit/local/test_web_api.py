"""The Web API answers, and refuses, as Slack's does."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.local import Workspace
from tests.unit.local.small_bot import MODAL, HandClock

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}
BUTTON = {"type": "button", "text": {"type": "plain_text", "text": "Go"}}


@pytest.fixture
async def raw(workspace: Workspace) -> AsyncIterator[httpx.AsyncClient]:
    """Requests as anybody can send them, with the bot's token."""
    headers = {"authorization": f"Bearer {workspace.app.bot_token}"}
    async with httpx.AsyncClient(base_url=workspace.api_url, headers=headers, trust_env=False) as made:
        yield made


def id_of(workspace: Workspace, channel: str) -> str:
    return workspace.channel(channel).id


async def code(call: Any) -> str:
    """The error code that a call of the SDK's client ends with."""
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


class TestCalls:
    """Tokens, bodies and arguments."""

    async def test_auth_test_names_the_bot_and_its_scopes(self, workspace: Workspace, client: AsyncWebClient) -> None:
        answer = await client.auth_test()
        assert (answer["user_id"], answer["bot_id"]) == (workspace.bot_user.id, workspace.bot_id)
        assert "chat:write" in answer.headers["x-oauth-scopes"]

    async def test_form_json_and_query_are_read_alike(self, workspace: Workspace, raw: httpx.AsyncClient) -> None:
        channel = id_of(workspace, "general")
        form = await raw.post(
            "chat.postMessage", data={"channel": channel, "text": "x", "blocks": json.dumps([SECTION])}
        )
        posted = await raw.post("chat.postMessage", json={"channel": channel, "text": "x", "blocks": [SECTION]})
        read = await raw.get("conversations.history", params={"channel": channel, "limit": "1"})
        assert form.json()["ok"]
        assert posted.json()["ok"]
        assert read.json()["messages"][0]["blocks"][0]["text"] == SECTION["text"]
        assert read.json()["has_more"] is True

    async def test_bad_tokens_bodies_and_methods_are_refused(
        self, workspace: Workspace, raw: httpx.AsyncClient
    ) -> None:
        async def error(path: str, **request: Any) -> str:
            return str((await raw.post(path, **request)).json()["error"])

        bare = {"authorization": ""}
        assert await error("auth.test", headers=bare) == "not_authed"
        assert await error("auth.test", headers={"authorization": "Bearer xoxb-other"}) == "invalid_auth"
        assert await error("chat.explode") == "unknown_method"
        assert await error("apps.connections.open") == "not_allowed_token_type"
        app = {"authorization": f"Bearer {workspace.app.app_token}"}
        assert await error("chat.postMessage", headers=app, json={"channel": "C1"}) == "not_allowed_token_type"
        kind = {"content-type": "application/json"}
        assert await error("chat.postMessage", headers=kind, content=b"{") == "invalid_json"
        assert await error("chat.postMessage", headers=kind, content=b"[1]") == "json_not_object"
        assert (
            await error("chat.postMessage", headers={"content-type": "text/xml"}, content=b"x") == "invalid_post_type"
        )
        assert await error("chat.postMessage", data={"channel": "x", "blocks": "{"}) == "invalid_blocks_format"
        surrogate = b'{"channel": "C1", "text": "\\ud83d"}'
        assert await error("chat.postMessage", headers=kind, content=surrogate) == "invalid_json"
        assert await error("users.info") == "invalid_arguments"

    async def test_an_unknown_argument_is_warned_of(self, workspace: Workspace, raw: httpx.AsyncClient) -> None:
        await raw.post("api.test", json={"colour": "red"})
        assert workspace.warnings == ["api.test has no argument colour"]

    async def test_a_revoked_token_is_refused(self, workspace: Workspace, client: AsyncWebClient) -> None:
        await client.auth_revoke()
        assert await code(client.auth_test()) == "account_inactive"

    async def test_installing_exchanges_a_code_once_for_the_token(
        self, workspace: Workspace, raw: httpx.AsyncClient
    ) -> None:
        workspace.installed = False
        agreed = {"code": "agreed"}
        workspace.oauth_codes["agreed"] = workspace.user("ann").id

        async def exchange(secret: str) -> Any:
            return (await raw.post("oauth.v2.access", data=agreed, auth=(workspace.app.client_id, secret))).json()

        assert (await exchange("wrong"))["error"] == "bad_client_secret"
        got = await exchange(workspace.app.client_secret)
        assert (got["access_token"], got["authed_user"]["id"]) == (workspace.app.bot_token, workspace.user("ann").id)
        assert (await raw.post("auth.test")).json()["ok"]
        assert (await exchange(workspace.app.client_secret))["error"] == "invalid_code"

    async def test_what_somebody_typed_comes_back_even_with_a_broken_character(
        self, workspace: Workspace, client: AsyncWebClient
    ) -> None:
        workspace.app.subscribed_events.clear()
        await workspace.as_user("ann").say("general", "half \ud83d")
        history = await client.conversations_history(channel=id_of(workspace, "general"))
        assert history["messages"][0]["text"] == "half \ud83d"


class TestPosting:
    """chat.*"""

    async def test_a_message_is_stored_with_ids_and_metadata(
        self, workspace: Workspace, client: AsyncWebClient
    ) -> None:
        metadata = {"event_type": "digest_sent", "event_payload": {"slot": "1"}}
        blocks = [SECTION, {"type": "actions", "elements": [BUTTON]}]
        channel = id_of(workspace, "general")
        answer = await client.chat_postMessage(channel=channel, text="x", blocks=blocks, metadata=metadata)
        stored = workspace.message(channel, answer["ts"])
        assert stored.blocks[1]["elements"][0]["action_id"]
        plainly = await client.conversations_history(channel=channel)
        wholly = await client.conversations_history(channel=channel, include_all_metadata=True)
        assert "metadata" not in plainly["messages"][0]
        assert wholly["messages"][0]["metadata"] == metadata
        assert workspace.warnings == []

    async def test_membership_decides_where_the_bot_may_post(
        self, workspace: Workspace, client: AsyncWebClient
    ) -> None:
        async def post(channel: str) -> str:
            return await code(client.chat_postMessage(channel=channel, text="x"))

        assert await post(id_of(workspace, "random")) == "not_in_channel"
        assert await post(id_of(workspace, "secret")) == "channel_not_found"
        assert await post("C0NOWHERE") == "channel_not_found"
        workspace.archive("general")
        assert await post(id_of(workspace, "general")) == "is_archived"
        workspace.app.scopes.add("chat:write.public")
        assert (await client.chat_postMessage(channel="#random", text="x"))["ok"]

    async def test_a_persons_id_means_the_direct_message(self, workspace: Workspace, client: AsyncWebClient) -> None:
        answer = await client.chat_postMessage(channel=workspace.user("ann").id, text="x")
        assert answer["channel"] == workspace.direct_message("ann").id

    async def test_content_that_slack_refuses_is_refused(self, workspace: Workspace, raw: httpx.AsyncClient) -> None:
        channel = id_of(workspace, "general")

        async def error(**content: Any) -> str:
            return str((await raw.post("chat.postMessage", json={"channel": channel, **content})).json()["error"])

        assert await error() == "no_text"
        assert await error(text="  ") == "no_text"
        assert await error(text="x" * 40_001) == "msg_too_long"
        assert await error(text="x", blocks=[{"type": "sparkles"}]) == "invalid_blocks"
        assert await error(text="x", markdown_text="y") == "markdown_text_conflict"
        assert await error(markdown_text="y" * 12_001) == "msg_too_long"
        assert await error(text="x", metadata={"event_type": "x"}) == "invalid_metadata_schema"
        assert await error(text="x", thread_ts="yesterday") == "invalid_thread_ts"
        assert await error(text="x", thread_ts="1700000000.000001") == "thread_not_found"
        assert await error(text="x", username="Somebody") == "missing_scope"
        assert workspace.history(channel) == []

    async def test_a_missing_top_level_text_is_warned_of(self, workspace: Workspace, raw: httpx.AsyncClient) -> None:
        answer = await raw.post("chat.postMessage", json={"channel": id_of(workspace, "general"), "blocks": [SECTION]})
        assert answer.json()["ok"]
        assert "missing_text" in workspace.warnings[0]

    async def test_a_reply_to_a_reply_goes_to_the_thread_with_a_warning(
        self, workspace: Workspace, client: AsyncWebClient
    ) -> None:
        channel = id_of(workspace, "general")
        root = await client.chat_postMessage(channel=channel, text="root")
        reply = await client.chat_postMessage(channel=channel, text="reply", thread_ts=root["ts"])
        second = await client.chat_postMessage(channel=channel, text="second", thread_ts=reply["ts"])
        assert second["message"]["thread_ts"] == root["ts"]
        assert "is a reply" in workspace.warnings[0]
        thread = await client.conversations_replies(channel=channel, ts=reply["ts"])
        assert [message["text"] for message in thread["messages"]] == ["root", "reply", "second"]
        assert thread["messages"][0]["reply_count"] == 2
        assert await code(client.conversations_replies(channel=channel, ts="1.000001")) == "thread_not_found"

    async def test_only_own_messages_change_or_go(self, workspace: Workspace, client: AsyncWebClient) -> None:
        channel = id_of(workspace, "general")
        own = await client.chat_postMessage(channel=channel, text="one", blocks=[SECTION])
        await client.chat_update(channel=channel, ts=own["ts"], text="two")
        changed = workspace.message(channel, own["ts"])
        assert (changed.text, changed.blocks, bool(changed.edited)) == ("two", [], True)
        other = await client.chat_postMessage(channel=channel, text="one")
        await client.chat_update(channel=channel, ts=other["ts"], text="two", blocks=[SECTION])
        assert workspace.message(channel, other["ts"]).edited is None
        theirs = (await workspace.as_user("bo").say("random", "mine"), workspace.join("random", "latepost"))[0]
        random = id_of(workspace, "random")
        assert await code(client.chat_update(channel=random, ts=theirs.ts, text="x")) == "cant_update_message"
        assert await code(client.chat_delete(channel=random, ts=theirs.ts)) == "cant_delete_message"
        await client.chat_delete(channel=channel, ts=own["ts"])
        assert await code(client.chat_delete(channel=channel, ts=own["ts"])) == "message_not_found"

    async def test_an_ephemeral_message_reaches_one_member(self, workspace: Workspace, client: AsyncWebClient) -> None:
        ann, bo, board = workspace.user("ann"), workspace.user("bo"), id_of(workspace, "board")
        await client.chat_postEphemeral(channel=board, user=ann.id, text="x")
        assert [message.text for message in workspace.ephemerals(ann)] == ["x"]
        assert workspace.history(board) == []
        assert await code(client.chat_postEphemeral(channel=board, user=bo.id, text="x")) == "user_not_in_channel"
        random = id_of(workspace, "random")
        assert await code(client.chat_postEphemeral(channel=random, user=bo.id, text="x")) == "not_in_channel"

    async def test_one_message_a_second_where_that_is_switched_on(
        self, workspace: Workspace, client: AsyncWebClient, clock: HandClock
    ) -> None:
        channel, other = id_of(workspace, "general"), id_of(workspace, "board")
        await client.chat_postMessage(channel=channel, text="1")
        await client.chat_postMessage(channel=channel, text="2")
        workspace.one_message_a_second = True
        with pytest.raises(SlackApiError) as refused:
            await client.chat_postMessage(channel=channel, text="3")
        assert refused.value.response.status_code == 429
        assert refused.value.response.headers["Retry-After"] == "1"
        await client.chat_postMessage(channel=other, text="3")
        clock.move(seconds=1)
        await client.chat_postMessage(channel=channel, text="3")

    async def test_reading_a_stored_message_tells_what_it_does(
        self, workspace: Workspace, client: AsyncWebClient
    ) -> None:
        channel = id_of(workspace, "general")
        loud = await client.chat_postMessage(channel=channel, text="<!channel> https://example.com")
        calm = await client.chat_postMessage(
            channel=channel, text="https://example.com", unfurl_links=False, unfurl_media=False
        )
        reading = workspace.reading(workspace.message(channel, loud["ts"]))
        assert (reading.pings, reading.unfurls, reading.harmless) == (["@channel"], True, False)
        assert workspace.reading(workspace.message(channel, calm["ts"])).harmless


class TestScopes:
    """What is not granted is refused, and said which scope it takes."""

    @pytest.mark.parametrize(
        ("method", "arguments", "scope"),
        [
            ("chat.postMessage", {"channel": "general", "text": "x"}, "chat:write"),
            ("conversations.history", {"channel": "general"}, "channels:history"),
            ("conversations.history", {"channel": "board"}, "groups:history"),
            ("conversations.info", {"channel": "general"}, "channels:read"),
            ("conversations.list", {"types": "private_channel"}, "groups:read"),
            ("conversations.join", {"channel": "random"}, "channels:join"),
            ("users.info", {"user": "ann"}, "users:read"),
            ("reactions.add", {"channel": "general", "name": "eyes", "timestamp": "1.1"}, "reactions:write"),
            ("team.info", {}, "team:read"),
            ("assistant.threads.setSuggestedPrompts", {"channel_id": "general", "prompts": []}, "assistant:write"),
        ],
    )
    async def test_is_demanded(
        self, workspace: Workspace, raw: httpx.AsyncClient, method: str, arguments: dict[str, Any], scope: str
    ) -> None:
        workspace.app.scopes.remove(scope)
        ids = {
            name: id_of(workspace, value) if name.startswith("channel") else value for name, value in arguments.items()
        }
        answer = (await raw.post(method, json=ids)).json()
        assert (answer["error"], answer["needed"]) == ("missing_scope", scope)
        assert scope not in answer["provided"].split(",")


class TestConversationsAndPeople:
    """Reading the workspace."""

    async def test_history_is_newest_first_in_pages_and_bounds(
        self, workspace: Workspace, client: AsyncWebClient
    ) -> None:
        channel = id_of(workspace, "general")
        stamps = [(await client.chat_postMessage(channel=channel, text=str(n)))["ts"] for n in range(5)]
        texts = []
        async for page in await client.conversations_history(channel=channel, limit=2):
            texts += [message["text"] for message in page["messages"]]
        assert texts == ["4", "3", "2", "1", "0"]
        between = await client.conversations_history(channel=channel, oldest=stamps[1], latest=stamps[3])
        assert [message["text"] for message in between["messages"]] == ["2"]
        around = await client.conversations_history(channel=channel, oldest=stamps[1], latest=stamps[3], inclusive=True)
        assert [message["text"] for message in around["messages"]] == ["3", "2", "1"]
        assert await code(client.conversations_history(channel=id_of(workspace, "random"))) == "not_in_channel"

    async def test_the_bot_sees_its_own_channels_and_the_public_ones(
        self, workspace: Workspace, client: AsyncWebClient
    ) -> None:
        kinds = "public_channel,private_channel"
        listed = await client.conversations_list(types=kinds)
        joined = await client.users_conversations(types=kinds)
        assert [channel["name"] for channel in listed["channels"]] == ["general", "random", "board"]
        assert [channel["name"] for channel in joined["channels"]] == ["general", "board"]
        assert await code(client.conversations_info(channel=id_of(workspace, "secret"))) == "channel_not_found"
        members = await client.conversations_members(channel=id_of(workspace, "board"))
        assert members["members"] == [workspace.user("ann").id, workspace.bot_user.id]

    async def test_joining_makes_posting_possible(self, workspace: Workspace, client: AsyncWebClient) -> None:
        random = id_of(workspace, "random")
        await client.conversations_join(channel=random)
        assert (await client.chat_postMessage(channel=random, text="x"))["ok"]
        assert (await client.conversations_join(channel=random))["warning"] == "already_in_channel"

    async def test_direct_messages_are_opened_once(self, workspace: Workspace, client: AsyncWebClient) -> None:
        ann = workspace.user("ann").id
        first = await client.conversations_open(users=ann)
        second = await client.conversations_open(users=[ann], return_im=True)
        assert first["channel"]["id"] == second["channel"]["id"]
        assert second["channel"]["user"] == ann
        assert await code(client.conversations_open(users="U0NOBODY")) == "user_not_found"

    async def test_people_have_time_zones_and_languages(self, workspace: Workspace, client: AsyncWebClient) -> None:
        bo = (await client.users_info(user=workspace.user("bo").id))["user"]
        ann = (await client.users_info(user=workspace.user("ann").id, include_locale=True))["user"]
        assert bo["tz"] == "Europe/Berlin"
        assert bo["tz_offset"] in (3600, 7200)
        assert "locale" not in bo
        assert (ann["locale"], ann["tz_offset"]) == ("zh-CN", 28_800)

    async def test_reactions_come_and_go(self, workspace: Workspace, client: AsyncWebClient) -> None:
        channel = id_of(workspace, "general")
        ts = (await client.chat_postMessage(channel=channel, text="x"))["ts"]
        await client.reactions_add(channel=channel, name="eyes", timestamp=ts)
        assert await code(client.reactions_add(channel=channel, name="eyes", timestamp=ts)) == "already_reacted"
        await client.reactions_remove(channel=channel, name="eyes", timestamp=ts)
        assert await code(client.reactions_remove(channel=channel, name="eyes", timestamp=ts)) == "no_reaction"

    async def test_permalinks_prompts_bot_and_team(self, workspace: Workspace, client: AsyncWebClient) -> None:
        channel = id_of(workspace, "general")
        ts = (await client.chat_postMessage(channel=channel, text="x"))["ts"]
        link = await client.chat_getPermalink(channel=channel, message_ts=ts)
        assert link["permalink"].endswith(f"/archives/{channel}/p{ts.replace('.', '')}")
        direct = workspace.direct_message("ann").id
        await client.assistant_threads_setSuggestedPrompts(
            channel_id=direct, prompts=[{"title": "BYD", "message": "What of BYD?"}]
        )
        assert workspace.assistant[direct, None]["prompts"][0]["title"] == "BYD"
        five = [{"title": "x", "message": "y"}] * 5
        assert (
            await code(client.assistant_threads_setSuggestedPrompts(channel_id=direct, prompts=five))
            == "invalid_arguments"
        )
        assert (await client.bots_info(bot=workspace.bot_id))["bot"]["user_id"] == workspace.bot_user.id
        assert (await client.team_info())["team"]["id"] == workspace.team_id


class TestViewsAndTickets:
    """Trigger ids, response addresses, and the stack of modals."""

    async def test_a_trigger_id_opens_one_view_within_three_seconds(
        self, workspace: Workspace, client: AsyncWebClient, clock: HandClock
    ) -> None:
        ann = workspace.user("ann").id
        used, late = workspace.tickets.trigger(ann), workspace.tickets.trigger(ann)
        assert (await client.views_open(trigger_id=used, view=MODAL))["view"]["callback_id"] == "topic_form"
        assert await code(client.views_open(trigger_id=used, view=MODAL)) == "exchanged_trigger_id"
        clock.move(seconds=3.1)
        assert await code(client.views_open(trigger_id=late, view=MODAL)) == "expired_trigger_id"
        assert await code(client.views_open(trigger_id="1.2.x", view=MODAL)) == "invalid_trigger_id"

    async def test_views_stack_three_deep(self, workspace: Workspace, client: AsyncWebClient) -> None:
        ann = workspace.user("ann").id
        top = (await client.views_open(trigger_id=workspace.tickets.trigger(ann), view=MODAL))["view"]
        root = top["id"]
        for _ in range(2):
            trigger = workspace.tickets.trigger(ann, top["id"])
            top = (await client.views_push(trigger_id=trigger, view=MODAL))["view"]
            assert top["root_view_id"] == root
        trigger = workspace.tickets.trigger(ann, top["id"])
        assert await code(client.views_push(trigger_id=trigger, view=MODAL)) == "push_limit_reached"
        outside = workspace.tickets.trigger(ann)
        assert await code(client.views_push(trigger_id=outside, view=MODAL)) == "invalid_trigger_id"

    async def test_updating_keeps_what_was_filled_in_and_checks_the_hash(
        self, workspace: Workspace, client: AsyncWebClient
    ) -> None:
        ann = workspace.as_user("ann")
        opened = (await client.views_open(trigger_id=workspace.tickets.trigger(ann.user.id), view=MODAL))["view"]
        assert ann.modal
        assert await ann.choose(ann.modal, "zone_choice", "UTC") is None
        await client.views_update(view_id=opened["id"], hash=opened["hash"], view=MODAL)
        assert ann.modal.state["zone"]["zone_choice"]["selected_option"]["value"] == "UTC"
        stale = client.views_update(view_id=opened["id"], hash=opened["hash"], view=MODAL)
        assert await code(stale) == "hash_conflict"
        workspace.views.close_all(ann.user.id)
        assert await code(client.views_update(view_id=opened["id"], view=MODAL)) == "not_found"

    async def test_external_ids_are_unique(self, workspace: Workspace, client: AsyncWebClient) -> None:
        named = {**MODAL, "external_id": "one"}
        for name in ("ann", "bo"):
            trigger = workspace.tickets.trigger(workspace.user(name).id)
            call = client.views_open(trigger_id=trigger, view=named)
            if name == "ann":
                await call
            else:
                assert await code(call) == "duplicate_external_id"

    async def test_a_response_address_works_five_times_within_thirty_minutes(
        self, workspace: Workspace, clock: HandClock, raw: httpx.AsyncClient
    ) -> None:
        ann, random = workspace.user("ann"), workspace.channel("random")
        used = workspace.tickets.response(random.id, ann.id)
        late = workspace.tickets.response(random.id, ann.id)

        async def respond(key: str) -> tuple[int, str]:
            answer = await raw.post(f"{workspace.url}/actions/T/{key}", json={"text": "x"})
            return answer.status_code, answer.json().get("error", "")

        assert [await respond(used) for _ in range(6)] == [(200, "")] * 5 + [(404, "used_url")]
        assert len(workspace.ephemerals(ann)) == 5
        clock.move(minutes=31)
        assert await respond(late) == (404, "expired_url")

    async def test_a_response_can_be_public_replace_and_delete(
        self, workspace: Workspace, raw: httpx.AsyncClient
    ) -> None:
        ann, random = workspace.user("ann"), workspace.channel("random")
        said, _ = workspace.post(random, workspace.bot_user.id, "before", bot_id=workspace.bot_id)
        key = workspace.tickets.response(random.id, ann.id, said.ts)

        async def respond(**body: Any) -> Any:
            return (await raw.post(f"{workspace.url}/actions/T/{key}", json=body)).json()

        assert (await respond(text="after", replace_original=True))["ok"]
        assert said.text == "after"
        assert (await respond(text="for all", response_type="in_channel"))["ok"]
        assert (await respond(text="x", blocks=[{"type": "sparkles"}]))["error"] == "invalid_blocks"
        assert (await respond(delete_original=True))["ok"]
        assert [message.text for message in workspace.history(random)] == ["for all"]
