"""The glossary file: read, checked, and found in text."""

import pytest

from bot.errors import GlossaryError
from bot.search.lexicon.glossary import Glossary


def read(tmp_path, text):
    path = tmp_path / "glossary.toml"
    path.write_text(text, encoding="utf-8")
    return Glossary.read(path)


def found(glossary, text):
    return [text[each.start : each.end] for each in glossary.find(text)]


def test_the_longest_form_at_each_place_is_found(glossary):
    assert found(glossary, "字节跳动和bytedance的合资公司") == ["字节跳动", "bytedance", "合资公司"]


def test_latin_forms_are_found_as_whole_words_only(glossary):
    assert found(glossary, "aitoes and status, not aito") == ["aito"]


def test_terms_are_found_in_any_inflection_and_names_are_not(glossary):
    assert found(glossary, "two joint ventures of aitos") == ["joint ventures"]


def test_initials_are_found_with_and_without_dots(glossary):
    assert found(glossary, "u.s. and us") == ["u.s.", "us"]


def test_a_shorter_form_is_found_where_the_longest_does_not_fit(glossary):
    shorter = glossary.find("算力中心", lambda entry, surface: surface != "算力中心")
    assert [(each.start, each.end) for each in shorter] == [(0, 2)]


def test_a_place_has_its_parts_and_a_part_no_whole(tmp_path):
    glossary = read(
        tmp_path, 'names = [["美国", "America"], ["亚利桑那", "Arizona"]]\nplaces = [["America", "Arizona"]]'
    )
    whole, part = glossary.entries
    assert glossary.parts(whole) == ("Arizona",)
    assert glossary.parts(part) == ()


def test_related_words_are_told_without_the_word_itself(glossary):
    assert glossary.related("lawmakers") == ("议员", "lawmaker", "legislator")
    assert glossary.related("议员") == ("lawmaker", "legislator")
    assert glossary.related("unknown") == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('names = [["alone"]]', "entry 1 of `names`"),
        ('names = [["a1", "b1"], ["c1", 3]]', "entry 2 of `names`"),
        ('names = [["a1", " "]]', "entry 1 of `names`"),
        ('names = [["Oracle", "甲骨文"]]\nterms = [["x1", "甲骨文"]]', "already stands in entry 1 of `names`"),
        ('persons = [["a1", "b1"]]', "`persons` is not known"),
        ("names = 3", "`names` must be a list"),
        ("names = [", "can't be read"),
    ],
)
def test_a_wrong_entry_is_refused_and_named(tmp_path, text, told):
    with pytest.raises(GlossaryError, match=r"glossary\.toml") as caught:
        read(tmp_path, text)
    assert told in str(caught.value)


def test_the_cache_gives_the_same_glossary_until_the_file_changes(tmp_path):
    path, cache = tmp_path / "glossary.toml", tmp_path / "cache.json"
    path.write_text('names = [["甲骨文", "Oracle"]]', encoding="utf-8")
    first = Glossary.read(path, cache)
    assert Glossary.read(path, cache).entries == first.entries
    path.write_text('names = [["甲骨文", "Oracle", "Oracle Corporation"]]', encoding="utf-8")
    assert len(Glossary.read(path, cache).entries[0].forms) == 3


def test_a_broken_cache_is_no_hindrance(tmp_path):
    path, cache = tmp_path / "glossary.toml", tmp_path / "cache.json"
    path.write_text('names = [["甲骨文", "Oracle"]]', encoding="utf-8")
    cache.write_text("{", encoding="utf-8")
    assert len(Glossary.read(path, cache).entries) == 1
