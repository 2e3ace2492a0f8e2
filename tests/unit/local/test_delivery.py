"""Signing, retries, redelivery and faults, as the bot meets them."""

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from starlette.responses import JSONResponse, Response

from bot.local import NothingHappenedError, Workspace
from bot.local.deliveries import Timing
from tests.unit.local.small_bot import Endpoint, HandClock, build_bot, over_http, over_socket_mode


class TestOverHttp:
    """What the Request URL gets."""

    async def test_requests_are_signed(self, workspace: Workspace) -> None:
        endpoint = Endpoint()
        async with endpoint.serve() as url:
            workspace.request_urls.append(f"{url}/")
            await workspace.as_user("ann").say("general", "你好")
        headers, body = endpoint.requests[0]
        assert SignatureVerifier(workspace.app.signing_secret).is_valid_request(body, headers)
        assert not SignatureVerifier("another secret").is_valid_request(body, headers)
        event = json.loads(body)
        assert event["type"] == "event_callback"
        assert event["event"]["text"] == "你好"

    async def test_the_bot_refuses_another_secret_and_an_old_timestamp(
        self, workspace: Workspace, clock: HandClock
    ) -> None:
        async with over_http(workspace):
            workspace.app.signing_secret = "another secret"
            await workspace.as_user("ann").say("general", "x")
        assert [a.status for a in workspace.deliveries.all[0].attempts] == [401] * 4
        workspace.app.signing_secret = "local-signing-secret"
        clock.move(minutes=-6)
        async with over_http(workspace):
            delivery = await workspace.as_user("ann").slash("general", "/latepost", "x")
        assert [a.status for a in delivery.attempts] == [401]
        assert workspace.ephemerals("ann")[0].text.endswith('"dispatch_failed"')

    async def test_an_event_comes_again_up_to_three_times_with_its_id(self, workspace: Workspace) -> None:
        endpoint = Endpoint(*[Response(status_code=500) for _ in range(9)])
        async with endpoint.serve() as url:
            workspace.request_urls.append(f"{url}/")
            await workspace.as_user("ann").say("general", "x")
        assert endpoint.retries == [(None, None), *[(str(n), "http_error") for n in (1, 2, 3)]]
        assert len({json.loads(body)["event_id"] for _, body in endpoint.requests}) == 1
        assert not workspace.deliveries.all[0].acknowledged

    async def test_an_acknowledged_event_does_not_come_again(self, workspace: Workspace) -> None:
        endpoint = Endpoint(Response(status_code=503))
        async with endpoint.serve() as url:
            workspace.request_urls.append(f"{url}/")
            await workspace.as_user("ann").say("general", "x")
        assert len(endpoint.requests) == 2
        assert workspace.deliveries.all[0].acknowledged

    async def test_the_bot_can_decline_retries(self, workspace: Workspace) -> None:
        endpoint = Endpoint(Response(status_code=500, headers={"x-slack-no-retry": "1"}))
        async with endpoint.serve() as url:
            workspace.request_urls.append(f"{url}/")
            await workspace.as_user("ann").say("general", "x")
        assert len(endpoint.requests) == 1

    async def test_a_bot_that_is_not_there_is_tried_again(self, workspace: Workspace) -> None:
        async with Endpoint().serve() as url:
            gone = url
        workspace.request_urls.append(f"{gone}/")
        await workspace.as_user("ann").say("general", "x")
        assert [a.outcome for a in workspace.deliveries.all[0].attempts] == ["connection_failed"] * 4

    async def test_commands_are_not_retried_and_the_person_is_told(self, workspace: Workspace) -> None:
        endpoint = Endpoint(Response(status_code=500))
        async with endpoint.serve() as url:
            workspace.request_urls.append(f"{url}/")
            await workspace.as_user("ann").slash("random", "/latepost", "x")
        assert len(endpoint.requests) == 1
        assert [message.text for message in workspace.ephemerals("ann")] == [
            '/latepost failed with the error "dispatch_failed"'
        ]

    async def test_an_answer_to_a_command_is_shown(self, workspace: Workspace) -> None:
        endpoint = Endpoint(Response("plain"), JSONResponse({"text": "to all", "response_type": "in_channel"}))
        async with endpoint.serve() as url:
            workspace.request_urls.append(f"{url}/")
            await workspace.as_user("ann").slash("random", "/latepost", "x")
            await workspace.as_user("ann").slash("random", "/latepost", "x")
        assert [message.text for message in workspace.ephemerals("ann")] == ["plain"]
        assert [message.text for message in workspace.history("random")] == ["to all"]

    async def test_replicas_get_deliveries_in_turn(self, workspace: Workspace) -> None:
        one, two = Endpoint(), Endpoint()
        async with one.serve() as first, two.serve() as second:
            workspace.request_urls += [f"{first}/", f"{second}/"]
            for _ in range(4):
                await workspace.as_user("ann").say("general", "x")
        assert (len(one.requests), len(two.requests)) == (2, 2)


