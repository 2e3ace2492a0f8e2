"""All of the bot's own words in Slack, in Chinese and English."""

from dataclasses import dataclass

from bot.language import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of one language. A `{name}` is filled by `str.format`; with `|` by `counted`: one, then many."""

    # The root message and the answer
    asked: str
    articles: str
    points: str
    paragraphs: str
    newest: str
    in_thread: str
    first_published: str
    by_title: str
    all_points: str
    all_paragraphs: str
    open_article: str
    more_results: str
    no_more_results: str
    articles_from_to: str
    of_total: str
    message_mark: str
    helpful: str
    not_helpful: str
    feedback_label: str
    feedback_thanks: str
    # What was understood
    searched_for: str
    follow_up: str
    separator: str
    # Nothing found
    miss: str
    miss_offers: str
    empty_library: str
    # In private
    only_you: str
    share: str
    shared_by: str
    shared: str
    invite: str
    closed: str
    # The article
    article: str
    full_text: str
    made_by_source: str
    made_extractive: str
    made_extractive_for: str
    made_by_model: str
    points_dropped: str
    also_in: str
    page: str
    previous: str
    next: str
    close: str
    read_paragraph: str
    paragraph_of: str
    cited_by: str
    back_to_summary: str
    previous_paragraph: str
    next_paragraph: str
    article_gone: str
    no_such_article: str
    # Lists
    latest: str
    timeline: str
    # App Home
    home: str
    search: str
    search_placeholder: str
    all_sources: str
    source_filter: str
    more_sources: str
    newer: str
    older: str
    no_articles: str
    # Help and prompts
    help: str
    examples: str
    welcome: str
    commands: tuple[tuple[str, str], ...]
    shortcut: str
    prompts_title: str
    # When something is wrong
    failed: str
    not_saved: str
    answer_gone: str


ZH = Words(
    asked="问",
    articles="{count} 篇文章",
    points="{count} 个要点",
    paragraphs="{count} 段",
    newest="最新一篇 {date}",
    in_thread="详见消息列",
    first_published="首发于 {year} 年",
    by_title="标题或核心观点相符，以下为开头的要点",
    all_points="全部 {count} 个要点",
    all_paragraphs="全文 {count} 段",
    open_article="打开文章",
    more_results="更多结果",
    no_more_results="没有更多结果了。",
    articles_from_to="第 {first}–{last} 篇",
    of_total="第 {first}–{last} 篇，共 {total} 篇",
    message_mark="{number} / {total}",
    helpful="有帮助",
    not_helpful="没帮助",
    feedback_label="这个回答有帮助吗？",
    feedback_thanks="谢谢，已记下。",
    searched_for="按“{text}”查找",
    follow_up="接着上一问，理解为“{text}”",
    separator="；",
    miss="资料库里没有关于“{question}”的内容。",
    miss_offers="资料库里有这些：",
    empty_library="资料库还是空的。",
    only_you="只有你能看到",
    share="分享到频道",
    shared_by="{name} 分享",
    shared="已分享到频道。",
    invite="想让所有人看到回答，请先在频道里发送 /invite {bot}。",
    closed="这个频道只有部分人可以发言，机器人不能在这里发消息。",
    article="文章",
    full_text="全文",
    made_by_source="来源自带摘要",
    made_extractive="摘要为原文摘句",
    made_extractive_for="摘要为原文摘句（代替模型 {model}）",
    made_by_model="摘要由模型 {model} 撰写",
    points_dropped="{count} 个要点因原文不支持而略去",
    also_in="另见 {sources}",
    page="第 {page} 页，共 {total} 页",
    previous="上一页",
    next="下一页",
    close="关闭",
    read_paragraph="查看引用的原文段落",
    paragraph_of="第 {number} 段，共 {total} 段",
    cited_by="引用这一段的要点",
    back_to_summary="返回摘要",
    previous_paragraph="上一段",
    next_paragraph="下一段",
    article_gone="这篇文章已不在资料库中。",
    no_such_article="没有标题与“{title}”相近的文章。",
    latest="最新文章",
    timeline="“{topic}”的报道脉络",
    home="资料库",
    search="搜索",
    search_placeholder="输入话题，按回车",
    all_sources="全部来源",
    source_filter="按来源筛选",
    more_sources="另有 {count} 个来源，可用 source:名称 查找",
    newer="较新",
    older="较早",
    no_articles="这里还没有文章。",
    help="我根据资料库里的文章摘要回答问题，每一句都注明原文段落。",
    examples="试试看：",
    welcome="不客气。想查什么，随时问我。",
    commands=(
        ("/latepost 话题", "在频道里提问，回答在消息列中"),
        ("/latepost private 话题", "只有你能看到回答，可再分享"),
        ("/latepost latest 5", "最新的文章"),
        ("/latepost article 标题", "一篇文章的完整摘要"),
        ("/latepost timeline 话题", "一个话题的报道脉络，由旧到新"),
        ("/latepost digest", "为频道建立每日摘要；digest list 查看"),
        ("/latepost help", "这份说明"),
    ),
    shortcut="查找相关报道",
    prompts_title="可以问这些：",
    failed="抱歉，出错了，没能回答。请再试一次；若仍不行，请把编号 {error_id} 告诉管理员。",
    not_saved="出错了，没有保存。请再试一次；若仍不行，请把编号 {error_id} 告诉管理员。",
    answer_gone="这个回答已经太旧，请重新提问。",
)

EN = Words(
    asked="asked",
    articles="{count} article|{count} articles",
    points="{count} point|{count} points",
    paragraphs="{count} paragraph|{count} paragraphs",
    newest="newest {date}",
    in_thread="details in the thread",
    first_published="first published {year}",
    by_title="the title or viewpoint matches; these are the leading points",
    all_points="Its {count} point|All {count} points",
    all_paragraphs="Its {count} paragraph|All {count} paragraphs",
    open_article="Open article",
    more_results="More results",
    no_more_results="There are no more results.",
    articles_from_to="Articles {first}–{last}",
    of_total="Articles {first}–{last} of {total}",
    message_mark="{number} of {total}",
    helpful="Helpful",
    not_helpful="Not helpful",
    feedback_label="Was this answer helpful?",
    feedback_thanks="Thank you, noted.",
    searched_for="Searched for “{text}”",
    follow_up="Following on from the last question, read as “{text}”",
    separator="; ",
    miss="Nothing on “{question}” in the library.",
    miss_offers="It does have:",
    empty_library="The library is still empty.",
    only_you="Only visible to you",
    share="Share to channel",
    shared_by="Shared by {name}",
    shared="Shared to the channel.",
    invite="To let everybody see the answer, first send /invite {bot} in the channel.",
    closed="Only some people may post in this channel, and the bot may not.",
    article="Article",
    full_text="Full text",
    made_by_source="summary: the source's own",
    made_extractive="summary: sentences of the article",
    made_extractive_for="summary: sentences of the article, in place of model {model}",
    made_by_model="summary by model {model}",
    points_dropped="{count} point left out: the text does not say so|{count} points left out: the text does not say so",
    also_in="also in {sources}",
    page="Page {page} of {total}",
    previous="Previous page",
    next="Next page",
    close="Close",
    read_paragraph="Read a cited paragraph",
    paragraph_of="Paragraph {number} of {total}",
    cited_by="Points that cite this paragraph",
    back_to_summary="Back to the summary",
    previous_paragraph="Previous paragraph",
    next_paragraph="Next paragraph",
    article_gone="This article is no longer in the library.",
    no_such_article="No article has a title like “{title}”.",
    latest="Latest articles",
    timeline="How the coverage of “{topic}” went",
    home="The library",
    search="Search",
    search_placeholder="A topic, then Enter",
    all_sources="All sources",
    source_filter="Filter by source",
    more_sources="{count} more source: search with source:NAME|{count} more sources: search with source:NAME",
    newer="Newer",
    older="Older",
    no_articles="No articles here yet.",
    help="I answer from the summaries in the library, and every line names the paragraphs that it came from.",
    examples="Try one:",
    welcome="You are welcome. Ask whenever you want to look something up.",
    commands=(
        ("/latepost TOPIC", "ask in the channel; the answer comes in the thread"),
        ("/latepost private TOPIC", "an answer that only you see, with a button to share it"),
        ("/latepost latest 5", "the newest articles"),
        ("/latepost article TITLE", "one whole summary"),
        ("/latepost timeline TOPIC", "how the coverage of a topic went, oldest first"),
        ("/latepost digest", "set up a digest for a channel; digest list shows them"),
        ("/latepost help", "this help"),
    ),
    shortcut="Find LatePost coverage",
    prompts_title="You could ask:",
    failed="Sorry, something went wrong and there is no answer. Please try again; if it stays so, tell your "
    "administrator the number {error_id}.",
    not_saved="Something went wrong and nothing was saved. Please try again; if it stays so, tell your administrator "
    "the number {error_id}.",
    answer_gone="That answer is too old to go on from. Please ask again.",
)  # fmt: skip

_WORDS = {"zh": ZH, "en": EN}


def words(language: Language) -> Words:
    """The words of the language."""
    return _WORDS[language]
