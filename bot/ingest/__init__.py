"""Articles come in: format -> article -> store -> index."""

from bot.ingest.importing import Counts, Outcome, import_paths
from bot.ingest.indexing import catch_up

__all__ = ["Counts", "Outcome", "catch_up", "import_paths"]
