"""The few pictures of the channel, drawn here: not every machine has a font with emoji."""

from markupsafe import Markup

_PATHS = {
    "reply": "M4 5h16v11H10l-5 4v-4H4z",
    "more": "M5 12h.01M12 12h.01M19 12h.01",
    "eye": "M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zm10-3a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
    "bolt": "M13 2 4 14h7l-1 8 9-12h-7z",
    "up": "M7 11v9H4v-9zm0 0 4-8c1.5 0 2.5 1 2.5 2.5V9H19a2 2 0 0 1 2 2.3l-1.2 7a2 2 0 0 1-2 1.7H7",
    "down": "M17 13V4h3v9zm0 0-4 8c-1.5 0-2.5-1-2.5-2.5V15H5a2 2 0 0 1-2-2.3l1.2-7a2 2 0 0 1 2-1.7H17",
    "file": "M6 2h8l4 4v16H6zM14 2v5h4",
    "clip": "m20 11-8.5 8.5a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 4.7 4.7l-8.5 8.5a1.7 1.7 0 0 1-2.4-2.4L14.5 7",
    "picture": "M3 5h18v14H3zm3 11 4-5 3 3 2-2 3 4",
    "trash": "M4 7h16M9 7V4h6v3m-8 0 1 13h8l1-13",
    "menu": "M4 7h16M4 12h16M4 17h16",
}


def icon(name: str) -> Markup:
    """The picture with this name, as wide as a letter; it means nothing to a screen reader."""
    return Markup(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false" fill="none" stroke="currentColor" '
        'stroke-width="2" stroke-linecap="round" stroke-linejoin="round"><path d="{}"/></svg>'
    ).format(_PATHS[name])
