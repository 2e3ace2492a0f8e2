"""Digests: when they are due, what is new for them, and sending each of them exactly once."""
