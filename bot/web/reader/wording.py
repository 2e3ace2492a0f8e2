"""The reader's own words, in Chinese and English, and which of the two a browser asks for."""

import re
from dataclasses import dataclass

from bot.language import Language, Plural, SharedStrings, message, plural, translated

_PREFERRED = re.compile(r"([a-zA-Z*]+)[\w-]*\s*(?:;\s*q\s*=\s*([01](?:\.\d+)?))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderStrings(SharedStrings):
    """The words of one language. `str.format` fills what stands in braces"""

    tag: str = message("en", context="language tag")
    library: str = message("The library")
    tagline: str = message("Summaries of 晚点LatePost, every line with the paragraphs that it rests on")
    sources: str = message("Sources")
    all_sources: str = message("All")
    more_sources: Plural = plural(
        "{count} more source in the filters of the search", "{count} more sources in the filters of the search"
    )
    search: str = message("Search documents")
    search_hint: str = message("A topic, a name, a company: in Chinese, English or pinyin")
    search_button: str = message("Search")
    filters: str = message("Filters")
    source: str = message("Source")
    since: str = message("From")
    before: str = message("Before")
    apply: str = message("Apply")
    clear: str = message("Clear")
    newest: str = message("Newest articles")
    older: str = message("Older articles")
    loading: str = message("Loading…")
    end: str = message("No older articles.")
    empty_hint: str = message("Bring articles in:")
    nothing_of_source: str = message("The library has no article of the source “{source}”.")
    found_first: Plural = plural("The first {count} article", "The first {count} articles")
    no_matches: str = message("No matches {filters}.")
    no_articles: str = message("No articles {filters}.")
    filter_since: str = message("since {value}")
    filter_before: str = message("before {value}")
    filter_source: str = message("from {value}")
    remove_filter: str = message("Remove the filter to see {count}")
    how_read: str = message("How the question was read")
    read_as: str = message("Results for “{text}”")
    by_title: str = message("The title or viewpoint matches; these are the leading points")
    viewpoint: str = message("Core viewpoint")
    point: str = message("Key point")
    points: Plural = plural("{count} key point", "{count} key points")
    paragraphs: Plural = plural("{count} paragraph", "{count} paragraphs", context="web.paragraphs")
    new: Plural = plural("{count} new since your last visit", "{count} new since your last visit")
    new_article: str = message("new", context="web.article")
    as_markdown: str = message("As Markdown")
    copied: str = message("Copied")
    feed: str = message("Follow the library (Atom)")
    feed_of: str = message("Follow this search (Atom)")
    timelines: str = message("Timeline")
    timeline_of: str = message("Coverage of {topic} over time")
    timeline_hint: str = message("Name a topic to see its coverage over time.")
    topic: str = message("Topic")
    per_month: str = message("Articles per month")
    per_year: str = message("Articles per year")
    month: str = message("month")
    year: str = message("year")
    charted: str = message("Articles")
    cited_by: str = message("Key points that cite this paragraph")
    not_held: str = message("Paragraph {number} of the original; its text is not in the library")
    original_not_held: str = message(
        "The numbers in brackets are paragraphs of the original, whose text is not in the library."
    )
    paragraph: str = message("Paragraph {number}")
    address_of_point: str = message("Address of key point {number}")
    made: str = message("How this summary was made")
    made_by_source: str = message("The source's own summary")
    made_extractive: str = message("Sentences of the article, word for word; no model")
    made_extractive_for: str = message("Sentences of the article, word for word, in place of model {model}")
    made_by_model: str = message(
        "Written by model {model}; every sentence was checked against the paragraphs that it cites"
    )
    also_in: str = message("Also in")
    no_summary: str = message("There is no summary of this article, only its full text.")
    contents: str = message("Contents")
    nearest_points: str = message("The two points nearest in meaning")
    here: str = message("Here")
    there: str = message("There")
    try_bot: str = message("Try the bot")
    skip: str = message("Skip to content")
    top_links: str = message("Other pages")
    other_language: str = message("中文")
    other_tag: str = message("zh-Hans", context="language tag")
    gone_title: str = message("Nothing here")
    no_page: str = message("There is no page at this address.")
    gone: str = message("There is nothing at this address; the article may have left the library.")
    back: str = message("Back to the library")
    slow_title: str = message("A little slower, please")
    slow: Plural = plural(
        "That was many searches at once. Please try again in {count} second.",
        "That was many searches at once. Please try again in {count} seconds.",
    )
    busy_title: str = message("One moment")
    busy: str = message("Too many people are searching right now. Please try again in a few seconds.")
    failed_title: str = message("Something went wrong")
    failed: str = message(
        "This page could not be read. Please try again; if it stays so, tell your administrator the number {error_id}."
    )
    denied_title: str = message("Please sign in")
    denied: str = message(
        "This library is open to signed-in readers only. Please come in through your organisation's entrance."
    )


def reader_strings(language: Language) -> ReaderStrings:
    """The strings in the language."""
    return translated(ReaderStrings, language)


def preferred_language(accepted: str) -> Language:
    """Chinese or English, whichever an `Accept-Language` header likes better; English without either."""
    likings: dict[str, float] = {}
    for found in _PREFERRED.finditer(accepted[:500]):
        likings.setdefault(found[1].lower(), float(found[2] or 1))
    return "zh" if likings.get("zh", 0.0) > likings.get("en", 0.0) else "en"
