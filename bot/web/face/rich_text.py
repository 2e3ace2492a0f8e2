"""Rich text as HTML (docs.slack.dev/reference/block-kit/blocks/rich-text-block)."""

from typing import Any

from markupsafe import Markup

from bot.web.face.mrkdwn import Names, linked, with_whole_citations

Json = dict[str, Any]
_STYLES = (("code", "code"), ("bold", "strong"), ("italic", "em"), ("strike", "s"), ("underline", "u"))


def rich_text(block: Json, names: Names) -> Markup:
    """The sections, lists, quotes and preformatted texts of a block."""
    return Markup("").join(_element(part, names) for part in block.get("elements") or [])


def _element(element: Json, names: Names) -> Markup:
    match element.get("type"):
        case "rich_text_section":
            return Markup('<div class="rich">{}</div>').format(_inside(element, names))
        case "rich_text_quote":
            return Markup("<blockquote>{}</blockquote>").format(_inside(element, names))
        case "rich_text_preformatted":
            return Markup("<pre>{}</pre>").format(_inside(element, names))
        case "rich_text_list":
            items = (Markup("<li>{}</li>").format(_inside(item, names)) for item in element.get("elements") or [])
            name = "ol" if element.get("style") == "ordered" else "ul"
            start = int(element.get("offset") or 0) + 1
            indent = min(int(element.get("indent") or 0), 8)
            return Markup('<{} class="rich-list indent-{}"{}>{}</{}>').format(
                Markup(name), indent, Markup(f' start="{start}"') if name == "ol" else "", Markup("").join(items),
                Markup(name),
            )  # fmt: skip
    return unknown(element)


def _inside(element: Json, names: Names) -> Markup:
    return Markup("").join(_styled(piece, names) for piece in element.get("elements") or [])


def _styled(piece: Json, names: Names) -> Markup:
    html = _piece(piece, names)
    style = piece.get("style") or {}
    for key, name in _STYLES:
        if style.get(key):
            html = Markup("<{0}>{1}</{0}>").format(Markup(name), html)
    return html


def _piece(piece: Json, names: Names) -> Markup:
    match piece.get("type"):
        case "text":
            return broken(str(piece.get("text", "")))
        case "link":
            address = str(piece.get("url", ""))
            return linked(address, str(piece.get("text") or address))
        case "user":
            return names.person(str(piece.get("user_id")))
        case "channel":
            return names.channel(str(piece.get("channel_id")))
        case "usergroup":
            return names.person(str(piece.get("usergroup_id")))
        case "broadcast":
            return Markup('<span class="mention ping">@{}</span>').format(piece.get("range"))
        case "emoji":
            return emoji(piece)
        case "date":
            return Markup("<time>{}</time>").format(piece.get("fallback") or piece.get("timestamp"))
        case "color":
            return Markup("<code>{}</code>").format(piece.get("value"))
    return unknown(piece)


def emoji(piece: Json) -> Markup:
    """An emoji by its code points where they are given, else by its name."""
    try:
        drawn = "".join(
            chr(int(code_point, 16)) for code_point in str(piece.get("unicode") or "").split("-") if code_point
        )
    except ValueError:
        drawn = ""
    return Markup("{}").format(drawn or f":{piece.get('name')}:")


def broken(text: str) -> Markup:
    """The text, its line ends as line breaks."""
    return Markup("<br>").join(map(with_whole_citations, text.split("\n")))


def unknown(value: Json) -> Markup:
    """A visible box for what is not drawn here, so that it is noticed."""
    return Markup('<span class="unknown" role="note">{}</span>').format(f"not drawn: {value.get('type')}")
