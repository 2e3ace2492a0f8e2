"""What came of the files and links that somebody brought: each article, what was refused and why, and a way back."""

from collections.abc import Iterator, Sequence

from bot.formats.wording import translated_reason
from bot.language import Language
from bot.links import ArticleLinks
from bot.model import Article, Saved, Taken, UploadResult
from bot.slack import ids
from bot.slack.blocks import rich_text
from bot.slack.blocks.elements import Block, actions, button, context_block
from bot.slack.blocks.message import Message, Part, split
from bot.slack.blocks.mrkdwn import Run, link, one_line, shorten
from bot.slack.blocks.points import about, open_button, title
from bot.slack.wording.uploads import upload_strings

_NAME_CHARACTERS = 200
_REASON_CHARACTERS = 500
_ARTICLES = 20
_REASONS = 10


def added(
    brought: Sequence[UploadResult], key: str, language: Language, links: ArticleLinks, *, suffix: str = ""
) -> list[Message]:
    """The whole reply; with the undo button, whose value is the key, where something changed."""
    strings = upload_strings(language)
    found = [part for upload in brought for part in _one(upload, language, links, suffix)]
    changed = any(taken.saved is not Saved.UNCHANGED for upload in brought for taken in upload.taken)
    if changed:
        undo = button(strings.undo, ids.UNDO_ADDING, key)
        found.append(Part((actions([undo], ids.block("undo", key, suffix)),)))
    return split(found, strings.shortcut, language)


def _one(brought: UploadResult, language: Language, links: ArticleLinks, suffix: str) -> Iterator[Part]:
    strings = upload_strings(language)
    headings = {Saved.NEW: strings.heading, Saved.UPDATED: strings.heading_updated}
    headings[Saved.UNCHANGED] = strings.heading_unchanged
    states = {taken.saved for taken in brought.taken if not taken.is_removed}
    template = next((template for state, template in headings.items() if state in states), strings.not_added)
    heading = template.format(name=shorten(one_line(brought.name), _NAME_CHARACTERS))
    yield Part((rich_text.block(rich_text.section([Run(heading, bold=True)])),), heading)
    for taken in brought.taken[:_ARTICLES]:
        yield _article(taken, language, links, suffix)
    if (more := len(brought.taken) - _ARTICLES) > 0:
        yield _small([strings.more.format(count=more)])
    small = [strings.note.format(note=translated_reason(note, language)) for note in brought.notes[:_REASONS]]
    if small:
        yield _small(small)
    for problem in brought.problems[:_REASONS]:
        reason = strings.refused.format(
            reason=shorten(one_line(translated_reason(problem, language)), _REASON_CHARACTERS)
        )
        yield Part((rich_text.block(rich_text.section([Run(reason)])),), reason)
    if (more := len(brought.problems) - _REASONS) > 0:
        yield _small([strings.more.format(count=more)])


def _article(taken: Taken, language: Language, links: ArticleLinks, suffix: str) -> Part:
    article: Article = taken.article
    strings = upload_strings(language)
    states = {Saved.NEW: strings.new, Saved.UPDATED: strings.updated, Saved.UNCHANGED: strings.unchanged}
    state = strings.removed if taken.is_removed else states[taken.saved]
    name = link(None if taken.is_removed else links.title(article), title(article), bold=True)
    blocks: list[Block] = [
        rich_text.block(rich_text.section(name)),
        context_block([f"{state} · {about(article, language)}"]),
    ]
    if not taken.is_removed:
        blocks.append(actions([open_button(article, language)], ids.block("article", article.id, suffix)))
    return Part(tuple(blocks), f"{title(article)} ({state})")


def _small(lines: Sequence[str]) -> Part:
    return Part((context_block([shorten(one_line(line), _REASON_CHARACTERS) for line in lines]),), "\n".join(lines))
