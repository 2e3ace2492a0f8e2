"""Search by meaning, as the settings say: the encoders of questions and passages, and the vectors that they make."""

from contextlib import AsyncExitStack, closing
from typing import TYPE_CHECKING

from bot.app.settings import Settings
from bot.errors import SettingsError
from bot.ingest.encoding import PassageEncoder
from bot.search.index.library_index import LibraryIndex
from bot.store import ArticleStore

if TYPE_CHECKING:  # who searches by words alone needs no numpy
    from bot.search.meaning.encoder import Encoder
    from bot.search.ranking.similarity import Meaning


def open_meaning(
    settings: Settings, store: ArticleStore, index: LibraryIndex, opened: AsyncExitStack
) -> "tuple[PassageEncoder | None, Meaning | None]":
    """Search by meaning, unless it is switched off; connections are closed with what is `opened`."""
    if settings.encoder == "off":
        return None, None
    from bot.search.meaning.vectors import VectorReader
    from bot.search.ranking.similarity import Meaning

    of_questions, of_passages = _encoders(settings, opened)
    folder = settings.data_dir / "vectors"
    vectors = VectorReader(folder, of_questions.name)
    return PassageEncoder(store, index, folder, vectors, of_passages), Meaning(index, vectors, of_questions)


def _encoders(settings: Settings, opened: AsyncExitStack) -> "tuple[Encoder, Encoder]":
    """The encoder of questions and that of passages, which has more patience with an endpoint."""
    if settings.encoder == "bundled":
        from platformdirs import user_cache_path

        from bot.search.meaning.bundled import BundledEncoder

        bundled = BundledEncoder(settings.cache_dir or user_cache_path("latepost"))
        return bundled, bundled
    if settings.encoder == "e5":
        from bot.search.meaning.e5 import E5Encoder

        local = E5Encoder()
        return local, local
    if settings.encoder_url is None:
        raise SettingsError(
            f"LATEPOST_ENCODER: {settings.encoder} is no encoder of ours (bundled, e5, off). "
            "For a model of an embeddings API set LATEPOST_ENCODER_URL too."
        )
    from bot.search.meaning.endpoint import QUESTION, Endpoint, EndpointEncoder, Patience

    endpoint = Endpoint(settings.encoder_url, settings.encoder, settings.encoder_key)
    return (
        opened.enter_context(closing(EndpointEncoder(endpoint, QUESTION))),
        opened.enter_context(closing(EndpointEncoder(endpoint, Patience()))),
    )
