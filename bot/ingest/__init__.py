"""Articles come in: format -> article -> store -> index."""
