"""A wire between the engine and a service that can be cut after a given byte."""

from __future__ import annotations

import select
import socket
import threading
from itertools import pairwise
from types import TracebackType
from typing import Final, Self

_PIECE: Final = 65_536
_END: Final = b"\r\n\r\n"


class Plug:
    """Passes bytes both ways between loopback connections and a service's port.

    A service that is asked one thing at a time makes the bytes of both directions one row: the
    request, then its answer, then the next request. `pull_after` cuts in that row.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._left: int | None = None
        self._pulled = False
        self._leaving = False
        self.sent = bytearray()
        """What reached the service since the plug was last put in or armed."""
        self.answered = bytearray()
        """What reached the engine since then."""
        self.row: list[tuple[str, int]] = []
        """The same as runs of bytes in the order they came: `>` to the service, `<` back."""

    @property
    def url(self) -> str:
        """What to connect to."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def put_in(self) -> None:
        """Lets everything through, and notes it anew."""
        self._begin(None)

    def pull_after(self, count: int) -> None:
        """Cuts every connection once so many more bytes went through, until it is put in."""
        self._begin(count)

    @property
    def pulled(self) -> bool:
        """Whether the cut came."""
        return self._pulled

    def answers(self) -> int:
        """How many whole answers reached the engine."""
        return whole_answers(bytes(self.answered))

    def _begin(self, count: int | None) -> None:
        for thread in self._threads:
            thread.join(timeout=10)
        with self._lock:
            self._threads = [thread for thread in self._threads if thread.is_alive()]
            self._left, self._pulled = count, count == 0
            self.sent.clear()
            self.answered.clear()
            self.row.clear()

    def __enter__(self) -> Self:
        self._door = threading.Thread(target=self._accept, name="plug", daemon=True)
        self._door.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._leaving = True
        # A listener that is closed under an accept goes on waiting; a visitor wakes it.
        socket.create_connection(self._listener.getsockname()).close()
        self._door.join(timeout=10)
        self._listener.close()
        for thread in self._threads:
            thread.join(timeout=10)

    def _accept(self) -> None:
        while True:
            near, _ = self._listener.accept()
            if self._leaving or self._pulled:
                near.close()
                if self._leaving:
                    return
                continue
            thread = threading.Thread(target=self._carry, args=(near,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _carry(self, near: socket.socket) -> None:
        """Carries one connection until either side ends it or the plug is pulled."""
        with near, socket.create_connection(("127.0.0.1", self._port)) as far:
            for one in (near, far):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while not self._pulled:
                ready, _, _ = select.select([near, far], [], [], 0.05)
                for one in ready:
                    if not self._pass(one, near, far):
                        return

    def _pass(self, source: socket.socket, near: socket.socket, far: socket.socket) -> bool:
        """Carries one piece; False when that was the end."""
        try:
            piece = source.recv(_PIECE)
        except OSError:
            return False
        with self._lock:
            if self._pulled or not piece:
                return False
            if self._left is not None:
                piece = piece[: self._left]
                self._left -= len(piece)
                self._pulled = self._left == 0
            up = source is near
            (self.sent if up else self.answered).extend(piece)
            self.row.append((">" if up else "<", len(piece)))
        try:
            (far if up else near).sendall(piece)
        except OSError:
            return False
        if self._pulled and up:
            # What the service was told whole it does; nothing of its answer comes through.
            far.shutdown(socket.SHUT_WR)
            far.settimeout(5)
            while far.recv(_PIECE):
                pass
        return not self._pulled


def whole_answers(text: bytes) -> int:
    """How many HTTP answers there are in full."""
    return len(answer_ends(text))


def answer_ends(text: bytes) -> list[int]:
    """Where each whole HTTP message of a row ends."""
    ends, at = list[int](), 0
    while (head := text.find(_END, at)) >= 0:
        length = 0
        for line in text[at:head].split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name.strip().lower() == b"content-length":
                length = int(value)
        at = head + len(_END) + length
        if at > len(text):
            break
        ends.append(at)
    return ends


def edges(row: list[tuple[str, int]], sent: bytes, answered: bytes) -> list[int]:
    """The places in an exchange where its nature changes: ends of lines, heads, and messages."""
    found, at, read = {0}, 0, {">": 0, "<": 0}
    texts = {">": sent, "<": answered}
    for way, length in row:
        piece = texts[way][read[way] : read[way] + length]
        found.update((at, at + length))
        for mark in (b"\r\n", _END):
            place = piece.find(mark)
            if place >= 0:
                found.update((at + place, at + place + len(mark)))
        at += length
        read[way] += length
    return sorted(found)


def cuts(length: int, places: list[int], *, every: int, around: int = 2) -> list[int]:
    """The bytes to cut after: all near such a place, one in `every` elsewhere."""
    near = {place + step for place in places for step in range(-around, around + 1)}
    return [at for at in range(length + 1) if at % every == 0 or at in near or at == length]


def gaps(chosen: list[int]) -> int:
    """The widest stretch between two cuts."""
    return max((later - earlier for earlier, later in pairwise(chosen)), default=0)
