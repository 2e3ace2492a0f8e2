"""Where articles can be read, as the settings say."""

from bot.app.settings import Settings
from bot.links import ArticleLinks
from bot.web.reader.access import Access


def reader_access(settings: Settings) -> Access:
    """Who may read, as the settings say."""
    secret = settings.reader_secret.get_secret_value() if settings.reader_secret else None
    return Access(secret, settings.reader_user_header)


def reader_url(settings: Settings) -> str | None:
    """The public address of the reader for links in messages, None where there is none."""
    if settings.public_url is None or not settings.reader_is_on:
        return None
    return settings.public_url.rstrip("/") + reader_access(settings).base


def article_links(settings: Settings) -> ArticleLinks:
    """Where titles and citations lead outside the reader."""
    return ArticleLinks(reader_url(settings))
