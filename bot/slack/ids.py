"""Every name by which Slack tells us what a person pressed, and the small values that travel with it."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from bot.language import Language

# action_ids
ASK = re.compile(r"ask\.\d+")
"""Buttons that ask a question; the button's value is the question. Several stand in one block, hence the number."""
OPEN_ARTICLE = "article.open"
"""Value: `ArticlePlace`."""
ARTICLE_PREVIOUS = "article.previous"
ARTICLE_NEXT = "article.next"
ARTICLE_PREVIOUS_PARAGRAPH = "article.paragraph.previous"
ARTICLE_NEXT_PARAGRAPH = "article.paragraph.next"
ARTICLE_BACK = "article.back"
ARTICLE_STEPS = (ARTICLE_PREVIOUS, ARTICLE_NEXT, ARTICLE_PREVIOUS_PARAGRAPH, ARTICLE_NEXT_PARAGRAPH, ARTICLE_BACK)
"""Buttons inside the modal; the value of each is the `ArticlePlace` to show."""
ARTICLE_PARAGRAPH = "article.paragraph"
"""A menu inside the modal; the value of the chosen option is the `ArticlePlace` to show."""
REMOVE_ARTICLE = "article.remove"
RESTORE_ARTICLE = "article.restore"
"""Value of both: the `ArticlePlace` of the article."""
MORE_RESULTS = "answer.more"
"""Value: `AnswerPlace`."""
FEEDBACK = "answer.feedback"
"""Value: `Feedback`."""
EXPLAIN = "answer.explain"
"""Value: the key of the answer."""
COPY_ARTICLE = "article.markdown"
"""A button inside the modal; value: the `ArticlePlace` to go back to."""
COPY_ANSWER = "answer.markdown"
"""Value: the key of the answer."""
COPY_TIMELINE = "timeline.markdown"
"""Value: the topic."""
SHARE = "answer.share"
"""Value: the key of the answer."""
UNDO_ADDING = "adding.undo"
"""Value: the key of the receipt."""
HOME_SEARCH = "home.search"
HOME_SOURCE = "home.source"
"""A menu; the value of the chosen option is as `source_value` gives it."""
HOME_NEWER = "home.newer"
HOME_OLDER = "home.older"
"""Value: `HomePlace`."""

# callback_ids
ARTICLE_MODAL = "article"
HOME_VIEW = "home"
FIND_COVERAGE = "find_coverage"
ADD_TO_LIBRARY = "add_to_library"
"""The message shortcuts."""

_KEY = 100
"""Characters of each part of a block_id, which has 255 at most (slack_sdk's `Block.block_id_max_length`)."""


def ask(number: int) -> str:
    """The action_id of the n-th button of a block that asks a question."""
    return f"ask.{number}"


def block(name: str, key: str = "", suffix: str = "") -> str:
    """A block_id. `suffix` is new whenever the message or view is updated, else Slack keeps old states."""
    return ".".join(filter(None, (name, key[:_KEY], suffix[:_KEY])))


@dataclass(frozen=True, slots=True)
class ArticlePlace:
    """A page of an article's modal; with `paragraph` (from 1) a page of that paragraph. Pages count from 0."""

    article_id: str
    language: Language
    page: int = 0
    paragraph: int | None = None

    def encode(self) -> str:
        """The value that `decode` reads."""
        return f"{self.article_id}:{self.language}:{self.page}:{self.paragraph or ''}"

    @classmethod
    def decode(cls, value: str) -> Self:
        """Read a value; raises ValueError when it is none of ours."""
        article_id, language, page, paragraph = value.split(":")
        return cls(article_id, _language(language), int(page), int(paragraph) if paragraph else None)


@dataclass(frozen=True, slots=True)
class AnswerPlace:
    """Where an answer goes on: its key, and how many of its articles were already shown."""

    answer_key: str
    offset: int

    def encode(self) -> str:
        """The value that `decode` reads."""
        return f"{self.offset}:{self.answer_key}"

    @classmethod
    def decode(cls, value: str) -> Self:
        """Read a value; raises ValueError when it is none of ours."""
        offset, answer_key = value.split(":", 1)
        return cls(answer_key, int(offset))


@dataclass(frozen=True, slots=True)
class Feedback:
    """A thumb up or down for an answer."""

    answer_key: str
    helpful: bool

    def encode(self) -> str:
        """The value that `decode` reads."""
        return f"{'up' if self.helpful else 'down'}:{self.answer_key}"

    @classmethod
    def decode(cls, value: str) -> Self:
        """Read a value; raises ValueError when it is none of ours."""
        thumb, answer_key = value.split(":", 1)
        if thumb not in ("up", "down"):
            raise ValueError(f"{thumb!r} is no thumb")
        return cls(answer_key, thumb == "up")


@dataclass(frozen=True, slots=True)
class HomePlace:
    """A page of App Home, from 0, and the source that it is filtered by, as `source_value` gives it."""

    language: Language
    page: int = 0
    source: str = ""

    def encode(self) -> str:
        """The value that `decode` reads."""
        return f"{self.language}:{self.page}:{self.source}"

    @classmethod
    def decode(cls, value: str) -> Self:
        """Read a value; raises ValueError when it is none of ours."""
        language, page, source = value.split(":", 2)
        return cls(_language(language), int(page), source)


def source_value(source: str | None) -> str:
    """A source's name as an option's value, 16 hexadecimal digits; `all` without a source."""
    return hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:16] if source is not None else "all"


def find_source(value: str, sources: Iterable[str]) -> str | None:
    """The source among `sources` whose value this is, None for `all` and for one that is gone."""
    return next((source for source in sources if source_value(source) == value), None)


def _language(code: str) -> Language:
    if code == "zh":
        return "zh"
    if code == "en":
        return "en"
    raise ValueError(f"{code!r} is no language")
