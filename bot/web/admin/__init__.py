"""The pages of those who look after the library, behind a secret of their own."""
