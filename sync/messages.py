"""The pipe between the window and the engine: one JSON document a line, both ways.

The window says `open` first, then any of `sync`, `cancel`, `ask`. The engine answers with
`progress`, `answer`, `done`, `secret` (a token was rotated; the window stores it before
the engine uses it and confirms with `kept`) and `fresh` (what is kept by now? the window says
`current`). Keys and secrets travel here and nowhere else.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct


class Open(Struct, frozen=True, kw_only=True, tag="open", tag_field="say"):
    """Which profile, the database key as hex (None for an unencrypted book), the secrets."""

    profile: str
    key: str | None
    secrets: dict[str, str] = {}


class Sync(Struct, frozen=True, kw_only=True, tag="sync", tag_field="say"):
    """Run once: the named sources, or all of them."""

    id: int
    sources: tuple[str, ...] = ()
    full: bool = False
    by_hand: bool = False
    """A person asked for it: no wait of our own making is sat out."""
    send_only: bool = False
    """Only what waits in the outbox; nothing is fetched."""


class Cancel(Struct, frozen=True, kw_only=True, tag="cancel", tag_field="say"):
    """Stop the run after the page in hand."""


class Ask(Struct, frozen=True, kw_only=True, tag="ask", tag_field="say"):
    """A question for a service, such as `test` (are these credentials good)."""

    id: int
    what: str
    source: str
    url: str = ""
    me: str = ""
    options: dict[str, str] = {}
    secret: str = ""


class Kept(Struct, frozen=True, kw_only=True, tag="kept", tag_field="say"):
    """The rotated secret of that source is in the keyring now."""

    source: str


class Current(Struct, frozen=True, kw_only=True, tag="current", tag_field="say"):
    """The secret of that source as the keyring has it now; empty for none."""

    source: str
    value: str


class Fresh(Struct, frozen=True, kw_only=True, tag="fresh", tag_field="say"):
    """Which secret is kept for that source by now? Another process may have exchanged it."""

    source: str


class Progress(Struct, frozen=True, kw_only=True, tag="progress", tag_field="say"):
    """How far the run has come."""

    source: str
    resource: str
    done: int
    total: int | None = None


class Answer(Struct, frozen=True, kw_only=True, tag="answer", tag_field="say"):
    """The answer to an `ask`; `error` has the shape of every error."""

    id: int
    result: dict[str, Any] = {}
    error: dict[str, str] | None = None


class Done(Struct, frozen=True, kw_only=True, tag="done", tag_field="say"):
    """The run with that id ended; `report` is what `satchel sync --json` prints."""

    id: int
    report: dict[str, Any] = {}
    error: dict[str, str] | None = None


class Secret(Struct, frozen=True, kw_only=True, tag="secret", tag_field="say"):
    """A source rotated its token; keep it before it is used."""

    source: str
    value: str


ToEngine = Open | Sync | Cancel | Ask | Kept | Current
FromEngine = Progress | Answer | Done | Secret | Fresh
