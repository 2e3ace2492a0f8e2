"""What a stranger wrote reads in Markdown as they wrote it, and does nothing else."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.export import markdown

READER = MarkdownIt("gfm-like", {"linkify": False}).enable(["table", "strikethrough"])
HOSTILE = (
    "[click](https://evil.example)", "![x](https://evil.example/p.png)", "<script>alert(1)</script>", "# heading",
    "- item", "1. item", "12) item", "=== ", "---", "> quote", "```\ncode", "    code", "a\n\n# heading", "`tick",
    "**b**", "__b__", "~~gone~~", "&lt;b&gt; &copy;", "https://evil.example", "www.evil.example", "a|b\n-|-",
    "[ref]: /url",
    "back\\", "<https://evil.example>", "$x$ and $y$", ":tada:", "@everyone", "[^1]", "\\[a](b)", "a  \nb",
    "\u2028# heading", "{{ x }}", "C #", "a ##",
)  # fmt: skip


def inline(tokens: list[Token]) -> list[Token]:
    return [child for token in tokens for child in token.children or []]


def shown(content: str) -> str:
    """What a reader of Markdown shows of a text that stands in a bullet, where it must be plain text alone."""
    tokens = READER.parse(markdown.bullets([markdown.text(content)]))
    assert [token.type for token in tokens if token.type.endswith("_open")] == [
        "bullet_list_open", "list_item_open", "paragraph_open",
    ]  # fmt: skip
    assert {token.type for token in inline(tokens)} <= {"text", "text_special"}
    return "".join(token.content for token in inline(tokens))


@pytest.mark.parametrize("content", HOSTILE)
def test_hostile_text_is_shown_letter_by_letter(content: str) -> None:
    assert shown(f"x {content}") == " ".join(f"x {content}".split())
    assert shown(f"{content} x") == " ".join(f"{content} x".split())


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.sampled_from("#>`[]()*_~ \n")))
@example("1.")
def test_any_text_is_shown_letter_by_letter(content: str) -> None:
    if content.split():
        assert shown(content) == " ".join(content.split())


@given(st.text(min_size=1, alphabet=st.sampled_from("#>`[]()*_~ =-+1.)\n\t|:<>&;a")))
def test_any_heading_is_one_heading(content: str) -> None:
    tokens = READER.parse(markdown.document([markdown.heading(2, content), "behind"]))
    assert [token.tag for token in tokens if token.type.endswith("_open")] == ["h2", "p"]
    assert {token.type for token in inline(tokens)} <= {"text", "text_special"}
    assert "".join(token.content for token in inline(tokens[:3])) == " ".join(content.split())


def test_what_steers_a_terminal_or_turns_the_reading_order_is_left_out() -> None:
    assert markdown.text("a\x1b[31m\u202eb\x00") == "a\\[31mb"


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example/x_(y)?q=1&copy;=2", "https://a.example/a b", 'https://a.example/"><b>', "https://a.example/a\\)b",
        "https://a.example/中文", "https://a.example/\u202e",
    ],
)  # fmt: skip
def test_a_link_leads_where_it_says_and_nothing_breaks_out_of_it(address: str) -> None:
    tokens = inline(READER.parse(f"{markdown.link('Read', address)} behind"))
    assert [token.type for token in tokens] == ["link_open", "text", "link_close", "text"]
    assert tokens[-1].content == " behind"
    assert str(tokens[0].attrs["href"]).startswith("https://a.example/")


def test_citations_are_linked_where_there_is_an_address() -> None:
    tokens = inline(READER.parse(markdown.citations([(3, "https://a.example/#paragraph-3"), (5, None)])))
    assert [token.attrs["href"] for token in tokens if token.type == "link_open"] == ["https://a.example/#paragraph-3"]
    assert "".join(token.content for token in tokens) == "[3][5]"
    assert markdown.citations([]) == ""
