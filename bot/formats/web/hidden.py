"""What a browser does not show of a page: by attributes, by `style`, and by the rules of its own style sheets.

A style sheet is applied as CSS says (https://www.w3.org/TR/css-cascade-4/#cascading), of the properties that hide text
alone. Sheets of other files are not fetched, and rules for some media are left out.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from bot.bounded_cache import bounded_cache

_MAX_SHEET = 500_000
"""Characters of all style sheets of a page; the largest that are written into pages have some 200,000."""
_MAX_RULES = 5_000
_SHOWN_ON = ("", "all", "screen", "only screen")
_ZERO = re.compile(r"[+-]?0*\.?0+(?:px|pt|em|rem|%)?")
_FAR_OUTSIDE = re.compile(r"-\d{3,}(?:\.\d+)?(?:px|pt)|-\d{2,}(?:\.\d+)?r?em")
_HIDES: dict[str, Callable[[str], bool]] = {
    "display": lambda value: value == "none",
    "visibility": lambda value: value in ("hidden", "collapse"),
    "opacity": lambda value: _ZERO.fullmatch(value) is not None,
    "font-size": lambda value: _ZERO.fullmatch(value) is not None,
    "content-visibility": lambda value: value == "hidden",
    "text-indent": lambda value: _FAR_OUTSIDE.fullmatch(value) is not None,
    "left": lambda value: _FAR_OUTSIDE.fullmatch(value) is not None,
    "top": lambda value: _FAR_OUTSIDE.fullmatch(value) is not None,
    "clip": lambda value: re.fullmatch(r"rect\((?:\s*[01](?:px)?[\s,]*){4}\)", value) is not None,
    "clip-path": lambda value: re.fullmatch(r"inset\((?:50|100)%\)", value) is not None,
}
"""The properties that hide a text, and by which values."""

_CUTS = ("height", "max-height", "width", "max-width")
"""The properties that leave no room for a text whose overflow is hidden."""
_LOOKED_AT = frozenset((*_HIDES, *_CUTS, "overflow"))

Declared = dict[str, tuple[bool, str]]
"""By property: whether it is important, and its value."""


def is_hidden(element: HtmlElement, by_sheets: Declared | None = None) -> bool:
    """Whether a browser never shows the element; `by_sheets` is what style sheets say of it."""
    if element.get("hidden") is not None or (element.get("aria-hidden") or "").strip().lower() == "true":
        return True
    if element.tag == "dialog" and element.get("open") is None:
        return True
    style = element.get("style")
    declared = dict(by_sheets or {})
    for name, (is_important, value) in (_inline(style) if style else {}).items():
        if is_important or not declared.get(name, (False, ""))[0]:
            declared[name] = (is_important, value)
    values = {name: value for name, (_, value) in declared.items()}
    is_cut = values.get("overflow") == "hidden" and any(_ZERO.fullmatch(values.get(name, "")) for name in _CUTS)
    return is_cut or any(hides(values[name]) for name, hides in _HIDES.items() if name in values)


def drop_hidden(tree: HtmlElement, shown_by_script: str | None = None) -> None:
    """Take what is not shown out of the page.

    The element with the id `shown_by_script` stays, and so does one that holds half of the page's text and more.
    """
    sheets = _sheets(tree)
    styled = _styled(tree, sheets) if sheets else ((element, None) for element in tree.iter(etree.Element))
    hidden = [
        element
        for element, declared in styled
        if element is not tree
        and not (shown_by_script and element.get("id") == shown_by_script)
        and is_hidden(element, declared)
    ]
    half = len(_text(tree)) / 2 if hidden else 0
    for element in hidden:
        if len(_text(element)) < half and element.getparent() is not None:
            element.drop_tree()


def _text(element: HtmlElement) -> str:
    return "".join(element.xpath(".//text()[not(parent::script or parent::style)]"))


def _sheets(tree: HtmlElement) -> str:
    """The style sheets of the page, if any of them can hide something."""
    sheets = "\n".join(
        element.text
        for element in tree.iter("style")
        if element.text and (element.get("media") or "").strip().lower() in _SHOWN_ON
    )
    return sheets if len(sheets) <= _MAX_SHEET else ""


def _styled(tree: HtmlElement, sheets: str) -> Iterator[tuple[HtmlElement, Declared | None]]:
    import cssselect2  # with tinycss2 it takes 0.05 s to load, and most pages have no sheets of their own

    matcher = cssselect2.Matcher()
    for prelude, declared in _rules(sheets):
        try:
            selectors = cssselect2.compile_selector_list(prelude)
        except (cssselect2.SelectorError, RecursionError):
            continue
        for selector in selectors:
            if selector.pseudo_element is None:
                matcher.add_selector(selector, declared)
    for wrapper in cssselect2.ElementWrapper.from_html_root(tree).iter_subtree():
        cascaded: Declared = {}
        for *_, declared in matcher.match(wrapper):
            for name, (is_important, value) in declared.items():
                if is_important or not cascaded.get(name, (False, ""))[0]:
                    cascaded[name] = (is_important, value)
        yield wrapper.etree_element, cascaded


def _rules(sheets: str) -> Iterator[tuple[list[Any], Declared]]:
    """The selectors and declarations of the rules that say something of what hides."""
    import tinycss2

    rules = tinycss2.parse_stylesheet(sheets, skip_comments=True, skip_whitespace=True)[:_MAX_RULES]
    for rule in rules:
        if rule.type == "at-rule" and rule.lower_at_keyword == "media" and rule.content:
            if tinycss2.serialize(rule.prelude).strip().lower() in _SHOWN_ON:
                rules += tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
        elif rule.type == "qualified-rule" and (declared := _declarations(rule.content)):
            yield rule.prelude, declared


@bounded_cache(count=1_000, longest=500)
def _inline(style: str) -> Declared:
    """What a `style` says; the elements of a page share a few."""
    return _declarations(style)


def _declarations(style: Any) -> Declared:
    import tinycss2

    return {
        declaration.lower_name: (declaration.important, tinycss2.serialize(declaration.value).strip().lower())
        for declaration in tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True)
        if declaration.type == "declaration" and declaration.lower_name in _LOOKED_AT
    }
