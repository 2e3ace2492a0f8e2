"""Finding the articles that answer: analysis of text, the index, ranking. Knows nothing of the store."""
