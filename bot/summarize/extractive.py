"""The extractive maker: the sentences that carry an article, word for word, grouped in its order.

Sentences are scored as in MEAD (Radev, Jing, Styś and Tam 2004, "Centroid-based summarization of multiple documents",
Information Processing & Management 40): how much of the article's centroid a sentence holds, where it stands, and what
it shares with the title, which stands in for MEAD's first sentence. Figures count as well, since this is business news.
Sentences that repeat a chosen one are passed over (MMR: Carbonell and Goldstein 1998, SIGIR). No model, no network.
"""

import asyncio
import itertools
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.model import Article, KeyPoint, Making, Section
from bot.search.analysis.chinese_words import chinese_words
from bot.search.lexicon.stemming import stem
from bot.summarize.headings import heading as heading_of
from bot.summarize.sentences import sentences
from bot.text import HAN, fold, has_han

_WORD = re.compile(r"[a-z]{2,}")
_FIGURE = re.compile(r"\d|[一二两三四五六七八九十百千万亿]{2,}|[两三四五六七八九]成|分之")
_ENDED = tuple("。！？；!?.…”’」』\"'）)")
_STOP = frozenset(
    # English stems
    "the and for are was were has have had but not with that this from they them their there then than when which who"
    " whom whose what will would can could should may might must its his her she him our your you all any some each"
    " into onto over under about after befor between through dure more most other such onli own same veri just also"
    " been be is it in on of to as at by an or if so no do doe did done one two first said say get got make made"
    # Chinese words
    " 这个 那个 这些 那些 这样 那样 这种 他们 她们 它们 我们 你们 自己 大家 以及 因为 所以 因此 但是 不过"
    " 然而 如果 虽然 而且 并且 或者 还是 就是 不是 只是 没有 已经 正在 可以 可能 应该 需要"
    " 一个 一些 一种 一样 什么 怎么"
    " 为什么 时候 之后 之前 以后 以前 目前 现在 其中 其他 非常 十分 比较 更加 进行 通过 对于 关于 由于 根据 成为 认为"
    " 表示 来说 其实".split()
)
_CHROME = re.compile(
    r"点击.{0,8}(?:关注|阅读|下载)|扫.{0,3}二维码|长按|关注(?:我们|公众号)|阅读原文|题图|责任编辑|责编[:：丨|]|版权|未经授权|转载|"
    r"以下文章来源|本文(?:首发|原载|来源)|\b(?:reporting|editing|written|edited) by\b|"
    r"all rights reserved|subscribe (?:to|now)|sign up|follow us|click here|read more|photo(?:graph)? by|cookies",
    re.IGNORECASE,
)
_ROLE = r"(?:文|撰文|作者|采写|采访|编辑|责编|责任编辑|摄影|翻译|编译|整理|校对|监制)"
_NAME = rf"(?!{_ROLE}\s*[丨|｜/／:：])[{HAN}]{{2,4}}(?=\s|$)"
_CREDIT = re.compile(rf"(?<!\S){_ROLE}\s*[丨|｜/／:：]\s*{_NAME}(?:[\s、]+{_NAME})*")
"""Who made the article: `文 丨 陈一鸣 林小满 编辑 丨 何川`."""
_GENERIC = frozenset(
    # Chinese words
    "公司 企业 市场 行业 产品 平台 服务 服务平台 业务 项目 用户 问题 情况 方面 方式 部分 政府 解决方案 数据 技术 发展"
    " 任何 第一 时间 今年 去年 同时 相关 主要 重要 人员 机构 部门 工作 系统 不能 不会 不再 不得 否则 将会"
    # English stems
    " compani busi market product platform servic user issu govern solut year time peopl thing new".split()
)
"""Words that name no subject: a heading of them could stand above any part of any article."""
_CENTROID, _PLACE, _TITLE, _FIGURES = 1.0, 0.5, 0.3, 0.6
_LEAD, _NEWS_TITLE, _NEWS_SCORE = 0.2, 1.0, 0.5
"""Of the sentence that says the news: how fast its place counts less, what its share of the title's words weighs, and
what its score. Around them the same sentences are picked in the check of `tests/relevance`."""
_REDUNDANT = 0.5
"""How much likeness to a chosen sentence costs, as a share of the score."""
_SHARE = 0.4
"""Of the sentences, how many are kept: the people of the check kept 40 to 55 %, of longer articles less is wanted."""
_MIN_SENTENCES = 3
_MAX_POINTS = 16
_MAX_SECTIONS = 6
_POINTS_A_SECTION = 3
_MAX_SENTENCE = 600
_MAX_HEADING = 40
_LOOKED_AT = 3_000
"""Sentences; what is behind in a book is not looked at."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of paragraph `paragraph` (from 1), `place` of it (from 0), with its words for comparing."""

    text: str
    paragraph: int
    place: int
    words: frozenset[str]


