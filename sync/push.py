"""Sending what the outbox owes one source, before anything is fetched from it.

For each entry: ask the source how the record stands, let that meet the entry (three-way), mark
the entry, send it once, and believe only the answer. A wait is data in the entry; nothing here
sleeps. One entry that is stuck keeps only its own record back.

What ends a run for the whole source: the network, the key, a wait the source asks for, and
`BROKEN_IN_A_ROW` entries one after the other at which the source broke.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from book import outbox, outbox_rows
from book import outbox_answers as answers
from book import outbox_sending as sending
from book.errors import (
    Auth,
    BadResponse,
    Offline,
    RateLimited,
    Refused,
    SatchelError,
    ServerTrouble,
)
from book.escalations import content
from book.facts import HandoverFacts
from book.outbox_entry import OutboxEntry, ParkReason
from book.sent_files import sent_files
from book.write_rules import forbidden
from sync import refusals, shown_again
from sync.key_rights import KeyRights
from sync.port import Answered, Attached, Sending, Writer, WrittenFacts
from sync.refusals import AccountGone, Gone, Hidden, NotAllowed, Overtaken, Untold, WaitUnsaid
from sync.wait_words import kept_words

if TYPE_CHECKING:
    from book.records import Source
    from book.rules import HouseRules
    from book.store import Store

FIRST_WAIT: Final = 15.0
LONGEST_WAIT: Final = 3600.0
"""Seconds between two attempts of one entry."""
PATIENT_ATTEMPTS: Final = 8
"""After so many attempts at which the source itself broke, an entry waits for a person."""
BROKEN_IN_A_ROW: Final = 3
"""So many different entries at which a source broke mean that the source is broken."""
_WAITS: Final = f"({RateLimited.kind})"
"""What the log of an entry says of each time its source asked to wait."""
_NOTHING_SAID: Final = 1.0
"""Seconds: what a 429 without any word on the wait comes as (`sync.pacing.wait_asked`)."""
_LATELY: Final = 50
"""So many of the newest confirmed entries are searched for the last one of this source."""
_LOOKS: Final = 4
"""How often an entry that changes while we look at it is looked at again in one run."""


class Pushed(Struct, kw_only=True):
    """What a push did."""

    sent: int = 0
    """Entries the source confirmed, now or when it was asked about an attempt of old."""
    agreed: int = 0
    """Entries that went away unsent, because the source says the same already."""
    parked: int = 0
    conflicts: int = 0
    error: SatchelError | None = None
    """What ended it early (the source is away, refuses the key, asks to wait), or kept an entry
    from being sent."""


class Push:
    """One source's push of one run; use once."""

    def __init__(
        self,
        store: Store,
        source: Source,
        writer: Writer,
        rules: HouseRules | None,
        *,
        by_hand: bool,
        check_stopped: Callable[[], None] = lambda: None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._store = store
        self._source = source
        self._writer = writer
        self._never = rules.never_write.fields if rules is not None else ()
        self._by_hand = by_hand
        self._check_stopped = check_stopped
        self._chance = chance
        self._broken = 0
        self._rights = KeyRights(store, lambda one, why: self._park(one, "refused", why))
        self._newest = 0
        self.pushed = Pushed()

    async def run(self) -> Pushed:
        """Sends what may go; returns what came of it.

        What is written meanwhile is for the next run: this one has an end.
        """
        try:
            await shown_again.let_go(self._store, self._source.name, self._writer)
        except (Offline, RateLimited, Auth) as error:
            self.pushed.error = error
            return self.pushed
        tried: set[int] = set()
        self._newest = sending.newest(self._store, self._source.name)
        while fresh := self._fresh(tried):
            for entry in fresh:
                tried.add(entry.id)
                self._check_stopped()
                if not await self._one(entry):
                    return self.pushed
        undecided = self._rights.end()
        self.pushed.error = self.pushed.error or undecided
        return self.pushed

    def _fresh(self, tried: set[int]) -> list[OutboxEntry]:
        """What this run has not tried yet, the least tried first: so a few that are stuck take
        turns with the others and keep none of them back."""
        fresh = [one for one in self._ready() if one.id not in tried and one.id <= self._newest]
        return sorted(fresh, key=lambda one: (one.attempts, one.id))

    def _ready(self) -> list[OutboxEntry]:
        now = self._store.clock()
        return sending.ready(self._store, self._source.name, now, by_hand=self._by_hand)

    async def _one(self, entry: OutboxEntry) -> bool:
        """Sends one entry; False when the rest of the source has to wait as well."""
        try:
            await self._send(entry)
        except NotAllowed as error:
            may_nothing = self._rights.refused(entry, error)
            self.pushed.error = may_nothing or self.pushed.error
            return may_nothing is None
        except (Offline, RateLimited, Auth) as error:
            self.pushed.error = error
            return False
        except Refused as error:
            # It would not even let us look.
            self._park(entry, _reason(error), error)
        except (ServerTrouble, BadResponse) as error:
            # The others may go; but a run that left something behind does not end well.
            self.pushed.error = error
            self._broken += 1
            return self._broken < BROKEN_IN_A_ROW
        else:
            self._broken = 0
        return True

    # --- one entry ------------------------------------------------------------------------

    async def _send(self, entry: OutboxEntry) -> None:
        standing = self._standing(entry)
        if standing is None or not self._may_go(standing):
            return
        entry = standing
        for _ in range(_LOOKS):
            still, before = await self._look(entry)
            if still is None or self._standing(still) is None:
                return
            if sending.claim(self._store, still):
                await self._write(still, before)
                return
            now = self._standing(entry)
            if now is None:
                return
            entry = now

    def _standing(self, entry: OutboxEntry) -> OutboxEntry | None:
        """An entry as it stands by now; None where an edit or a person keeps it back meanwhile.

        Only its own record is read: reading all that waits for each that goes is far too much.
        """
        unsent = outbox_rows.unsent_of(self._store.connection, entry.record, entry.record_id)
        first = next((one for one in unsent if one.source == self._source.name), None)
        if first is None or first.id != entry.id or first.state != "queued":
            return None
        return first if self._by_hand or not first.wait(self._store.clock()) else None

    def _may_go(self, entry: OutboxEntry) -> bool:
        """Parks what must not, or cannot, be sent at all."""
        home = sending.home(self._store, entry)
        if home.record_gone:
            sending.drop(self._store, entry)
            return False
        if home.account_status == "removed" and entry.record != "handover":
            self._park(entry, "account_gone", refusals.account_gone(self._source.name))
            return False
        for name, value in entry.intent.items():
            if entry.action == "create" and value in (None, "", "[]"):
                continue  # a creation says all fields; an empty one writes nothing
            path = self._source.mapping.get(name) if entry.record == "account" else None
            if forbidden(self._never, self._source.name, entry.record, name, path):
                self._park(entry, "forbidden", refusals.forbidden_here(name))
                return False
        if entry.record not in self._writer.writes or (
            entry.record == "account" and not all(map(self._writer.writable, entry.intent))
        ):
            self._park(entry, "refused", refusals.not_writable(self._source.name))
            return False
        return True

    # --- before the write: how does the record stand there? --------------------------------

    async def _look(self, entry: OutboxEntry) -> tuple[OutboxEntry | None, WrittenFacts | None]:
        """Asks how the record stands there; returns what is still to be sent, and upon what."""
        home = sending.home(self._store, entry)
        if home.external_id is not None:
            question = self._writer.read(entry.record, home.external_id)
            return self._found(entry, await self._asked(entry, question))
        if entry.action != "create":
            # A change behind a creation that has not arrived yet.
            return None, None
        if not entry.uncertain:
            return entry, None
        found = await self._asked(entry, self._writer.find(entry.record, entry.key, home.account))
        return (entry, None) if found is None else (self._met(entry, found), _record(found))

    def _found(
        self, entry: OutboxEntry, before: Answered | None
    ) -> tuple[OutboxEntry | None, WrittenFacts | None]:
        """What is left to send to a record that is there, is deleted there, or is not found."""
        archived = getattr(before, "archived_at", None) is not None
        deleted = before is None or archived
        if entry.uncertain and sending.taken_back(self._store, entry, deleted=deleted):
            return None, None
        if deleted and "archived_at" in entry.intent and entry.intent["archived_at"] is None:
            # What is deleted there stays deleted: it is made anew.
            self._newest = max(self._newest, sending.send_as_new(self._store, entry))
            return None, None
        if before is None and entry.intent.get("archived_at"):
            # Not found, they say; deleting it all the same costs one request and makes it sure.
            return entry, None
        if before is None or archived:
            self._gone(entry)
            return None, None
        return self._met(entry, before), _record(before)

    def _met(self, entry: OutboxEntry, facts: Answered) -> OutboxEntry | None:
        """Lets an entry meet what stands there; returns what is left of it to send."""
        meeting = answers.meet_there(self._store, entry, facts)
        self.pushed.conflicts += meeting.conflicts
        if meeting.entry is None and meeting.conflicts == 0:
            self._count_ended(entry)
        if meeting.news and meeting.entry is not None and entry.intent.get("archived_at"):
            # Deleting it would take away words nobody here has seen.
            changed = refusals.changed_there(self._source.name, entry.record)
            self._park(meeting.entry, "refused", changed)
            return None
        return meeting.entry

    def _count_ended(self, entry: OutboxEntry) -> None:
        """Counts an entry of which nothing was left to send, if that is why it does not go on."""
        now = outbox.entry(self._store, entry.id)
        if now is None:
            self.pushed.agreed += 1
        elif now.state == "sent":
            # An attempt of old had arrived.
            self.pushed.sent += 1

    def _gone(self, entry: OutboxEntry) -> None:
        """It is deleted there: a deletion is done, anything else is for a person to decide."""
        if entry.intent.get("archived_at"):
            answers.settle(self._store, entry, None, "it was gone there already")
            if entry.uncertain:
                self.pushed.sent += 1
            else:
                self.pushed.agreed += 1
        elif entry.reason == "gone" and entry.record != "account":
            # A person was told and said “try again”: the new entry goes in this very run.
            self._newest = max(self._newest, sending.send_as_new(self._store, entry))
        else:
            gone = refusals.deleted_there(self._source.name, entry.record)
            self._park(entry, "gone", gone, known=True)

    async def _asked(
        self, entry: OutboxEntry, question: Awaitable[Answered | None]
    ) -> Answered | None:
        """An answer, or the entry put back as it was: asking changes nothing there."""
        try:
            return await question
        except Gone:
            return None
        except Refused:
            raise
        except SatchelError as error:
            self._failed(entry, error, uncertain=entry.uncertain)
            raise

    # --- the write, and what each failure of it means ---------------------------------------

    async def _write(self, entry: OutboxEntry, before: WrittenFacts | None) -> None:
        try:
            after = await self._writer.write(as_sending(self._store, entry), before)
        except AccountGone as error:
            self._park(entry, "account_gone", error, known=True)
        except Gone:
            self._gone(entry)
        except Overtaken as error:
            # Somebody wrote between our look and our write; nothing of ours was taken.
            self._failed(entry, error, uncertain=False)
            self.pushed.error = self.pushed.error or error.unquoted()
        except Refused as error:
            self._park(entry, _reason(error), error, known=True)
        except (Auth, RateLimited) as error:
            # This attempt did nothing there; an earlier one may still come to light, so that the
            # source is asked again before the next.
            self._failed(entry, error, uncertain=entry.uncertain)
            raise
        except SatchelError as error:
            self._failed(entry, error, uncertain=True)
            raise
        else:
            outcome = "found there; not sent twice" if entry.uncertain else ""
            _, refused = answers.settle(self._store, entry, after, outcome)
            self.pushed.sent += 1
            self.pushed.parked += bool(refused)
            self._rights.taken()

    def _failed(self, entry: OutboxEntry, error: SatchelError, *, uncertain: bool) -> None:
        """Puts an entry back to wait; stops it where the source broke on it too often."""
        attempts = entry.attempts + 1
        broken = isinstance(error, ServerTrouble | BadResponse | Overtaken)
        if broken and not self._by_hand and attempts >= PATIENT_ATTEMPTS:
            self._stop(entry, "broken", error, uncertain=uncertain)
            return
        wait = backoff(attempts, self._chance())
        if isinstance(error, RateLimited):
            wait = max(wait, self._asked_wait(error))
        now = self._store.clock()
        kept = error
        if isinstance(error, RateLimited):
            words = kept_words(error.title, error.wait_seconds, now)
            kept = RateLimited(words, error.advice, error.wait_seconds)
        not_before = now + timedelta(seconds=wait)
        sending.put_back(self._store, entry, kept, not_before, uncertain=uncertain)

    def _asked_wait(self, error: RateLimited) -> float:
        """Seconds a refusal asks to wait. Where the service does not say, the guess doubles with
        each such refusal in a row, whichever entries they hit; the whole source keeps it then, as
        a wait of our own making."""
        if isinstance(error, WaitUnsaid):
            first = error.wait_seconds
        elif error.wait_seconds <= _NOTHING_SAID:
            first = FIRST_WAIT
        else:
            return error.wait_seconds
        grown: float = first * 2.0 ** min(refused_in_a_row(self._store, self._source), 12)
        error.wait_seconds, error.own = max(first, min(grown, LONGEST_WAIT)), True
        return error.wait_seconds

    def _park(
        self, entry: OutboxEntry, reason: ParkReason, error: SatchelError, *, known: bool = False
    ) -> None:
        """Parks an entry; `known` says that this attempt told for sure that it is not there."""
        self._stop(entry, reason, error, uncertain=entry.uncertain and not known)

    def _stop(
        self, entry: OutboxEntry, reason: ParkReason, error: SatchelError, *, uncertain: bool
    ) -> None:
        sending.park(self._store, entry, reason, error, uncertain=uncertain)
        now = outbox.entry(self._store, entry.id)
        # What a person took back or held meanwhile is left as that person wants it.
        self.pushed.parked += now is not None and now.state == "parked"


def _record(answered: Answered) -> WrittenFacts | None:
    """What a change is made upon; a handover is never changed."""
    return None if isinstance(answered, HandoverFacts) else answered


def _reason(error: Refused) -> ParkReason:
    if isinstance(error, Untold):
        return "untold"
    return "hidden" if isinstance(error, Hidden) else "refused"


def refused_in_a_row(store: Store, source: Source) -> int:
    """How often a source asked to wait since it last took or told anything."""
    listed = [one for one in outbox.entries(store, sent=_LATELY) if one.source == source.name]
    answered = [one.sent_at for one in listed if one.sent_at is not None]
    if source.last_success is not None:
        answered.append(source.last_success)
    since = max(answered, default=None)
    return sum(
        _WAITS in event.words and (since is None or event.at > since)
        for one in listed
        if (one.error or {}).get("kind") == RateLimited.kind
        for event in outbox.events(store, one.id)
    )


def as_sending(store: Store, entry: OutboxEntry) -> Sending:
    """An entry as its connector is told of it, with the ids as they stand now."""
    home = sending.home(store, entry)
    fields = {name: _text(value) for name, value in entry.intent.items()}
    if "account_id" in fields and entry.intent["account_id"] is not None:
        fields["account_id"] = sending.account_external(store, entry.intent["account_id"])
    return Sending(
        record=entry.record,
        action=entry.action,
        key=entry.key,
        external_id=home.external_id,
        account=home.account,
        fields=fields,
        files=_attached(store, entry),
    )


def _attached(store: Store, entry: OutboxEntry) -> tuple[Attached, ...]:
    """The files of a handover. Raises Refused where one is not in the book any more."""
    found = []
    for one in sent_files(str(entry.intent.get("files") or "")):
        kept = content(store, one.digest)
        if kept is None:
            raise Refused(
                f"{one.name} is not in the book any more.", "Attach it again, and send it anew."
            )
        found.append(Attached(name=one.name, media_type=one.media_type, content=kept))
    return tuple(found)


def backoff(attempts: int, chance: float) -> float:
    """Seconds before the next attempt: doubling, with jitter (`chance` from 0 to 1), capped."""
    wait: float = min(FIRST_WAIT * 2.0 ** min(attempts - 1, 12), LONGEST_WAIT)
    return wait * (0.75 + chance / 2)


def _text(value: object) -> str | None:
    return None if value is None else str(value)
