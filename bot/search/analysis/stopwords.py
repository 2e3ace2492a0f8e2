"""Words that ask or bind and carry nothing to search for; they count only where a query has no others.

All stand in the lists of stopwords-iso 0.7 (https://github.com/stopwords-iso, MIT): the pronouns, particles, auxiliary
verbs and question words of it. Its further thousand English ones name things in business texts, as `computer`, `group`
and `open` do: with all of them, the right article is first .04 less often on a library that nothing was chosen on.
"""

from functools import cache

from bot.search.lexicon.stemming import stem

ENGLISH = frozenset(
    """a about above after again all also am an and any are as at be became because become becomes been before being
    below between both but by can could did do does doing don during each few for from further get gets got had has
    have having he her here hers him his how i if in into is it its itself just me more most my no nor not of off on
    once only or other our out over own s same she should so some such t than that the their them then there these
    they this those through to too under until up us very was we were what when where which while who whom why will
    with would you your please tell say says said give show find know describe anything something many much kind
    whats whos anyone anybody someone somebody dont doesnt isnt thanks thank ok okay hi hello""".split()
)

CHINESE = frozenset(
    """的 了 吗 呢 吧 啊 是 在 和 与 及 或 有 被 把 对 为 从 到 向 于 以 而 也 都 就 还 又 很
    更 最 其 这 那 哪 谁 什么 怎么 怎样 怎么样 为什么 为何 如何 哪些 哪个 哪里 多少 几 能否 可以
    关于 请 我 你 他 她 它 我们 你们 他们 它们 一个 一些 这个 那个 这些 那些 之 所 着 过 得 地 会
    要 能 让 给 跟 用 等 说 时候 还是 以及 因为 所以 但是 不是 个 们 嘛 呀 啥 咋 才 并 且 若 则
    即 此 该 某 每 各 何 于是 其中 来 去 做 共 怎么办 大家 那么 什么样 哪儿 以上""".split()
)


def is_stopword(word: str) -> bool:
    """Whether a folded word carries nothing to search for."""
    return word in ENGLISH or word in CHINESE


@cache
def stopword_stems() -> frozenset[str]:
    """English ones as the index has them."""
    return frozenset(map(stem, ENGLISH))
