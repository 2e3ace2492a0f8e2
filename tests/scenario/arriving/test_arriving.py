"""A bot left running takes in what comes by folder, feed and Slack, and answers from it with citations that open."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.slack import ids
from tests.feed_server import BOMB, ENGLISH, TEXT, FeedServer, atom, feed_server, item, rss
from tests.scenario.arriving.conftest import Office, buttons, office, shown

WECHAT = """<!DOCTYPE html><html><head><meta charset="utf-8"><meta property="og:title" content="稀土回收的两年">
</head><body><h1 id="activity-name">稀土回收的两年</h1><a id="js_name">南窗周刊</a><em id="publish_time"></em>
<div id="js_content" style="visibility: hidden;"><section><p>
<span>赣州的一家工厂从旧电机里回收稀土，去年处理了 9000 吨。</span></p></section>
<section><p>每吨旧电机能拆出 1.8 公斤钕铁硼。</p><p>厂长谭立认为，拆解线的自动化让成本降了四成。</p></section>
<p>但是旧电机的来源很散，运费占了成本的三分之一。</p></div><script>var ct = "1758818100";</script></body></html>"""
CAPTURED = """酒厂的粮仓
晚点LatePost· 2025-09-24 09:00
Core Viewpoint - The distillery Hongtai stores sorghum for three years [2]. Group 1: Storage
- Its silos hold 40,000 tons of sorghum [3][5]. - Prices fell 12% [6].
"""
LISTED = ("/rss", "/atom", "/moved", "/failing", "/truncated", "/huge", "/bomb", "/inside", "/hanging")


@pytest.fixture
async def feeds() -> AsyncIterator[FeedServer]:
    async with feed_server() as server:
        server.bodies |= {
            "/rss": rss(item("江轮换电", TEXT, "https://a.example/1")),
            "/atom": atom("Ferries go electric", ENGLISH, "https://b.example/2"),
            "/truncated": rss(item("Cut", ENGLISH))[:-80],
            "/bomb": BOMB,
            "/secret": rss(item("Secret plans", ENGLISH)),
        }
        server.failing.add("/failing")
        yield server


async def test_everything_that_comes_in_is_answered_from(tmp_path: Path, feeds: FeedServer) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    rows = [f'[[feeds]]\nsource = "Feed {path}"\nurl = "{feeds.public(path)}"\ninterval = "1m"\n' for path in LISTED]
    (folder / "feeds.toml").write_text("\n".join(rows), encoding="utf-8")
    async with office(folder) as here:
        await here.until(here.inbox.is_dir)
        (here.inbox / "page.txt").write_text(CAPTURED, encoding="utf-8")
        (here.inbox / "wechat.html").write_text(WECHAT, encoding="utf-8")
        note = "Harbor cranes\nDate: 2025-09-20\n\n" + "\n\n".join(
            ["The port of Varnholm bought eleven cranes that load a ship without a driver.",
             "Every crane costs $9 million and moves 41 containers an hour.",
             "The dockers' union agreed after the port promised to retrain 160 of its members."]
        )  # fmt: skip
        added = await here.reply(
            await here.ann.send_file(here.workspace.direct_message("ann"), "cranes.txt", note.encode())
        )
        assert "Harbor cranes" in shown(added)

        asked = [
            ("sorghum silos of Hongtai", "40,000 tons", None),
            ("换电站 江轮 电池", "18 分钟", (2, TEXT[1])),
            ("Northlight ferry batteries charge", "22 minutes", (2, ENGLISH[1])),
            ("旧电机 稀土 回收", "9000 吨", (1, "赣州的一家工厂从旧电机里回收稀土，去年处理了 9000 吨。")),
            ("Varnholm driverless cranes", "without a driver", (2, "moves 41 containers an hour.")),
        ]  # fmt: skip
        for question, words, cited in asked:
            answer = await here.answer_naming(here.ann, question, words)
            if cited:
                assert "sentences of the article" in shown(answer) or "摘要为原文摘句" in shown(answer)
                assert cited[1] in await here.opened_paragraph(here.ann, answer, cited[0])
            else:
                assert "the source's own" in shown(answer)
        miss = await here.reply(await here.ann.tell_bot('"Secret plans"'))
        assert "Secret plans" not in shown(miss).replace('“"Secret plans"”', "")
        assert "/secret" not in feeds.asked
        assert {each.name for each in (here.inbox / "imported").iterdir()} == {"page.txt", "wechat.html"}


class TestSlack:
    @pytest.fixture
    async def here(self, tmp_path: Path) -> AsyncIterator[Office]:
        async with office(tmp_path / "data") as made:
            yield made

    async def test_a_link_alone_is_fetched_and_a_link_with_words_is_a_question(
        self, here: Office, feeds: FeedServer
    ) -> None:
        body = "".join(f"<p>{each}</p>" for each in ENGLISH)
        feeds.bodies["/page"] = (
            f"<html><head><title>Ferries</title></head><body><article>{body}</article></body></html>".encode()
        )
        feeds.types["/page"] = "text/html"
        link = f"<{feeds.public('/page')}?utm_source=x>"
        direct = here.workspace.direct_message("ann")
        asked = await here.reply(await here.ann.say(direct, f"what is {link} about", raw=True))
        assert "/page" not in feeds.asked
        assert "Added to the library" not in shown(asked)
        reply = await here.reply(await here.ann.say(direct, link, raw=True))
        assert "Added to the library" in shown(reply)
        assert "Ferries" in shown(reply)
        await here.answer_naming(here.ann, "Kelso charging towers grant", "$14 million")
        typed = await here.reply(await here.ann.tell_bot(feeds.public("/page")))
        assert "In the library already" in shown(typed)
        assert "Added" not in shown(typed)

    async def test_undo_takes_it_back_and_it_can_be_added_again(self, here: Office) -> None:
        direct = here.workspace.direct_message("ann")
        content = ("江轮换电\n日期：2025-09-26\n\n" + "\n\n".join(TEXT)).encode()
        reply = await here.reply(await here.ann.send_file(direct, "a.txt", content))
        (undo,) = buttons(reply.blocks, ids.UNDO_ADDING)
        await here.answer_naming(here.ann, "江轮换电", "18 分钟")
        await here.ann.click(reply, undo)
        await here.until(lambda: "Taken back" in shown(here.workspace.ephemerals("ann")))
        gone = await here.reply(await here.ann.tell_bot("latest"))
        assert "江轮换电" not in shown(gone)
        await here.ann.click(reply, undo)
        await here.until(lambda: "nothing to take back" in shown(here.workspace.ephemerals("ann")))
        again = await here.reply(await here.ann.send_file(direct, "a.txt", content))
        assert "new" in shown(again)

    async def test_the_same_again_changes_nothing_and_has_nothing_to_undo(self, here: Office) -> None:
        direct = here.workspace.direct_message("ann")
        content = ("江轮换电\n日期：2025-09-26\n\n" + "\n\n".join(TEXT)).encode()
        await here.reply(await here.ann.send_file(direct, "a.txt", content))
        again = await here.reply(await here.ann.send_file(direct, "b.txt", content))
        assert "In the library already: “b.txt”" in shown(again)
        assert "Added" not in shown(again)
        assert not buttons(again.blocks, ids.UNDO_ADDING)

    async def test_the_shortcut_adds_what_a_message_in_a_channel_holds(self, here: Office) -> None:
        content = ("江轮换电\n日期：2025-09-26\n\n" + "\n\n".join(TEXT)).encode()
        message = await here.bo.send_file("general", "a.txt", content, "看看这个")
        await here.ann.shortcut(ids.ADD_TO_LIBRARY, message)
        await here.until(lambda: "江轮换电" in shown(here.workspace.ephemerals("ann")))
        empty = await here.bo.say("general", "hello")
        await here.ann.shortcut(ids.ADD_TO_LIBRARY, empty)
        await here.until(lambda: "no file or link" in shown(here.workspace.ephemerals("ann")))

    async def test_who_is_no_editor_is_told_so_in_their_language(self, here: Office) -> None:
        direct = here.workspace.direct_message("bo")
        message = await here.bo.send_file(direct, "a.txt", ("江轮\n\n" + "\n\n".join(TEXT)).encode())
        reply = await here.reply(message)
        assert "没有添加文章的权限" in shown(reply)

    @pytest.mark.parametrize(
        ("name", "content", "reason"),
        [
            ("a.pdf", b"%PDF-1.7\x00\x01", "no whole PDF"),
            ("a.jsonl", b"{broken\n", "not JSON"),
            ("../../etc/passwd", b"", "empty"),
            ("a.html", b"<html><body><script>alert(1)</script></body></html>", "no title"),
        ],
    )
    async def test_what_can_not_be_read_is_said(self, here: Office, name: str, content: bytes, reason: str) -> None:
        reply = await here.reply(await here.ann.send_file(here.workspace.direct_message("ann"), name, content))
        assert reason in shown(reply)

    async def test_a_link_into_the_own_network_is_refused(self, here: Office) -> None:
        direct = here.workspace.direct_message("ann")
        reply = await here.reply(await here.ann.say(direct, f"<{here.workspace.url}/api/api.test>", raw=True))
        assert "private network" in shown(reply)

    async def test_a_feed_that_failed_for_a_day_is_told_to_the_admins(self, here: Office) -> None:
        assert here.bot.slack
        assert await here.bot.slack.tell_admins("The feed X has failed.")
        assert "The feed X has failed." in shown(here.workspace.history(here.workspace.direct_message("ann")))
