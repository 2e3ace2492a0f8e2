"""What the command prints: lines and JSON on standard output, sentences on standard error, and how it ends."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from rich.console import Console

from bot.model import Answer, Match
from bot.text import printable

err = Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)


def print_json(answer: Answer) -> None:
    if answer.notes:  # the object has no place for them
        from bot.language import describe_note, language_of

        for note in answer.notes:
            say(f"note: “{answer.query}”: {describe_note(note, language_of(answer.query))}")
    write_json(_as_json(answer))


def _as_json(answer: Answer) -> dict[str, Any]:
    return {
        "query": answer.query,
        "took_ms": answer.took_ms,
        "answers": [_match_as_json(match) for match in answer.matches],
        "nearest": [_match_as_json(match) for match in answer.nearest],
        "suggestions": list(answer.suggestions),
    }


def _match_as_json(match: Match) -> dict[str, Any]:
    article = match.article
    return {
        "article": {
            "id": article.id,
            "title": article.title,
            "source": article.source,
            "published_at": article.published_at.isoformat(),
            "url": article.url,
            "summary_by": article.summary_by,
        },
        "score": match.score,
        "viewpoint": article.viewpoint,
        "points": [
            {
                "text": point.text,
                "section": point.section,
                "citations": list(point.citations),
                "score": point.score,
            }
            for point in match.points
        ],
    }


def write_json(value: dict[str, Any]) -> None:
    """Write the value on one line, as text but for what could steer a terminal, which is escaped."""
    line = json.dumps(value, ensure_ascii=False)
    write_line("".join(character if printable(character) else json.dumps(character)[1:-1] for character in line))


def write_line(line: str) -> None:
    with _output_taken():
        sys.stdout.buffer.write(line.encode("utf-8", "replace") + b"\n")
        sys.stdout.buffer.flush()


class _Output(Console):
    def print(self, *objects: Any, **style: Any) -> None:
        with _output_taken():
            super().print(*objects, **style)

    def on_broken_pipe(self) -> None:
        end_unread()


def out() -> Console:
    return _Output(highlight=False, markup=False, emoji=False)


def say(sentence: str) -> None:
    err.print(printable(sentence))


@contextmanager
def _output_taken() -> Iterator[None]:
    """Standard output may be a file on a full disk."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        _drop_output()
        fail(f"The output can't be written ({error.strerror}). Check where it goes and the free space there.", 1)


def end_unread() -> NoReturn:
    """Whoever read us has gone, e.g. `head`; that is no failure, and the last flush must not make it one."""
    _drop_output()
    raise SystemExit(0)


def _drop_output() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def fail_usage(error: Any) -> NoReturn:
    command = error.ctx.command_path if error.ctx else "latepost"
    shows = f"`{command} -h` shows how it is used"
    if command.endswith(" ask") and type(error).__name__ == "NoSuchOption":
        shows += '; a question that begins with - goes behind --, as in `latepost ask -- "-oracle"`'
    fail(f"{error.format_message().rstrip('.')} ({shows}).", 2)


def fail(sentence: str, code: int) -> NoReturn:
    say(sentence)
    raise SystemExit(code)
