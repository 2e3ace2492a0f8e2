"""Candidates, their scores, and whether they answer."""
