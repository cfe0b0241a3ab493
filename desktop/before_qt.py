"""What the window needs and Qt does not: imported first, in one go.

PySide looks through the source text of each module that is imported after it (for a switch of
its own), which costs more than most of these imports themselves.
"""
# ruff: noqa: F401

from __future__ import annotations

import book.accounts
import book.changes
import book.contacts
import book.keys
import book.notes
import book.queue_reading
import book.rules_place
import book.status
import book.store
import book.tasks
import desktop.fault_log
import desktop.secrets
