"""What a person means: the text of a command, and a follow-up with what it takes over. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.text import HAN, fold, is_visible

Spans = Callable[[str], Sequence[tuple[int, int]]]
"""Where names of companies, products, people and places stand in a text: offsets [start, end), in order."""

LATEST_DEFAULT = 5
LATEST_MOST = 20

LONGEST_TEXT = 4_000
"""Characters of what a person typed that anything looks at: twice what a search reads, which says so itself."""

_LONGEST_FORM = 300
"""Characters of a request that asks for a form, such as a comparison; longer ones are questions."""

_OPENING, _CLOSING = '"“”„«「『＂', '"“”»」』＂'
_HELP = frozenset(
    "help ? ？ 帮助 幫助 说明 說明 怎么用 article 文章 timeline 时间线 時間線 脉络 脈絡"
    " hi hello hey 你好 您好 嗨 哈喽".split()
)
"""Asking for help, greeting, or a command without what belongs behind it."""
_THANKS = re.compile(
    r"(?:(?:thanks|thank you|thx|ty|cheers|many|a lot|(?:so|very) much|okay|ok|great|cool|nice|perfect|awesome|got it"
    r"|all right|alright|never ?mind|bye|好的?|行|可以|嗯|收到|明白了?|知道了|了解|谢谢[你您]?|謝謝[你您]?|多谢|多謝"
    r"|感谢|感謝|辛苦了?|再见|再見|拜拜|:[\w+'-]{1,60}:|[🙏👍👌🎉])[\s,，.!~。！～]*)+",
    re.IGNORECASE,
)
"""What people say to each other after an answer: nobody looks that up."""
_PRIVATE = re.compile(r"(?:private|privately|私下|私密|私聊)(?=$|[\s:：])\s*[:：]?\s*", re.IGNORECASE)
_LATEST = re.compile(
    r"(?:the\s+)?(?:latest|newest|most recent|recent|最新的?|最近的?|近期的?)\s*"
    r"(?:(?P<count>\d{1,9})(?!\w)\s*[篇条條]?)?\s*(?P<noun>(?:articles?|posts?|news|coverage|stories)\b|文章|报道|報道|消息|新闻|新聞|动态|動態)?"
    r"\s*(?:(?:on|about|of|from|regarding)\b|关于|關於)?[\s:：]*(?P<topic>.*)",
    re.IGNORECASE | re.DOTALL,
)
"""The newest articles, all of them or those about a topic."""
_COMPARE = re.compile(
    r"(?:please\s+)?(?:compare|comparison (?:of|between)|differences? between|对比|對比|比较|比較)(?:一下)?\s*"
    r"(?P<pair>.+)"
    r"|(?P<versus>.+?)\s*(?:(?:的)?(?:对比|對比|比较|比較|区别|區別|差别|差別|异同|異同))",
    re.IGNORECASE | re.DOTALL,
)
_VERSUS = re.compile(r"\s+(?:vs\.?|versus)\s+", re.IGNORECASE)
_BETWEEN_TWO = re.compile(r"\s*(?:\s(?:and|with|to|vs\.?|versus)\s|[和与與跟同]|、|,|，)\s*", re.IGNORECASE)
_ASPECT = re.compile(
    r"(?P<first>.+?)(?:\s+(?:on|in terms of|regarding|by)\s+|\s*(?:在|的))(?P<aspect>.+?)(?:方面|上)?$",
    re.IGNORECASE | re.DOTALL,
)
_SUMMARY = re.compile(
    r"(?:please\s+)?(?:summari[sz]e|summary of|sum up|tl;?dr|总结|總結|概括|摘要)(?:一下)?[\s:：]*(?P<title>.*)",
    re.IGNORECASE | re.DOTALL,
)
_THE_ARTICLE = re.compile(
    r"(?:the\s+)?(?:article|piece|story|report)\s+(?:about|on|of|called)\s+(?P<about>.+)|(?:关于|關於)(?P<of>.+?)的?(?:文章|报道|報道)",
    re.IGNORECASE | re.DOTALL,
)
_THIS = re.compile(
    r"\b(?:this|that|the) (?:article|piece|story|report)\b|(?:这|這|那)(?:篇|个|個)?(?:文章|报道|報道|篇)|本文",
    re.IGNORECASE,
)
_SHOWN_ALONE = re.compile(r"(?:it|this|that|the (?:article|thread)|这篇|這篇|它)?[\s.。!！?？]*", re.IGNORECASE)
_SAYS_ABOUT = re.compile(
    r"what (?:does|do|has|did) (?:the library|latepost|晚点|you|it|they) (?:say|said|have|know|report|written|write)"
    r" (?:about|on|of)\s+",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?:article|文章)(?:\s*[:：]\s*|\s+)(?P<title>.+)", re.IGNORECASE | re.DOTALL)
_TIMELINE = re.compile(
    r"(?:timeline|时间线|時間線|脉络|脈絡)(?:\s*[:：]\s*|\s+)(?P<topic>.+)", re.IGNORECASE | re.DOTALL
)

_MORE = re.compile(
    r"(?:more|more please|show more|more results|next|go on|continue|keep going|and more|anything else|what else"
    r"|(?:还有|還有)(?:吗|嗎|呢|别的吗|別的嗎|什么|什麼)?|更多(?:结果|結果)?|继续|繼續|接着说|接著說"
    r"|下一页|下一頁|再来|再來|再来一些|多来点)"
    r"[\s.!?。！？…]*",
    re.IGNORECASE,
)
_LEADS_ON = re.compile(
    r"(?:(?:and|also|or|but|then|so)\s+)?(?:what\s+about|how\s+about|what\s+of)\s+"
    r"|(?:and|also|plus|or|but)\b[\s,，]*(?:for\s+|in\s+|on\s+)?"
    r"|(?:那么|那麼|那|还有|還有|以及|另外|至于|至於|换成|換成)[\s,，]*",
    re.IGNORECASE,
)
_BLANKS = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
_FINAL = _BLANKS + "?？。！!"
"""What may end a sentence. It is stripped and not matched: a pattern that is anchored at the end tries every start."""
_ENDS_ON = re.compile(r"(?:呢|如何|怎么样|怎麼樣|怎样|怎樣|\b(?:too|as well))$", re.IGNORECASE)
_LONGEST_END = 10
"""Characters in which `_ENDS_ON` finds what it looks for."""
_FILTER = re.compile(r"(?<!\S)(source|since|before)\s?[:：]\s?(?:[\"“＂][^\"”＂]{1,100}[\"”＂]|\S+)", re.IGNORECASE)
_WORD = re.compile(rf"[^\W_{HAN}]+|[{HAN}]")
_CAPITAL = re.compile(r"(?<=[\s,，])[A-Z][\w&.-]*")
"""A capital letter inside a sentence begins a name; at its start it says nothing."""
_LONG_ENOUGH = 6
"""A question of so many words or Chinese characters without a name stands for itself; shorter ones take names over."""


@dataclass(frozen=True, slots=True)
class Help:
    """How the bot is used."""


@dataclass(frozen=True, slots=True)
class Thanks:
    """Thanks, or a word that an answer was received; nothing is asked."""

    text: str


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest articles, of all or of those about a topic."""

    count: int = LATEST_DEFAULT
    topic: str = ""


