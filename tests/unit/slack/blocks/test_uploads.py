"""What came of a file or link that a person brought."""

import pytest

from bot.language import Language
from bot.links import ArticleLinks
from bot.model import Saved, Taken, UploadResult
from bot.slack import ids
from bot.slack.blocks.uploads import added
from tests.library import article


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Not added to the library", "removed from the library earlier", "brings it back")),
        ("zh", ("未能加入资料库", "之前已从资料库移除", "恢复")),
    ],
)
def test_a_removed_article_is_said_to_stay_away_and_nothing_opens_it(
    language: Language, words: tuple[str, ...]
) -> None:
    taken = Taken(article=article(), saved=Saved.UNCHANGED, is_removed=True)
    brought = UploadResult(name="page.txt", taken=(taken,), notes=taken.notes)
    sent = str([reply.blocks for reply in added([brought], "key", language, ArticleLinks("https://reader.example"))])
    assert all(word in sent for word in words)
    assert ids.OPEN_ARTICLE not in sent
    assert ids.UNDO_ADDING not in sent
    assert "reader.example" not in sent
