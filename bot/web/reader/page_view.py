"""What templates ask about a page: addresses, citations, dates."""

from collections.abc import Sequence
from datetime import timedelta, timezone
from urllib.parse import quote

from markupsafe import Markup

from bot.export.timeline import describe_first_publication
from bot.language import Language, counted, describe_shared, shown_of_total
from bot.model import Answer, Article, KeyPoint, Match, MatchedPoint, SharedWord
from bot.text import printable
from bot.web.pages import http_address, marked
from bot.web.reader.query import encoded
from bot.web.reader.understood import Understood, filtered_out, understood
from bot.web.reader.wording import reader_strings


class PageView:
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

    def search(self, words: str) -> str:
        """The address of a search."""
        return self.link("/search", encoded({"q": words}))

    def in_other_language(self, path: str, parameters: Sequence[tuple[str, str]]) -> str:
        """This page in the other language."""
        other = "en" if self._language == "zh" else "zh"
        return quote(path, safe="/") + encoded({**dict(parameters), "lang": other})

    def citations(self, article: Article, numbers: Sequence[int], on_page: bool = False) -> Markup:
        """The marks `[3][5]`: links to the paragraphs in the library, to the original, or to what is said of it."""
        marks = Markup("").join(self._citation(article, number, on_page) for number in numbers)
        return Markup(' <span class="cites">{}</span>').format(marks) if marks else marks

    def _citation(self, article: Article, number: int, on_page: bool) -> Markup:
        strings = reader_strings(self._language)
        if number <= len(article.paragraphs):
            fragment = f"#paragraph-{number}"
            address = fragment if on_page else self.article(article, fragment)
            label = strings.paragraph.format(number=number)
            return Markup('<a class="cite" href="{}" aria-label="{}">[{}]</a>').format(address, label, number)
        missing = strings.not_held.format(number=number)
        if original := http_address(article.url):
            return Markup(
                '<a class="cite" href="{}" rel="noopener noreferrer external" title="{}" aria-label="{}">[{}]</a>'
            ).format(original, missing, missing, number)
        note = "#original" if on_page else self.article(article, "#original")
        return Markup('<a class="cite absent" href="{}" title="{}" aria-label="{}">[{}]</a>').format(
            note, missing, missing, number
        )

    def cites_missing_text(self, article: Article) -> bool:
        """Whether the article cites paragraphs whose text is not in the library."""
        cited = [*article.viewpoint_citations, *(number for point in article.points for number in point.citations)]
        return max(cited, default=0) > len(article.paragraphs)

    def point(self, point: MatchedPoint | KeyPoint) -> Markup:
        """The text of a point, its matched words marked."""
        return marked(point.text, point.highlights if isinstance(point, MatchedPoint) else ())

    def point_address(self, article: Article, point: MatchedPoint) -> str:
        """The address of a point, or paragraph, on its article's page."""
        if number := article.number_of(point.text, point.citations):
            return self.article(article, f"#p{number}")
        for number, paragraph in enumerate(article.paragraphs, 1):
            if paragraph == point.text:
                return self.article(article, f"#paragraph-{number}")
        return self.article(article)

    def numbered(self, article: Article) -> list[tuple[str, list[tuple[int, KeyPoint]]]]:
        """The sections, each point with its number in the whole summary, from 1."""
        number = 0
        sections: list[tuple[str, list[tuple[int, KeyPoint]]]] = []
        for section in article.sections:
            sections.append((section.heading, list(enumerate(section.points, number + 1))))
            number += len(section.points)
        return sections

    def citing(self, article: Article) -> dict[int, list[int]]:
        """The numbers of the points that cite a paragraph, by the paragraph's number."""
        points: dict[int, list[int]] = {}
        for number, point in enumerate(article.points, 1):
            for citation in dict.fromkeys(point.citations):
                points.setdefault(citation, []).append(number)
        return points

    def day(self, article: Article) -> str:
        """The day of publication, in the article's own zone."""
        return f"{article.published_at:%Y-%m-%d}"

    def time(self, article: Article) -> Markup:
        """When it was published, in the article's own zone, which is named; a script shows it in the browser's.

        Midnight stands for a piece that is dated by its day alone, so only the day is shown.
        """
        moment = article.published_at
        if not (moment.hour or moment.minute or moment.second):
            return Markup('<time datetime="{0}">{0}</time>').format(self.day(article))
        zone = timezone(moment.utcoffset() or timedelta(0)).tzname(None)
        return Markup('<time datetime="{}">{:%Y-%m-%d %H:%M} {}</time>').format(moment.isoformat(), moment, zone)

    def first_published(self, article: Article) -> str:
        """That a republished piece first appeared on a day or in a year; empty where it is none."""
        return describe_first_publication(article, self._language)

    def length(self, article: Article) -> str:
        """`13 key points`, or how many paragraphs where there is no summary."""
        strings = reader_strings(self._language)
        if article.points:
            return counted(strings.points, len(article.points))
        return counted(strings.paragraphs, len(article.paragraphs)) if article.paragraphs else ""

    def shared(self, words: Sequence[SharedWord]) -> str:
        """`In both: TikTok, ByteDance`."""
        return describe_shared(words, self._language)

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
            text = strings.made_by_model.format(model=model)
        else:
            text = strings.made_extractive_for.format(model=model) if model else strings.made_extractive
        return f"{text}{strings.separator}{counted(strings.dropped, made.dropped)}" if made.dropped else text

    def understood(self, answer: Answer) -> Understood:
        """What was understood of the question."""
        return understood(answer, self._language)

    def filtered_out(self, answer: Answer) -> str:
        """That nothing answers because of the filters; empty where that is not the reason."""
        return filtered_out(answer, self._language)
