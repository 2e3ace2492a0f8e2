"""Listeners, one file a kind: plain functions of a request and its context. `register` is the list of them all."""

import re
from collections.abc import Callable
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.slack import ids
from bot.slack.blocks.digests import ids as digest_ids
from bot.slack.conversation.incoming import Incoming, of_command, of_event, of_interaction
from bot.slack.conversation.payloads import Body
from bot.slack.listeners import (
    answer_buttons,
    article,
    command,
    digest,
    digest_form,
    documents,
    home,
    links,
    messages,
    shortcut,
    uninstall,
    uploads,
)
from bot.slack.receive.dispatcher import Read, Submit, Work
from bot.slack.receive.manifest import Registered

COMMAND = "/latepost"


def register(
    app: AsyncApp | Registered,
    listener: Callable[[Read, Work], Any],
    submission: Callable[[Submit, Work], Any],
    *,
    unfurls: bool,
) -> None:
    """Tell the app of every listener.

    `listener` makes one of a function that reads and one that works, `submission` one of a function that checks and
    saves a form and one that works after it. `unfurls` where there are reader pages that messages may link to.
    """
    app.command(COMMAND)(listener(_command, command.answer_command))
    app.message_shortcut(ids.FIND_COVERAGE)(listener(_interaction, shortcut.find_coverage))
    app.message_shortcut(ids.ADD_TO_LIBRARY)(listener(_interaction, uploads.add_by_shortcut))
    app.event("app_mention")(listener(messages.read_mention, messages.answer_mention))
    app.event("message")(listener(messages.read_message, messages.answer_message))
    if unfurls:
        app.event("link_shared")(listener(links.read_links, links.unfurl_links))
    app.event("app_home_opened")(listener(_event, home.open_home))
    app.event("app_uninstalled")(listener(uninstall.read_uninstalled, uninstall.forget_workspace))
    app.event("tokens_revoked")(listener(uninstall.read_revoked, uninstall.forget_workspace))

    def action(action_id: str | re.Pattern[str], work: Work) -> None:
        app.action(action_id)(listener(_interaction, work))

    action(ids.ASK, answer_buttons.ask_suggested)
    action(ids.MORE_RESULTS, answer_buttons.show_more)
    action(ids.SHARE, answer_buttons.share_answer)
    action(ids.EXPLAIN, answer_buttons.explain)
    action(ids.COPY_ANSWER, documents.copy_answer)
    action(ids.COPY_ARTICLE, documents.copy_article)
    action(ids.COPY_TIMELINE, documents.copy_timeline)
    action(ids.FEEDBACK, answer_buttons.take_feedback)
    action(ids.OPEN_ARTICLE, article.open_article)
    for page_turning in (*ids.ARTICLE_STEPS, ids.ARTICLE_PARAGRAPH):
        action(page_turning, article.turn_page)
    action(ids.REMOVE_ARTICLE, article.remove)
    action(ids.RESTORE_ARTICLE, article.restore)
    action(ids.UNDO_ADDING, uploads.undo)
    action(ids.HOME_SEARCH, home.search_library)
    action(ids.HOME_SOURCE, home.choose_source)
    action(ids.HOME_NEWER, home.turn_page)
    action(ids.HOME_OLDER, home.turn_page)
    action(digest_ids.NEW, digest_form.press_new)
    action(digest_ids.NEW_PERSONAL, digest_form.press_new_personal)
    action(digest_ids.NEW_ALERT, digest_form.press_new_alert)
    action(digest_ids.EDIT, digest_form.press_edit)
    for field in (digest_ids.TIME, digest_ids.DAYS, digest_ids.ZONE):
        action(field, digest_form.refresh)
    action(digest_ids.PAUSE, digest.pause)
    action(digest_ids.RESUME, digest.resume)
    action(digest_ids.REMOVE, digest.remove)
    action(digest_ids.UNDO, digest.undo)
    action(digest_ids.SAMPLE, digest.sample)
    action(digest_ids.PREVIEW, digest.preview)
    action(digest_ids.WHY, digest.why)
    app.view(digest_ids.FORM)(submission(digest_form.submit, digest_form.confirm))


def _command(body: Body, _bot_user_id: str) -> Incoming:
    return of_command(body)


def _event(body: Body, bot_user_id: str) -> Incoming:
    return of_event(body, bot_user_id)


def _interaction(body: Body, _bot_user_id: str) -> Incoming:
    return of_interaction(body)