class TestRedelivery:
    """The same thing comes again, with the same id."""

    async def test_a_redelivered_event_is_counted_by_a_bot_that_does_not_deduplicate(
        self, workspace: Workspace
    ) -> None:
        workspace.faults.redeliver("app_mention", copies=2)
        async with over_http(workspace) as seen:
            asked = await workspace.as_user("ann").mention("general", "hello")
            await workspace.wait_for(lambda: len(workspace.thread(asked)) == 3)
            again = [request.headers.get("x-slack-retry-num") for request in seen]
        assert again.count(None) >= 2
        assert [num for num in again if num] == ["1", "2"]

    async def test_a_dropped_acknowledgement_brings_the_event_again(self, workspace: Workspace) -> None:
        workspace.faults.drop_acknowledgement("app_mention", times=2)
        async with over_http(workspace):
            asked = await workspace.as_user("ann").mention("general", "hello")
            await workspace.wait_for(lambda: len(workspace.thread(asked)) == 3)
        outcomes = [a.outcome for a in workspace.deliveries.named("app_mention")[0].attempts]
        assert outcomes == ["http_timeout", "http_timeout", "acknowledged"]

    async def test_a_delivery_can_be_repeated_at_will(self, workspace: Workspace) -> None:
        endpoint = Endpoint()
        async with endpoint.serve() as url:
            workspace.request_urls.append(f"{url}/")
            delivery = await workspace.as_user("ann").slash("general", "/latepost", "x")
            for _ in range(10):
                await workspace.deliveries.redeliver(delivery)
        assert len({body for _, body in endpoint.requests}) == 1
        assert len(endpoint.requests) == 11

    async def test_a_dropped_acknowledgement_of_a_command_is_a_timeout_for_the_person(
        self, workspace: Workspace
    ) -> None:
        workspace.faults.drop_acknowledgement("/latepost")
        async with Endpoint().serve() as url:
            workspace.request_urls.append(f"{url}/")
            await workspace.as_user("ann").slash("random", "/latepost", "x")
        assert workspace.ephemerals("ann")[0].text == '/latepost failed with the error "operation_timeout"'


class TestSocketMode:
    """Envelopes over a WebSocket."""

    @pytest.fixture
    async def socket(self, workspace: Workspace) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
        """A connection that answers nothing by itself, after its hello."""
        opened = await AsyncWebClient(base_url=workspace.api_url).apps_connections_open(
            app_token=workspace.app.app_token
        )
        async with aiohttp.ClientSession() as session, session.ws_connect(opened["url"]) as connection:
            hello = await connection.receive_json()
            assert (hello["type"], hello["num_connections"]) == ("hello", 1)
            yield connection

    async def test_an_envelope_is_acknowledged_by_its_id(
        self, workspace: Workspace, socket: aiohttp.ClientWebSocketResponse
    ) -> None:
        ann = workspace.as_user("ann")
        message, sent = workspace.post(workspace.channel("general"), ann.user.id, "hello")
        envelope = await socket.receive_json()
        assert envelope["type"] == "events_api"
        assert envelope["payload"]["event"]["ts"] == message.ts
        assert (envelope["retry_attempt"], envelope["accepts_response_payload"]) == (0, False)
        await socket.send_json({"envelope_id": envelope["envelope_id"]})
        await workspace.wait_for(lambda: sent[0].acknowledged)

    async def test_the_same_envelope_comes_again_without_acknowledgement(
        self, workspace: Workspace, socket: aiohttp.ClientWebSocketResponse
    ) -> None:
        workspace.deliveries.timing = Timing(0.05, (0, 0, 0))
        workspace.post(workspace.channel("general"), workspace.user("ann").id, "hello")
        envelopes = [await socket.receive_json() for _ in range(4)]
        assert len({envelope["envelope_id"] for envelope in envelopes}) == 1
        assert [envelope["retry_attempt"] for envelope in envelopes] == [0, 1, 2, 3]
        assert [envelope["retry_reason"] for envelope in envelopes] == ["", "timeout", "timeout", "timeout"]
        await workspace.wait_for(lambda: workspace.deliveries.all[0].done.is_set())
        assert not workspace.deliveries.all[0].acknowledged

    async def test_a_connection_address_is_good_once(self, workspace: Workspace) -> None:
        client = AsyncWebClient(base_url=workspace.api_url)
        url = (await client.apps_connections_open(app_token=workspace.app.app_token))["url"]
        async with aiohttp.ClientSession() as session:
            async with session.ws_connect(url):
                pass
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(url)

    async def test_the_bot_comes_back_after_a_disconnect(self, workspace: Workspace) -> None:
        async with over_socket_mode(workspace):
            await workspace.wait_for(lambda: workspace.socket_mode.connections)
            before = workspace.socket_mode.connections[0]
            await workspace.socket_mode.disconnect("refresh_requested")
            await workspace.wait_for(
                lambda: workspace.socket_mode.connections and workspace.socket_mode.connections[0] is not before
            )
            delivery = await workspace.as_user("ann").slash("general", "/latepost", "x")
            assert delivery.acknowledged

    async def test_the_bot_comes_back_after_a_cut(self, workspace: Workspace) -> None:
        async with over_socket_mode(workspace):
            await workspace.wait_for(lambda: workspace.socket_mode.connections)
            await workspace.socket_mode.cut()
            assert not workspace.socket_mode.connections
            delivery = await workspace.as_user("ann").slash("general", "/latepost", "x")
            assert delivery.acknowledged

    async def test_a_delivery_waits_for_the_connection(self, workspace: Workspace) -> None:
        _, sent = workspace.post(workspace.channel("general"), workspace.user("ann").id, "early")
        async with over_socket_mode(workspace):
            await workspace.wait_for(lambda: sent[0].acknowledged)

    async def test_without_a_connection_it_is_given_up(self, workspace: Workspace) -> None:
        workspace.deliveries.timing = Timing(0.01, (0, 0, 0))
        delivery = await workspace.as_user("ann").slash("general", "/latepost", "x")
        assert [a.outcome for a in delivery.attempts] == ["connection_failed"]