@dataclass(frozen=True, slots=True)
class WholeArticle:
    """One whole summary, by a title as somebody remembers it, or by what it is about."""

    title: str
    is_about: bool = False


@dataclass(frozen=True, slots=True)
class ShownArticle:
    """The article that the thread is about, whole, or what it says to a question."""

    question: str = ""


@dataclass(frozen=True, slots=True)
class Compare:
    """What the library says of two things, side by side; of one aspect if there is one."""

    first: str
    second: str
    aspect: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """How the coverage of a topic went."""

    topic: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A question."""

    text: str


Intent = Help | Thanks | Latest | WholeArticle | ShownArticle | Compare | Timeline | Topic


@dataclass(frozen=True, slots=True)
class Command:
    """What a command asks for, and whether only the asker is to see the answer."""

    request: Intent
    private: bool = False


def understand_command(text: str) -> Command:
    """What the text behind `/latepost` means; any text means something."""
    wanted = text[:LONGEST_TEXT].strip()
    if private := _PRIVATE.match(wanted):
        return Command(understand_request(wanted[private.end() :]), private=True)
    return Command(understand_request(wanted))


def understand_request(text: str) -> Intent:
    """What a text asks for, in a command or in a message to the bot. What begins with a quote is always a topic."""
    wanted = text[:LONGEST_TEXT].strip()
    if not is_visible(wanted) or fold(wanted.rstrip(_FINAL) or wanted) in _HELP:
        return Help()
    if wanted[0] in _OPENING:
        return Topic(wanted)
    if _THANKS.fullmatch(wanted):
        return Thanks(wanted)
    if latest := _LATEST.fullmatch(wanted.rstrip(_FINAL)):
        count = min(max(int(latest["count"] or LATEST_DEFAULT), 1), LATEST_MOST)
        return Latest(count, latest["topic"].strip())
    if article := _ARTICLE.fullmatch(wanted):
        return WholeArticle(_unquoted(article["title"]))
    if timeline := _TIMELINE.fullmatch(wanted):
        return Timeline(timeline["topic"].strip())
    if len(wanted) > _LONGEST_FORM:
        return Topic(wanted)
    return _compare(wanted) or _summary(wanted) or Topic(_SAYS_ABOUT.sub("", wanted, count=1) or wanted)


def _compare(text: str) -> Compare | None:
    """`compare A and B`, `A vs B`, `A 和 B 的对比`, each with an aspect or without; None where it is none."""
    asked = text.rstrip(_FINAL)
    found = _COMPARE.fullmatch(asked)
    sides = _VERSUS.split(asked, maxsplit=1)
    if found:
        sides = _BETWEEN_TWO.split(found["pair"] or found["versus"], maxsplit=1)
    if len(sides) != 2 or not all(map(is_visible, sides)):
        return None
    second, aspect = sides[1], ""
    if of := _ASPECT.fullmatch(second):
        second, aspect = of["first"], of["aspect"]
    return Compare(sides[0].strip(), second.strip(), aspect.strip())


def _summary(text: str) -> WholeArticle | ShownArticle | None:
    asked = text.rstrip(_FINAL)
    found = _SUMMARY.fullmatch(asked)
    if not found:
        return ShownArticle(" ".join(_THIS.sub(" ", asked).split())) if _THIS.search(asked) else None
    title = found["title"].strip()
    if _SHOWN_ALONE.fullmatch(_THIS.sub("", title).strip()):
        return ShownArticle()
    if about := _THE_ARTICLE.fullmatch(title):
        return WholeArticle(_unquoted(about["about"] or about["of"]), is_about=True)
    return WholeArticle(_unquoted(title), is_about=True)


def is_more(text: str) -> bool:
    """Whether a message asks for the last answer to go on: `more`, `更多`, `继续`."""
    return _MORE.fullmatch(text[:LONGEST_TEXT].strip()) is not None


def follow_up(text: str, before: str, names: Spans) -> list[str]:
    """What a message may ask after the question `before`, likeliest first; the last one is the message alone.

    One reading means that it stands for itself; of a message that has only filters, it is the old question with them.
    A name in the new question takes the place of the names of the old one (`那华为呢`), a question without a name is
    asked about the old names (`and advertising?`); filters stay until another of their kind is given.
    """
    wanted, before = text[:LONGEST_TEXT].strip(), before[:LONGEST_TEXT]
    rest, leads = _without_lead(wanted)
    if not is_visible(rest) or wanted[:1] in _OPENING:
        return [wanted]
    new_names = names(rest) or _CAPITAL.search(rest if rest == wanted else f" {rest}")
    size = len(_WORD.findall(_FILTER.sub(" ", rest)))
    if not leads and (new_names or size >= _LONG_ENOUGH):
        return [wanted]
    old_filters = " ".join(found[0] for found in _FILTER.finditer(before) if not _gives(rest, found[1]))
    old = " ".join(_FILTER.sub(" ", before).split())
    if size == 0:
        return [" ".join(filter(None, (old, rest, old_filters)))] if _FILTER.search(rest) else [wanted]
    readings: list[str] = []
    if new_names and (old_names := names(old)):
        readings.append(_replaced(old, old_names, rest))
    elif old_names := names(old):
        readings += [_joined([old[start:end] for start, end in old_names] + [rest]), f"{old} {rest}"]
    else:
        readings.append(f"{old} {rest}")
    readings = [" ".join(filter(None, (reading, old_filters))) for reading in readings]
    return list(dict.fromkeys([*readings, rest]))


def _without_lead(text: str) -> tuple[str, bool]:
    """The message without the words that tie it to the question before, and whether there were such."""
    lead = _LEADS_ON.match(text)
    rest = text[lead.end() :] if lead else text
    rest = rest.rstrip(_FINAL)
    end = _ENDS_ON.search(rest[-_LONGEST_END:])
    if end:
        rest = rest[: len(rest) - len(end[0])].rstrip(_FINAL + ",，")
    return (rest, bool(lead or end)) if is_visible(rest) else (text, False)


def _replaced(old: str, old_names: Sequence[tuple[int, int]], new: str) -> str:
    """The old question with the new one in the place of its first name, and without its other names."""
    pieces, at = [], 0
    for number, (start, end) in enumerate(old_names):
        pieces += [old[at:start], f" {new} " if number == 0 else " "]
        at = end
    return " ".join("".join([*pieces, old[at:]]).split())


def _joined(pieces: Sequence[str]) -> str:
    seen: dict[str, str] = {}
    for piece in pieces:
        seen.setdefault(fold(piece), piece)
    return " ".join(seen.values())


def _gives(text: str, name: str) -> bool:
    return any(found[1].lower() == name.lower() for found in _FILTER.finditer(text))


def _unquoted(title: str) -> str:
    stripped = title.strip()
    if len(stripped) > 2 and stripped[0] in _OPENING + "《" and stripped[-1] in _CLOSING + "》":
        return stripped[1:-1].strip()
    return stripped
