"""JSON Lines: an article a line, as design.md names its fields; what `latepost articles --json` writes."""

import json
from collections.abc import Iterator

from pydantic import ValidationError

from bot.formats.lines import Lines
from bot.formats.parsed import Parsed, Problem
from bot.model import Article

_ADVICE = {
    "missing": "is missing",
    "timezone_aware": "needs an offset such as +08:00",
}


def parse(lines: Lines) -> Iterator[Parsed | Problem]:
    """Every non-blank line as an article; a bad line names its first wrong field."""
    for line in lines:
        if line.fault:
            yield Problem(lines.path, line.number, line.fault)
        elif line.text.strip():
            try:
                yield Parsed(Article.model_validate_json(line.text), line.number)
            except ValidationError as error:
                yield Problem(lines.path, line.number, _reason(error))


def write(article: Article) -> str:
    """The article as one line, without its end; reading it back gives an equal article."""
    fields = article.model_dump(mode="json", exclude_defaults=True)
    shown = {"title", "source", "published_at", "url", "viewpoint", "sections", "paragraphs"}
    whole = article.model_dump(mode="json", include=shown | fields.keys())
    return json.dumps(whole, ensure_ascii=False)


def _reason(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    if first["type"] == "json_invalid":
        return f"not JSON ({first['ctx']['error']}); every line must be one whole object."
    if first["type"] == "model_type":
        return "not an article; every line must be one object with title, source and published_at."
    field = ".".join(str(part) for part in first["loc"])
    what = _ADVICE.get(first["type"], first["msg"].removeprefix("Value error, "))
    return f"`{field}` {what[0].lower()}{what[1:]}; correct the line and import the file again."
