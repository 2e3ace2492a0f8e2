"""`latepost doctor`: looks at settings, Slack, store and index, and says what to do."""

from collections.abc import Callable, Sequence

from bot.app.ingestion import feeds_file
from bot.app.intake import summarizer
from bot.app.library import open_library
from bot.app.mcp import check_mcp_settings
from bot.app.serving.slack import slack_options
from bot.app.settings import Settings
from bot.errors import LatePostError, SettingsError
from bot.ingest.feed_list import read_feeds
from bot.slack.app import registered
from bot.slack.doctor import Check, check_slack
from bot.slack.receive.key_rotation import count_outdated, encrypt_again
from bot.slack.receive.manifest import scopes
from bot.slack.receive.oauth import Cipher
from bot.store import Database


async def check_all(settings: Settings, say: Callable[[str], None], unknown: Sequence[str] = ()) -> list[Check]:
    """Every check; nothing is changed but that a new library is set up. `unknown` tells of settings that are none."""
    checks = [Check("Settings", False, sentence) for sentence in unknown]
    checks += [await _store(settings, say), _summaries(settings), _feeds(settings), _mcp(settings)]
    if settings.uses_slack:
        options = slack_options(settings, complete=False)
        checks += await check_slack(options, scopes(registered(unfurls=options.unfurls)))
        checks += await _tokens(settings)
    else:
        message = (
            "no Slack setting is set: latepost run starts a workspace of its own. `latepost settings` shows Slack's"
        )
        checks.append(Check("Slack", True, message))
    return checks


async def renew_tokens(settings: Settings) -> str:
    """Encrypt the stored tokens with the newest key; the sentence that says what was done."""
    if settings.encryption_key is None:
        raise SettingsError("LATEPOST_ENCRYPTION_KEY is not set, so no tokens are stored. Nothing is to be done.")
    async with Database.open(settings.database) as database:
        count = await encrypt_again(database, Cipher(settings.encryption_key.get_secret_value()))
    return f"{count} stored tokens were encrypted again; the older keys may leave LATEPOST_ENCRYPTION_KEY now."


async def _tokens(settings: Settings) -> list[Check]:
    """Whether the older of several keys is needed still."""
    if settings.encryption_key is None:
        return []
    try:
        async with Database.open(settings.database) as database:
            outdated, stored = await count_outdated(database, Cipher(settings.encryption_key.get_secret_value()))
    except LatePostError as error:
        return [Check("Stored tokens", False, str(error))]
    if outdated:
        message = f"{outdated} of {stored} are encrypted with an older key: run latepost doctor --encrypt-again"
        return [Check("Stored tokens", False, message)]
    return [Check("Stored tokens", True, f"{stored}, all of them encrypted with the newest key")]


def _summaries(settings: Settings) -> Check:
    try:
        summarizer(settings)
    except SettingsError as error:
        return Check("Summaries", False, str(error))
    made = (
        f"by the model {settings.model}"
        if settings.model
        else "the article's own sentences (LATEPOST_MODEL is not set)"
    )
    return Check("Summaries", True, f"of full text: {made}")


def _feeds(settings: Settings) -> Check:
    try:
        listed = read_feeds(feeds_file(settings))
    except SettingsError as error:
        return Check("Feeds", False, str(error))
    return Check("Feeds", True, f"{len(listed)} listed in {feeds_file(settings)}")


def _mcp(settings: Settings) -> Check:
    try:
        return Check("MCP", True, check_mcp_settings(settings))
    except SettingsError as error:
        return Check("MCP", False, str(error))


async def _store(settings: Settings, say: Callable[[str], None]) -> Check:
    try:
        async with open_library(settings, say) as library:
            await library.catch_up()
            stored, indexed = await library.store.count(), library.index.article_count()
            unread = library.passages.missing() if library.passages else 0
    except SettingsError:
        raise
    except LatePostError as error:
        return Check("Library", False, str(error))
    if not stored:
        return Check("Library", False, "it is empty: bring articles in with latepost import PATH")
    if stored != indexed:
        message = (
            f"{stored} articles are stored, {indexed} are indexed: delete the folder “index” in the data directory"
        )
        return Check("Library", False, message)
    if unread:
        message = (
            f"{stored} articles, all of them indexed; {unread} points are found by words alone until they are encoded"
        )
        return Check("Library", True, message)
    return Check("Library", True, f"{stored} articles, all of them indexed")