class TestFaultsOfTheWebApi:
    """What goes wrong with the bot's calls, and how often."""

    async def test_too_many_requests(self, workspace: Workspace, client: AsyncWebClient) -> None:
        workspace.faults.rate_limit("auth.test", times=2, retry_after=7)
        for _ in range(2):
            with pytest.raises(SlackApiError) as refused:
                await client.auth_test()
            assert refused.value.response.status_code == 429
            assert refused.value.response.headers["Retry-After"] == "7"
        assert (await client.auth_test())["ok"]

    async def test_server_errors_hit_what_they_are_meant_for(
        self, workspace: Workspace, client: AsyncWebClient
    ) -> None:
        general, board = workspace.channel("general").id, workspace.channel("board").id
        workspace.faults.server_error("chat.postMessage", None, when=lambda call: call["channel"] == board)
        assert (await client.chat_postMessage(channel=general, text="x"))["ok"]
        for _ in range(2):
            with pytest.raises(SlackApiError):
                await client.chat_postMessage(channel=board, text="x")
        workspace.faults.clear()
        assert (await client.chat_postMessage(channel=board, text="x"))["ok"]
        assert len(workspace.history(board)) == 1

    async def test_a_connection_cut_before_leaves_nothing_and_cut_after_leaves_the_message(
        self, workspace: Workspace
    ) -> None:
        client = AsyncWebClient(token=workspace.app.bot_token, base_url=workspace.api_url, retry_handlers=[])
        channel = workspace.channel("general").id
        workspace.faults.cut_before("chat.postMessage")
        with pytest.raises(aiohttp.ClientError):
            await client.chat_postMessage(channel=channel, text="lost")
        assert workspace.history(channel) == []
        workspace.faults.cut_after("chat.postMessage")
        with pytest.raises(aiohttp.ClientError):
            await client.chat_postMessage(channel=channel, text="stored")
        assert [message.text for message in workspace.history(channel)] == ["stored"]

    async def test_the_sdks_own_retry_posts_twice_after_a_cut(
        self, workspace: Workspace, client: AsyncWebClient
    ) -> None:
        workspace.faults.cut_after("chat.postMessage")
        await client.chat_postMessage(channel=workspace.channel("general").id, text="twice")
        assert [message.text for message in workspace.history("general")] == ["twice", "twice"]

    async def test_a_slow_answer_comes_after_the_work(self, workspace: Workspace) -> None:
        client = AsyncWebClient(
            token=workspace.app.bot_token, base_url=workspace.api_url, timeout=0.2, retry_handlers=[]
        )
        workspace.faults.slow("chat.postMessage", 30)
        with pytest.raises(TimeoutError):
            await client.chat_postMessage(channel=workspace.channel("general").id, text="slow")
        assert len(workspace.history("general")) == 1

    async def test_any_error_code_can_be_asked_for(self, workspace: Workspace, client: AsyncWebClient) -> None:
        workspace.faults.refuse("*", "token_revoked")
        with pytest.raises(SlackApiError, match="token_revoked"):
            await client.auth_test()

    async def test_response_addresses_fail_too(self, workspace: Workspace) -> None:
        workspace.faults.server_error("response_url")
        async with over_http(workspace, build_bot(workspace)):
            await workspace.as_user("ann").slash("random", "/latepost", "private")
            await workspace.settled()
        assert workspace.ephemerals("ann") == []


class TestWaiting:
    """Waiting for what the bot does."""

    async def test_waiting_in_vain_says_what_happened_instead(self, workspace: Workspace) -> None:
        await workspace.as_user("ann").say("random", "only this")
        with pytest.raises(NothingHappenedError, match="only this"):
            await workspace.wait_for(lambda: workspace.history("board"), timeout=0.01)

    async def test_a_handler_that_dies_is_seen_as_such(self, workspace: Workspace) -> None:
        app = AsyncApp(
            client=AsyncWebClient(token=workspace.app.bot_token, base_url=workspace.api_url),
            signing_secret=workspace.app.signing_secret,
            process_before_response=True,
        )

        @app.command("/latepost")
        async def dies(ack: Any) -> None:
            raise RuntimeError("on purpose")

        async with over_http(workspace, app):
            delivery = await workspace.as_user("ann").slash("general", "/latepost", "x")
        assert [a.status for a in delivery.attempts] == [500]