class ExtractiveSummarizer:
    """Picks and groups sentences; gives the same for the same article."""

    async def summarise(self, article: Article) -> Article:
        """The article with a summary of its own sentences; as it is with fewer than three of them."""
        return await asyncio.to_thread(extract, article)


def extract(article: Article, *, instead_of: str = "") -> Article:
    """As `ExtractiveSummarizer.summarise`; `instead_of` names the model that it stands in for."""
    found = sentences_of(article)
    if len(found) < _MIN_SENTENCES:
        return article
    wanted = min(_MAX_POINTS, max(_MIN_SENTENCES, round(_SHARE * len(found))))
    scores = score(article.title, found)
    view = news_of(article.title, found, scores)
    chosen = choose(found, scores, wanted, first=view)
    points = sorted(chosen - {view})
    sections = _sections(article, found, points)
    return article.model_copy(
        update={
            "viewpoint": found[view].text,
            "viewpoint_citations": (found[view].paragraph,),
            "sections": sections,
            "made": Making(by="extractive", model=instead_of),
        }
    )


def sentences_of(article: Article) -> list[Sentence]:
    """The sentences that may be chosen: no headings, no chrome of a page."""
    found: list[Sentence] = []
    for number, paragraph in enumerate(article.paragraphs, 1):
        for place, text in enumerate(map(_without_credits, sentences(paragraph))):
            words = words_of(text)
            if _may_be_point(text, words):
                found.append(Sentence(text, number, place, words))
        if len(found) > _LOOKED_AT:
            break
    return found


def score(title: str, found: Sequence[Sentence]) -> list[float]:
    """How much each sentence carries, in their order."""
    counts = Counter(word for sentence in found for word in sentence.words)
    centroid = {word: math.log(1 + count) for word, count in counts.items() if count > 1}
    titled = words_of(title)
    central = [
        sum(centroid.get(word, 0.0) for word in sentence.words) / math.sqrt(len(sentence.words) + 4)
        for sentence in found
    ]
    most = max(central, default=0.0) or 1.0
    scores: list[float] = []
    for at, sentence in enumerate(found):
        place = (1.0 if sentence.place == 0 else 0.4) * (1.0 - 0.5 * at / len(found))
        shared = len(sentence.words & titled) / (len(titled) or 1)
        figures = min(1.0, len(_FIGURE.findall(sentence.text)) / 2)
        scores.append(_CENTROID * central[at] / most + _PLACE * place + _TITLE * shared + _FIGURES * figures)
    return scores


def choose(found: Sequence[Sentence], scores: Sequence[float], wanted: int, *, first: int | None = None) -> set[int]:
    """The places of the best sentences, none of which says again what another one says; `first` is one in any case."""
    chosen: set[int] = set()
    likest = [0.0] * len(found)
    for _ in range(min(wanted, len(found))):
        left = [at for at in range(len(found)) if at not in chosen]
        best = max(left, key=lambda at: (at == first, scores[at] * (1 - _REDUNDANT * likest[at]), -at))
        chosen.add(best)
        for at in left:
            likest[at] = max(likest[at], _likeness(found[at].words, found[best].words))
    return chosen


def news_of(title: str, found: Sequence[Sentence], scores: Sequence[float]) -> int:
    """The place of the sentence that says what the article is about: early, and in the words of its title.

    What comes first is the news, but for a scene that leads to it.
    """
    titled = words_of(title)
    most = max(scores)

    def weight(at: int) -> float:
        shared = len(found[at].words & titled) / (len(titled) or 1)
        return 1 / (1 + _LEAD * at) + _NEWS_TITLE * shared + _NEWS_SCORE * scores[at] / most

    return max(range(len(found)), key=weight)


