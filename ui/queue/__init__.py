"""The renewal queue: bands and rows, the table that shows them, filter, sort and columns."""
