"""Calendly: booked meetings and what can be booked, read with a person's own token."""
