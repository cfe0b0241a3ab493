"""The log of recordings: its table, the moments of one, and what is said of them."""
