"""Captured pages of the publication: articles, and the grammar of their summaries."""
