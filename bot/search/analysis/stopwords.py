"""Words that ask or bind and carry nothing to search for; they count only where a query has no others."""

from functools import cache

from bot.search.lexicon.stemming import stem

ENGLISH = frozenset(
    """a about above after again all also am an and any are as at be became because become becomes been before being
    below between both but by can could did do does doing don during each few for from further get gets got had has
    have having he her here hers him his how i if in into is it its itself just me more most my no nor not of off on
    once only or other our out over own s same she should so some such t than that the their them then there these
    they this those through to too under until up us very was we were what when where which while who whom why will
    with would you your please tell say says said give show find know explain describe anything something latepost
    article articles many much happened happen kind whats hows whos anyone anybody someone somebody wondering dont
    doesnt isnt thanks thank ok okay hi hello""".split()
)

CHINESE = frozenset(
    """的 了 吗 呢 吧 啊 是 在 和 与 及 或 有 被 把 对 为 从 到 向 于 以 而 也 都 就 还
    又 很 更 最 其 这 那 哪 谁 什么 什么的 怎么 怎样 怎么样 为什么 为何 如何 哪些 哪个 哪里 哪家
    多少 几 几个 是否 有没有 有没 没有 能否 可以 请问 关于 请 我 你 他 她 它 我们 你们 他们
    它们 一个 一些 这个 那个 这些 那些 之 所 着 过 得 地 会 要 能 让 给 跟 用 等 情况 介绍
    告诉 文章 报道 说 讲 讲了 到底 究竟 现在 目前 时候 还是 已经 以及 因为 所以 但是 不是 个
    们 嘛 呀 啥 咋 才 并 且 若 则 即 此 该 某 每 各 何 于是 其中 之间 之后 以后 以前 之前
    来 去 做 想 需要 多少钱 多大 多久 多长 是不是 会不会 花 花了 共 达到 左右 大约
    应该 知道 怎么办 怎么回事 为啥 怎样才能 具体 详细 遇到 有人 没有人 有谁 谁能 大家 请教 求助 谢谢 多谢 好的 你好 您好
    一下 那么 什么样 是什么 有什么 哪种 哪位 哪儿 多长时间 太 以上 以下 以内""".split()
)


def is_stopword(word: str) -> bool:
    """Whether a folded word carries nothing to search for."""
    return word in ENGLISH or word in CHINESE


@cache
def stopword_stems() -> frozenset[str]:
    """English ones as the index has them."""
    return frozenset(map(stem, ENGLISH))
