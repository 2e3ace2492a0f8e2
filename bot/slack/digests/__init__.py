"""The conversation about digests."""
