"""Answers and articles as a terminal shows them."""

from rich.console import Console, RenderableType

from bot.cli.rendering import render_answer, render_article, render_articles
from bot.model import Answer, Match, MatchedPoint
from tests.library import article

PARAGRAPHS = ("江上很安静。", "渡轮换了电池。", "冬天来了。")


def written(shown: RenderableType) -> str:
    console = Console(width=200, no_color=True, highlight=False)
    with console.capture() as captured:
        console.print(shown)
    return captured.get()


def test_points_and_paragraphs_are_counted_apart() -> None:
    held = article(paragraphs=PARAGRAPHS)
    points = [MatchedPoint(text=point.text, citations=point.citations) for point in held.points]
    points += [MatchedPoint(text=text, citations=(number,)) for number, text in enumerate(PARAGRAPHS[:2], 1)]
    answer = Answer(query="ferry", matches=(Match(article=held, score=1.0, points=tuple(points)),))
    assert "2 of 2 points · 2 of 3 paragraphs " in written(render_answer(answer))


def test_an_article_without_a_summary_says_so_and_counts_nothing() -> None:
    text = written(render_article(article(title="Ferries", viewpoint="", sections=(), paragraphs=PARAGRAPHS[:1])))
    assert "no summary" in text
    assert "0 of" not in text


def test_the_list_says_what_an_article_holds() -> None:
    bare = article(1, viewpoint="", sections=())
    text = written(render_articles([bare, article(2, sections=())]))
    assert [line.rstrip().rsplit("  ", 1)[-1] for line in text.splitlines()[1:]] == ["title only", "viewpoint only"]
