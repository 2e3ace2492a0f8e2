"""The admin page's own words, in Chinese and English."""

from dataclasses import dataclass, field

from bot.language import Language, Plural, message, plural, translated


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminStrings:
    """The words of one language; `str.format` fills what stands in braces."""

    tag: str = message("en", context="language tag")
    title: str = message("Looking after the library")
    reader: str = message("To the reader")
    skip: str = message("Skip to content")
    other_language: str = message("中文")
    other_tag: str = message("zh-Hans", context="language tag")
    top_links: str = message("Other pages")
    times: str = message("Times are UTC; those of a digest are in its own zone.")
    # Library
    library: str = message("The library")
    holds: Plural = plural("{count} article", "{count} articles")
    nothing_held: str = message("The library is still empty.")
    newest: str = message("Newest articles")
    remove: str = message("Remove", context="article")
    remove_this: str = message("Remove “{title}”")
    remove_by_id: str = message("Remove by id")
    id: str = message("The article's id, or its beginning")
    restore: str = message("Restore")
    restore_this: str = message("Restore “{title}”")
    removed: str = message("Removed", context="heading")
    nothing_removed: str = message("Nothing is removed. What you remove stays away when it comes in again.")
    removed_now: str = message("The article was removed. It stays away until you restore it.")
    restored_now: str = message("The article is back in the library.")
    # Index
    index: str = message("Index and encoder")
    indexed: Plural = plural("{count} of {total} article indexed", "{count} of {total} articles indexed")
    passages: Plural = plural("{count} point or paragraph", "{count} points and paragraphs")
    encoder: str = message("encoder: {name}")
    no_encoder: str = message("no encoder: words alone find")
    vectors_missing: Plural = plural(
        "{count} passage is found by words alone until it is encoded",
        "{count} passages are found by words alone until they are encoded",
    )
    vectors_whole: str = message("no vector is missing")
    # Feeds
    feeds: str = message("Feeds")
    no_feeds: str = message("No feed is listed in feeds.toml.")
    last_success: str = message("last success {at}")
    never_fetched: str = message("no success yet")
    last_error: str = message("last error {at}")
    failing: Plural = plural("failing, once so far", "failing, {count} times in a row")
    next_run: str = message("next {at}")
    # Digests
    digests: str = message("Digests")
    no_digests: str = message("No digest is set up.")
    channel: str = message("Channel {channel}, workspace {team}")
    personal: dict[str, str] = field(
        default_factory=lambda: {
            "person": message("A person's digest, workspace {team}"),
            "alert": message("A person's alerts, workspace {team}"),
        }
    )
    """Whose and on what is their own affair."""
    next_digest: str = message("next {at} ({zone})")
    digest_paused: str = message("paused")
    no_slots: str = message("It was not due yet.")
    outcomes: dict[str, str] = field(
        default_factory=lambda: {
            "sending": message("being sent", context="slot"),
            "sent": message("sent", context="slot"),
            "empty": message("nothing new", context="slot"),
            "merged": message("came with the next one", context="slot"),
            "missed": message("missed", context="slot"),
            "paused": message("was paused", context="slot"),
            "refused": message("refused by the channel", context="slot"),
            "failed": message("failed", context="slot"),
        }
    )
    # Questions and feedback
    unanswered: Plural = plural("Unanswered in the last day", "Unanswered in the last {count} days")
    all_answered: str = message("Every question was answered.")
    asked: Plural = plural("asked once", "asked {count} times")
    near: str = message("got the nearest points")
    nothing: str = message("got nothing")
    feedback: Plural = plural("Feedback of the last day", "Feedback of the last {count} days")
    no_feedback: str = message("Nobody has marked an answer.")
    helpful: Plural = plural("{count} found it helpful", "{count} found it helpful")
    not_helpful: Plural = plural("{count} did not find it helpful", "{count} did not find it helpful")
    gone: str = message("(no longer in the library)")
    # What can go wrong
    back: str = message("Back", context="admin")
    not_named: str = message("You may not administer this library. Come in through your organisation's entrance.")
    no_password: str = message("This page asks for the password in LATEPOST_ADMIN_PASSWORD. Reload it to try again.")
    too_often: str = message("Too many attempts. Wait some seconds, then reload the page.")
    other_site: str = message("This request did not come from the admin page. Open it and press the button there.")
    no_such_article: str = message("No article, or more than one, has an id that begins so. Give the whole id.")
    failed: str = message("That did not work. Try again; the log says more under the number {error_id}.")


def admin_strings(language: Language) -> AdminStrings:
    """The strings in the language."""
    return translated(AdminStrings, language)
