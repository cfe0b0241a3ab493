"""Refusals of a write that mean something of their own to the outbox."""

from __future__ import annotations

from book.errors import Refused


class Gone(Refused):
    """The record is not there any more."""


class NotAllowed(Refused):
    """These credentials may not write it."""


class Overtaken(Refused):
    """Somebody else wrote in between; nothing of ours was taken."""
