"""The page read before a call."""
