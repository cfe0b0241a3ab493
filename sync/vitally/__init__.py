"""Vitally: its hosts, its JSON, its lists."""
