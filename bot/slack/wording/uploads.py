"""What the bot says about articles that a person brought, in Chinese and English, with the reasons of a refusal."""

import re
from dataclasses import dataclass

from bot.language import Language, Plural, message, plural, translated


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadStrings:
    """The words of one language; `str.format` fills what stands in braces."""

    shortcut: str = message("Add to library")
    shortcut_description: str = message("Add the files and links of this message")
    heading: str = message("Added to the library: “{name}”")
    heading_updated: str = message("Updated in the library: “{name}”")
    heading_unchanged: str = message("In the library already: “{name}”")
    not_added: str = message("Not added to the library: “{name}”")
    new: str = message("new")
    updated: str = message("updated")
    unchanged: str = message("unchanged")
    note: str = message("Note: {note}")
    refused: str = message("Refused: {reason}")
    undo: str = message("Undo")
    undone: Plural = plural(
        "Taken back: {count} article is as it was.", "Taken back: {count} articles are as they were."
    )
    nothing_to_undo: str = message(
        "There is nothing to take back: it was taken back already, or the articles have changed since."
    )
    no_receipt: str = message("What was added here is not remembered any more, or was not added by you.")
    not_editor: str = message(
        "You may not add articles here. Ask your administrator to put your id into LATEPOST_EDITORS."
    )
    nothing_here: str = message("There is no file or link in this message that could be added.")
    external_file: str = message(
        "The file is not on Slack and can't be read; upload it, or send the address of the article."
    )
    too_large: str = message("The file is larger than {size} MB; split it.")
    more: str = message("{count} more")


_SAID_IN_CHINESE: tuple[tuple[str, str], ...] = (
    (r"no date of publication was found; dated by its arrival", "没有找到发布日期，以收到的时间为准"),
    (r"its date (\S+) can't be true; dated by its arrival", r"日期 \1 不可信，以收到的时间为准"),
    (r"its date (.+) lies in the future; dated by its arrival", r"日期 \1 在将来，以收到的时间为准"),
    (r"its time names no zone; read as (\S+)", r"时间没有注明时区，按 \1 理解"),
    (r"the summary can't be split safely; kept whole as full text", "摘要无法可靠地拆分，按全文保留"),
    (r"the article has no body; only its title can be found", "文章没有正文，只能按标题找到"),
    (r"no title was found; .*", "没有找到标题；请把标题放在第一行。"),
    (r"no text of an article was found; .*", "没有找到文章正文；请连同正文保存，或复制文字。"),
    (r"the (?:text|page|article) is longer than (.+); .*", r"正文太长（超过 \1）；请拆分。"),
    (r"the page is larger than (.+); .*", r"网页超过 \1；请去掉图片和视频后再存。"),
    (r"the file is empty; .*", "文件是空的。"),
    (r"the file is binary; .*", "文件不是文本；请先导出为文本。"),
    (r"no captured page: .*", "不是可识别的页面：标题下面没有“晚点LatePost· 2025-09-26 00:35”这样的一行。"),
    (r"the file was not handed out: .*", "没有取到文件：对方要求登录。请重新安装应用，使它有 files:read 权限。"),
    (r"it does not answer.*", "对方没有及时响应，请稍后再试。"),
    (r"it answers with status (\d+)\.?", r"对方返回状态 \1。"),
    (r"it is larger than (.+)\.", r"内容超过 \1。"),
    (r"(\S+) is an address inside a private network; .*", r"\1 是内网地址，不能读取。"),
    (r"it leads to (.*), and only http and https are fetched\.?", r"它指向 \1，而只能读取 http 和 https 地址。"),
    (r"it redirects more than (\d+) times\.?", r"它跳转超过 \1 次。"),
    (r"it can't be reached.*", "无法连接到对方。"),
    (r"the name (\S+) has no address\.?", r"找不到 \1 的地址。"),
)


def upload_strings(language: Language) -> UploadStrings:
    """The strings in the language."""
    return translated(UploadStrings, language)


def translated_reason(sentence: str, language: Language) -> str:
    """A note or reason in the language; one that is not known stays as it is."""
    if language == "zh":
        line, _, rest = sentence.partition(": ") if sentence.startswith("line ") else ("", "", sentence)
        for pattern, chinese in _SAID_IN_CHINESE:
            if found := re.fullmatch(pattern, rest):
                return (f"第 {line.removeprefix('line ')} 行：" if line else "") + found.expand(chinese)
    return sentence
