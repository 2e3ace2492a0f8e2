"""Web pages and feeds: their text, dates and what is hidden."""
