"""The way in for articles, and the maker of their summaries, as the settings say. No answer needs them."""

from collections.abc import Callable
from datetime import datetime

from bot.app.library import Library, open_glossary
from bot.app.settings import Settings
from bot.ingest.intake import Intake
from bot.search.lexicon.dictionary import Lexicon, prepare
from bot.search.lexicon.glossary import Glossary
from bot.store.arrivals import Arrivals
from bot.summarize import Summarizer
from bot.summarize.extractive import ExtractiveSummarizer


def open_intake(library: Library, settings: Settings, now: Callable[[], datetime]) -> Intake:
    """The way in. Raises `SettingsError` for a model that can't be asked."""
    meanwhile = ExtractiveSummarizer() if settings.model else None
    return Intake(Arrivals(library.database, now), summarizer(settings, library.glossary), meanwhile=meanwhile)


def summarizer(settings: Settings, glossary: Glossary | None = None) -> Summarizer:
    """The maker of summaries that the settings name."""
    if settings.model is None:
        return ExtractiveSummarizer()
    from bot.summarize.model import ModelOptions, ModelSummarizer  # of the extra `model`
    from bot.summarize.names import Names

    options = ModelOptions(
        name=settings.model,
        url=settings.model_url,
        key=settings.model_key.get_secret_value() if settings.model_key else None,
        language=settings.summary_language,
        seconds=settings.model_seconds,
    )
    names = Names(glossary or open_glossary(settings), Lexicon(prepare(settings.data_dir)))
    return ModelSummarizer(options, names)
