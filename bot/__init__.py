"""LatePost bot: cited answers and digests from a library of summarised articles."""
