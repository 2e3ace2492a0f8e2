"""Run by the packaging tool at installation: makes the lexicon file, so that no question ever waits for it."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class LexiconHook(BuildHookInterface[Any]):
    """Builds `bot/search/lexicon/lexicon.sqlite` where it is missing and puts it into the package."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        sys.path.insert(0, self.root)
        from bot.search.lexicon import dictionary as lexicon
        from bot.search.lexicon.build import build

        if not lexicon.is_current(lexicon.INSTALLED):
            build(Path(lexicon.INSTALLED))
        build_data["artifacts"].append("bot/search/lexicon/lexicon.sqlite")
