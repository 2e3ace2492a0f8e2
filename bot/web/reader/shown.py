"""How articles and points are shown on a page: addresses, citations, dates."""

from collections.abc import Sequence
from urllib.parse import quote

from markupsafe import Markup

from bot.language import Language, counted, shown_of_total
from bot.model import Answer, Article, KeyPoint, Match, MatchedPoint
from bot.text import printable
from bot.web.pages import marked
from bot.web.reader.query import encoded
from bot.web.reader.understood import understood
from bot.web.reader.wording import reader_strings


class Shown:
    """What templates ask about a page in one language, below one base address.

    `chosen` is the language that the address itself names: links on the page then name it too.
    """

    def __init__(self, base: str, language: Language, chosen: Language | None) -> None:
        self._base = base
        self._language = language
        self._chosen = chosen

    def link(self, path: str, parameters: str = "", fragment: str = "") -> str:
        """The address of a path such as `/topics`, with parameters such as `?q=…`."""
        if self._chosen:
            parameters += f"{'&' if parameters else '?'}lang={self._chosen}"
        return f"{self._base}{path}{parameters}{fragment}"

    def article(self, article: Article, fragment: str = "") -> str:
        """The address of an article's page."""
        return self.link(f"/articles/{article.id}", fragment=fragment)

    def newest(self, source: str | None = None) -> str:
        """The address of the newest articles."""
        return self.link("/", encoded({"source": source}))

    def search(self, reader_strings: str) -> str:
        """The address of a search."""
        return self.link("/search", encoded({"q": reader_strings}))

    def in_other_language(self, path: str, parameters: Sequence[tuple[str, str]]) -> str:
        """This page in the other language."""
        other = "en" if self._language == "zh" else "zh"
        return quote(path, safe="/") + encoded({**dict(parameters), "lang": other})

    def citations(self, article: Article, numbers: Sequence[int], on_page: bool = False) -> Markup:
        """The marks `[3][5]`: links to their paragraphs where the text is held, else marks that say that it is not."""
        strings = reader_strings(self._language)
        pieces = []
        for number in numbers:
            if number <= len(article.paragraphs):
                fragment = f"#paragraph-{number}"
                address = fragment if on_page else self.article(article, fragment)
                label = strings.paragraph.format(number=number)
                piece = Markup('<a class="cite" href="{}" aria-label="{}">[{}]</a>').format(address, label, number)
            else:
                told = strings.not_held.format(number=number)
                piece = Markup('<span class="cite" title="{}">[{}]</span>').format(told, number)
            pieces.append(piece)
        return Markup(' <span class="cites">{}</span>').format(Markup("").join(pieces)) if pieces else Markup("")

    def point(self, point: MatchedPoint | KeyPoint) -> Markup:
        """The text of a point, its matched words marked."""
        return marked(point.text, point.highlights if isinstance(point, MatchedPoint) else ())

    def point_address(self, article: Article, point: MatchedPoint) -> str:
        """The address of a point, or paragraph, on its article's page."""
        for number, each in enumerate(article.points, 1):
            if each.text == point.text and each.citations == point.citations:
                return self.article(article, f"#p{number}")
        for number, paragraph in enumerate(article.paragraphs, 1):
            if paragraph == point.text:
                return self.article(article, f"#paragraph-{number}")
        return self.article(article)

    def numbered(self, article: Article) -> list[tuple[str, list[tuple[int, KeyPoint]]]]:
        """The sections, each point with its number in the whole summary, from 1."""
        number = 0
        found: list[tuple[str, list[tuple[int, KeyPoint]]]] = []
        for section in article.sections:
            found.append((section.heading, list(enumerate(section.points, number + 1))))
            number += len(section.points)
        return found

    def citing(self, article: Article) -> dict[int, list[int]]:
        """The numbers of the points that cite a paragraph, by the paragraph's number."""
        found: dict[int, list[int]] = {}
        for number, point in enumerate(article.points, 1):
            for citation in dict.fromkeys(point.citations):
                found.setdefault(citation, []).append(number)
        return found

    def day(self, article: Article) -> str:
        """The day of publication, in the article's own zone."""
        return f"{article.published_at:%Y-%m-%d}"

    def moment(self, article: Article) -> str:
        """Day and minute of publication, in the article's own zone."""
        return f"{article.published_at:%Y-%m-%d %H:%M}"

    def holds(self, article: Article) -> str:
        """`13 key points`, or how many paragraphs where there is no summary."""
        strings = reader_strings(self._language)
        if article.points:
            return counted(strings.points, len(article.points))
        return counted(strings.paragraphs, len(article.paragraphs)) if article.paragraphs else ""

    def of_total(self, match: Match) -> str:
        """`3 of 13 points`; empty where nothing of it is shown."""
        return shown_of_total(match.article, match.points, self._language)

    def made(self, article: Article) -> str:
        """How the summary came about, and how many points of a model were left out."""
        strings = reader_strings(self._language)
        made = article.made
        if made is None:
            return strings.made_by_source
        model = printable(made.model)
        if made.by == "model":
            told = strings.made_by_model.format(model=model)
        else:
            told = strings.made_extractive_for.format(model=model) if model else strings.made_extractive
        return f"{told}{strings.separator}{counted(strings.dropped, made.dropped)}" if made.dropped else told

    def understood(self, answer: Answer) -> list[str]:
        """What was understood of the question, in lines."""
        return understood(answer, self._language)
