"""The simulator as a process of its own, with the same controls as the one in a thread."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec
from msgspec import Struct

from sync.simulator.faults import Fault, Kind
from sync.simulator.identity import DEMO_KEY
from sync.simulator.seed import Record, Step
from sync.simulator.served import Served


class Ready(Struct, frozen=True, kw_only=True):
    """The one line the process prints when it takes requests."""

    url: str
    token: str
    key: str
    email: str
    pid: int
    faulty: str = "/resources"
    """The path under which a fault waits where none is named."""
    more: dict[str, str] = {}
    """What else a service says of itself."""


class ServiceProcess:
    """A running simulator process of any service, with the controls that all of them share.

    It ends with `stop`, or when this process does.
    """

    def __init__(self, process: subprocess.Popen[bytes], ready: Ready) -> None:
        # httpx is heavy and only those who drive a simulator need it.
        import httpx

        self._process = process
        self.url = ready.url
        self.token = ready.token
        self.key = ready.key
        self.email = ready.email
        self.pid = ready.pid
        self.more = ready.more
        self._faulty = ready.faulty
        self._client = httpx.Client(
            base_url=ready.url + "/__simulator__",
            headers={"x-simulator-token": ready.token},
            trust_env=False,
            timeout=30,
        )

    def stop(self) -> None:
        """Closes its standard input and waits for its end."""
        self._client.close()
        if self._process.stdin is not None:
            self._process.stdin.close()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process.wait(timeout=10)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def fault(self, kind: Kind, path: str | None = None, **more: Any) -> None:
        """Lets the next matching requests go wrong; the options are those of `Fault`."""
        path = self._faulty if path is None else path
        self._ask("POST", "/faults", Fault(kind=kind, path=path, **more))

    def requests(self, path: str = "", method: str = "") -> list[Served]:
        """What was asked so far, oldest first."""
        answer = self._client.get("/log", params={"path": path, "method": method})
        answer.raise_for_status()
        return msgspec.convert(answer.json()["lines"], list[Served])

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        content = None if method == "GET" else msgspec.json.encode(body)
        answer = self._client.request(method, path, content=content)
        answer.raise_for_status()
        return answer.json()


class SimulatorProcess(ServiceProcess):
    """The controls of a service whose records are changed step by step."""

    def records(self, resource: str) -> list[Record]:
        """All records of a resource, archived ones too."""
        answer: list[Record] = self._ask("GET", f"/records/{resource}")
        return answer

    def add(self, resource: str, **fields: Any) -> str:
        """Adds a record as somebody else would; returns its id."""
        return self._step(Step(do="add", resource=resource, record=fields))

    def change(self, resource: str, text: str, **fields: Any) -> None:
        """Changes a record as somebody else would."""
        self._step(Step(do="change", resource=resource, id=text, record=fields))

    def archive(self, resource: str, text: str) -> None:
        """Deletes a note or task in the app."""
        self._step(Step(do="archive", resource=resource, id=text))

    def remove(self, resource: str, text: str) -> None:
        """Deletes for good, without a trace."""
        self._step(Step(do="remove", resource=resource, id=text))

    def reimport(self, account: str) -> str:
        """Deletes an account, if it is there, and brings it back under a new id; returns that."""
        return self._step(Step(do="reimport", resource="accounts", id=account))

    def advance(self, steps: int | None = None) -> int:
        """Lets the book's next two weeks happen; returns how many steps that were."""
        return int(self._ask("POST", "/advance", steps)["done"])

    def _step(self, step: Step) -> str:
        return str(self._ask("POST", "/steps", [step])["ids"][0])


def launch(
    *,
    service: str = "vitally",
    seed: int = 1,
    accounts: int = 60,
    bulk: int = 0,
    key: str = DEMO_KEY,
    rate_limit: int | None = 1000,
    now: str | None = None,
    command: tuple[str, ...] = (sys.executable, "-m", "sync.simulator"),
    folder: Path | None = None,
    quiet: bool = False,
) -> SimulatorProcess:
    """Starts the process of a service and waits for its line; `bulk` accounts replace the sample.

    `now` is an ISO 8601 moment for its clock to start at; `rate_limit` None is no limit. The
    command is run in `folder`; `quiet` drops what it says on standard error.
    """
    words = [*command, "--seed", str(seed), "--accounts", str(accounts), "--key", key]
    words += ["--rate-limit", str(rate_limit or 0), "--bulk", str(bulk), "--service", service]
    if now is not None:
        words += ["--now", now]
    return SimulatorProcess(*started(words, folder, quiet=quiet))


def started(
    words: list[str], folder: Path | None, *, quiet: bool
) -> tuple[subprocess.Popen[bytes], Ready]:
    """Starts a simulator's process and waits for its line; RuntimeError where none comes."""
    process = subprocess.Popen(
        words,
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if quiet else None,
    )
    line = process.stdout.readline() if process.stdout is not None else b""
    if not line:
        process.communicate(timeout=10)
        raise RuntimeError(f"the simulator ended with status {process.returncode}")
    return process, msgspec.json.decode(line, type=Ready)
