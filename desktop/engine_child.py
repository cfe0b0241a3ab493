"""The engine as the window sees it: a child process that is started when needed and restarted.

Works on any asyncio loop; under qasync the pipes are carried by Qt's own notifiers.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import count
from typing import Any, Final

import msgspec

from book.errors import SatchelError, ServerTrouble
from book.records import SyncProgress
from desktop.child_process import child_command, child_environment
from desktop.errors_from_json import error_from
from desktop.tasks import spawn
from sync import messages

LINGER_SECONDS: Final = 5.0
"""How long an engine with nothing to do is kept, so that the next request finds it warm."""
STOP_SECONDS: Final = 2.0
_ENDING_SECONDS: Final = 0.5
_LONGEST_LINE: Final = 64 * 1024 * 1024
_KEPT_WORDS: Final = 4096
_FROM_ENGINE = msgspec.json.Decoder(messages.FromEngine)
_ENCODER = msgspec.json.Encoder()

MakeOpen = Callable[[], Awaitable[messages.Open]]
"""Gathers profile, key and secrets for the first message; asked anew at every start."""
KeepSecret = Callable[[str, str], Awaitable[None]]
"""Stores a rotated secret of a source for good."""


FreshSecret = Callable[[str], Awaitable[str]]
"""Reads the secret that is kept for a source by now; empty for none."""


class EngineEnded(ServerTrouble):
    """The engine's process ended while something was asked of it."""


