"""Where a title and a citation lead, in Slack and in whatever else leaves the library; and what a link means."""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Self
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from bot.language import Language
from bot.model import Article

_PORTS = {"http": 80, "https": 443}
_ARTICLE = re.compile(r"/articles/(?P<id>[0-9a-f]{16})/?")
"""The id is `Article.id`."""
_ANCHOR = re.compile(r"p(?P<point>\d{1,6})|paragraph-(?P<paragraph>\d{1,6})")


@dataclass(frozen=True, slots=True)
class ArticleAddress:
    """An article that a link leads to; `point` or `paragraph` (from 1) where it leads to one of those.

    `language` is the one that the address chooses for the page.
    """

    article_id: str
    point: int | None = None
    paragraph: int | None = None
    language: Language | None = None

    @classmethod
    def read(cls, path: str, query: str, fragment: str) -> Self | None:
        """The article of a path below the reader's own address; None where it is none."""
        found = _ARTICLE.fullmatch(path)
        if found is None:
            return None
        anchor = _ANCHOR.fullmatch(unquote(fragment))
        point, paragraph = anchor.group("point", "paragraph") if anchor else (None, None)
        chosen = parse_qs(query).get("lang", [""])[0]
        language: Language | None = "zh" if chosen == "zh" else "en" if chosen == "en" else None
        return cls(found["id"], int(point) if point else None, int(paragraph) if paragraph else None, language)


@dataclass(frozen=True, slots=True)
class ArticleLinks:
    """Addresses of articles. `reader` is the public address of the reader pages, None where there are none."""

    reader: str | None = None

    def title(self, article: Article) -> str | None:
        """Where the title leads: to the original, else to the reader's page."""
        return article.url or self.page(article)

    def paragraph(self, article: Article, number: int, point: int | None = None) -> str | None:
        """The paragraph's place on the reader's page; where its text is not held, that of the key point citing it.

        `point` is the key point's number in the whole summary, from 1. None where neither can be read.
        """
        page = self.page(article)
        if page is None:
            return None
        if number <= len(article.paragraphs):
            return f"{page}#paragraph-{number}"
        return f"{page}#p{point}" if point else None

    def leads_to_reader(self, url: str) -> bool:
        """Whether a link leads to the reader pages, be it to an article or not."""
        return self._below(url) is not None

    def read(self, url: str) -> ArticleAddress | None:
        """The article that a link leads to, None for every other link."""
        link = self._below(url)
        return ArticleAddress.read(link.path, link.query, link.fragment) if link else None

    def _below(self, url: str) -> SplitResult | None:
        """The link with its path below the reader's address; None for one that leads to anything else.

        With a secret in the reader's address that is in the link too, or the link leads nowhere.
        """
        if self.reader is None:
            return None
        base = urlsplit(self.reader)
        try:
            link = urlsplit(url.replace("&amp;", "&"))  # as Slack writes it in messages
            if "@" in link.netloc or _server(link) != _server(base):
                return None
        except ValueError:
            return None
        path, prefix = unquote(link.path), base.path.rstrip("/")
        return link._replace(path=path[len(prefix) :]) if path.startswith(f"{prefix}/") else None

    def page(self, article: Article) -> str | None:
        """The article's page in the reader, None where there is none."""
        return f"{self.reader.rstrip('/')}/articles/{article.id}" if self.reader else None


def _server(link: SplitResult) -> tuple[str, int | None]:
    """The host in its one form, and the port where it is not that of http or https; raises ValueError.

    Names of this machine are one host: a browser shows the address under the name that somebody typed.
    """
    if link.scheme not in _PORTS:
        raise ValueError(f"{link.scheme} is no scheme of a page")
    port = link.port
    name = (link.hostname or "").removesuffix(".").encode("idna").decode()
    return "localhost" if is_loopback(name) else name, None if port == _PORTS[link.scheme] else port


def is_loopback(name: str) -> bool:
    """Whether a host's name or address is this machine as it calls itself."""
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"
