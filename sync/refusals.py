"""The ways a service says no to a write that the outbox has to tell apart.

All are `Refused`: nothing was written, and saying it again the same way leads nowhere.
"""

from __future__ import annotations

from book.errors import Refused


class Gone(Refused):
    """The record that was to be changed is not there any more."""


class AccountGone(Gone):
    """The account a record belongs to, or was to be moved to, is not there any more."""


class NotAllowed(Refused):
    """The key is good, but may not write this."""


class Overtaken(Refused):
    """Somebody else's change came first; what stands there has to be looked at again."""
