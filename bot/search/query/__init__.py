"""What was typed to concepts with their alternatives: parsing, expansion, spelling, pinyin."""
