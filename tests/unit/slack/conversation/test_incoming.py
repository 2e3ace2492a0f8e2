"""What is read of Slack's deliveries."""

from typing import Any

import pytest

from bot.slack.conversation.incoming import (
    Incoming,
    from_json,
    is_never_for_the_bot,
    is_written_by_a_person,
    of_command,
    of_event,
    of_interaction,
    plain,
    to_json,
)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<@U0BOT> TikTok", "TikTok"),
        ("what did <@U2|bo> say", "what did   say"),
        ("in <#C1|general>", "in general"),
        ("<!channel> chips", "chips"),
        ("<https://example.com/a|the hearing>", "the hearing"),
        ("<https://example.com/a>", "https://example.com/a"),
        ("R&amp;D &lt;x&gt; &amp;lt;", "R&D <x> &lt;"),
        ("a\u202eb\u200b", "ab"),
        ("\ud800x", "x"),
    ],
)
def test_markup_is_read_as_a_person_reads_it(text: str, read: str) -> None:
    assert plain(text) == read


@pytest.mark.parametrize(
    "change",
    [
        {"subtype": "message_changed"},
        {"subtype": "bot_message"},
        {"bot_id": "B1"},
        {"user": "U0BOT"},
        {"user": "USLACKBOT"},
        {"hidden": True},
        {"edited": {"user": "U1", "ts": "1"}},
        {"user": ""},
    ],
)
def test_bots_edits_and_system_messages_are_nobodys_question(change: dict[str, Any]) -> None:
    event = {"user": "U1", "text": "TikTok", "ts": "1.0"}
    assert is_written_by_a_person(event, "U0BOT")
    assert not is_written_by_a_person({**event, **change}, "U0BOT")


def test_deliveries_of_different_workspaces_never_share_a_key() -> None:
    events = [{"team_id": team, "event_id": "Ev1", "event": {}} for team in ("T1", "T2")]
    assert len({of_event(body, "").key for body in events}) == 2


@pytest.mark.parametrize(
    "body",
    [{}, {"authorizations": None, "team": None, "actions": None, "text": None, "view": None, "event": {"user": None}}],
)
def test_missing_fields_and_those_that_are_null_are_empty(body: dict[str, Any]) -> None:
    for incoming in (of_command(body), of_event(body, ""), of_interaction(body)):
        assert incoming.user_id == incoming.channel_id == incoming.text == ""


@pytest.mark.parametrize(
    ("event", "never"),
    [
        ({"type": "message", "user": "U1", "channel_type": "channel"}, True),
        ({"type": "message", "user": "U1", "channel_type": "group"}, True),
        ({"type": "message", "user": "U1", "channel_type": "channel", "thread_ts": "1.1"}, False),
        ({"type": "message", "user": "U1", "channel_type": "im"}, False),
        ({"type": "message", "user": "U1", "channel_type": "im", "bot_id": "B1"}, True),
        ({"type": "message", "channel_type": "im", "subtype": "message_changed"}, True),
        ({"type": "app_mention", "user": "U1"}, False),
        ({"type": "app_home_opened", "user": "U1"}, False),
        ("message", False),
    ],
)
def test_what_is_never_for_the_bot_is_known_at_once(event: object, never: bool) -> None:
    assert is_never_for_the_bot({"event": event}) is never


def test_a_delivery_comes_back_from_the_store_as_it_was() -> None:
    incoming = Incoming(key="T1:Ev1", kind="message", team_id="T1", user_id="U1", text="听证会 \ud83d", tab="home")
    assert from_json(to_json("conversing.answer_message", incoming)) == ("conversing.answer_message", incoming)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"work": "x", "incoming": {"new_field": 1}}', '{"work": "x"}'])
def test_what_another_version_stored_is_refused(content: str) -> None:
    with pytest.raises(ValueError, match="not a delivery of this version"):
        from_json(content)
