"""Taking an article out of the library: the button in its modal, and what the modal then shows."""

from slack_sdk.models.blocks import ButtonElement, ConfirmObject
from slack_sdk.models.views import View

from bot.slack import ids
from bot.slack.blocks.elements import Block, actions, button, plain, section
from bot.slack.blocks.message import modal_or_home
from bot.slack.wording.answers import answer_strings
from bot.slack.wording.removing import removing_strings


def with_removing(view: Block, place: ids.ArticlePlace) -> Block:
    """The modal of an article, for a person who may remove it."""
    strings = removing_strings(place.language)
    removing = ButtonElement(
        text=plain(strings.remove),
        action_id=ids.REMOVE_ARTICLE,
        value=place.encode(),
        style="danger",
        confirm=ConfirmObject(
            title=plain(strings.sure),
            text=plain(strings.consequence),
            confirm=plain(strings.confirm),
            deny=plain(strings.cancel),
        ),
    )
    return {**view, "blocks": [*view["blocks"], actions([removing], ids.block("remove", place.article_id))]}


def removed_view(place: ids.ArticlePlace) -> Block:
    """What the modal shows once the article is removed, with the way back."""
    strings = removing_strings(place.language)
    undo = button(strings.undo, ids.RESTORE_ARTICLE, place.encode())
    return modal_or_home(
        "modal",
        [section(strings.removed), actions([undo], ids.block("restore", place.article_id))],
        callback_id=ids.ARTICLE_MODAL,
        title=plain(answer_strings(place.language).article, View.title_max_length),
        close=plain(answer_strings(place.language).close, View.close_max_length),
        private_metadata=place.encode(),
    )
