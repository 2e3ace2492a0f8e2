"""Whether a name stands in a text, also in the other language: through the glossary, the dictionary and pinyin."""

import re
from collections.abc import Iterator

from bot.search.analysis.quantities import is_date_word
from bot.search.analysis.stopwords import is_stopword
from bot.search.lexicon.dictionary import Lexicon
from bot.search.lexicon.glossary import Glossary
from bot.search.lexicon.stemming import stem
from bot.text import HAN, fold, has_han

_LATIN = r"[A-Za-zÀ-ÖØ-öø-ÿ][\wÀ-ÖØ-öø-ÿ]*(?:[-.&'’][\wÀ-ÖØ-öø-ÿ]+)*"
_WORD = re.compile(_LATIN)
_NAME_TAGS = frozenset({"nr", "nrt", "nrfg", "ns", "nt", "nz"})
"""Persons, places, organisations and other proper names, as jieba tags them."""
_TITLED = re.compile(r"《([^《》]{1,60})》")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s，。；）)]+|\b[\w-]+\.(?:com|cn|net|org|io)\b[^\s，。；）)]*", re.IGNORECASE
)
_STARTS = re.compile(r"(?:^|[.!?:;。！？：；…])[\s\"“‘'(（]*$")
_MAX_WORDS = 6
_COMMON = 4.0
"""Zipf frequency from which a word in capitals at the start of a sentence is taken for an ordinary one."""
_NOT_NAMES = frozenset("I A".split())
_OF_PERSONS = frozenset({"nr", "nrt", "nrfg"})
_SOUNDS = frozenset(
    "阿埃艾安奥巴班贝本比彼别宾波伯博布查达戴丹德邓登迪蒂丁顿杜多恩尔法菲费芬弗福盖格根古哈海汉赫亨胡霍基吉加杰金卡凯坎康科克肯库"
    "拉莱兰朗劳勒雷里利列林琳鲁路伦罗洛马麦曼梅米密莫默姆墨纳内尼努诺欧帕潘佩皮珀普齐奇乔琼丘热瑞萨塞桑森沙莎山舍圣史施斯苏索塔泰"
    "坦汤特提图托瓦万威韦维温沃乌西希锡夏肖谢辛休逊雅亚扬耶伊英尤约泽詹治朱兹佐赛"
)
"""The characters that Chinese news agencies write foreign names with."""
_MIN_SHARE = 0.3
"""Of the words of a statement that its paragraphs must share."""
_MIN_SHARE_TRANSLATED = 0.15
"""The same in the other language, as the dictionary knows few of the words that a translator takes."""


