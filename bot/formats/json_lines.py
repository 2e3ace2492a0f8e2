"""JSON Lines: an article a line, as design.md names its fields; what `latepost articles --json` writes."""

import json
from collections.abc import Iterator

from pydantic import ValidationError

from bot.formats.lines import Lines
from bot.formats.parsed import Parsed, Problem, wrong_field
from bot.model import Article


def parse(lines: Lines) -> Iterator[Parsed | Problem]:
    """Every non-blank line as an article; a bad line names its first wrong field.

    JSON of another layout, an array or an object over several lines, is one problem and not one a line.
    """
    begun = False
    for line in lines:
        text = line.text.strip()
        if line.fault:
            yield Problem(lines.path, line.number, line.fault)
        elif text:
            if not begun and (what := _other_layout(text)):
                reason = f"the file is {what}, not JSON Lines; write every article as one object on one line."
                yield Problem(lines.path, line.number, reason)
                return
            begun = True
            try:
                yield Parsed(Article.model_validate_json(line.text), line.number)
            except ValidationError as error:
                yield Problem(lines.path, line.number, _reason(error))


def _other_layout(first: str) -> str | None:
    """What the file is instead of JSON Lines, told by its first line; an array that ends on it may be just that."""
    if first == "{":
        return "an object over several lines"
    if not first.startswith("["):
        return None
    try:
        array = json.loads(first)
    except (ValueError, RecursionError):
        return "an array"
    return "an array" if not array or any(isinstance(value, dict) for value in array) else None


def write(article: Article) -> str:
    """The article as one line, without its end; reading it back gives an equal article."""
    fields = article.model_dump(mode="json", exclude_defaults=True)
    shown = {"title", "source", "published_at", "url", "viewpoint", "sections", "paragraphs"}
    whole = article.model_dump(mode="json", include=shown | fields.keys())
    return json.dumps(whole, ensure_ascii=False)


def _reason(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    if first["type"] == "json_invalid":
        where = first["ctx"]["error"].replace(" at line 1 column", " at column")
        return f"not JSON ({where}); write every article as one whole object on one line."
    if first["type"] == "model_type":
        return "not an article; write it as one object with title, source and published_at."
    return f"{wrong_field(error)}; correct the line and import the file again."