class EngineChild:
    """One engine process at a time, and what was asked of it."""

    def __init__(
        self,
        make_open: MakeOpen,
        *,
        progress: Callable[[SyncProgress], None],
        keep_secret: KeepSecret,
        fresh_secret: FreshSecret | None = None,
        command: Sequence[str] | None = None,
        linger_seconds: float = LINGER_SECONDS,
    ) -> None:
        self._make_open = make_open
        self._progress = progress
        self._keep_secret = keep_secret
        self._fresh_secret = fresh_secret
        self._command = list(command or child_command("engine"))
        self._linger_seconds = linger_seconds
        self._process: Process | None = None
        self._starting = asyncio.Lock()
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._numbers = count(1)
        self._idle: asyncio.TimerHandle | None = None
        self._reading: asyncio.Task[None] | None = None
        self._stopped = False

    @property
    def pid(self) -> int | None:
        """The process's number while it runs."""
        return self._process.pid if self._process else None

    @property
    def busy(self) -> bool:
        """Whether an answer is awaited."""
        return bool(self._waiting)

    async def sync(
        self,
        sources: Sequence[str] = (),
        *,
        full: bool = False,
        by_hand: bool = False,
        send_only: bool = False,
    ) -> dict[str, Any]:
        """One run; returns its report. Raises what ended it, EngineEnded after a crash."""
        message = messages.Sync(
            id=next(self._numbers),
            sources=tuple(sources),
            full=full,
            by_hand=by_hand,
            send_only=send_only,
        )
        return await self._asked(message)

    async def ask(self, question: str, source: str, **more: Any) -> dict[str, Any]:
        """One question for a service, such as `test`."""
        number = next(self._numbers)
        return await self._asked(messages.Ask(id=number, what=question, source=source, **more))

    async def reopen(self) -> None:
        """Tells a running process of secrets that were kept since it started."""
        # One that is starting may have gathered its secrets before this one was kept.
        async with self._starting:
            process = self._process
            if process is not None and process.returncode is None:
                self._send(process, await self._make_open())

    def cancel(self) -> None:
        """Asks the run in hand to stop after its page."""
        if self._process is not None and self._waiting:
            self._send(self._process, messages.Cancel())

    async def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Ends the process within so many seconds, whatever it is doing; it stays ended."""
        self._stopped = True
        await self._end(seconds)

    def kill(self) -> None:
        """Ends the process now, for when there is no loop left to wait on."""
        self._stopped = True
        if self._process is not None:
            _kill(self._process)

    async def _asked(self, message: messages.Sync | messages.Ask) -> dict[str, Any]:
        if self._stopped:
            raise EngineEnded("Satchel is closing.", "")
        self._keep_warm()
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[message.id] = answer
        try:
            process = await self._started()
            self._send(process, message)
            return await answer
        finally:
            self._waiting.pop(message.id, None)
            self._let_rest()

    async def _started(self) -> Process:
        async with self._starting:
            if self._process is not None and self._process.returncode is None:
                return self._process
            opening = await self._make_open()
            process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=PIPE,
                stdout=PIPE,
                stderr=PIPE,
                env=child_environment(),
                limit=_LONGEST_LINE,
                **_priority(),
            )
            self._process = process
            self._send(process, opening)
            self._reading = spawn("The engine's answers", self._read(process))
            return process

    async def _read(self, process: Process) -> None:
        assert process.stdout is not None
        assert process.stderr is not None
        words = spawn("The engine's last words", _tail(process.stderr))
        reason: SatchelError | None = None
        try:
            while line := await process.stdout.readline():
                await self._take(process, _FROM_ENGINE.decode(line))
        except (msgspec.DecodeError, ValueError):
            _kill(process)  # it says what nobody understands
        except SatchelError as error:
            reason = error  # a rotated secret could not be kept: it must not be used
            _kill(process)
        await _ended_by_itself(process)
        status = await process.wait()
        reason = reason or _ended(status, await words)
        if process is self._process:
            self._process = None
            _fail_all(self._waiting, reason)

    async def _take(self, process: Process, message: messages.FromEngine) -> None:
        match message:
            case messages.Progress():
                self._progress(
                    SyncProgress(
                        source=message.source,
                        resource=message.resource,
                        done=message.done,
                        total=message.total,
                    )
                )
            case messages.Answer():
                self._settle(message.id, message.result, message.error)
            case messages.Done():
                self._settle(message.id, message.report, message.error)
            case messages.Secret():
                # The engine uses it only once it is kept: a crash in between loses no sign-in.
                await self._keep_secret(message.source, message.value)
                self._send(process, messages.Kept(source=message.source))
            case messages.Fresh():
                value = await self._fresh_secret(message.source) if self._fresh_secret else ""
                self._send(process, messages.Current(source=message.source, value=value))

    def _settle(self, number: int, result: dict[str, Any], error: dict[str, str] | None) -> None:
        answer = self._waiting.get(number)
        if answer is None or answer.done():
            return
        if error is not None:
            answer.set_exception(error_from(error))
        else:
            answer.set_result(result)

    @staticmethod
    def _send(process: Process, message: messages.ToEngine) -> None:
        if process.stdin is not None and not process.stdin.is_closing():
            process.stdin.write(_ENCODER.encode(message) + b"\n")

    def _keep_warm(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None

    def _let_rest(self) -> None:
        if not self._waiting and self._process is not None and not self._stopped:
            self._keep_warm()
            loop = asyncio.get_running_loop()
            self._idle = loop.call_later(self._linger_seconds, self._rest)

    def _rest(self) -> None:
        self._idle = None
        if not self._waiting and self._process is not None:
            spawn("Ending the idle engine", self._end(STOP_SECONDS))

    async def _end(self, seconds: float) -> None:
        self._keep_warm()
        process, reading = self._process, self._reading
        if process is None or reading is None:
            return
        if self._waiting:
            self._send(process, messages.Cancel())
        # From here on a new request starts a new process.
        self._process = None
        if process.stdin is not None:
            process.stdin.close()  # what tells it to end
        await asyncio.wait({reading}, timeout=seconds)
        if not reading.done():
            _kill(process)
            await asyncio.wait({reading})
        if self._stopped:
            _fail_all(self._waiting, _ended(process.returncode or 0, ""))


def _fail_all(waiting: Mapping[int, asyncio.Future[dict[str, Any]]], reason: SatchelError) -> None:
    for answer in waiting.values():
        if not answer.done():
            answer.set_exception(reason)


async def _ended_by_itself(process: Process) -> None:
    """Gives a process that closed its output a moment to end; ends it otherwise."""
    # Not at once: Popen.kill reaps a process that just ended, and its status would be lost.
    try:
        async with asyncio.timeout(_ENDING_SECONDS):
            await process.wait()
    except TimeoutError:
        _kill(process)


async def _tail(stream: asyncio.StreamReader) -> str:
    """The last words on standard error, for the log of a crash."""
    kept = b""
    while piece := await stream.read(_KEPT_WORDS):
        kept = (kept + piece)[-_KEPT_WORDS:]
    return kept.decode(errors="replace")


def _kill(process: Process) -> None:
    try:
        process.kill()
    except ProcessLookupError:
        pass  # it was quicker


def _ended(status: int, said: str) -> SatchelError:
    how = f"signal {-status}" if status < 0 else f"status {status}"
    error = EngineEnded(
        f"The sync engine ended unexpectedly ({how}).", "It is started again by itself."
    )
    if said:
        error.add_note(said)
    return error


def _priority() -> dict[str, Any]:
    if sys.platform == "win32":
        return {"creationflags": subprocess.BELOW_NORMAL_PRIORITY_CLASS}
    return {}
