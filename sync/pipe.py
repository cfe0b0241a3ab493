"""The engine as a child process: requests come in on standard input, answers go out.

One JSON document a line both ways (`sync.messages`). Nothing else is ever written to standard
output: whatever prints, prints to standard error. The process ends when its input closes, or
when nothing was asked of it for `idle_seconds` (ten minutes unless told otherwise) and nothing is
running.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import IO, Any, Final

import msgspec

from book.errors import ProfileTrouble, Refused, SatchelError, ServerTrouble
from book.records import SyncProgress
from sync import messages
from sync.report import as_builtins, error_shape

IDLE_SECONDS: Final = 600.0
PROGRESS_EVERY_SECONDS: Final = 0.1
_ENCODER: Final = msgspec.json.Encoder()
_DECODER: Final = msgspec.json.Decoder(messages.ToEngine)
_EXIT_USAGE: Final = 2
_PIECE: Final = 65_536


def main(idle_seconds: float = IDLE_SECONDS) -> int:
    """Serves the pipe of this process until it ends; returns the exit status."""
    # The window ends us by closing the pipe; a Ctrl-C in its terminal is meant for it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    output = _own_standard_output()
    return asyncio.run(EnginePipe(sys.stdin.fileno(), output, idle_seconds).serve())


def _own_standard_output() -> IO[bytes]:
    """Takes standard output for the answers alone; prints of others go to standard error."""
    sys.stdout.flush()
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return answers


class EnginePipe:
    """What the child knows: the open book, the secrets, what is running."""

    def __init__(self, source: int, output: IO[bytes], idle_seconds: float) -> None:
        self._input = source
        self._output = output
        self._idle_seconds = idle_seconds
        self._lines: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._opened: messages.Open | None = None
        self._running: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()
        self._stop_run = False
        self._kept: dict[str, asyncio.Event] = {}
        self._current: dict[str, asyncio.Future[str]] = {}
        self._shown: tuple[str, str] = ("", "")
        self._shown_at = 0.0

    async def serve(self) -> int:
        """Answers until the input closes or nothing was asked for a while."""
        loop = asyncio.get_running_loop()
        # A thread, because a pipe that blocks is all that every platform can read.
        threading.Thread(target=self._read, args=(loop,), daemon=True).start()
        async with asyncio.TaskGroup() as group:
            while (line := await self._next_line()) is not None:
                try:
                    message = _DECODER.decode(line)
                except (msgspec.DecodeError, UnicodeDecodeError):
                    sys.stderr.write("The engine was told something it does not know.\n")
                    return _EXIT_USAGE
                work = self._take(message)
                if work is not None:
                    task = group.create_task(work)
                    self._running.add(task)
                    task.add_done_callback(self._running.discard)
            # Nobody listens any more. What was applied is in the book; a page in hand is not.
            for task in list(self._running):
                task.cancel()
        return 0

    def _take(self, message: messages.ToEngine) -> Coroutine[Any, Any, None] | None:
        """What a message asks to be done in the background, if anything."""
        match message:
            case messages.Open():
                self._opened = message
            case messages.Cancel():
                self._stop_run = True
            case messages.Kept():
                if message.source in self._kept:
                    self._kept[message.source].set()
            case messages.Current():
                asked = self._current.get(message.source)
                if asked is not None and not asked.done():
                    asked.set_result(message.value)
            case messages.Sync():
                return self._supervised(message, self._sync(message))
            case messages.Ask():
                return self._supervised(message, self._ask(message))
        return None

    async def _supervised(
        self, message: messages.Sync | messages.Ask, work: Coroutine[Any, Any, dict[str, Any]]
    ) -> None:
        """The one place that catches everything: a fault becomes the answer, never a silence."""
        result: dict[str, Any] = {}
        error: dict[str, str] | None = None
        try:
            result = await work
        except SatchelError as trouble:
            error = {key: str(value) for key, value in error_shape(trouble).items()}
        except Exception as fault:
            # Only its type and place: its words may hold what a service sent, or a secret.
            place = _place_of(fault)
            sys.stderr.write(f"The engine met {type(fault).__name__} at {place}.\n")
            own = ServerTrouble(
                f"The engine met a fault of its own ({type(fault).__name__} at {place}).",
                "Nothing is lost; report it if it comes again.",
            )
            error = own.as_json()
        if isinstance(message, messages.Sync):
            self._send(messages.Done(id=message.id, report=result, error=error))
        else:
            self._send(messages.Answer(id=message.id, result=result, error=error))

    async def _sync(self, message: messages.Sync) -> dict[str, Any]:
        from book.last_good_rules import rules_in_force
        from book.profile import Profile
        from book.store import Store
        from sync import engine

        opened = self._opened
        if opened is None:
            raise ProfileTrouble("The engine was not told which book to open.")
        async with self._turn:
            self._stop_run = False
            try:
                key = bytes.fromhex(opened.key) if opened.key is not None else None
            except ValueError:
                raise ProfileTrouble("The key handed to the engine is not one.") from None
            store = Store.open(Profile(Path(opened.profile)), key, made=True)
            try:
                report = await engine.run(
                    store,
                    opened.secrets,
                    rules_in_force(store.profile, os.environ).rules,
                    sources=message.sources,
                    full=message.full,
                    by_hand=message.by_hand,
                    send_only=message.send_only,
                    cancel=lambda: self._stop_run,
                    progress=self._show,
                    keep=self._keep,
                    fresh=self._fresh,
                )
            finally:
                store.close()
        return as_builtins(report)

    async def _ask(self, message: messages.Ask) -> dict[str, Any]:
        if message.what == "services":
            from sync.connectors import described

            return {"services": msgspec.to_builtins(described())}
        if message.what == "sign_in":
            from sync.connect import sign_in

            return {"secret": await sign_in(message.source, message.url, message.options)}
        if message.what == "recording":
            from sync.oembed.loom import look

            return dict(msgspec.to_builtins(await look(message.url)))
        if message.what == "issues":
            from sync.github.look_up import look as look_up

            return await self._issues(message, look_up)
        if message.what != "test":
            raise Refused(f"The engine cannot answer “{message.what}”.")
        from sync.connect import test_connection

        secret = message.secret or (self._opened.secrets if self._opened else {}).get(
            message.source, ""
        )
        found = await test_connection(
            message.source, message.url, message.me, message.options, secret
        )
        plain: dict[str, Any] = msgspec.to_builtins(found)
        return plain

    async def _issues(self, message: messages.Ask, look_up: Callable[..., Any]) -> dict[str, Any]:
        """Issues by words, without a token unless GitHub was connected with one."""
        token = (self._opened.secrets if self._opened else {}).get("github", "")
        repositories = message.options.get("repositories", "").split()
        more = {"url": message.url} if message.url else {}
        found = await look_up(message.options.get("text", ""), repositories, token, **more)
        return dict(msgspec.to_builtins(found))

    async def _keep(self, source: str, value: str) -> None:
        """Has a rotated secret stored by the window before anybody uses it."""
        kept = self._kept[source] = asyncio.Event()
        self._send(messages.Secret(source=source, value=value))
        await kept.wait()
        if self._opened is not None:
            secrets = {**self._opened.secrets, source: value}
            self._opened = msgspec.structs.replace(self._opened, secrets=secrets)

    async def _fresh(self, source: str) -> str:
        """Has the window read what is kept by now; only it may ask the keyring."""
        asked: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._current[source] = asked
        self._send(messages.Fresh(source=source))
        return await asked

    def _show(self, progress: SyncProgress) -> None:
        """Tells how far a run has come, but not more often than a person can see."""
        what, now = (progress.source, progress.resource), time.monotonic()
        if what == self._shown and now - self._shown_at < PROGRESS_EVERY_SECONDS:
            return
        self._shown, self._shown_at = what, now
        self._send(
            messages.Progress(
                source=progress.source,
                resource=progress.resource,
                done=progress.done,
                total=progress.total,
            )
        )

    def _send(self, message: messages.FromEngine) -> None:
        try:
            self._output.write(_ENCODER.encode(message) + b"\n")
        except OSError:
            # The window is gone; its end of our input is closed too, which ends us.
            self._lines.put_nowait(None)

    async def _next_line(self) -> bytes | None:
        while True:
            try:
                async with asyncio.timeout(self._idle_seconds):
                    return await self._lines.get()
            except TimeoutError:
                if not self._running:
                    return None

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        """Hands each line to the loop; in a thread of its own, which ends with the process.

        It reads the bare descriptor: a thread inside Python's own buffer would hold that
        buffer's lock for ever, and the process would abort when it ends by itself.
        """
        rest = b""
        try:
            while piece := _piece(self._input):
                *lines, rest = (rest + piece).split(b"\n")
                for line in lines:
                    loop.call_soon_threadsafe(self._lines.put_nowait, line)
            loop.call_soon_threadsafe(self._lines.put_nowait, None)
        except RuntimeError:
            # The loop ended while we waited for a line.
            return


def _piece(descriptor: int) -> bytes:
    """What came in; nothing once the other side has closed or broken the pipe."""
    try:
        return os.read(descriptor, _PIECE)
    except OSError:
        return b""


def _place_of(fault: BaseException) -> str:
    """Where a fault happened, as file and line."""
    while isinstance(fault, BaseExceptionGroup):
        fault = fault.exceptions[0]
    frames = traceback.extract_tb(fault.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "an unknown place"
