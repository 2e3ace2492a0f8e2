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
    r"(?:latest|newest|最新|最新文章)(?:\s*(?P<count>\d{1,9})\s*(?:篇|条|條|articles?|posts?)?(?:文章)?)?",
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
    """The newest articles."""

    count: int = LATEST_DEFAULT


@dataclass(frozen=True, slots=True)
class WholeArticle:
    """One whole summary, by a title as somebody remembers it."""

    title: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """How the coverage of a topic went."""

    topic: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A question."""

    text: str


Intent = Help | Thanks | Latest | WholeArticle | Timeline | Topic


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
    if latest := _LATEST.fullmatch(wanted):
        return Latest(min(max(int(latest["count"] or LATEST_DEFAULT), 1), LATEST_MOST))
    if article := _ARTICLE.fullmatch(wanted):
        return WholeArticle(_unquoted(article["title"]))
    if timeline := _TIMELINE.fullmatch(wanted):
        return Timeline(timeline["topic"].strip())
    return Topic(wanted)


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
