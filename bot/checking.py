"""`latepost doctor`: looks at settings, Slack, store and index, and says what to do."""

from collections.abc import Callable

from bot.app import open_library
from bot.errors import LatePostError, SettingsError
from bot.serving import slack_options
from bot.settings import Settings
from bot.slack.app import registered
from bot.slack.doctor import Check, check_slack
from bot.slack.manifest import scopes


async def check_all(settings: Settings, say: Callable[[str], None]) -> list[Check]:
    """Every check; nothing is changed but that a new library is set up."""
    checks = [await _store(settings, say)]
    if settings.uses_slack:
        checks += await check_slack(slack_options(settings, complete=False), scopes(registered()))
    else:
        said = "no Slack setting is set: latepost run starts a workspace of its own. See .env.example for Slack's"
        checks.append(Check("Slack", True, said))
    return checks


async def _store(settings: Settings, say: Callable[[str], None]) -> Check:
    try:
        async with open_library(settings, say) as library:
            await library.catch_up()
            held, found = await library.store.count(), library.index.article_count()
    except SettingsError:
        raise
    except LatePostError as error:
        return Check("Library", False, str(error))
    if not held:
        return Check("Library", False, "it is empty: bring articles in with latepost import PATH")
    if held != found:
        said = f"{held} articles are stored, {found} are indexed: delete the folder “index” in the data directory"
        return Check("Library", False, said)
    return Check("Library", True, f"{held} articles, all of them indexed")
