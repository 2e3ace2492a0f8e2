"""Where the reader is, as links in messages name it."""

import pytest

from bot.app.links import reader_url
from bot.app.settings import Settings

SECRET = "s3cret-s3cret-s3cret"


@pytest.mark.parametrize(
    ("variables", "address"),
    [
        ({}, None),
        ({"LATEPOST_PUBLIC_URL": "https://late.example/"}, "https://late.example"),
        ({"LATEPOST_PUBLIC_URL": "https://late.example", "LATEPOST_READER": "off"}, None),
        ({"LATEPOST_PUBLIC_URL": "https://late.example", "SLACK_BOT_TOKEN": "xoxb-1"}, None),
        (
            {"LATEPOST_PUBLIC_URL": "https://late.example", "LATEPOST_READER_SECRET": SECRET},
            f"https://late.example/r/{SECRET}",
        ),
    ],
)
def test_messages_link_to_the_reader_where_it_can_be_reached(variables: dict[str, str], address: str | None) -> None:
    assert reader_url(Settings.model_validate(variables)) == address