def words_of(text: str) -> frozenset[str]:
    """What a text speaks of: English stems and Chinese words of two characters or more, without function words."""
    folded = fold(text)
    found = {stem(word) for word in _WORD.findall(folded)}
    if has_han(folded):
        found.update(word for word in chinese_words(folded) if len(word) > 1 and has_han(word))
    return frozenset(found - _STOP)


def _without_credits(sentence: str) -> str:
    """What follows the line of credits that a page ran together with its first sentence."""
    end = max((found.end() for found in _CREDIT.finditer(sentence)), default=0)
    return sentence[end:].lstrip()


def _may_be_point(text: str, words: frozenset[str]) -> bool:
    return (
        len(words) >= 2
        and len(text) <= _MAX_SENTENCE
        and text.endswith(_ENDED)
        and not text.endswith(("?", "？"))
        and not (_CHROME.search(text) and len(text) < 80)
    )


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / (math.sqrt(len(one) * len(other)) or 1.0)


def _sections(article: Article, found: Sequence[Sentence], points: Sequence[int]) -> tuple[Section, ...]:
    """Two to six groups in the article's order, parted at its own headings, else where the subject changes most."""
    headings = _headings(article, [found[at].paragraph for at in points])
    groups = _by_heading(found, points, headings) if headings else None
    if groups is None:
        groups = [("", group) for group in _by_subject(found, points)]
    used: Counter[str] = Counter()
    sections: list[Section] = []
    for heading, group in groups:
        sentences_here = [found[at] for at in group]
        texts = [sentence.text for sentence in sentences_here]
        others = [sentence.text for sentence in found if sentence.text not in texts]
        title = heading or heading_of(texts, others, used, _GENERIC)
        points_here = tuple(
            KeyPoint(text=sentence.text, citations=(sentence.paragraph,)) for sentence in sentences_here
        )
        sections.append(Section(heading=title, points=points_here))
    return tuple(sections)


def _headings(article: Article, cited: Sequence[int]) -> list[tuple[int, str]]:
    """The paragraphs that are headings of what follows, with their numbers."""
    found: list[tuple[int, str]] = []
    for number, text in enumerate(article.paragraphs, 1):
        is_short = 2 <= len(text) <= _MAX_HEADING and not text.endswith(_ENDED)
        is_chrome = _CHROME.search(text) or _CREDIT.search(text)
        if is_short and not is_chrome and number < max(cited, default=0) and not re.fullmatch(r"[\W\d]*", text):
            found.append((number, text))
    return found


def _by_heading(
    found: Sequence[Sentence], points: Sequence[int], headings: Sequence[tuple[int, str]]
) -> list[tuple[str, list[int]]] | None:
    groups: dict[str, list[int]] = {}
    for at in points:
        above = [text for number, text in headings if number < found[at].paragraph]
        groups.setdefault(above[-1] if above else "", []).append(at)
    return list(groups.items()) if 2 <= len(groups) <= _MAX_SECTIONS else None


def _by_subject(found: Sequence[Sentence], points: Sequence[int]) -> list[list[int]]:
    """Parted where neighbouring points share the least; the distance in paragraphs counts too."""
    wanted = min(_MAX_SECTIONS, max(2, round(len(points) / _POINTS_A_SECTION)), len(points))
    around = [_words_around(found, at) for at in points]
    gaps = sorted(
        range(1, len(points)),
        key=lambda gap: (
            _likeness(around[gap - 1], around[gap])
            - 0.1 * min(3, found[points[gap]].paragraph - found[points[gap - 1]].paragraph)
            + 0.4 * (gap in (1, len(points) - 1) and len(points) > 3)
        ),
    )
    cuts = [0, *sorted(gaps[: wanted - 1]), len(points)]
    return [list(points[start:end]) for start, end in itertools.pairwise(cuts)]


def _words_around(found: Sequence[Sentence], at: int) -> frozenset[str]:
    near = [
        sentence.words
        for sentence in found[max(0, at - 2) : at + 3]
        if abs(sentence.paragraph - found[at].paragraph) <= 1
    ]
    return frozenset().union(*near)
