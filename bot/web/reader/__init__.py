"""The library as readers know it: newest articles, search, articles with their citations, topics, feeds."""
