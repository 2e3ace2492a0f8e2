"""How fast and how large: `python -m tests.bench`. It prints figures, asserts nothing, and pytest leaves it alone."""
