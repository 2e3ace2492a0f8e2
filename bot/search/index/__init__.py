"""The index on disk: words, forward records, their files and their writer."""
