"""Connecting a source from the window: its key, a test, the questions it leaves, then the first
fetch."""
