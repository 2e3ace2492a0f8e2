"""Summaries of every shape: those of `shapes.txt`, and those that the grammar writes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.formats.captured.summary_body import Summary, split_summary
from bot.model import Article
from tests.unit.formats.pages import difference, thorough

SHAPES = [
    (name, body.split("\n"), expected.strip())
    for shape in Path(__file__).with_name("shapes.txt").read_text("utf-8").split("=== ")[1:]
    for name, _, rest in [shape.partition("\n")]
    for body, _, expected in [rest.partition("\n---\n")]
]
SECTIONS = st.lists(
    st.tuples(
        st.sampled_from(["Ferry Sales", "Yards", "What comes next", "who pays", "渡口", "票价与班次"]),
        st.lists(
            st.tuples(
                st.sampled_from(
                    [
                        "Sales rose 4% to 1.2 million",
                        "eFerry sold out",
                        "The U.S. line, now re-opened, pays",
                        "Nine of 40 berths (new) are free",
                        "单程票降到四元",
                        "2025 年新增三条航线，夜班减半",
                        "Fares rose month - on - month",
                        "Rates (in cash) on the Suez - Cape route fell",
                    ]
                ),
                st.lists(st.integers(1, 99), max_size=3, unique=True),
            ),
            min_size=1,
            max_size=3,
        ),
    ),
    min_size=1,
    max_size=4,
)
"""Headings with their statements: words and citations."""


def written(summary: Summary) -> str:
    """The summary as `shapes.txt` writes it."""
    lines = [_line(">", summary.viewpoint, summary.viewpoint_citations)] if summary.viewpoint else []
    for section in summary.sections:
        lines += [f"# {section.heading}".strip(), *(_line("-", each.text, each.citations) for each in section.points)]
    return "\n".join(lines)


def _line(mark: str, text: str, citations: tuple[int, ...]) -> str:
    return f"{mark} {text}" + (f" | {' '.join(map(str, citations))}" if citations else "")


@pytest.mark.parametrize(("body", "expected"), [each[1:] for each in SHAPES], ids=[each[0] for each in SHAPES])
def test_a_summary_of_this_shape_is_taken_apart(body: list[str], expected: str) -> None:
    summary = split_summary(body)
    assert summary
    assert written(summary) == expected


@pytest.mark.parametrize("body", [each[1] for each in SHAPES], ids=[each[0] for each in SHAPES])
def test_only_what_is_in_doubt_is_told(body: list[str]) -> None:
    summary = split_summary(body)
    assert summary
    assert bool(summary.doubts) == ("- and one" in body[0])


@pytest.mark.parametrize("body", [each[1] for each in SHAPES], ids=[each[0] for each in SHAPES])
def test_a_summary_cut_anywhere_keeps_every_word_once_and_in_order(body: list[str]) -> None:
    text = "\n".join(body)
    for cut in range(1, len(text)):
        if summary := split_summary(text[:cut].split("\n")):
            article = Article(
                title="t",
                source="s",
                published_at="2025-09-26T00:35:00+08:00",
                viewpoint=summary.viewpoint,
                viewpoint_citations=summary.viewpoint_citations,
                sections=summary.sections,
            )
            assert not difference(article, [text[:cut].replace("**", "").replace("#", "")]), text[:cut]


@thorough
@given(
    sections=SECTIONS,
    marker=st.sampled_from(["-", "–", "－", "*", "•", "◆", "➢"]),
    break_=st.sampled_from([" ", "\n"]),
    label=st.sampled_from(["", "Group {}: ", "{}. "]),
    marks=st.sampled_from([" [{}]", "[{}]", " [{}].", "［{}］", "〔{}〕。", " 【{}】"]),
)
def test_what_the_grammar_writes_is_read_back(
    sections: list[tuple[str, list[tuple[str, list[int]]]]], marker: str, break_: str, label: str, marks: str
) -> None:
    """Every statement begins as sentences do, and ends in citations or a full stop."""
    body = ""
    expected: list[str] = []
    for number, (heading, statements) in enumerate(sections, 1):
        numbered = label.format(number) + heading
        body += numbered + break_
        expected.append(f"# {heading if 'Group' in label else numbered}")
        for words, citations in statements:
            end = marks.format(", ".join(map(str, citations))) if citations else "."
            body += f"{marker} {words}{end}{break_}"
            expected.append(_line("-", words + (end[-1] if end[-1] in ".。" else ""), tuple(citations)))
    summary = split_summary(body.split("\n"))
    if summary:
        assert written(summary) == "\n".join(expected)
    else:
        assert not any(citations for _, statements in sections for _, citations in statements)
