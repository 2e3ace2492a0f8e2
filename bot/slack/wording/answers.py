"""All of the bot's own words in Slack, in Chinese and English."""

from dataclasses import dataclass

from bot.language import Language, Plural, SharedStrings, message, plural, translated


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerStrings(SharedStrings):
    """The words of one language. `str.format` fills what stands in braces"""

    # The root message and the answer
    asked: str = message("asked")
    newest: str = message("newest {date}")
    in_thread: str = message("details in the thread")
    all_points: Plural = plural("Its {count} point", "All {count} points")
    all_paragraphs: Plural = plural("Its {count} paragraph", "All {count} paragraphs")
    open_article: str = message("Open article")
    no_more_results: str = message("There are no more results.")
    articles_from_to: str = message("Articles {first}–{last}")
    of_total: str = message("Articles {first}–{last} of {total}")
    message_mark: str = message("{number} of {total}")
    helpful: str = message("Helpful")
    not_helpful: str = message("Not helpful")
    document: str = message("As Markdown, for you to copy; only you see it:")
    feedback_label: str = message("Was this answer helpful?")
    feedback_thanks: str = message("Thank you, noted.")
    # What was understood
    how_it_was_read: str = message("How it was read")
    searched_for: str = message("Searched for “{text}”")
    follow_up: str = message("Following on from the last question, read as “{text}”")
    # Nothing found
    empty_library: str = message(
        "The library is still empty. Who may add to it sends me a file or a link in a direct message."
    )
    # In private
    share: str = message("Share to channel")
    shared_by: str = message("Shared by {name}")
    shared: str = message("Shared to the channel.")
    invite: str = message("To let everybody see the answer, first send /invite {bot} in the channel.")
    closed: str = message("Only some people may post in this channel, and the bot may not.")
    # The article
    article: str = message("Article")
    page: str = message("Page {page} of {total}")
    previous: str = message("Previous page")
    next: str = message("Next page")
    read_paragraph: str = message("Read a cited paragraph")
    paragraph_of: str = message("Paragraph {number} of {total}")
    cited_by: str = message("Points that cite this paragraph")
    back_to_summary: str = message("Back to the summary")
    previous_paragraph: str = message("Previous paragraph")
    next_paragraph: str = message("Next paragraph")
    article_gone: str = message("This article is no longer in the library.")
    no_such_article: str = message("No article has a title like “{title}”.")
    # App Home
    home: str = message("The library")
    search: str = message("Search")
    search_placeholder: str = message("A topic, then Enter")
    all_sources: str = message("All sources")
    source_filter: str = message("Filter by source")
    more_sources: Plural = plural(
        "{count} more source: search with source:NAME", "{count} more sources: search with source:NAME"
    )
    newer: str = message("Newer")
    older: str = message("Older")
    # Help and prompts
    help: str = message(
        "I answer from the summaries in the library, and every line names the paragraphs that it came from."
    )
    examples: str = message("Try one:")
    welcome: str = message("You are welcome. Ask whenever you want to look something up.")
    commands: tuple[tuple[str, str], ...] = (
        (message("/latepost TOPIC"), message("ask in the channel; the answer comes in the thread")),
        (message("/latepost private TOPIC"), message("an answer that only you see, with a button to share it")),
        (message("/latepost latest 5"), message("the newest articles")),
        (message("/latepost article TITLE"), message("one whole summary")),
        (message("/latepost timeline TOPIC"), message("how the coverage of a topic went, oldest first")),
        (
            message("/latepost digest"),
            message("set up a digest for a channel, or for you in a direct message; digest list shows them"),
        ),
        (message("/latepost alert TOPIC"), message("be told in a direct message as soon as an article answers it")),
        (message("/latepost help"), message("this help")),
    )
    shortcut: str = message("Find LatePost coverage")
    prompts_title: str = message("You could ask:")
    # When something is wrong
    failed: str = message(
        "Sorry, something went wrong and there is no answer. Please try again; if it stays so, tell your "
        "administrator the number {error_id}."
    )
    not_saved: str = message(
        "Something went wrong and nothing was saved. Please try again; if it stays so, tell your "
        "administrator the number {error_id}."
    )
    answer_gone: str = message("That answer is too old to go on from. Please ask again.")


def answer_strings(language: Language) -> AnswerStrings:
    """The strings in the language."""
    return translated(AnswerStrings, language)
