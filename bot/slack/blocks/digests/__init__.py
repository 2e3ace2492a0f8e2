"""Digests as blocks: the announcement, the form, the list."""
