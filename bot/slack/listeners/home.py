"""App Home: the library page by page, its search box, and the suggested prompts of the messages tab."""

from bot.language import Language
from bot.slack import ids
from bot.slack.blocks.digests.listing import home_blocks
from bot.slack.blocks.home import Overview, SourceCount, home_view
from bot.slack.conversation import answering
from bot.slack.conversation.context import Desk, Request
from bot.slack.conversation.examples import examples
from bot.slack.conversation.intent import understand_request
from bot.slack.conversation.lookup import Found
from bot.slack.conversation.replies import find, language_of_request
from bot.slack.digests.access import as_listed, visible
from bot.slack.wording.answers import words

PAGE = 10
"""Articles on a page of Home."""
_PROMPTS = 4
"""docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts"""


async def open_home(request: Request, desk: Desk) -> None:
    """Show the library on the Home tab, or suggest prompts on the messages tab."""
    incoming = request.incoming
    language = await desk.people.language(request.client, incoming.team_id, incoming.user_id)
    if incoming.tab == "messages":
        await _suggest(request, desk, language)
    else:
        await _publish(request, desk, ids.HomePlace(language))


async def turn_page(request: Request, desk: Desk) -> None:
    """Show newer or older articles."""
    await _publish(request, desk, ids.HomePlace.decode(request.incoming.value))


async def choose_source(request: Request, desk: Desk) -> None:
    """Show the articles of one source, or of all."""
    place = ids.HomePlace.decode(request.incoming.view_state)
    await _publish(request, desk, ids.HomePlace(place.language, 0, request.incoming.value))


async def show_again(request: Request, desk: Desk) -> None:
    """Show the page of Home on which something else was pressed, as it is now."""
    await _publish(request, desk, ids.HomePlace.decode(request.incoming.view_state))


async def search_library(request: Request, desk: Desk) -> None:
    """Answer what was typed into the search box in the direct message with the person."""
    wanted = understand_request(request.incoming.value)
    language = await language_of_request(request, desk, wanted)
    found = await find(desk, wanted, language)
    channel_id = await answering.direct_channel(request, desk)
    if isinstance(found, Found):
        await answering.answer_with_root(request, desk, found, channel_id)
    else:
        await answering.post_all(request, desk, channel_id, found)


async def _publish(request: Request, desk: Desk, place: ids.HomePlace) -> None:
    digests = home_blocks(as_listed(desk, await visible(request, desk)), place.language)
    suffix = answering.answer_key(request)[:8]
    view = home_view(await _overview(desk, place), place.language, suffix=suffix, more=digests)
    await desk.poster.publish_home(request.client, request.incoming.user_id, view)


async def _overview(desk: Desk, place: ids.HomePlace) -> Overview:
    sources = await desk.library.sources()
    source = ids.find_source(place.source, (name for name, _ in sources))
    page = await desk.library.newest(PAGE, place.page * PAGE, source)
    newest = (await desk.library.newest(1)).articles
    return Overview(
        article_count=sum(count for _, count in sources),
        point_count=desk.library.point_count(),
        sources=tuple(SourceCount(name, count) for name, count in sources),
        newest=newest[0].published_at if newest else None,
        articles=page.articles,
        page=place.page,
        pages=max(1, -(-page.total // PAGE)),
        source=source,
    )


async def _suggest(request: Request, desk: Desk, language: Language) -> None:
    prompts = await examples(desk, language, _PROMPTS)
    if prompts:
        await desk.poster.call(
            request.client,
            "assistant.threads.setSuggestedPrompts",
            channel_id=request.incoming.channel_id,
            title=words(language).prompts_title,
            prompts=[{"title": each, "message": each} for each in prompts],
        )
