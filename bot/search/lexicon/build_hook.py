"""Run by the packaging tool at installation: makes the lexicon file and the catalogues, so that no question waits."""

import sys
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class LexiconHook(BuildHookInterface[Any]):
    """Builds `bot/search/lexicon/lexicon.sqlite` where it is missing, compiles `bot/locale`, and puts both in."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        sys.path.insert(0, self.root)
        from bot.search.lexicon import dictionary as lexicon
        from bot.search.lexicon.build import build

        if not lexicon.is_current(lexicon.INSTALLED):
            build(Path(lexicon.INSTALLED))
        build_data["artifacts"].append("bot/search/lexicon/lexicon.sqlite")
        for source in Path(self.root, "bot", "locale").glob("*/LC_MESSAGES/*.po"):
            compiled = source.with_suffix(".mo")
            with source.open("rb") as catalogue, compiled.open("wb") as file:
                write_mo(file, read_po(catalogue))
            build_data["artifacts"].append(compiled.relative_to(self.root).as_posix())
