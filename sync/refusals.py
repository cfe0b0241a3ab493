"""The ways a service says no to a write that the outbox has to tell apart, and our words for them.

Nothing was written in any of these cases, and saying it again the same way leads nowhere.
"""

from __future__ import annotations

from typing import Self

from book.errors import Auth, RateLimited, Refused, SatchelError
from book.source_titles import title


class Quoting(SatchelError):
    """An error that may pass on the service's own words, which may repeat what it was sent.

    They are for the entry they are about; a log and the state of a source take `unquoted`.
    """

    def __init__(self, title: str, advice: str = "", said: str = "") -> None:
        super().__init__(quoting(title, said), advice)
        self._unsaid = title

    def unquoted(self) -> Self:
        """The same without the service's words."""
        return self if self.title == self._unsaid else type(self)(self._unsaid, self.advice)


class NotAllowed(Quoting, Auth):
    """The key is good, but may not do this (403): with this record, or with any."""


class Gone(Refused):
    """The record that was to be changed is not there any more."""


class AccountGone(Gone):
    """The account a record belongs to, or was to be moved to, is not there any more."""


class Hidden(Refused):
    """A field that it needs is hidden from this person now, or may not be written by them.

    The entry stops, and goes by itself once the writer says that it is back (`shown_again`).
    """


class Untold(Refused):
    """Whether an attempt arrived can be asked of nobody; a person looks, and decides.

    The entry stops. Sent again it goes once more; discarded it is given up.
    """


class Overtaken(Quoting, Refused):
    """Somebody else's change came first; what stands there has to be looked at again."""


class WaitUnsaid(RateLimited):
    """A service lets nobody in for a while and does not say for how long.

    `wait_seconds` is a first guess; it grows with every such refusal in a row.
    """


def quoting(title: str, said: str) -> str:
    """A sentence, and behind it the words a service gave as its reason; one full stop ends it."""
    if not said:
        return title
    stop = "" if said[-1] in ".!?…" else "."
    return f"{title.removesuffix('.')}: {said}{stop}"


def key_may_not(error: NotAllowed) -> NotAllowed:
    """What a run says when it is the key that may not."""
    plain = error.unquoted()
    return NotAllowed(plain.title, f"{plain.advice} What waits goes by itself then.")


def closed_record(error: NotAllowed) -> Refused:
    """What an entry says that is refused alone, while the key may write others."""
    return Refused(
        error.title, "Ask an administrator who may change it; send it again, or discard it."
    )


def account_gone(source: str) -> Refused:
    """The account is not in its source any more."""
    return Refused(
        f"The account is gone from {title(source)}.",
        "What you wrote stays here. Try again when it is back, move it, or discard it.",
    )


def deleted_there(source: str, record: str) -> Refused:
    """A record was deleted in its source while a change of it waited here."""
    if record == "account":
        return account_gone(source)
    return Refused(
        f"The {record} was deleted in {title(source)}.",
        f"Try again to send it as a new {record}, or discard it.",
    )


def changed_there(source: str, record: str) -> Refused:
    """A record was to be deleted, and holds words by now that nobody here has seen."""
    return Refused(
        f"The {record} was changed in {title(source)} since you saw it; it was not deleted.",
        "Look at it. Send it again to delete it all the same, or discard the deletion.",
    )


def forbidden_here(name: str) -> Refused:
    """The house rules never write that field."""
    return Refused(
        f"The house rules never write this field: {name.replace('_', ' ')}.",
        "Discard it, or take the field out of never_write.",
    )


def not_writable(source: str) -> Refused:
    """The source has no place for that field."""
    return Refused(f"{title(source)} takes no writes of this field.", "Discard it.")
