"""The short-lived process that talks to the keyring: `satchel key`, hidden.

A keyring may ask the person to unlock it and wait for ever; a process can be ended when it
does. It also lets the window load Qt while the keyring's own libraries load here. One JSON
document a line, both ways, over the pipes; it ends when its standard input does.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Protocol, TextIO

if TYPE_CHECKING:
    from queue import SimpleQueue

SERVICE: Final = "satchel"
PART_BYTES: Final = 1000
"""The longest value kept in one entry: Windows takes 2,560 bytes of UTF-16."""
_SPLIT: Final = "satchel-parts:"
_PLAINTEXT: Final = ("plaintext", "keyrings.alt", "null", "fail")

_NO_KEYRING: Final = {
    "kind": "keyring",
    "title": "There is no keyring here that keeps secrets safely.",
    "advice": "Start GNOME Keyring or KWallet, name another with PYTHON_KEYRING_BACKEND, or make"
    " the profile with “satchel init --encryption passphrase”.",
}
_LOCKED: Final = {
    "kind": "keyring",
    "title": "The keyring is locked.",
    "advice": "Unlock it (logging in to the desktop usually does), then run this again.",
}
_NOT_KEPT: Final = {
    "kind": "keyring",
    "title": "The keyring took the secret, but did not keep it.",
    "advice": "Nothing was changed here. Choose another keyring with PYTHON_KEYRING_BACKEND.",
}


class Trouble(Exception):
    """An answer that is an error; it carries the shape every error has in JSON."""

    def __init__(self, error: Mapping[str, str]) -> None:
        super().__init__(error["title"])
        self.error = dict(error)


class Entries(Protocol):
    """What a keyring backend offers for one service."""

    def get_password(self, service: str, username: str) -> str | None:
        """The value, or None."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keeps a value, replacing the one there."""

    def delete_password(self, service: str, username: str) -> None:
        """Removes a value; raises when there is none."""


def read(entries: Entries, name: str) -> str | None:
    """A secret put together from its parts; None where it, or one of its parts, is missing.

    Where another process replaces it meanwhile, the parts of the old one go; then it is read anew.
    """
    head = entries.get_password(SERVICE, name)
    while head is not None and head.startswith(_SPLIT):
        found = [entries.get_password(SERVICE, part) for part in _parts(name, head)]
        kept = [text for text in found if text is not None]
        if len(kept) == len(found):
            return "".join(kept)
        before, head = head, entries.get_password(SERVICE, name)
        if head == before:
            return None
    return head


def write(entries: Entries, name: str, value: str) -> None:
    """Keeps a secret, in parts where it is long, and reads it back.

    New parts are in place before the entry that names them, so a crash leaves the old secret.
    """
    old = entries.get_password(SERVICE, name)
    if len(value.encode()) <= PART_BYTES and not value.startswith(_SPLIT):
        entries.set_password(SERVICE, name, value)
    else:
        pieces = _pieces(value)
        head = f"{_SPLIT}{os.urandom(4).hex()}:{len(pieces)}"
        for part, piece in zip(_parts(name, head), pieces, strict=True):
            entries.set_password(SERVICE, part, piece)
        entries.set_password(SERVICE, name, head)
    _drop_parts(entries, name, old)
    if read(entries, name) != value:
        raise Trouble(_NOT_KEPT)


def remove(entries: Entries, name: str) -> bool:
    """Removes a secret and its parts; False when there was none."""
    head = entries.get_password(SERVICE, name)
    if head is None:
        return False
    entries.delete_password(SERVICE, name)
    _drop_parts(entries, name, head)
    return True


def _drop_parts(entries: Entries, name: str, head: str | None) -> None:
    if head is None or not head.startswith(_SPLIT):
        return
    for part in _parts(name, head):
        if entries.get_password(SERVICE, part) is not None:
            entries.delete_password(SERVICE, part)


def _parts(name: str, head: str) -> list[str]:
    generation, _, count = head.removeprefix(_SPLIT).partition(":")
    number = int(count) if count.isascii() and count.isdigit() else 0
    return [f"{name}/{generation}/{at}" for at in range(1, number + 1)]


def _pieces(value: str) -> list[str]:
    pieces, piece, size = [], "", 0
    for letter in value:
        width = len(letter.encode())
        if size + width > PART_BYTES:
            pieces.append(piece)
            piece, size = "", 0
        piece, size = piece + letter, size + width
    return [*pieces, piece]


