"""What is known of words: the dictionary, the glossary, frequencies, and how they are built."""
