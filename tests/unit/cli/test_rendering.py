"""Answers and articles as a terminal shows them."""

from rich.console import Console, RenderableType

from bot.cli.rendering import render_answer, render_article, render_articles
from bot.model import Answer, Match, MatchedPoint
from tests.library import article

PARAGRAPHS = ("江上很安静。", "渡轮换了电池。", "冬天来了。")


def written(shown: RenderableType, width: int = 200) -> str:
    console = Console(width=width, no_color=True, highlight=False)
    with console.capture() as captured:
        console.print(shown)
    return captured.get()


def test_points_and_paragraphs_are_counted_apart() -> None:
    held = article(paragraphs=PARAGRAPHS)
    points = [MatchedPoint(text=point.text, citations=point.citations) for point in held.points]
    points += [MatchedPoint(text=text, citations=(number,)) for number, text in enumerate(PARAGRAPHS[:2], 1)]
    answer = Answer(query="ferry", matches=(Match(article=held, score=1.0, points=tuple(points)),))
    assert "2 of 2 points · 2 of 3 paragraphs\n" in written(render_answer(answer))


def test_an_article_without_a_summary_says_so_and_counts_nothing() -> None:
    text = written(render_article(article(title="Ferries", viewpoint="", sections=(), paragraphs=PARAGRAPHS[:1])))
    assert "no summary" in text
    assert "0 of" not in text


def test_the_list_says_what_an_article_holds() -> None:
    bare = article(1, viewpoint="", sections=())
    text = written(render_articles([bare, article(2, sections=())], "en"))
    assert [line.rstrip().rsplit("  ", 1)[-1] for line in text.splitlines()[1:-1]] == ["title only", "viewpoint only"]


def test_the_best_point_comes_first_and_each_heading_once() -> None:
    points = [
        MatchedPoint(text=text, section=section, citations=(number,))
        for number, (text, section) in enumerate(
            [("It docks at nine.", "Times"), ("It is blue.", "Looks"), ("It leaves at ten.", "Times")], 1
        )
    ]
    found = (Match(article=article(viewpoint="", url=None), score=1.0, points=tuple(points)),)
    lines = [line.strip() for line in written(render_answer(Answer(query="ferry", matches=found))).splitlines()]
    assert lines[0] == "It docks at nine. [1]"
    shown = [line for line in lines if line in ("Times", "Looks") or line.startswith("- ")]
    assert shown == ["Looks", "- It is blue. [2]", "Times", "- It leaves at ten. [3]"]


def test_of_an_article_whose_title_alone_matched_no_point_is_held_up_as_the_best() -> None:
    held = article(url=None)
    found = (Match(article=held, score=1.0, points=(MatchedPoint(text="It is blue."),), by_title=True),)
    assert written(render_answer(Answer(query="ferry", matches=found))).startswith(held.title)
