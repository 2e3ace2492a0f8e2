"""Articles in Slack: a window, a link, a document, and taking one out of the library."""
