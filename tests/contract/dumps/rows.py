"""What the databases of the dumps were filled with, besides the articles: a row of each table, by its name.

A database of an older schema took the tables and columns that it had.
"""

import json
from datetime import datetime
from typing import Any

MOMENT_MS = 1_758_855_600_000
"""2025-09-26 11:00 in Shanghai."""
_INSTALLED = datetime(2025, 9, 26, 3)  # noqa: DTZ001  # the columns of slack_sdk's stores have no zone

_BOT = {
    "client_id": "1.2",
    "app_id": "A1",
    "team_id": "T1",
    "team_name": "Readers",
    "bot_token": "gAAAA-as-stored",
    "bot_id": "B1",
    "bot_user_id": "UBOT",
    "bot_scopes": "chat:write",
    "is_enterprise_install": False,
    "installed_at": _INSTALLED,
}
_SUBSCRIPTION = {
    "id": "sub1",
    "team_id": "T1",
    "channel_id": "C1",
    "owner_id": "U1",
    "at": "09:00",
    "days": [1, 2, 3, 4, 5],
    "zone": "Asia/Shanghai",
    "topics": ["TikTok"],
}
_REMOVED = {"title": "A removed article", "source": "晚点LatePost", "published_at": "2025-09-26T11:00:00+08:00"}

ROWS: dict[str, dict[str, Any]] = {
    "deliveries": {
        "key": "T1:Ev1",
        "owner": "replica-1",
        "lease_until_ms": MOMENT_MS,
        "attempts": 1,
        "answered": True,
        "received_ms": MOMENT_MS,
    },
    "answers": {
        "key": "answer-1",
        "team_id": "T1",
        "channel_id": "C1",
        "thread_ts": "1758855600.000100",
        "asker_id": "U1",
        "question": "听证会上问了什么?",
        "shown": "a b",
        "asked_ms": MOMENT_MS,
    },
    "threads": {
        "team_id": "T1",
        "channel_id": "C1",
        "thread_ts": "1758855600.000100",
        "answer_key": "answer-1",
        "changed_ms": MOMENT_MS,
    },
    "feedback": {
        "answer_key": "answer-1",
        "user_id": "U2",
        "team_id": "T1",
        "helpful": True,
        "question": "听证会上问了什么?",
        "shown": "a b",
        "given_ms": MOMENT_MS,
    },
    "slack_installations": {"id": 7, **_BOT, "user_id": "U1", "token_type": "bot"},
    "slack_bots": {"id": 8, **_BOT},
    "slack_oauth_states": {"id": 9, "state": "state-1", "expire_at": _INSTALLED},
    "subscriptions": {
        "id": "sub1",
        "team_id": "T1",
        "channel_id": "C1",
        "content": json.dumps(_SUBSCRIPTION),
        "revision": 3,
        "paused": "",
        "since_change": 1,
        "since_ms": MOMENT_MS,
        "next_due_ms": MOMENT_MS + 3_600_000,
        "created_ms": MOMENT_MS,
    },
    "digest_slots": {
        "key": "sub1:2025-09-26T09:00",
        "subscription_id": "sub1",
        "due_ms": MOMENT_MS,
        "outcome": "sent",
        "articles": 1,
        "error": "",
        "changed_ms": MOMENT_MS,
        "unfinished": False,
        "owner": "replica-1",
        "lease_until_ms": MOMENT_MS,
        "attempts": 1,
        "content": "",
        "message_ts": "1758855600.000200",
    },
    "digest_articles": {"subscription_id": "sub1", "article_id": "a", "slot_key": "sub1:2025-09-26T09:00"},
    "origins": {"key": "0" * 64, "article_id": "a", "fingerprint": "1" * 64},
    "feeds": {
        "key": "2" * 64,
        "address": "https://feeds.example.com/all.xml",
        "etag": '"5"',
        "last_modified": "",
        "next_ms": MOMENT_MS,
        "succeeded_ms": MOMENT_MS,
        "error": "",
        "failures": 0,
        "reported": False,
        "note": "",
    },
    "receipts": {
        "key": "receipt-1",
        "team_id": "T1",
        "user_id": "U2",
        "before": "{}",
        "undone": False,
        "made_ms": MOMENT_MS,
    },
    "removed_articles": {
        "id": "b",
        "title": "A removed article",
        "source": "晚点LatePost",
        "published_ms": MOMENT_MS,
        "content": json.dumps(_REMOVED),
        "is_sample": False,
        "change_number": 2,
    },
}
