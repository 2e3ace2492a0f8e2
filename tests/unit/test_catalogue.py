"""Every string that people read is in the catalogue of the other language, with the same places to fill."""

import dataclasses
import importlib
import pkgutil
import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from babel.messages.pofile import read_po

import bot
from bot.language import NoteStrings, Plural, translated
from bot.text import has_han

Entry = tuple[str, str]
"""A context, empty for none, and the English text."""


def strings_classes() -> Iterator[type[Any]]:
    yield NoteStrings
    for module in pkgutil.walk_packages(bot.__path__, "bot."):
        if "wording" in module.name.split("."):
            found = vars(importlib.import_module(module.name)).values()
            yield from (each for each in found if isinstance(each, type) and each.__module__ == module.name)


def entries(value: Any) -> Iterator[Entry]:
    if isinstance(value, Plural):
        yield from entries(value.one)
    elif isinstance(value, str):
        context, _, text = value.rpartition("\x04")
        yield context, text
    else:
        for each in value.values() if isinstance(value, dict) else value:
            yield from entries(each)


USED = {
    entry
    for strings in strings_classes()
    for field in dataclasses.fields(strings)
    for entry in entries(getattr(strings(), field.name))
}


def messages() -> list[Any]:
    with (files("bot") / "locale" / "zh" / "LC_MESSAGES" / "latepost.po").open("rb") as file:
        return [message for message in read_po(file) if message.id]


def forms(value: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def test_every_string_is_translated_and_no_other() -> None:
    held = {(message.context or "", forms(message.id)[0]) for message in messages()}
    assert not USED - held
    assert not held - USED
    assert all(all(forms(message.string)) for message in messages())


def test_the_places_to_fill_are_the_same() -> None:
    for message in messages():
        wanted, given = (set(re.findall(r"{(\w+)}", " ".join(forms(text)))) for text in (message.id, message.string))
        assert given <= wanted | {"month"}, message.id  # a date is told by the number of its month, or by its name
        assert wanted <= given | {"month_name"}, message.id


def test_english_has_no_chinese_characters_but_in_names() -> None:
    assert [text for _, text in USED if has_han(text.replace("晚点LatePost", "")) and text != "中文"] == []


def test_plurals_are_whole_in_both_languages() -> None:
    chinese, english = translated(NoteStrings, "zh"), translated(NoteStrings, "en")
    assert english.shown_points == Plural("{shown} of {count} point", "{shown} of {count} points")
    assert chinese.shown_points.one == chinese.shown_points.many
