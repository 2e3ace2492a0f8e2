"""Text to terms: tokens, Chinese words, numbers, stop words."""
