"""Documents that people have: text, Markdown, PDF, Word."""
