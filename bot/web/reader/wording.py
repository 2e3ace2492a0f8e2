"""The reader's own words, in Chinese and English, and which of the two a browser asks for."""

import re
from dataclasses import dataclass

from bot.language import Language

_PREFERRED = re.compile(r"([a-zA-Z*]+)[\w-]*\s*(?:;\s*q\s*=\s*([01](?:\.\d+)?))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of one language. A `{name}` is filled by `str.format`; with `|`: one, then many."""

    tag: str
    library: str
    tagline: str
    sources: str
    all_sources: str
    more_sources: str
    search: str
    search_hint: str
    search_button: str
    filters: str
    source: str
    since: str
    before: str
    apply: str
    clear: str
    newest: str
    older: str
    loading: str
    end: str
    empty: str
    empty_hint: str
    nothing_of_source: str
    found: str
    found_first: str
    nothing: str
    it_has: str
    more_results: str
    read_as: str
    by_title: str
    viewpoint: str
    point: str
    points: str
    paragraphs: str
    first_published: str
    original: str
    feed: str
    feed_of: str
    timeline: str
    timeline_of: str
    timeline_hint: str
    topic: str
    chart: str
    month: str
    year: str
    articles: str
    full_text: str
    cited_by: str
    not_held: str
    paragraph: str
    address_of_point: str
    made: str
    made_by_source: str
    made_extractive: str
    made_extractive_for: str
    made_by_model: str
    dropped: str
    also_in: str
    no_summary: str
    contents: str
    try_bot: str
    skip: str
    top_links: str
    other_language: str
    other_tag: str
    gone_title: str
    gone: str
    back: str
    slow_title: str
    slow: str
    busy_title: str
    busy: str
    failed_title: str
    failed: str
    denied_title: str
    denied: str
    separator: str


ZH = Words(
    tag="zh-Hans",
    library="资料库",
    tagline="晚点LatePost 文章摘要，每一句都可查证",
    sources="来源",
    all_sources="全部",
    more_sources="另有 {count} 个来源，见搜索的筛选",
    search="搜索资料库",
    search_hint="话题、人名、公司，中文、英文或拼音",
    search_button="搜索",
    filters="筛选",
    source="来源",
    since="起",
    before="止（不含）",
    apply="应用",
    clear="清除",
    newest="最新文章",
    older="更早的文章",
    loading="正在载入…",
    end="没有更早的文章了。",
    empty="资料库还是空的。",
    empty_hint="导入文章：",
    nothing_of_source="资料库里没有来源“{source}”的文章。",
    found="{count} 篇文章",
    found_first="前 {count} 篇文章",
    nothing="资料库里没有关于“{query}”的内容。",
    it_has="资料库里有这些：",
    more_results="更多结果",
    read_as="按“{text}”查找",
    by_title="标题或核心观点相符，以下为开头的要点",
    viewpoint="核心观点",
    point="要点",
    points="{count} 个要点",
    paragraphs="全文 {count} 段",
    first_published="首发于 {year} 年",
    original="阅读原文",
    feed="订阅资料库（Atom）",
    feed_of="订阅这个搜索（Atom）",
    timeline="报道脉络",
    timeline_of="“{topic}”的报道脉络",
    timeline_hint="输入一个话题，看它的报道如何展开。",
    topic="话题",
    chart="各来源每{unit}的文章数",
    month="月",
    year="年",
    articles="文章",
    full_text="全文",
    cited_by="引用这一段的要点",
    not_held="原文第 {number} 段，资料库中没有全文",
    paragraph="第 {number} 段",
    address_of_point="要点 {number} 的固定地址",
    made="摘要由来",
    made_by_source="来源自带的摘要",
    made_extractive="从原文逐字摘出的句子，未用模型",
    made_extractive_for="从原文逐字摘出的句子，代替模型 {model}",
    made_by_model="由模型 {model} 撰写，每一句都与所引段落核对",
    dropped="{count} 个要点因原文不支持而略去",
    also_in="同时刊于",
    no_summary="这篇文章没有摘要，只有全文。",
    contents="目录",
    try_bot="试用机器人",
    skip="跳到正文",
    top_links="其他页面",
    other_language="English",
    other_tag="en",
    gone_title="没有这一页",
    gone="这个地址上没有内容；文章可能已从资料库中移除。",
    back="回到资料库",
    slow_title="请慢一点",
    slow="搜索得太快了，请等 {count} 秒再试。",
    busy_title="稍等一下",
    busy="现在同时搜索的人太多，请过几秒再试。",
    failed_title="出错了",
    failed="没能读出这一页。请再试一次；若仍不行，请把编号 {error_id} 告诉管理员。",
    denied_title="需要登录",
    denied="这个资料库只对登录的读者开放。请通过你们的入口打开它。",
    separator="；",
)

EN = Words(
    tag="en",
    library="The library",
    tagline="Summaries of 晚点LatePost, every line of them checkable",
    sources="Sources",
    all_sources="All",
    more_sources="{count} more source in the filters of the search|{count} more sources in the filters of the search",
    search="Search documents",
    search_hint="A topic, a name, a company: in Chinese, English or pinyin",
    search_button="Search",
    filters="Filters",
    source="Source",
    since="From",
    before="Before",
    apply="Apply",
    clear="Clear",
    newest="Newest articles",
    older="Older articles",
    loading="Loading…",
    end="No older articles.",
    empty="The library is still empty.",
    empty_hint="Bring articles in:",
    nothing_of_source="The library has no article of the source “{source}”.",
    found="{count} article|{count} articles",
    found_first="The first {count} articles",
    nothing="Nothing on “{query}” in the library.",
    it_has="It does have:",
    more_results="More results",
    read_as="Searched for “{text}”",
    by_title="The title or viewpoint matches; these are the leading points",
    viewpoint="Core viewpoint",
    point="Key point",
    points="{count} key point|{count} key points",
    paragraphs="{count} paragraph|{count} paragraphs",
    first_published="first published {year}",
    original="Read the original",
    feed="Follow the library (Atom)",
    feed_of="Follow this search (Atom)",
    timeline="Timeline",
    timeline_of="How the coverage of “{topic}” went",
    timeline_hint="Name a topic to see how its coverage went.",
    topic="Topic",
    chart="Articles a {unit}, by source",
    month="month",
    year="year",
    articles="Articles",
    full_text="Full text",
    cited_by="Key points that cite this paragraph",
    not_held="Paragraph {number} of the original; its text is not in the library",
    paragraph="Paragraph {number}",
    address_of_point="Address of key point {number}",
    made="How this summary was made",
    made_by_source="The source's own summary",
    made_extractive="Sentences of the article, word for word; no model",
    made_extractive_for="Sentences of the article, word for word, in place of model {model}",
    made_by_model="Written by model {model}; every sentence was checked against the paragraphs that it cites",
    dropped="{count} point left out: the text does not say so|{count} points left out: the text does not say so",
    also_in="Also in",
    no_summary="There is no summary of this article, only its full text.",
    contents="Contents",
    try_bot="Try the bot",
    skip="Skip to content",
    top_links="Other pages",
    other_language="中文",
    other_tag="zh-Hans",
    gone_title="Nothing here",
    gone="There is nothing at this address; the article may have left the library.",
    back="Back to the library",
    slow_title="A little slower, please",
    slow="That was many searches at once. Please try again in {count} second."
    "|That was many searches at once. Please try again in {count} seconds.",
    busy_title="One moment",
    busy="Too many people are searching right now. Please try again in a few seconds.",
    failed_title="Something went wrong",
    failed="This page could not be read. Please try again; if it stays so, tell your administrator the number "
    "{error_id}.",
    denied_title="Please sign in",
    denied="This library is open to signed-in readers only. Please come in through your organisation's entrance.",
    separator="; ",
)  # fmt: skip

_WORDS: dict[Language, Words] = {"zh": ZH, "en": EN}


def words(language: Language) -> Words:
    """The words of the language."""
    return _WORDS[language]


def preferred_language(accepted: str) -> Language:
    """Chinese or English, whichever an `Accept-Language` header likes better; English without either."""
    likings: dict[str, float] = {}
    for found in _PREFERRED.finditer(accepted[:500]):
        likings.setdefault(found[1].lower(), float(found[2] or 1))
    return "zh" if likings.get("zh", 0.0) > likings.get("en", 0.0) else "en"
