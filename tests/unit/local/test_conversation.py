"""A real Bolt app talks with the workspace, over HTTP and over Socket Mode."""

import pytest

from bot.local import FormError, RefusedError, Workspace


@pytest.mark.usefixtures("bot")
class TestOverBothTransports:
    """What a person does reaches the bot, and what the bot does reaches the person."""

    async def test_a_slash_command_is_acknowledged_and_answered_in_a_thread(self, workspace: Workspace) -> None:
        delivery = await workspace.as_user("ann").slash("general", "/latepost", "chips & <tokens>")
        assert delivery.acknowledged
        root = (await workspace.wait_for(lambda: workspace.history("general")))[0]
        assert root.text == "root: chips & <tokens>"
        reply = (await workspace.wait_for(lambda: workspace.thread(root)))[0]
        assert (reply.text, reply.thread_ts, reply.user) == ("the answer", root.ts, workspace.bot_user.id)

    async def test_a_mention_is_answered_in_its_thread(self, workspace: Workspace) -> None:
        asked = await workspace.as_user("ann").mention("general", "what of BYD?")
        answer = (await workspace.wait_for(lambda: workspace.thread(asked)))[0]
        assert answer.text == "heard: what of BYD?"

    async def test_a_mention_typed_by_name_counts(self, workspace: Workspace) -> None:
        asked = await workspace.as_user("ann").say("general", "@latepost hello")
        assert (await workspace.wait_for(lambda: workspace.thread(asked)))[0].text == "heard: hello"

    async def test_a_direct_message_is_answered(self, workspace: Workspace) -> None:
        await workspace.as_user("bo").tell_bot("那华为呢")
        channel = workspace.direct_message("bo")
        await workspace.wait_for(lambda: [m for m in workspace.history(channel) if m.text == "direct: 那华为呢"])

    async def test_a_button_opens_a_modal_whose_submission_is_handled(self, workspace: Workspace) -> None:
        ann = workspace.as_user("ann")
        await ann.slash("general", "/latepost", "chips")
        root = (await workspace.wait_for(lambda: workspace.history("general")))[0]
        reply = (await workspace.wait_for(lambda: workspace.thread(root)))[0]
        await ann.click(reply, "Ask more")
        modal = await workspace.wait_for(lambda: ann.modal)
        with pytest.raises(FormError, match="fill in topic"):
            await ann.submit(modal)
        with pytest.raises(FormError, match="0 to 20 characters"):
            await ann.submit(modal, {"topic": "x" * 21})
        with pytest.raises(FormError, match="does not offer"):
            await ann.submit(modal, {"topic": "x", "zone_choice": "Mars"})
        refused = await ann.submit(modal, {"topic": "bad", "zone_choice": "UTC"})
        assert refused.errors == {"topic": "no such topic"}
        assert ann.modal is modal
        accepted = await ann.submit(modal, {"topic_text": "chips"})
        assert accepted.acknowledged
        assert ann.modal is None
        assert accepted.payload["view"]["state"]["values"]["zone"]["zone_choice"]["selected_option"]["value"] == "UTC"
        assert accepted.payload["view"]["private_metadata"] == "from the button"
        direct = workspace.direct_message("ann")
        await workspace.wait_for(lambda: [m for m in workspace.history(direct) if m.text == "form: chips"])

    async def test_closing_a_modal_is_told(self, workspace: Workspace) -> None:
        ann = workspace.as_user("ann")
        await ann.slash("general", "/latepost", "modal")
        await ann.close(await workspace.wait_for(lambda: ann.modal))
        assert ann.modal is None
        direct = workspace.direct_message("ann")
        await workspace.wait_for(lambda: [m for m in workspace.history(direct) if m.text == "closed"])

    async def test_a_response_address_answers_the_asker_alone_where_the_bot_is_not(self, workspace: Workspace) -> None:
        await workspace.as_user("ann").slash("secret", "/latepost", "private")
        answer = (await workspace.wait_for(lambda: workspace.ephemerals("ann", "secret")))[0]
        assert answer.text == "only you see this"
        assert workspace.history("secret") == []
        assert workspace.ephemerals("bo") == []

    async def test_a_message_shortcut_carries_the_message(self, workspace: Workspace) -> None:
        said = await workspace.as_user("bo").say("random", "NIO news?")
        await workspace.as_user("ann").shortcut("find_coverage", said)
        answer = (await workspace.wait_for(lambda: workspace.ephemerals("ann")))[0]
        assert answer.text == "about: NIO news?"

    async def test_opening_home_gets_it_published(self, workspace: Workspace) -> None:
        ann = workspace.as_user("ann")
        await ann.open_home()
        home = await workspace.wait_for(lambda: ann.home)
        assert home.blocks[0]["text"]["text"] == "at home"
        again = await workspace.wait_for(lambda: workspace.deliveries.named("app_home_opened"))
        assert again[0].payload["event"]["tab"] == "home"

    async def test_the_workspace_settles(self, workspace: Workspace) -> None:
        await workspace.as_user("ann").slash("general", "/latepost", "chips")
        await workspace.wait_for(lambda: len(workspace.channel("general").messages) == 2)
        await workspace.settled()
        assert (workspace.deliveries.under_way, workspace.calls_under_way) == (0, 0)


