"""The modal holds the whole article, page by page, and each citation leads to its paragraph."""

import pytest

from bot.local.limits import check_view as check_as_slack
from bot.model import KeyPoint, Related, Section, SharedWord
from bot.slack import ids
from bot.slack.blocks.articles.modal import article_view, document_view
from bot.slack.blocks.elements import Block
from bot.slack.blocks.message import check_view
from tests.unit.slack.samples import article, find, rich_texts, shown

PARAGRAPHS = tuple(f"第 {number} 段说了一件事。" * 40 for number in range(1, 31))


def view(*arguments: object, **options: object) -> Block:
    built: Block = article_view(*arguments, **options)  # type: ignore[arg-type]
    check_view(built)
    check_as_slack(built, "modal")
    return built


def place(built: Block) -> ids.ArticlePlace:
    return ids.ArticlePlace.decode(built["private_metadata"])


def pages(*arguments: object, **options: object) -> list[Block]:
    found = [view(*arguments, 0, **options)]
    while steps := list(find(found[-1], "action_id", ids.ARTICLE_NEXT)):
        following = ids.ArticlePlace.decode(steps[0]["value"])
        found.append(view(*arguments, following.page, focus_paragraph=following.paragraph))
    return found


def test_a_short_summary_is_one_page_with_all_points_by_section() -> None:
    built = view(article(), "en", 0)
    text = shown(built["blocks"])
    for each in ("What happened", "TikTok came to the hearing.", "[3][5]", "What came after", "It was put off."):
        assert each in text
    assert place(built) == ids.ArticlePlace(article().id, "en", 0)
    assert not list(find(built, "action_id", ids.ARTICLE_NEXT))


def test_related_articles_stand_at_its_end_with_the_reason_and_a_button() -> None:
    other = article(title="另一篇")
    near = Related(article=other, score=0.5, shared=(SharedWord(here="TikTok", there="TikTok"),))
    built = view(article(), "en", 0, related=[near])
    text = shown(built["blocks"])
    order = ["It was put off.", "Related articles", "另一篇", "In both: TikTok"]
    assert sorted(order, key=text.index) == order
    [button] = find(built, "action_id", ids.OPEN_ARTICLE)
    assert ids.ArticlePlace.decode(button["value"]).article_id == other.id
    assert "Related" not in shown(view(article(), "en", 0)["blocks"])
    held = article(paragraphs=PARAGRAPHS)
    assert "Related" not in shown(view(held, "en", 0, focus_paragraph=2, related=[near])["blocks"])


def test_a_long_article_is_paged_with_nothing_lost() -> None:
    points = tuple(KeyPoint(text=f"要点 {number}。" * 60, citations=(number,)) for number in range(1, 200))
    long = article(sections=(Section(heading="很长", points=points),), paragraphs=PARAGRAPHS)
    found = pages(long, "zh")
    assert len(found) > 3
    assert [place(each).page for each in found] == list(range(len(found)))
    together = "".join(rich_texts(each["blocks"]) for each in found)
    at = 0
    for text in (*(point.text for point in points), *PARAGRAPHS):
        at = together.index(text, at)
    for number, each in enumerate(found):
        assert f"第 {number + 1} 页，共 {len(found)} 页" in shown(each["blocks"])
        assert bool(list(find(each, "action_id", ids.ARTICLE_PREVIOUS))) == (number > 0)


@pytest.mark.parametrize(("asked", "given"), [(-1, 0), (99, 0)])
def test_a_page_that_is_none_gives_the_nearest(asked: int, given: int) -> None:
    assert place(view(article(), "en", asked)).page == given


def test_a_citation_leads_to_its_paragraph_and_back() -> None:
    held = article(paragraphs=PARAGRAPHS[:5])
    options = [
        option for menu in find(view(held, "en", 0), "action_id", ids.ARTICLE_PARAGRAPH) for option in menu["options"]
    ]
    labels = {option["text"]["text"].partition(" ")[0]: option["value"] for option in options}
    assert labels.keys() == {"[1]", "[3]", "[4]", "[5]"}
    target = ids.ArticlePlace.decode(labels["[3]"])
    built = view(held, target.language, target.page, focus_paragraph=target.paragraph)
    assert place(built) == target
    text = shown(built["blocks"])
    assert "Paragraph 3 of 5" in text
    assert PARAGRAPHS[2] in text
    assert "TikTok came to the hearing." in text
    assert "Nobody was convinced." not in text
    [back] = find(built, "action_id", ids.ARTICLE_BACK)
    assert ids.ArticlePlace.decode(back["value"]) == ids.ArticlePlace(held.id, "en")


@pytest.mark.parametrize(("number", "before", "after"), [(1, False, True), (3, True, True), (5, True, False)])
def test_from_a_paragraph_one_gets_to_those_beside_it(number: int, before: bool, after: bool) -> None:
    built = view(article(paragraphs=PARAGRAPHS[:5]), "zh", 0, focus_paragraph=number)
    assert bool(list(find(built, "action_id", ids.ARTICLE_PREVIOUS_PARAGRAPH))) == before
    assert bool(list(find(built, "action_id", ids.ARTICLE_NEXT_PARAGRAPH))) == after


@pytest.mark.parametrize("number", [0, -1, 6, 10_000])
def test_a_paragraph_that_is_not_held_gives_the_summary(number: int) -> None:
    built = view(article(paragraphs=PARAGRAPHS[:5]), "en", 0, focus_paragraph=number)
    assert place(built).paragraph is None
    assert "What happened" in shown(built["blocks"])


def test_a_paragraph_of_many_pages_is_shown_whole() -> None:
    long = article(paragraphs=("一句话。" * 20_000,))
    found = pages(long, "zh", focus_paragraph=1)
    assert len(found) > 5
    assert "".join(rich_texts(each["blocks"]) for each in found).count("一句话。") == 20_000


def test_an_article_without_anything_but_its_title_still_opens() -> None:
    built = view(article(sections=(), viewpoint="", url=None), "en", 0)
    assert "2023丨直击听证会" in shown(built["blocks"])


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("# Short\n", True),
        ("长" * 30_000, True),
        ("长" * 40_000, False),
        ("\U0001f600" * 20_000, False),
        ("\\&" * 90_000, False),
        ("x\n" * 60_000, True),
    ],
)
def test_a_window_has_room_for_a_document_or_it_is_said_that_it_has_not(text: str, fits: bool) -> None:
    built = document_view(article(), ids.ArticlePlace(article().id, "en"), text)
    assert (built is not None) == fits
    if built is not None:
        check_view(built)
        check_as_slack(built, "modal")
