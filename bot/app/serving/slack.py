"""What the settings say of Slack: the options of its app, and the app manifest."""

from typing import Any

from pydantic import SecretStr

from bot.app.links import reader_url
from bot.app.settings import Settings
from bot.errors import SettingsError
from bot.slack.app import SlackOptions, registered
from bot.slack.receive.manifest import manifest


def app_manifest(settings: Settings, *, socket_mode: bool | None = None) -> dict[str, Any]:
    """The app manifest; for HTTP where a public address is set, else for Socket Mode."""
    return manifest(
        registered(unfurls=reader_url(settings) is not None),
        bot_name="latepost",
        public_url=settings.public_url,
        socket_mode=settings.public_url is None if socket_mode is None else socket_mode,
        oauth=bool(settings.slack_client_id),
    )


def slack_options(settings: Settings, *, complete: bool = True) -> SlackOptions:
    """What the settings say of Slack. Raises `SettingsError` that names what is missing, if it is to be complete."""
    options = SlackOptions(
        signing_secret=secret_of(settings.slack_signing_secret) or "",
        bot_token=secret_of(settings.slack_bot_token),
        app_token=secret_of(settings.slack_app_token),
        client_id=settings.slack_client_id,
        client_secret=secret_of(settings.slack_client_secret),
        encryption_key=secret_of(settings.encryption_key),
        api_url=settings.slack_api_url,
        public_url=settings.public_url,
        reader_url=reader_url(settings),
        follow_threads=settings.follow_threads,
        editors=settings.editor_ids,
        admins=settings.admin_ids,
        newer_blocks=settings.newer_blocks == "on",
        lease_seconds=settings.lease_seconds,
    )
    if complete and not options.app_token and not options.signing_secret:
        raise SettingsError(
            "SLACK_APP_TOKEN (for Socket Mode) or SLACK_SIGNING_SECRET (for HTTP) is missing. "
            "`latepost settings` explains them, `latepost doctor` checks them."
        )
    return options


def secret_of(secret: SecretStr | None) -> str | None:
    """The secret of a setting, without blanks around it; None where it is not set."""
    return secret.get_secret_value().strip() if secret else None
