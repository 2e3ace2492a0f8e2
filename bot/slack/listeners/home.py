"""App Home: the library page by page, its search box, and the suggested prompts of the messages tab."""

from bot.language import Language
from bot.slack import ids
from bot.slack.blocks.digests.listing import home_blocks
from bot.slack.blocks.home import MESSAGE_ONLY, Overview, SourceCount, home_view
from bot.slack.conversation import answering
from bot.slack.conversation.context import Context, Request
from bot.slack.conversation.examples import examples
from bot.slack.conversation.intent import understand_request
from bot.slack.conversation.lookup import Lookup
from bot.slack.conversation.replies import find, language_of_request
from bot.slack.digests.access import as_listed, visible
from bot.slack.wording.answers import answer_strings

PAGE = 10
"""Articles on a page of Home."""
_PROMPTS = 4
"""docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts"""


async def open_home(request: Request, context: Context) -> None:
    """Show the library on the Home tab, or suggest prompts on the messages tab."""
    incoming = request.incoming
    language = await context.people.language(request.client, incoming.team_id, incoming.user_id)
    if incoming.tab == "messages":
        await _suggest(request, context, language)
    else:
        await _publish(request, context, ids.HomePlace(language))


async def turn_page(request: Request, context: Context) -> None:
    """Show newer or older articles."""
    await _publish(request, context, ids.HomePlace.decode(request.incoming.value))


async def choose_source(request: Request, context: Context) -> None:
    """Show the articles of one source, or of all."""
    place = ids.HomePlace.decode(request.incoming.view_state)
    await _publish(request, context, ids.HomePlace(place.language, 0, request.incoming.value))


async def show_again(request: Request, context: Context) -> None:
    """Show the page of Home on which something else was pressed, as it is now."""
    await _publish(request, context, ids.HomePlace.decode(request.incoming.view_state))


async def search_library(request: Request, context: Context) -> None:
    """Answer what was typed into the search box on Home itself."""
    wanted = understand_request(request.incoming.value)
    language = await language_of_request(request, context, wanted)
    found = await find(context, wanted, language)
    messages = await answering.messages_of(request, context, found) if isinstance(found, Lookup) else found
    blocks = [block for message in messages for block in message.blocks if block["type"] not in MESSAGE_ONLY]
    place = ids.HomePlace.decode(request.incoming.view_state)
    suffix = answering.answer_key(request)[:8]
    view = home_view(await _overview(context, place), place.language, suffix=suffix, found=blocks)
    await context.poster.publish_home(request.client, request.incoming.user_id, view)


async def _publish(request: Request, context: Context, place: ids.HomePlace) -> None:
    digests = home_blocks(as_listed(context, await visible(request, context)), place.language)
    suffix = answering.answer_key(request)[:8]
    view = home_view(await _overview(context, place), place.language, suffix=suffix, more=digests)
    await context.poster.publish_home(request.client, request.incoming.user_id, view)


async def _overview(context: Context, place: ids.HomePlace) -> Overview:
    sources = await context.library.sources()
    source = ids.find_source(place.source, (name for name, _ in sources))
    page = await context.library.newest(PAGE, place.page * PAGE, source)
    newest = (await context.library.newest(1)).articles
    return Overview(
        article_count=sum(count for _, count in sources),
        point_count=context.library.point_count(),
        sources=tuple(SourceCount(name, count) for name, count in sources),
        newest=newest[0].published_at if newest else None,
        articles=page.articles,
        page=place.page,
        pages=max(1, -(-page.total // PAGE)),
        source=source,
    )


async def _suggest(request: Request, context: Context, language: Language) -> None:
    prompts = await examples(context, language, _PROMPTS)
    if prompts:
        await context.poster.call(
            request.client,
            "assistant.threads.setSuggestedPrompts",
            channel_id=request.incoming.channel_id,
            title=answer_strings(language).prompts_title,
            prompts=[{"title": prompt, "message": prompt} for prompt in prompts],
        )
