"""Blocks as a terminal shows them: text by rich, everything that can be used behind a number. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.text import Text

from bot.cli.wrapping import Paragraph
from bot.text import printable

Json = dict[str, Any]
MENUS = frozenset({"static_select", "overflow", "radio_buttons"})
"""Elements of which one option is chosen."""
State = Mapping[str, Mapping[str, Json]]
"""What is filled into a view, by block_id and action_id, as in `state.values`."""


@dataclass(frozen=True)
class Usable:
    """Something behind a number: an element of a message or view; `value` is what using it gives, where that is fixed.

    `options` are those of a menu, label and value; `takes_text` tells that a person writes the value.
    """

    element: Json
    label: str
    value: str | None = None
    options: tuple[tuple[str, str], ...] = ()
    takes_text: bool = False


_EMPTY = "___"

Number = Callable[[Usable], int]
"""Gives a usable thing its number."""


def render(
    blocks: Iterable[Json], number: Number, names: Callable[[str], str], state: State | None = None
) -> RenderableType:
    """The blocks below each other; `names` gives the name of a person or `#channel` for an id."""
    return Group(*(piece for block in blocks for piece in _block(block, number, names, state or {})))


def _block(block: Json, number: Number, names: Callable[[str], str], state: State) -> Iterator[RenderableType]:
    match block.get("type"):
        case "header":
            yield Text(_plain(block.get("text")), style="bold underline")
        case "section":
            texts = [block.get("text"), *(block.get("fields") or [])]
            yield Paragraph(Text("\n".join(_plain(item) for item in texts if item)))
            if accessory := block.get("accessory"):
                yield _usables([accessory], number)
        case "context":
            yield Paragraph(Text("  ".join(_plain(item) for item in block["elements"]), style="dim"))
        case "divider":
            yield Rule(style="dim")
        case "rich_text":
            for element in block["elements"]:
                yield from _rich(element, names)
        case "actions" | "context_actions":
            yield _usables(block["elements"], number)
        case "input":
            yield Text(_plain(block.get("label")), style="bold")
            answer = state.get(block.get("block_id", ""), {}).get(block["element"].get("action_id", ""), {})
            yield _usables([block["element"]], number, _filled(answer, names))
            if hint := block.get("hint"):
                yield Text(_plain(hint), style="dim")
        case other:
            yield Text(printable(str(block.get("alt_text") or f"({other})")), style="dim")


def _rich(element: Json, names: Callable[[str], str]) -> Iterator[RenderableType]:
    match element.get("type"):
        case "rich_text_list":
            for place, item in enumerate(element["elements"], 1):
                mark = f"{place}. " if element.get("style") == "ordered" else "• "
                yield Paragraph(_line(item["elements"], names), mark=mark, left=2)
        case "rich_text_quote":
            yield Paragraph(_line(element["elements"], names), mark="│ ", left=1, every_line=True)
        case "rich_text_preformatted":
            yield _line(element["elements"], names)
        case _:
            yield Paragraph(_line(element.get("elements") or [], names))


def _line(elements: Iterable[Json], names: Callable[[str], str]) -> Text:
    line = Text()
    for item in elements:
        style = " ".join(name for name in ("bold", "italic", "strike") if (item.get("style") or {}).get(name))
        match item.get("type"):
            case "user":
                line.append(f"@{names(item['user_id'])}", style="cyan")
            case "channel":
                line.append(names(item["channel_id"]), style="cyan")
            case "link":
                line.append(printable(str(item.get("text") or item["url"])), style=f"{style} underline".strip())
            case "emoji":
                line.append(f":{item['name']}:")
            case _:
                line.append(printable(str(item.get("text", ""))), style=style)
    return line


def _usables(elements: Sequence[Json], number: Number, filled: str = "") -> Text:
    """What can be used, in a line; `filled` is what was filled in."""
    line = Text()
    for usable in (usable for element in elements for usable in usables(element)):
        line.append("  " if line else "")
        line.append(f"[{number(usable)}]", style="bold cyan")
        kind = " ▾" if usable.options else " …" if usable.takes_text else ""
        line.append(f" {filled or usable.label}{kind}")
    return line


def usables(element: Json) -> Iterator[Usable]:
    """What of an element can be used."""
    match element.get("type"):
        case "button" | "icon_button":
            yield Usable(element, _plain(element.get("text")))
        case "feedback_buttons":
            for item in (element["positive_button"], element["negative_button"]):
                yield Usable(element, _plain(item["text"]), value=item["value"])
        case kind if kind in MENUS:
            options = [(_plain(item["text"]), str(item["value"])) for item in _options(element)]
            chosen = element.get("initial_option")
            yield Usable(element, _plain(chosen["text"] if chosen else _asks(element)), options=tuple(options))
        case "image":
            return
        case _:
            yield Usable(element, _plain(_asks(element)), takes_text=True)


def _options(element: Json) -> list[Json]:
    groups = element.get("option_groups") or []
    return [*(element.get("options") or []), *(option for group in groups for option in group["options"])]


def _asks(element: Json) -> Any:
    """What stands in a field before anything is written into it."""
    return element.get("placeholder") or _EMPTY


def _filled(answer: Json, names: Callable[[str], str]) -> str:
    """What a field of a view holds, as its state has it."""
    if place := answer.get("selected_conversation"):
        return names(str(place))
    chosen = [*(answer.get("selected_options") or ()), *filter(None, [answer.get("selected_option")])]
    return ", ".join(_plain(item["text"]) for item in chosen) or _plain(
        answer.get("value") or answer.get("selected_time")
    )


def _plain(text: Any) -> str:
    """A text object, or what stands for one, as a terminal can show it."""
    if isinstance(text, dict):
        text = text.get("text") or text.get("alt_text") or ""
    return printable(str(text or ""))
