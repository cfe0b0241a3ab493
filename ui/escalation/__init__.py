"""Escalations: the list of them, the form of one, and the preview before it leaves."""
