"""A digest goes out: what it says, when, and what becomes of it when Slack is in trouble."""

from tests.scenario.digest.conftest import Reader, digest_key
from tests.scenario.slack.conftest import shown

GENERAL = {"LATEPOST_DIGEST_CHANNEL": "#general", "LATEPOST_DIGEST_TIMEZONE": "Europe/Berlin"}


class TestADigest:
    async def test_it_goes_out_once_at_its_time_with_its_articles_and_their_points_in_the_thread(
        self, reader: Reader
    ) -> None:
        async with reader.bot(**GENERAL), reader.bot(**GENERAL):
            await reader.import_(1, 2)
            reader.clock.move(hours=18)
            assert reader.roots() == []
            reader.clock.move(hours=2)
            (root,) = await reader.until(reader.roots)
            await reader.until(lambda: reader.workspace.thread(root))
            await reader.workspace.settled(quiet=1.5, timeout=20)
            assert len(reader.roots()) == 1
            print(shown(root), [shown(each) for each in reader.workspace.thread(root)])
            assert digest_key(root) == "settings/2026-03-28T09:00/Europe/Berlin"
