"""An engine that does what its first argument says; it speaks the real messages."""

from __future__ import annotations

import sys
import time
from typing import Any

import msgspec

from sync import messages


def say(message: Any) -> None:
    """One message to the window."""
    sys.stdout.buffer.write(msgspec.json.encode(message) + b"\n")
    sys.stdout.buffer.flush()


def main(manner: str) -> None:
    """Answers until standard input ends, or misbehaves."""
    decoder = msgspec.json.Decoder(messages.ToEngine)
    opened = decoder.decode(sys.stdin.buffer.readline())
    assert isinstance(opened, messages.Open)
    for line in sys.stdin.buffer:
        match decoder.decode(line):
            case messages.Sync() as run:
                answer_sync(manner, opened, run)
            case messages.Ask() as asked:
                say(messages.Answer(id=asked.id, error={"kind": "auth", "title": "No.",
                                                        "advice": "Again."}))  # fmt: skip
            case messages.Kept() as kept:
                say(messages.Done(id=1, report={"kept": kept.source}))
            case messages.Cancel():
                say(messages.Done(id=1, report={"cancelled": True}))
    if manner == "deaf":
        time.sleep(3600)


def answer_sync(manner: str, opened: messages.Open, run: messages.Sync) -> None:
    """What this manner of engine does with a run."""
    if manner == "crashes":
        sys.stderr.write("it broke\n")
        sys.stderr.flush()
        sys.exit(7)
    if manner == "mumbles":
        sys.stdout.buffer.write(b"{not json\n")
        sys.stdout.buffer.flush()
        time.sleep(3600)
    if manner == "rotates":
        say(messages.Secret(source="vitally", value="new-token"))
        return
    if manner == "dawdles":
        return
    say(messages.Progress(source="vitally", resource="accounts", done=1, total=2))
    report = {"profile": opened.profile, "sources": list(run.sources), "full": run.full,
              "secrets": sorted(opened.secrets)}  # fmt: skip
    say(messages.Done(id=run.id, report=report))


if __name__ == "__main__":
    main(sys.argv[1])
