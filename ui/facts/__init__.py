"""Painted lines of facts: laid out, drawn, walked by keyboard, spoken to screen readers."""
