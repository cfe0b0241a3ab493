"""One run of the engine: each connected source in turn, page by page into the book.

One run at a time per profile, held by a kernel lock. A source that fails does not stop the
next one; what it brought before it failed stays, and the next run goes on from there.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final, Literal

from msgspec import Struct

from book import (
    cursors,
    departures,
    intake,
    living,
    outbox_sending,
    places,
    sync_log,
    task_writing,
    ticketed_threads,
    twins,
)
from book import sources as book_sources
from book.clock import Clock, Steady, moment, stamp, system_clock
from book.errors import Auth, Busy, Offline, ProfileTrouble, RateLimited, SatchelError, Usage
from book.facts import Applied, BadRecord, Page
from book.locks import FileLock
from book.records import LogLine, Source, SourceState, SyncProgress
from book.source_titles import title
from book.store import Store
from sync.ahead import Stopped, each_batch
from sync.connectors import connector
from sync.connectors import names as connector_names
from sync.known import what_is_known
from sync.pacing import PATIENCE_SECONDS, Pause
from sync.port import Connector, Fresh, Keep, Known, LastWord, Placed, Setup, as_writer
from sync.push import Push
from sync.refusals import NotAllowed
from sync.report import COUNTED, SourceReport, SyncReport, error_shape, kind_of, summary
from sync.wait_words import kept_words, wait_words

if TYPE_CHECKING:
    import httpx

    from book.rules import HouseRules

WAITING: Final = "waiting"
"""The resource a progress names while another process syncs."""
_POLL_SECONDS: Final = 0.1
_LONGEST_WAIT: Final = timedelta(days=1)
_NAMED_BAD: Final = 20
_STATES: Final[dict[str, SourceState]] = {
    "auth": "needs_sign_in",
    "keyring": "needs_sign_in",
    "offline": "offline",
    "rate_limited": "rate_limited",
}

Cancel = Callable[[], bool]
ShowProgress = Callable[[SyncProgress], None]


async def run(
    store: Store,
    secrets: Mapping[str, str],
    rules: HouseRules | None = None,
    *,
    sources: Sequence[str] = (),
    full: bool = False,
    by_hand: bool = False,
    send_only: bool = False,
    cancel: Cancel = lambda: False,
    progress: ShowProgress = lambda _: None,
    wait: bool = True,
    transport: httpx.AsyncBaseTransport | None = None,
    clock: Clock = system_clock,
    steady: Steady | None = None,
    keep: Keep | None = None,
    fresh: Fresh | None = None,
    sleep: Pause = asyncio.sleep,
) -> SyncReport:
    """Runs once over the named sources, or all that are not paused: sends, then fetches.

    `by_hand` sits out no wait of our own making; `send_only` fetches nothing.

    Raises Usage for a source that is not connected, Busy when another process syncs and
    `wait` is off, ProfileTrouble when the book cannot be written. Everything else that goes
    wrong is told in the report.
    """
    running = _Run(store, cancel, progress, clock, steady, transport, keep, fresh, sleep)
    way = Way(rules=rules, full=full, by_hand=by_hand, send_only=send_only)
    _chosen(store, sources)  # a name that is none is said before anything is waited for
    lock = FileLock(store.profile.sync_lock)
    try:
        await running.take(lock, wait=wait)
        # Read again: writing may have been switched off while this waited for its turn.
        chosen = _chosen(store, sources)
        reports = [await running.one(source, secrets, way) for source in chosen]
    except Stopped:
        return SyncReport(ok=False, sources=[])
    finally:
        lock.release()
    if rules is not None and not send_only:
        departures.purge_left(store, rules.retention.left_account_days)
        task_writing.follow_what_was_done_elsewhere(store, rules)
        ticketed_threads.watch_what_arrived(store, rules)
    outbox_sending.prune_sent(store)
    return SyncReport(ok=all(one.ok for one in reports), sources=reports)


def _chosen(store: Store, names: Sequence[str]) -> list[Source]:
    known = {source.name: source for source in book_sources.sources(store)}
    for name in names:
        if name not in known:
            raise _not_connected(name)
    if names:
        return [known[name] for name in dict.fromkeys(names)]
    return [source for source in known.values() if source.state != "paused"]


def _not_connected(name: str) -> Usage:
    """What to say of a name: a source that could be connected, or none at all."""
    possible = connector_names()
    if name in possible:
        return Usage(
            f"{title(name)} is not connected.", f"Connect it with “satchel connect {name}”."
        )
    known = ", ".join(title(one) for one in possible)
    return Usage(f"There is no connector for “{name}”.", f"Satchel can be connected with: {known}.")


class Way(Struct, frozen=True, kw_only=True):
    """How a run was asked for."""

    rules: HouseRules | None
    full: bool
    by_hand: bool
    send_only: bool


class _Run:
    """What all sources of a run share."""

    def __init__(
        self,
        store: Store,
        cancel: Cancel,
        progress: ShowProgress,
        clock: Clock,
        steady: Steady | None,
        transport: httpx.AsyncBaseTransport | None,
        keep: Keep | None,
        fresh: Fresh | None,
        sleep: Pause,
    ) -> None:
        self.store = store
        self.clock = clock
        self._steady = steady
        self.progress = progress
        self._cancel = cancel
        self._transport = transport
        self._keep = keep
        self._fresh = fresh
        self._sleep = sleep

    async def take(self, lock: FileLock, *, wait: bool) -> None:
        """Takes the lock of the one that syncs, without standing in the way of a cancel."""
        told = False
        while not lock.acquire(wait_seconds=0):
            if not wait:
                raise Busy(
                    "Another Satchel is syncing this book.", "Nothing was sent or fetched twice."
                )
            if not told:
                self.progress(SyncProgress(source="", resource=WAITING, done=0))
                told = True
            await self.pause(_POLL_SECONDS)

    async def pause(self, seconds: float) -> None:
        """Waits; ends the run when it is cancelled meanwhile."""
        left = seconds
        self.check_stopped()
        while left > 0:
            await self._sleep(min(left, _POLL_SECONDS))
            left -= _POLL_SECONDS
            self.check_stopped()

    def check_stopped(self) -> None:
        """Ends the run when that was asked for."""
        if self._cancel():
            raise Stopped

    @asynccontextmanager
    async def stoppable(self) -> AsyncIterator[None]:
        """Ends what is awaited inside as soon as the run is cancelled, a slow answer included."""
        loop, scope = asyncio.get_running_loop(), asyncio.timeout(None)
        looking: asyncio.TimerHandle

        def look() -> None:
            nonlocal looking
            if self._cancel():
                scope.reschedule(loop.time())
            else:
                looking = loop.call_later(_POLL_SECONDS, look)

        looking = loop.call_later(_POLL_SECONDS, look)
        try:
            async with scope:
                yield
        except TimeoutError:
            if not scope.expired():
                raise
            raise Stopped from None
        finally:
            looking.cancel()

    async def one(self, source: Source, secrets: Mapping[str, str], way: Way) -> SourceReport:
        """One source, whatever becomes of it."""
        part = _SourceRun(self, source, way)
        started = time.monotonic()
        error: SatchelError | None = None
        try:
            self.check_stopped()
            await part.keep_asked_wait()
            setup = Setup(
                source=source,
                secret=_secret_of(source, secrets),
                pause=self.pause,
                clock=self.clock,
                steady=self._steady,
                transport=self._transport,
                keep=self._keep,
                fresh=None if self._fresh is None else partial(self._fresh, source.name),
                refresh_lock=self.store.profile.refresh_lock,
                by_hand=way.by_hand,
                notice=part.report.notice,
            )
            async with self.stoppable():
                await part.work(connector(source.name)(setup), setup.secret)
        except Stopped:
            part.report.cancelled = True
        except ProfileTrouble:
            raise
        except SatchelError as trouble:
            error = trouble
        part.report.seconds = round(time.monotonic() - started, 3)
        part.conclude(error)
        return part.report


class _SourceRun:
    """One source's part of a run: its pages, its counts, what is written about it."""

    def __init__(self, running: _Run, source: Source, way: Way) -> None:
        self._run = running
        self._store = running.store
        self._source = source
        self.report = SourceReport.of(source.name)
        self._way = way
        self._bad: dict[str, BadRecord] = {}
        self._fetched = False

    async def keep_asked_wait(self) -> None:
        """Keeps a wait the service asked for in an earlier run: sits out a short one."""
        kinds = (cursors.WAIT,) if self._way.by_hand else (cursors.WAIT, cursors.OWN_WAIT)
        found = ((cursors.cursor(self._store, self._source.name, kind), kind) for kind in kinds)
        until, kind = max(((at, kind) for at, kind in found if at is not None), default=("", ""))
        if not until:
            return
        left = moment(until) - self._run.clock()
        if not timedelta(0) < left < _LONGEST_WAIT:
            return
        seconds = left.total_seconds()
        if seconds > PATIENCE_SECONDS:
            raise RateLimited(
                f"{title(self._source.name)} asks to wait another {wait_words(seconds)}.",
                "The next run after that goes on where the last one stopped.",
                wait_seconds=seconds,
                own=kind == cursors.OWN_WAIT,
            )
        await self._run.pause(seconds)

    async def work(self, one: Connector, secret: str) -> None:
        """Sends what waits, then fetches; lets the connector go in any case."""
        try:
            await self._stay_in_place(one, secret)
            trouble = await self._push(one)
            if not self._way.send_only:
                await self._pull(one)
                self._fetched = True
        finally:
            self.report.requests = one.requests
            self._keep_last_word(one)
            await one.aclose()
        if trouble is not None:
            raise trouble

    async def _stay_in_place(self, one: Connector, secret: str) -> None:
        """Asks of each new key, and where all is read anew, whether it opens the place the rows
        came from; raises Refused."""
        name = self._source.name
        if not isinstance(one, Placed):
            return
        if not self._way.full and places.was_checked(self._store, name, secret):
            return
        known = places.kept(self._store, name)
        told = await one.place() if known is not None else None
        if known is None or told is None:
            return
        if told != known:
            raise places.another(name)
        with self._store.writing(person=False) as connection:
            places.keep(connection, name, known, secret)

    def _keep_last_word(self, one: Connector) -> None:
        """What a connector learnt that is no part of a page, such as a limit met while sending."""
        if isinstance(one, LastWord):
            stored = cursors.all_of(self._store, self._source.name)
            cursors.keep(self._store, self._source.name, dict(one.last_word(stored)))

    async def _push(self, one: Connector) -> SatchelError | None:
        """Sends; returns what went wrong where fetching may go on all the same."""
        name = self._source.name
        outbox_sending.recover(self._store, name)
        writer = as_writer(one)
        if writer is None or self._source.options.get("read-only") == "true":
            return None
        push = Push(
            self._store,
            self._source,
            writer,
            self._way.rules,
            by_hand=self._way.by_hand,
            check_stopped=self._run.check_stopped,
        )
        try:
            await push.run()
        finally:
            self.report.pushed = push.pushed.sent
            self.report.agreed = push.pushed.agreed
            self.report.parked = push.pushed.parked
            self.report.conflicts = push.pushed.conflicts
        error = push.pushed.error
        if isinstance(error, Auth | Offline | RateLimited) and not isinstance(error, NotAllowed):
            raise error
        # A key that may not write may still read.
        return error

    async def _pull(self, one: Connector) -> None:
        """All stages, one page after the other."""
        full, cursors_kept = self._way.full, self._cursors(one)
        known = what_is_known(self._store, self._source.name, cursors_kept, full=full)
        for stage in one.stages:
            await self._stage(one, stage, known)
        if self._source.baseline_at is None:
            book_sources.finish_baseline(self._store, self._source.name)
        # Not only after news of this run: the one before may have been cut off behind its accounts.
        twins.match(self._store)

    async def _stage(self, one: Connector, stage: str, known: Known) -> None:
        done = 0

        def take(pages: Sequence[Page]) -> None:
            nonlocal done
            done += self._take(pages, known)
            self._show(stage, done)
            self._run.check_stopped()

        self._run.check_stopped()
        self._show(stage, 0)
        async with aclosing(one.pages(stage, known)) as pages:
            await each_batch(pages, take)

    def _take(self, pages: Sequence[Page], known: Known) -> int:
        """Applies pages and counts them; returns how many rows they had."""
        for page in pages:
            self._bad.update({one.external_id: one for one in page.bad})
        saying = [page for page in pages if page.rows or page.cursor is not None]
        if not saying:
            return 0
        for page, applied in zip(saying, intake.apply_all(self._store, saying), strict=True):
            self._count(page, applied)
            if page.resource == "accounts":
                known.accounts.update(one.external_id for one in page.accounts)
                known.accounts.difference_update(page.left, page.gone)
            known.heirs |= applied.heirs
            if page.cursor is not None:
                known.cursors[page.resource] = page.cursor
        return sum(page.rows for page in saying)

    def _count(self, page: Page, applied: Applied) -> None:
        kind = kind_of(page.resource)
        if kind in COUNTED:
            self.report.pulled[kind] += applied.created + applied.updated
            self.report.removed[kind] += applied.removed
        self.report.homeless += applied.homeless
        self.report.conflicts += applied.conflicts

    def conclude(self, error: SatchelError | None) -> None:
        """Writes how it went: the source's state, one line of the log, more where it fell short."""
        report, name, now = self.report, self._source.name, self._run.clock()
        if report.removed["accounts"]:
            report.tell_departures(len(set(living.account_ids(self._store, name))))
        stood = self._detail()
        fetched = now if self._fetched else None
        report.bad = len(self._bad)
        report.ok = error is None and not report.cancelled and not report.parked
        report.error = error_shape(error) if error is not None else None
        said = error.title if error is not None else ""
        if isinstance(error, RateLimited):
            said = kept_words(said, error.wait_seconds, now)
        if error is not None:
            state = "error" if self._lacks_a_right(error) else _STATES.get(error.kind, "error")
            book_sources.note_state(self._store, name, state, said, last_success=fetched)
            if isinstance(error, RateLimited):
                kept = cursors.OWN_WAIT if error.own else cursors.WAIT
                self._remember_wait(kept, error.wait_seconds)
        elif not report.cancelled:
            # One that only sent has not looked: what was said before it stands on.
            looked = bool(report.notices) or self._fetched
            notes = " ".join(report.notices) if looked else stood
            book_sources.note_state(self._store, name, "up_to_date", notes, last_success=fetched)
        moved = report.pushed + report.agreed + report.parked
        if self._way.send_only and error is None and not moved:
            return  # a look into an outbox where nothing could go is no news
        level: Literal["info", "warning"] = "warning" if report.parked else "info"
        lines = [LogLine(at=now, source=name, level=level, text=summary(report))]
        if error is not None:
            lines.append(LogLine(at=now, source=name, level="error", text=said))
        if self._bad:
            lines.append(LogLine(at=now, source=name, level="warning", text=self._bad_words()))
        lines += [
            LogLine(at=now, source=name, level="warning", text=words)
            for words in report.notices
            if words not in stood  # said with every run, it is logged once
        ]
        sync_log.append(self._store, lines)

    def _lacks_a_right(self, error: SatchelError) -> bool:
        """Whether the key is good, since it still reads, and only may not do something. A run
        that only sends cannot tell, so what the last one found stands."""
        if not isinstance(error, NotAllowed):
            return False
        stands = book_sources.source(self._store, self._source.name)
        known = self._way.send_only and stands is not None and stands.state == "error"
        return self._fetched or known

    def _detail(self) -> str:
        """What the last run that went well left to be read; nothing behind a failure."""
        stands = book_sources.source(self._store, self._source.name)
        well = stands is not None and stands.state in ("up_to_date", "paused")
        return stands.detail if stands is not None and well else ""

    def _remember_wait(self, resource: str, seconds: float) -> None:
        if seconds >= _LONGEST_WAIT.total_seconds():
            return  # nobody means that; the next run asks again
        until = stamp(self._run.clock() + timedelta(seconds=seconds))
        stood = cursors.cursor(self._store, self._source.name, resource)
        if stood is None or stood < until:
            cursors.keep(self._store, self._source.name, {resource: until})

    def _bad_words(self) -> str:
        """The records that could not be read, by their ids."""
        named = [f"{one.external_id} ({one.problem})" for one in self._bad.values()]
        more = len(named) - _NAMED_BAD
        words = "; ".join(named[:_NAMED_BAD]) + (f"; and {more} more" if more > 0 else "")
        return f"Records that could not be read in full: {words}"

    def _cursors(self, one: Connector) -> dict[str, str]:
        found = {name: cursors.cursor(self._store, self._source.name, name) for name in one.stages}
        return {name: text for name, text in found.items() if text is not None}

    def _show(self, stage: str, done: int) -> None:
        self._run.progress(SyncProgress(source=self._source.name, resource=stage, done=done))


def _secret_of(source: Source, secrets: Mapping[str, str]) -> str:
    secret = secrets.get(source.name, "")
    if not secret:
        raise Auth(
            f"There are no credentials for {title(source.name)} on this computer.",
            f"Connect it again with “satchel connect {source.name}”.",
        )
    return secret
