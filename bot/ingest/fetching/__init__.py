"""Fetching foreign addresses, and reading what comes within bounds."""
