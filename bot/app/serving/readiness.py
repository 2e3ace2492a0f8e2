"""Whether questions can be answered now, and which part keeps them from being."""

from bot.app.library import Library
from bot.app.logs import redact
from bot.errors import StoreError
from bot.slack.receive.http import Check


def checks_of(library: Library) -> dict[str, Check]:
    """The checks of the parts that every answer needs, by their names."""

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

    return {"database": database, "index": index}