def open_keyring() -> Entries:
    """The keyring of this session; raises Trouble where none would keep a secret safe."""
    import keyring
    from keyring.backends import chainer

    quick = _secret_service()
    if quick is not None:
        return quick
    try:
        backend = keyring.get_keyring()
    except (ImportError, AttributeError, RuntimeError, ValueError) as error:
        named = os.environ.get("PYTHON_KEYRING_BACKEND", "the configured one")
        title = f"The keyring {named} cannot be used ({type(error).__name__})."
        raise Trouble({**_NO_KEYRING, "title": title}) from error
    if os.environ.get("PYTHON_KEYRING_BACKEND"):
        return backend  # named by the person: their choice, whatever it is
    inner = backend.backends if isinstance(backend, chainer.ChainerBackend) else [backend]
    names = [f"{type(one).__module__}.{type(one).__name__}".lower() for one in inner]
    if not names or any(word in name for name in names for word in _PLAINTEXT):
        raise Trouble(_NO_KEYRING)
    return backend


def _secret_service() -> Entries | None:
    """The Secret Service, where looking at every backend there is would choose it anyway.

    Loading them all costs a start some 80 ms: one looks for macOS's libraries.
    """
    from keyring.util import platform_

    chosen = os.environ.get("PYTHON_KEYRING_BACKEND")
    kde = "KDE" in os.environ.get("XDG_CURRENT_DESKTOP", "").split(":")  # KWallet comes first
    configured = (platform_.config_root() / "keyringrc.cfg").exists()
    if not sys.platform.startswith("linux") or chosen or kde or configured:
        return None
    from keyring.core import load_keyring

    try:
        return load_keyring("keyring.backends.SecretService.Keyring")
    except (RuntimeError, OSError, ValueError):
        return None  # no bus, or nobody on it who keeps secrets


def answer(entries: Entries, question: Mapping[str, Any]) -> dict[str, Any]:
    """Does one question: `get` names, `set` a name to a value, `delete` names."""
    match question.get("do"):
        case "get":
            return {"values": {name: read(entries, name) for name in question["names"]}}
        case "set":
            write(entries, question["name"], question["value"])
            return {"values": {}}
        case "delete":
            return {"values": {name: remove(entries, name) for name in question["names"]}}
        case other:
            return {"error": {"kind": "keyring", "title": f"No such question: {other}.",
                              "advice": ""}}  # fmt: skip


def _answer_or_error(keyring: Entries | None, question: Mapping[str, Any]) -> dict[str, Any]:
    from keyring import errors

    refusals: tuple[type[Exception], ...] = (
        errors.KeyringError,
        OSError,
        EOFError,
        *_service_errors(),
    )
    try:
        return answer(keyring or open_keyring(), question)
    except Trouble as trouble:
        return {"error": trouble.error}
    except errors.KeyringLocked:
        return {"error": dict(_LOCKED)}
    except (errors.NoKeyringError, errors.InitError):
        return {"error": dict(_NO_KEYRING)}
    except refusals as error:
        title = f"The keyring refused ({type(error).__name__})."
        return {"error": {**_LOCKED, "title": title}}


def _service_errors() -> tuple[type[Exception], ...]:
    """What the Secret Service's own libraries raise past `keyring`, where they are loaded."""
    names = (("secretstorage.exceptions", "SecretStorageException"),
             ("jeepney.wrappers", "DBusErrorResponse"))  # fmt: skip
    loaded = [(sys.modules.get(module), name) for module, name in names]
    return tuple(getattr(module, name) for module, name in loaded if module is not None)


def _lines(stream: TextIO, into: SimpleQueue[str]) -> None:
    for line in stream:
        into.put(line)
    # The one who asked is gone; a backend that waits for a person is not worth finishing.
    os._exit(0)


def main() -> int:
    """Answers questions until standard input ends."""
    import signal
    from queue import SimpleQueue
    from threading import Thread

    # Ctrl-C is meant for the one who asks: a secret that is just being kept must not be lost.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    questions: SimpleQueue[str] = SimpleQueue()
    out = sys.stdout
    sys.stdout = sys.stderr  # what a backend prints must not look like an answer
    Thread(target=_lines, args=(sys.stdin, questions), daemon=True).start()
    keyring: Entries | None = None
    try:
        keyring = open_keyring()  # at once, while the other side still loads Qt
    except Trouble:
        pass  # told with the first question
    while True:
        reply = _answer_or_error(keyring, json.loads(questions.get()))
        out.write(json.dumps(reply) + "\n")
        out.flush()
