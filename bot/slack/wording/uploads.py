"""What the bot says about articles that a person brought, in Chinese and English, with the reasons of a refusal."""

import re
from dataclasses import dataclass

from bot.language import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class AddingWords:
    """The words of one language; a `{name}` is filled by `str.format`, with `|` by `counted`."""

    shortcut: str
    shortcut_description: str
    heading: str
    not_added: str
    new: str
    updated: str
    unchanged: str
    note: str
    refused: str
    undo: str
    undone: str
    nothing_to_undo: str
    no_receipt: str
    not_editor: str
    nothing_here: str
    external_file: str
    too_large: str
    more: str


ZH = AddingWords(
    shortcut="加入资料库",
    shortcut_description="把这条消息里的文件或链接加入资料库",
    heading="已加入资料库：“{name}”",
    not_added="未能加入资料库：“{name}”",
    new="新增",
    updated="更新",
    unchanged="已有，未变",
    note="注意：{note}",
    refused="原因：{reason}",
    undo="撤销",
    undone="已撤销，{count} 篇文章恢复原状。",
    nothing_to_undo="没有可撤销的：已经撤销过，或文章后来又有变化。",
    no_receipt="找不到这次加入的记录，可能已经太旧，或不是你加入的。",
    not_editor="你没有添加文章的权限。请让管理员把你的 ID 写进 LATEPOST_EDITORS。",
    nothing_here="这条消息里没有可加入的文件或链接。",
    external_file="文件不在 Slack 上，无法读取；请直接上传文件，或发送文章的网址。",
    too_large="文件超过 {size} MB；请拆分后再发。",
    more="另有 {count} 条",
)

EN = AddingWords(
    shortcut="Add to library",
    shortcut_description="Add the files and links of this message",
    heading="Added to the library: “{name}”",
    not_added="Not added to the library: “{name}”",
    new="new",
    updated="updated",
    unchanged="known already, unchanged",
    note="Note: {note}",
    refused="Refused: {reason}",
    undo="Undo",
    undone="Taken back: {count} article is as it was.|Taken back: {count} articles are as they were.",
    nothing_to_undo="There is nothing to take back: it was taken back already, or the articles have changed since.",
    no_receipt="What was added here is not remembered any more, or was not added by you.",
    not_editor="You may not add articles here. Ask your administrator to put your id into LATEPOST_EDITORS.",
    nothing_here="There is no file or link in this message that could be added.",
    external_file="The file is not on Slack and can't be read; upload it, or send the address of the article.",
    too_large="The file is larger than {size} MB; split it.",
    more="{count} more",
)

_WORDS = {"zh": ZH, "en": EN}

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


def adding_words(language: Language) -> AddingWords:
    """The words of the language."""
    return _WORDS[language]


def said(sentence: str, language: Language) -> str:
    """A note or reason in the language; one that is not known stays as it is."""
    if language == "zh":
        line, _, rest = sentence.partition(": ") if sentence.startswith("line ") else ("", "", sentence)
        for pattern, chinese in _SAID_IN_CHINESE:
            if found := re.fullmatch(pattern, rest):
                return (f"第 {line.removeprefix('line ')} 行：" if line else "") + found.expand(chinese)
    return sentence