class TestWhatReachesTheBot:
    """Membership, subscriptions and scopes decide which events are delivered."""

    async def test_no_event_comes_from_where_the_bot_is_not(self, workspace: Workspace) -> None:
        await workspace.as_user("ann").mention("random", "hello?")
        assert workspace.deliveries.all == []
        assert "not a member" in workspace.warnings[0]

    async def test_what_is_not_subscribed_is_not_delivered(self, workspace: Workspace) -> None:
        workspace.app.subscribed_events -= {"message.channels", "app_mention"}
        await workspace.as_user("ann").mention("general", "hello?")
        assert workspace.deliveries.all == []

    async def test_what_lacks_its_scope_is_not_delivered(self, workspace: Workspace) -> None:
        workspace.app.subscribed_events -= {"message.channels"}
        workspace.app.scopes -= {"app_mentions:read"}
        await workspace.as_user("ann").mention("general", "hello?")
        assert workspace.deliveries.all == []
        assert workspace.warnings == ["app_mention is subscribed, but app_mentions:read is not granted"]

    @pytest.mark.usefixtures("bot")
    async def test_a_mention_comes_as_app_mention_and_as_message(self, workspace: Workspace) -> None:
        await workspace.as_user("ann").mention("general", "hello?")
        names = [d.payload["event"]["type"] for d in workspace.deliveries.all[:2]]
        assert sorted(names) == ["app_mention", "message"]

    @pytest.mark.usefixtures("bot")
    async def test_a_mention_in_a_direct_message_comes_as_message_alone(self, workspace: Workspace) -> None:
        await workspace.as_user("ann").tell_bot("@latepost hello?")
        assert workspace.deliveries.named("app_mention") == []
        event = workspace.deliveries.named("message")[0].payload["event"]
        assert event["channel_type"] == "im"

    @pytest.mark.usefixtures("bot")
    async def test_edits_and_deletions_come_with_their_subtypes(self, workspace: Workspace) -> None:
        ann = workspace.as_user("ann")
        said = await ann.say("general", "one")
        await ann.edit(said, "two")
        await ann.delete(said)
        subtypes = [d.payload["event"].get("subtype") for d in workspace.deliveries.all]
        assert subtypes == [None, "message_changed", "message_deleted"]

    async def test_an_unknown_command_or_shortcut_is_not_sent(self, workspace: Workspace) -> None:
        with pytest.raises(FormError):
            await workspace.as_user("ann").slash("general", "/other", "x")
        with pytest.raises(FormError):
            await workspace.as_user("ann").shortcut("other")

    async def test_a_person_can_write_only_where_they_are(self, workspace: Workspace) -> None:
        with pytest.raises(RefusedError, match="channel_not_found"):
            await workspace.as_user("bo").say("secret", "let me in")
        workspace.archive("general")
        with pytest.raises(RefusedError, match="is_archived"):
            await workspace.as_user("bo").say("general", "too late")

    async def test_a_manifest_grants_its_scopes_events_commands_and_shortcuts(self, clock: object) -> None:
        manifest = {
            "features": {
                "bot_user": {"display_name": "reader"},
                "slash_commands": [{"command": "/read", "description": "x"}],
                "shortcuts": [{"callback_id": "find", "name": "Find", "type": "message", "description": "x"}],
            },
            "oauth_config": {"scopes": {"bot": ["commands"]}},
            "settings": {"event_subscriptions": {"bot_events": ["app_mention"]}},
        }
        made = Workspace.from_manifest(manifest, clock)  # type: ignore[arg-type]
        assert made.bot_user.name == "reader"
        assert (made.app.scopes, made.app.subscribed_events) == ({"commands"}, {"app_mention"})
        assert (made.app.commands, made.app.shortcuts) == ({"/read"}, {"find"})


class TestWatching:
    """The change feed tells what happens, in order."""

    async def test_a_subscriber_sees_changes_from_then_on_and_on_request_those_before(
        self, workspace: Workspace
    ) -> None:
        async with workspace.changes() as live:
            await workspace.as_user("ann").say("random", "one")
            await workspace.as_user("ann").say("random", "two")
            first, second = await anext(live), await anext(live)
        assert [c.data["message"]["text"] for c in (first, second)] == ["one", "two"]
        assert second.number == first.number + 1
        replay = workspace.changes(after=first.number)
        replay.close()
        assert [change.number async for change in replay] == [second.number]