class Names:
    """Finds names in statements and looks whether paragraphs hold them."""

    def __init__(self, glossary: Glossary, lexicon: Lexicon) -> None:
        self._glossary = glossary
        self._lexicon = lexicon

    def missing(self, statement: str, paragraphs: str) -> list[str]:
        """The names and addresses of the statement that the paragraphs lack, in any language."""
        folded = fold(paragraphs)
        names = dict.fromkeys(self._names(statement))
        return [ways[0] for ways in names if not any(self._stands_in(way, folded) for way in ways)]

    def is_about(self, statement: str, paragraphs: str) -> bool:
        """Whether enough of the statement's words stand in the paragraphs, as they are or translated."""
        folded = fold(paragraphs)
        stems = {stem(word) for word in re.findall(r"[a-z]{2,}", folded)}
        words = list(self._words(fold(statement)))
        met = sum(self._is_met(word, folded, stems) for word in words)
        share = _MIN_SHARE if has_han(statement) == has_han(paragraphs) else _MIN_SHARE_TRANSLATED
        return not words or met >= share * len(words)

    def _names(self, statement: str) -> Iterator[tuple[str, ...]]:
        """Each name in the ways to read it."""
        yield from ((found[0],) for found in _ADDRESS.finditer(statement))
        plain = _ADDRESS.sub(" ", statement)
        yield from ((title,) for title in _TITLED.findall(plain))
        yield from self._latin_names(plain)
        if has_han(plain):
            yield from ((name,) for name in self._chinese_names(plain))

    def _latin_names(self, text: str) -> Iterator[tuple[str, ...]]:
        """Words in capitals that follow each other, as one name; in Chinese every Latin word is one.

        A word that begins a sentence may be an ordinary one, or begin the name: `He Jing` is read in both ways.
        """
        run: list[str] = []
        before = ""
        end = -1
        for found in _WORD.finditer(text):
            word = re.sub(r"['’]s$", "", found[0])
            adjoins = text[end : found.start()] == " "
            if run and not adjoins:
                yield _ways(run, before)
                run, before = [], ""
            starts = _STARTS.search(text[: found.start()][-8:]) is not None
            if self._is_name_word(word, starts=starts, in_name=bool(run), in_chinese=has_han(text)):
                if not adjoins and not run:
                    before = ""
                run.append(word)
            else:
                if run:
                    yield _ways(run, before)
                    run = []
                before = word if word[0].isupper() else ""
            end = found.end() - (len(found[0]) - len(word))
        if run:
            yield _ways(run, before)

    def _is_name_word(self, word: str, *, starts: bool, in_name: bool, in_chinese: bool) -> bool:
        if not (in_chinese or any(map(str.isupper, word))) or word in _NOT_NAMES:
            return False
        if is_date_word(word.lower()):
            return False
        if is_stopword(word.lower()):
            return in_name or (word.isupper() and len(word) > 1 and not starts)
        return not (starts and self._is_ordinary(word))

    def _is_ordinary(self, word: str) -> bool:
        """Whether a word that begins a sentence is one that is common in small letters."""
        if any(map(str.isupper, word[1:])) or any(map(str.isdigit, word)):
            return False
        common = max(self._lexicon.zipf(form) for form in _base_forms(word.lower()))
        return common >= _COMMON and not self._entries(word) and not self._is_surname(word.lower())

    def _is_surname(self, word: str) -> bool:
        """Whether the dictionary also writes the word by its sound, as it does Smith and Brown: then it may be one."""
        import rjieba

        return any(
            len(chinese) > 1 and _SOUNDS.issuperset(chinese) and rjieba.tag(chinese)[0][1] in _OF_PERSONS
            for chinese in self._lexicon.chinese(word)
        )

    def _chinese_names(self, text: str) -> Iterator[str]:
        import rjieba

        for word, tag in rjieba.tag(text):
            if tag in _NAME_TAGS and len(word) > 1 and has_han(word):
                yield word
        folded = fold(text)
        for found in self._glossary.find(folded):
            if found.entry.is_name and has_han(folded[found.start : found.end]):
                yield folded[found.start : found.end]

    def _stands_in(self, name: str, text: str) -> bool:
        folded = fold(name)
        if self._is_written(folded, text):
            return True
        if any(self._is_written(fold(form), text) for form in self._forms(folded)):
            return True
        if has_han(folded):
            return any(reading in _letters(text) for reading in self._lexicon.readings(folded) if len(reading) > 3)
        if any(chinese in text for chinese in self._lexicon.chinese(folded)) or self._is_pinyin(folded, text):
            return True
        words = folded.split()[:_MAX_WORDS]
        return any(
            self._stands_in(" ".join(words[:at]), text) and self._stands_in(" ".join(words[at:]), text)
            for at in range(1, len(words))
        )

    @staticmethod
    def _is_written(folded: str, text: str) -> bool:
        if has_han(folded):
            return folded in text
        return re.search(rf"(?<![a-z0-9]){re.escape(folded)}(?:'?s)?(?![a-z0-9])", text) is not None

    def _forms(self, folded: str) -> Iterator[str]:
        for found in self._glossary.find(folded):
            if (found.start, found.end) == (0, len(folded)):
                yield from found.entry.forms

    def _entries(self, word: str) -> list[str]:
        return [found.entry.forms[0] for found in self._glossary.find(fold(word)) if found.entry.is_name]

    def _is_pinyin(self, folded: str, text: str) -> bool:
        """Whether Chinese characters of the text sound so, surname first or last."""
        words = re.findall(r"[a-z]+", folded)
        ways = {"".join(words), "".join([*words[1:], *words[:1]]), "".join([*words[-1:], *words[:-1]])}
        if not words or len("".join(words)) < 4 or "".join(words) != re.sub(r"[\s'’-]", "", folded):
            return False
        for run in re.findall(f"[{HAN}]+", text):
            for length in (2, 3, 4):
                for at in range(len(run) - length + 1):
                    if not ways.isdisjoint(self._lexicon.readings(run[at : at + length])):
                        return True
        return False

    def _words(self, folded: str) -> Iterator[str]:
        yield from (word for word in re.findall(r"[a-z]{3,}", folded) if not is_stopword(word))
        if has_han(folded):
            import rjieba

            yield from (word for word in rjieba.cut(folded) if len(word) > 1 and has_han(word))

    def _is_met(self, word: str, text: str, stems: set[str]) -> bool:
        if has_han(word):
            renderings = self._lexicon.english(word)
            return word in text or any(
                stem(part) in stems for rendering in renderings for part in rendering.split() if not is_stopword(part)
            )
        if stem(word) in stems:
            return True
        return any(chinese in text for form in _base_forms(word) for chinese in self._lexicon.chinese(form))


def _base_forms(word: str) -> Iterator[str]:
    """The English word, and what it may be an inflection of."""
    yield from dict.fromkeys((word, re.sub(r"(?:e?s|ed|ing)$", "", word), re.sub("s$", "", word), stem(word)))


def _ways(run: list[str], before: str) -> tuple[str, ...]:
    name = " ".join(run)
    return (name, f"{before} {name}") if before else (name,)


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text)
