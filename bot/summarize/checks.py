"""Whether paragraphs bear out what a model wrote: its citations, figures, dates, names and subject. Pure."""

from collections.abc import Sequence

from bot.search.analysis.quantities import figures, quantities
from bot.summarize.names import Names
from bot.text import printable

MAX_STATEMENT = 600
"""Characters of one statement; a key point is a sentence or two."""
MAX_SHOWN = 100
"""Characters of a quantity that a fault quotes."""


class Checks:
    """Judges statements against the paragraphs of one article."""

    def __init__(self, paragraphs: Sequence[str], names: Names) -> None:
        self._paragraphs = paragraphs
        self._names = names

    def fault(self, statement: str, citations: Sequence[int]) -> str | None:
        """What the first thing is that does not hold, as the end of `This point ...`; None when all does."""
        if not statement.strip():
            return "is empty"
        if len(statement) > MAX_STATEMENT:
            return f"is longer than {MAX_STATEMENT} characters"
        if printable(statement) != statement:
            return "holds characters that can't be seen"
        if not citations:
            return "cites no paragraph"
        if wrong := [number for number in citations if not 1 <= number <= len(self._paragraphs)]:
            return f"cites paragraph {wrong[0]}, and the article has {len(self._paragraphs)}"
        cited = self._text(citations)
        if (fault := self._unfounded(statement, cited)) is not None:
            return fault
        return None if self._names.is_about(statement, cited) else "shares too little with the paragraphs that it cites"

    def heading_fault(self, heading: str, citations: Sequence[int]) -> str | None:
        """The same for a heading over points that hold: only its figures and names are looked at."""
        return self._unfounded(heading, self._text(citations))

    def _text(self, citations: Sequence[int]) -> str:
        return "\n".join(self._paragraphs[number - 1] for number in dict.fromkeys(citations))

    def _unfounded(self, statement: str, cited: str) -> str | None:
        known = figures(cited)
        for quantity in quantities(statement):
            if not quantity.is_among(known):
                written = statement[quantity.start : quantity.end][:MAX_SHOWN]
                return f"says “{written}”, which the paragraphs that it cites do not"
        if missing := self._names.missing(statement, cited):
            return f"names “{missing[0]}”, which the paragraphs that it cites do not"
        return None
