"""How much a reading counts beside the word that was typed, which counts 1; chosen on `tests/relevance`."""

ALIAS = 0.95
JOINED = 0.95
CORRECTED = 0.9
TRANSLITERATED = 0.9
TRANSLATED = 0.85
TRANSLATED_STEP = 0.05
"""What each further translation of the same word counts less."""
PINYIN = 0.85
FAMILY = 0.75
NEAR = 0.6
NEAR_TERM = 0.4
"""What is near to a term whose own forms are known."""
