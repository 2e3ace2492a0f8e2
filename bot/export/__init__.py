"""What leaves the library as a document: answers, articles, timelines and comparisons as Markdown. No I/O."""
