"""The one error tree. Each error says what happened (title) and what to do (advice).

SatchelError
├── Usage            wrong words on the command line, an account name that fits two
├── Auth             a source refused the credentials, or there are none
├── Offline          the network, or the host, does not answer
├── RateLimited      a source asks to wait
├── ServerTrouble    a source answered with a fault of its own
├── BadResponse      a source answered with something that is not its documented shape
├── Refused          a source, or the house rules, will not take a change
├── Busy             another process is at it
├── KeyringTrouble   no usable keyring, or it is locked
└── ProfileTrouble   the profile cannot be opened: locked, newer, damaged, not ours
    └── RulesTrouble a house-rules file does not hold together

Foreign exceptions (sqlite, httpx, keyring, tomllib) are turned into these once, at the
edge where they enter; nobody further in catches a library's own error.
"""

from __future__ import annotations

from typing import ClassVar, Final, Literal

Kind = Literal[
    "auth",
    "offline",
    "rate_limited",
    "server",
    "bad_response",
    "refused",
    "busy",
    "keyring",
    "profile",
    "usage",
]

EXIT_DONE: Final = 0
EXIT_FELL_SHORT: Final = 1
EXIT_USAGE: Final = 2
EXIT_CREDENTIALS: Final = 3
EXIT_PROFILE: Final = 4


class SatchelError(Exception):
    """A failure a person can act on; `title` and `advice` are one plain sentence each."""

    kind: ClassVar[Kind] = "server"
    exit_status: ClassVar[int] = EXIT_FELL_SHORT
    retryable: ClassVar[bool] = False

    def __init__(self, title: str, advice: str = "") -> None:
        super().__init__(title)
        self.title = title
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.title} {self.advice}".strip()

    def as_json(self) -> dict[str, str]:
        """The shape every error has in `--json` output."""
        return {"kind": self.kind, "title": self.title, "advice": self.advice}


class Usage(SatchelError):
    """The command or its words make no sense as given."""

    kind = "usage"
    exit_status = EXIT_USAGE


class Auth(SatchelError):
    """A source refused the credentials, or none are stored for it."""

    kind = "auth"
    exit_status = EXIT_CREDENTIALS


class Offline(SatchelError):
    """The host cannot be reached."""

    kind = "offline"
    retryable = True


class RateLimited(SatchelError):
    """A source asks to wait; `wait_seconds` says how long.

    `own` marks a wait of our own making: a run by hand does not keep it.
    """

    kind = "rate_limited"
    retryable = True

    def __init__(
        self, title: str, advice: str = "", wait_seconds: float = 60.0, *, own: bool = False
    ) -> None:
        super().__init__(title, advice)
        self.wait_seconds = wait_seconds
        self.own = own


class ServerTrouble(SatchelError):
    """A source answered with a fault of its own (5xx)."""

    kind = "server"
    retryable = True


class BadResponse(SatchelError):
    """A source answered, but not in its documented shape."""

    kind = "bad_response"


class Refused(SatchelError):
    """A source or the house rules will not take a change or a question."""

    kind = "refused"

    def __init__(self, title: str, advice: str = "", *, fields: tuple[str, ...] = ()) -> None:
        """`fields` are the codes of the answers that a ticket was refused for."""
        super().__init__(title, advice)
        self.fields = fields

    def as_json(self) -> dict[str, str]:
        """The shape every error has, with the fields where any are known."""
        return super().as_json() | ({"fields": " ".join(self.fields)} if self.fields else {})


class Busy(SatchelError):
    """Another process holds what is needed."""

    kind = "busy"
    retryable = True


class KeyringTrouble(SatchelError):
    """There is no usable keyring, or it stays locked."""

    kind = "keyring"
    exit_status = EXIT_CREDENTIALS


class ProfileTrouble(SatchelError):
    """The profile cannot be opened."""

    kind = "profile"
    exit_status = EXIT_PROFILE


class RulesTrouble(ProfileTrouble):
    """A house-rules file is wrong; the title names file, line and key."""
