"""What the chat itself says, in both languages."""

from dataclasses import dataclass

from bot.language import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of one language."""

    welcome: str
    only_you: str
    thread: str
    direct: str
    home: str
    suggested: str
    submit: str
    write_behind: str
    no_such_number: str
    no_such_channel: str
    nothing_to_close: str
    refused: str
    failed: str


_ZH = Words(
    welcome="""你在本地工作区的 #general 频道里，机器人也在（#random 里没有它）。
  /latepost 话题      斜杠命令；/latepost help 查看全部
  @latepost 问题      提及机器人；接着输入即在同一消息列里追问，/new 另起一列
  其他文字            给机器人的私信，可直接追问，如“更多”
  3   或   3 文字     按下编号为 3 的按钮，或在编号为 3 的输入框里填写
  /home  /messages    打开机器人的主页，或查看建议的问题
  /find 文字          在频道里有人说了这句话：用消息快捷方式查找
  /channel random     换一个频道
  /close  /quit       关闭弹窗，退出""",
    only_you="只有你能看到",
    thread="消息列",
    direct="私信",
    home="主页",
    suggested="建议的问题：",
    submit="提交",
    write_behind="请在编号后面写上内容，例如：{number} 文字",
    no_such_number="没有编号 {number}。",
    no_such_channel="没有频道 {name}；有 {names}。",
    nothing_to_close="没有打开的弹窗。",
    refused="做不到：{reason}",
    failed="机器人没有回应。",
)
_EN = Words(
    welcome="""You are in #general of a local workspace, and so is the bot (it is not in #random).
  /latepost TOPIC     the slash command; /latepost help shows all of it
  @latepost QUESTION  a mention; the next one goes on in the same thread, /new begins another
  any other text      a direct message to the bot; follow-ups such as “more” just work
  3   or   3 TEXT     press the button with number 3, or write into the field with number 3
  /home  /messages    open the bot's Home, or see the questions it suggests
  /find TEXT          somebody says TEXT in the channel: use the message shortcut on it
  /channel random     go to another channel
  /close  /quit       close the modal, leave""",
    only_you="only visible to you",
    thread="thread",
    direct="direct message",
    home="Home",
    suggested="Suggested questions:",
    submit="Submit",
    write_behind="Put the text behind the number, such as: {number} TEXT",
    no_such_number="There is no number {number}.",
    no_such_channel="There is no channel {name}; there is {names}.",
    nothing_to_close="No modal is open.",
    refused="That can't be done: {reason}",
    failed="The bot did not react.",
)


def words(language: Language) -> Words:
    """The words of the language."""
    return _ZH if language == "zh" else _EN
