"""`satchel sync`: the engine run by hand."""

from __future__ import annotations

import asyncio
import sys
from argparse import Namespace

from book import sources
from book.errors import EXIT_CREDENTIALS, EXIT_DONE, EXIT_FELL_SHORT, Usage
from book.records import SyncProgress
from book.source_titles import title
from book.store import Store
from desktop import breaking_off
from desktop.commands.opened import named_profile, rules_to_write_by
from desktop.output import one_line, plural, print_json, say
from desktop.secrets import Secrets
from desktop.source_names import not_connected
from desktop.unlock import open_with_secrets
from sync import engine
from sync.report import SourceReport, SyncReport


def sync(said: Namespace) -> int:
    """Runs once over the named sources, or all."""
    store, secrets = open_with_secrets(named_profile(said))
    try:
        report = _run(store, secrets, said)
    finally:
        secrets.close()
        store.close()
    return print_report(report, as_json=said.json)


def print_report(report: SyncReport, *, as_json: bool) -> int:
    """Prints what a run did, its errors on standard error; returns the exit status."""
    if as_json:
        print_json(report)
    for each in report.sources:
        if not as_json and (each.ok or each.anything_new or _sent_words(each)):
            print(_line(each))
        if not as_json:
            for words in each.notices:
                print(f"  {one_line(words)}")
        if each.error is not None:
            say(f"satchel: {each.error['title']} {each.error['advice']}".strip())
    return _status(report)


def _run(store: Store, secrets: Secrets, said: Namespace) -> SyncReport:
    known = [source.name for source in sources.sources(store)]
    named = tuple(dict.fromkeys(name.strip().lower() for name in said.sources))
    for name in named:
        if name not in known:
            raise not_connected(name)
    if not known:
        raise Usage(
            "No source is connected.",
            "“satchel connect vitally --me EMAIL --option subdomain=NAME” connects one.",
        )

    async def keep(source: str, value: str) -> None:
        await asyncio.to_thread(secrets.keep, source, value)

    async def fresh(source: str) -> str:
        return (await asyncio.to_thread(secrets.get, [source])).get(source, "")

    progress = _Progress()
    try:
        return breaking_off.run(
            engine.run(
                store,
                secrets.get(named or known),
                rules_to_write_by(store.profile),
                sources=named,
                full=said.full,
                by_hand=True,
                progress=progress,
                wait=not said.no_wait,
                keep=keep,
                fresh=fresh,
            )
        )
    finally:
        progress.close()


class _Progress:
    """One moving line on a terminal; elsewhere only what keeps somebody waiting."""

    def __init__(self) -> None:
        self._moving = sys.stderr.isatty()
        self._drawn = False

    def __call__(self, progress: SyncProgress) -> None:
        """Shows how far the run has come."""
        if progress.resource == engine.WAITING:
            say("Another Satchel is syncing this book; waiting for it to end.")
        elif self._moving:
            total = f" of {progress.total:,}" if progress.total is not None else ""
            line = f"{title(progress.source)}: {progress.resource} {progress.done:,}{total}"
            sys.stderr.write(f"\r\x1b[K{line}")
            sys.stderr.flush()
            self._drawn = True

    def close(self) -> None:
        """Takes the moving line away."""
        if self._drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _line(each: SourceReport) -> str:
    name = title(each.source)
    brought = [_counted(count, kind) for kind, count in each.pulled.items() if count]
    gone = [_counted(count, kind) for kind, count in each.removed.items() if count]
    words = [*_sent_words(each)]
    if brought or (each.error is None and not each.cancelled):
        words.append(", ".join(brought) or "nothing new")
    if gone:
        words.append(f"gone: {', '.join(gone)}")
    if each.bad:
        words.append(f"{plural(each.bad, 'record', 'records')} could not be read in full")
    if each.homeless:
        words.append(f"{plural(each.homeless, 'record', 'records')} of nobody in your book")
    asked = plural(each.requests, "request", "requests")
    return f"{name}: {'; '.join(words)} ({asked}, {each.seconds:.1f} s)"


def _sent_words(each: SourceReport) -> list[str]:
    """What became of the outbox, where anything did."""
    words = [f"{each.pushed:,} sent"] if each.pushed else []
    if each.parked:
        words.append(f"{each.parked:,} stopped (see “satchel outbox”)")
    if each.conflicts:
        count = plural(each.conflicts, "conflict", "conflicts")
        words.append(f"{count} (see “satchel conflicts”)")
    return words


def _counted(count: int, kinds: str) -> str:
    return plural(count, kinds.removesuffix("s"), kinds)


def _status(report: SyncReport) -> int:
    """0, or 1 where something fell short; 3 where nothing but credentials stood in the way."""
    if report.ok:
        return EXIT_DONE
    kinds = {each.error["kind"] for each in report.sources if each.error is not None}
    return EXIT_CREDENTIALS if kinds and kinds <= {"auth", "keyring"} else EXIT_FELL_SHORT
