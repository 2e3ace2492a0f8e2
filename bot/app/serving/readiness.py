"""Whether questions can be answered now, and which part keeps them from being."""

from bot.app.library import Library
from bot.app.logs import redact
from bot.errors import StoreError
from bot.slack.receive.http import Readiness


def readiness_of(library: Library) -> Readiness:
    """The checks of the parts that every answer needs; words answer without the vectors."""

    async def database() -> str:
        """Each question is stored before it is answered."""
        try:
            await library.store.try_writing()
        except StoreError as error:
            return redact(str(error))
        return ""

    async def index() -> str:
        return (
            "" if library.index.about else "It is being built. Wait, or look into the log for what keeps it from that."
        )

    return Readiness({"database": database, "index": index}, library.unencoded_when_seen)
