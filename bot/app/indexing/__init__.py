"""Keeping the index up to date: where the work runs, and what begins it."""
