"""The page a note is written on, and the draft that keeps its words meanwhile."""
