"""Documents that leave the library: everything cited, with addresses, and a near miss said to be none."""

import pytest
from markdown_it import MarkdownIt

from bot.export.documents import Documents
from bot.links import ArticleLinks
from bot.model import Answer, Article, KeyPoint, Making, Match, MatchedPoint, PhraseNowhere, Section
from tests.library import article

LINKS = ArticleLinks("https://reader.example/r/secret")
EVIL = "](https://evil.example) # <b> `x`\n\n# forged\n- item [link](https://evil.example)"


def match(number: int = 1, **fields: object) -> Match:
    found = article(number, **fields)
    points = tuple(
        MatchedPoint(text=point.text, section=section.heading, citations=point.citations)
        for section in found.sections
        for point in section.points
    )
    return Match(article=found, score=1.0, points=points)


def read(text: str) -> tuple[list[tuple[str, str]], list[str]]:
    """The headings and the addresses that a reader of Markdown finds."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    headings = [
        (token.tag, "".join(child.content for child in tokens[place + 1].children or []))
        for place, token in enumerate(tokens)
        if token.type == "heading_open"
    ]
    inside = [child for token in tokens for child in token.children or []]
    assert not [token for token in [*tokens, *inside] if token.type.startswith(("html", "fence", "code", "image"))]
    return headings, [str(token.attrs["href"]) for token in inside if token.type == "link_open"]


def test_an_answer_names_each_article_with_time_and_addresses_and_cites_every_point() -> None:
    found = match(url="https://latepost.example/1", paragraphs=("One.", "Two.", "Three."))
    text = Documents("en", LINKS).answer(Answer(query="TikTok", matches=(found,)))
    headings, addresses = read(text)
    page = f"https://reader.example/r/secret/articles/{found.article.id}"
    assert headings == [("h1", "TikTok"), ("h2", found.article.title), ("h3", "Hearing")]
    assert "晚点LatePost · 2025-09-24 16:28" in text
    assert addresses[:2] == ["https://latepost.example/1", page]
    assert f"- Point one of article 1. [\\[3\\]]({page}#paragraph-3)[\\[5\\]]({page}#p1)" in text


def test_without_a_reader_citations_are_plain_numbers() -> None:
    text = Documents("en").answer(Answer(query="TikTok", matches=(match(),)))
    assert "- Point one of article 1. \\[3\\]\\[5\\]" in text
    assert read(text)[1] == []


@pytest.mark.parametrize(("language", "words"), [("en", "does not answer"), ("zh", "没有回答问题")])
def test_what_is_only_near_is_said_to_be_no_answer(language: str, words: str) -> None:
    answer = Answer(query="TikTok", nearest=(match(),))
    text = Documents("zh" if language == "zh" else "en").answer(answer)
    assert words in text.split("##")[0]
    assert "Viewpoint number 1" not in text


def test_a_miss_says_so_and_names_what_there_is() -> None:
    text = Documents("en").answer(Answer(query="zebra*", suggestions=("TikTok [1]",)))
    assert "Nothing on “zebra\\*” in the library." in text
    assert "- TikTok \\[1\\]" in text
    assert "The library is still empty." in Documents("en").answer(Answer(query="zebra"))


def test_how_a_question_was_read_stands_above_the_answer() -> None:
    answer = Answer(query="x", matches=(match(),), read_as="luxury *suv*", notes=(PhraseNowhere(phrases=("a_b",)),))
    text = Documents("en").answer(answer)
    assert "luxury \\*suv\\*" in text
    assert "a\\_b" in text


def test_an_article_is_whole_with_its_paragraphs_by_number() -> None:
    whole = article(made=Making(by="model", model="gpt_5", dropped=2), paragraphs=("First.", "- Second."))
    headings, _ = read(text := Documents("en", LINKS).article(whole))
    assert headings == [("h1", whole.title), ("h2", "Hearing"), ("h2", "Full text")]
    assert "summary by model gpt\\_5 · 2 points left out" in text
    assert "> Viewpoint number 1. [\\[1\\]](" in text
    assert text.endswith("**\\[2\\]** \\- Second.\n")
    chosen = Documents("en").article(whole, only=[2, 9])
    assert "Second." in chosen
    assert "First." not in chosen


def test_a_timeline_goes_by_first_publication_and_says_when_a_piece_came_again() -> None:
    first, again = match(1), match(2, title="2020丨船厂")
    headings, _ = read(text := Documents("en").timeline("ships", Answer(query="ships", matches=(first, again))))
    assert [title for _, title in headings] == [
        "Coverage of “ships” over time", "2020", "2020 2020丨船厂", "September 2025",
        f"2025-09-24 {first.article.title}",
    ]  # fmt: skip
    assert "晚点LatePost · summary: the source's own · republished 2025-09-24\n" in text
    assert "Point two" not in text


def test_a_comparison_says_of_each_side_what_answers_and_what_is_only_near() -> None:
    sides = [("A", Answer(query="A", matches=(match(1),))), ("B", Answer(query="B", nearest=(match(2),)))]
    text = Documents("en").comparison(sides)
    assert [title for tag, title in read(text)[0] if tag in ("h1", "h2")] == ["A / B", "A", "B"]
    assert "does not answer" in text.split("## B")[1]
    assert "does not answer" not in text.split("## B")[0]


def test_programs_get_the_ids_of_articles() -> None:
    assert f" · `{article(1).id}`\n" in Documents("en", with_ids=True).articles([article(1)])
    assert article(1).id not in Documents("en").articles([article(1)])


def test_a_list_of_articles_may_be_empty() -> None:
    assert "No articles here yet." in Documents("en").articles([])
    assert read(Documents("zh").articles([article(1), article(2)]))[0][1:] == [
        ("h2", article(1).title), ("h2", article(2).title),
    ]  # fmt: skip


def test_hostile_text_forges_no_heading_link_or_markup_wherever_it_stands() -> None:
    evil = Article(
        title=EVIL,
        source=EVIL.replace("\n", " "),
        published_at=article().published_at,
        viewpoint=EVIL,
        sections=(Section(heading=EVIL, points=(KeyPoint(text=EVIL, citations=(1,)),)),),
        paragraphs=(EVIL,),
        made=Making(by="model", model=EVIL),
    )
    points = (MatchedPoint(text=EVIL, section=EVIL, citations=(1,)),)
    answer = Answer(query=EVIL, matches=(Match(article=evil, score=1, points=points),), suggestions=(EVIL,))
    documents = Documents("en", LINKS)
    written = [
        documents.answer(answer), documents.answer(Answer(query=EVIL, suggestions=(EVIL,))), documents.article(evil),
        documents.timeline(EVIL, answer), documents.comparison([(EVIL, answer)]), documents.articles([evil]),
    ]  # fmt: skip
    for text in written:
        headings, addresses = read(text)
        assert "forged" not in {title for _, title in headings}
        assert all(address.startswith("https://reader.example/") for address in addresses)
