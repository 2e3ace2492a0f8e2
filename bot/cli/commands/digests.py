"""`digest`: what goes out to channels."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import out, say
from bot.cli.runner import run_command

if TYPE_CHECKING:
    from bot.app.settings import Settings


def register(cli: typer.Typer) -> None:
    digest = typer.Typer(help="Digests: what goes out to channels.", rich_markup_mode=None)
    digest.command()(preview)
    cli.add_typer(digest, name="digest")


def preview(
    channel: Annotated[str | None, typer.Option(help="Only the digests of this channel, by its id.")] = None,
    at: Annotated[
        str | None,
        typer.Option(help="The first send from then on, e.g. 09:00 or 2026-03-29T09:00; default: the next one."),
    ] = None,
) -> None:
    """Show what would go out if nothing more came in. Nothing is sent or changed."""
    run_command(lambda settings: _preview(settings, channel, at))


async def _preview(settings: "Settings", channel: str | None, at: str | None) -> None:
    from bot.app.clock import now
    from bot.cli.digest_preview import preview

    for rendered in await preview(settings, channel, at, say, now()):
        out().print(rendered)
