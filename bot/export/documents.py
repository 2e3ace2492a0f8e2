"""An answer, an article, a timeline, a comparison or a list of articles as a Markdown document, with addresses.

Every function is pure: values in, the text of the document out, in the language that is asked for.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from bot.export import markdown
from bot.export.timeline import describe_first_publication, timeline
from bot.export.wording import export_strings
from bot.language import Language, describe_note, origin, readings
from bot.links import ArticleLinks
from bot.model import Answer, Article, KeyPoint, Match, MatchedPoint

NO_LINKS = ArticleLinks()


class Documents(NamedTuple):
    """Writes documents in one language; `links` says where titles and citations lead.

    `with_ids` names each article's id, for programs that go on with it.
    """

    language: Language
    links: ArticleLinks = NO_LINKS
    with_ids: bool = False

    def answer(self, answer: Answer) -> str:
        """What answers, best first; or the nearest points under words that they do not; or the miss."""
        return markdown.document([markdown.heading(1, answer.query), *self._answer(answer)])

    def article(self, article: Article, only: Collection[int] | None = None) -> str:
        """The whole article: its summary by sections, and its paragraphs by their numbers, or `only` these."""
        strings = export_strings(self.language)
        blocks = [markdown.heading(1, article.title), self._about(article), self._viewpoint(article)]
        for section in article.sections:
            blocks.append(markdown.heading(2, section.heading) if section.heading.strip() else "")
            blocks.append(markdown.bullets(self._point(article, point) for point in section.points))
        numbered = [
            f"**\\[{number}\\]** {markdown.text(paragraph)}"
            for number, paragraph in enumerate(article.paragraphs, 1)
            if only is None or number in only
        ]
        if numbered:
            blocks += [markdown.heading(2, strings.full_text), *numbered]
        return markdown.document(blocks)

    def timeline(self, topic: str, answer: Answer) -> str:
        """How the coverage of a topic went, by first publication, the oldest first, each with its best point."""
        strings = export_strings(self.language)
        blocks = [markdown.heading(1, strings.timeline.format(topic=topic))]
        if not answer.matches:
            return markdown.document([*blocks, *self._answer(answer)])
        blocks += self._notes(answer)
        for month, entries in timeline(answer.matches, self.language):
            blocks.append(markdown.heading(2, month))
            for entry in entries:
                article = entry.match.article
                again = f" · {entry.republished}" if entry.republished else ""
                blocks += [
                    markdown.heading(3, f"{entry.date} {article.title}"),
                    self._about(article, dated=False) + again,
                    self._points(article, entry.match.points[:1]),
                ]
        return markdown.document(blocks)

    def comparison(self, sides: Sequence[tuple[str, Answer]]) -> str:
        """What the library says of each of several things, one behind the other."""
        blocks = [markdown.heading(1, " / ".join(name for name, _ in sides))]
        for name, answer in sides:
            blocks += [markdown.heading(2, name), *self._answer(answer, level=3)]
        return markdown.document(blocks)

    def articles(self, articles: Sequence[Article], heading: str = "") -> str:
        """A list of articles with their viewpoints; the heading is by default that these are the latest."""
        strings = export_strings(self.language)
        blocks = [markdown.heading(1, heading or strings.latest), "" if articles else strings.no_articles]
        for article in articles:
            blocks += [markdown.heading(2, article.title), self._about(article), self._viewpoint(article)]
        return markdown.document(blocks)

    def _answer(self, answer: Answer, level: int = 2) -> Iterator[str]:
        strings = export_strings(self.language)
        yield from self._notes(answer)
        if not answer.matches and not answer.nearest:
            yield markdown.text(strings.miss.format(question=answer.query))
            yield strings.offers if answer.suggestions else strings.empty_library
            yield markdown.bullets(map(markdown.text, answer.suggestions))
        elif not answer.matches:
            yield f"**{strings.nearest}** {strings.no_answer}"
        for match in answer.matches or answer.nearest:
            yield from self._match(match, level, quotes=bool(answer.matches))

    def _notes(self, answer: Answer) -> list[str]:
        notes = [describe_note(note, self.language) for note in answer.notes]
        if answer.read_as:
            notes.append(export_strings(self.language).read_as.format(text=answer.read_as))
        notes += readings(answer, self.language, str)
        return [markdown.bullets(map(markdown.text, notes))] if notes else []

    def _match(self, match: Match, level: int, *, quotes: bool) -> Iterator[str]:
        """The viewpoint of what does not answer says nothing to the question: it is not among its `quotes`."""
        article = match.article
        yield markdown.heading(level, article.title)
        yield self._about(article)
        if quotes:
            yield self._viewpoint(article)
        if match.by_title:
            yield f"({export_strings(self.language).by_title})"
        by_section: dict[str, list[MatchedPoint]] = {}
        for point in match.points:
            by_section.setdefault(point.section, []).append(point)
        for section, points in by_section.items():
            yield markdown.heading(level + 1, section) if section.strip() else ""
            yield self._points(article, points)

    def _about(self, article: Article, *, dated: bool = True) -> str:
        """Source and time, how the summary came about, where else it stands, and where both can be read."""
        strings = export_strings(self.language)
        parts = [markdown.text(article.source)]
        if dated:
            parts.append(f"{article.published_at:%Y-%m-%d %H:%M}")
            parts += filter(None, [describe_first_publication(article, self.language)])
        parts += origin(article, self.language, markdown.text)
        if article.url:
            parts.append(markdown.link(strings.original, article.url))
        if page := self.links.page(article):
            parts.append(markdown.link(strings.in_library, page))
        if self.with_ids:
            parts.append(f"`{article.id}`")
        return " · ".join(parts)

    def _viewpoint(self, article: Article) -> str:
        if not article.viewpoint.strip():
            return ""
        return f"> {markdown.text(article.viewpoint)}{self._cited(article, article.viewpoint_citations)}"

    def _points(self, article: Article, points: Iterable[MatchedPoint]) -> str:
        return markdown.bullets(self._point(article, point) for point in points)

    def _point(self, article: Article, point: KeyPoint | MatchedPoint) -> str:
        number = article.number_of(point.text, point.citations)
        return f"{markdown.text(point.text)}{self._cited(article, point.citations, number)}"

    def _cited(self, article: Article, numbers: Sequence[int], point: int | None = None) -> str:
        return markdown.citations((number, self.links.paragraph(article, number, point)) for number in numbers)
