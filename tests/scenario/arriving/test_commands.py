"""`latepost summarize`, `latepost feeds` and `latepost import` of full text, as a person runs them."""

import asyncio
import json
from pathlib import Path

from bot.formats import Parsed, read
from tests.feed_server import ENGLISH, TEXT
from tests.processes import Command, latepost_in_turn
from tests.unit.summarize.model_server import model_server

TOML = """
[[feeds]]
source = "周报"
url = "https://a.example/feed"
interval = "1h"
"""


def test_full_text_is_summarised_shown_imported_and_answered_from(tmp_path: Path) -> None:
    (tmp_path / "江轮.txt").write_text(
        "江轮换电\n来源：南窗\n日期：2025-09-26\n\n" + "\n\n".join(TEXT), encoding="utf-8"
    )
    (tmp_path / "ferries.md").write_text("# Ferries\n\nDate: 2025-09-26\n\n" + "\n\n".join(ENGLISH), encoding="utf-8")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "feeds.toml").write_text(TOML, encoding="utf-8")
    mine = {"LATEPOST_DATA_DIR": "mine"}
    shown, as_json, kept, imported, again, asked, feeds, wrong, model = latepost_in_turn(
        Command(["summarize", "江轮.txt"], tmp_path, mine),
        Command(["summarize", "江轮.txt", "--json"], tmp_path, mine),
        Command(["articles"], tmp_path, mine),
        Command(["import", "江轮.txt", "ferries.md"], tmp_path, mine),
        Command(["import", "江轮.txt", "ferries.md"], tmp_path, mine),
        Command(["ask", "宜昌 换电站 投资", "--json"], tmp_path, mine),
        Command(["feeds"], tmp_path, mine),
        Command(["summarize", "nowhere.txt"], tmp_path, mine),
        Command(["summarize", "江轮.txt"], tmp_path, {**mine, "LATEPOST_MODEL": "nobody:none"}),
    )
    assert shown.code == 0
    assert "摘要为原文摘句" in shown.out
    assert f"[1] {TEXT[0]}" in shown.out.replace("\n", "")
    article = json.loads(as_json.out)
    assert article["made"]["by"] == "extractive"
    assert tuple(article["paragraphs"]) == TEXT
    assert "0 articles" in kept.out
    assert imported.out.endswith("imported 2 new, 0 updated, 0 unchanged, 0 failed\n")
    assert again.out.endswith("imported 0 new, 0 updated, 2 unchanged, 0 failed\n")
    (answer,) = json.loads(asked.out)["answers"]
    assert answer["article"]["summary_by"] == "extractive"
    assert all(point["text"] in TEXT[point["citations"][0] - 1] for point in answer["points"])
    assert "周报" in feeds.out
    assert "never" in feeds.out
    assert (wrong.code, "no such file" in wrong.err) == (1, True)
    assert (model.code, "LATEPOST_MODEL" in model.err) == (2, True)
    assert "Traceback" not in model.err


async def test_a_model_that_the_settings_name_writes_the_summary(tmp_path: Path) -> None:
    (tmp_path / "ferries.txt").write_text("Ferries\nDate: 2025-09-26\n\n" + "\n\n".join(ENGLISH), encoding="utf-8")

    def point(text: str, *paragraphs: int) -> dict[str, object]:
        return {"text": text, "paragraphs": list(paragraphs)}

    draft = {
        "viewpoint": point("Northlight runs nine ships on batteries.", 1),
        "sections": [
            {"heading": "Charging", "points": [point("A charge takes 22 minutes.", 2)]},
            {"heading": "Money", "points": [
                point("Kelso's harbor got a grant of $14 million for charging towers.", 3),
                point("Northlight wants to convert 31 more ships by 2029.", 5),
                point("Northlight lost $99 million.", 5)]},
        ],
    }  # fmt: skip
    async with model_server(lambda _: draft, lambda _: {"corrections": []}) as server:
        variables = {"LATEPOST_DATA_DIR": "mine", "LATEPOST_MODEL": "small", "LATEPOST_MODEL_URL": server.url}
        shown, doctor = await asyncio.to_thread(
            latepost_in_turn,
            Command(["summarize", "ferries.txt"], tmp_path, variables),
            Command(["doctor"], tmp_path, variables),
        )
    assert "summary by model small · 1 point left out" in shown.out.replace("\n", " ")
    assert "A charge takes 22 minutes. [2]" in shown.out
    assert "$99 million" not in shown.out
    assert "by the model small" in doctor.out


def test_fields_below_a_title_and_front_matter_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        '---\ntitle: "Ferries"\nsource: Port News\ndate: 2025-09-26 08:00\nurl: https://a.example/1\ntags: x\n---\n\n'
        "Some *text* with a [link](javascript:alert(1)).\n\n- one point\n- two points\n",
        encoding="utf-8",
    )
    (found,) = read(tmp_path / "a.md")
    assert isinstance(found, Parsed)
    article = found.article
    assert (article.title, article.source, article.url) == ("Ferries", "Port News", "https://a.example/1")
    assert article.published_at.isoformat() == "2025-09-26T08:00:00+08:00"
    assert article.paragraphs[1:] == ("one point", "two points")
    assert "javascript" not in article.paragraphs[0] or "(" in article.paragraphs[0]
