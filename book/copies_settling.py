"""Bringing pairs in line with their records: which go on, which end, and which are made.

What a pair is, is told in `book.copies`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from book.clock import moment
from book.copies_again import Memory
from book.copies_before import Late, Said, late_pairs, past
from book.copies_reading import MANY, Kind, Records, as_json
from book.doubles import Candidate, Pair, in_order, pairs, plain
from book.living import IN_THE_BOOK
from book.merge import same_words

if TYPE_CHECKING:
    from sqlite3 import Connection


class _Pair(Struct):
    """A pair as it stands in the book, with what decides whether it goes on."""

    copy: int
    original: int
    hides: bool
    own: bool
    since: int
    seen: int
    source: str
    together: bool
    copy_archived: bool
    original_archived: bool
    original_here: bool
    """Whether the original's account is in the book, so that the original is shown at all."""
    only_copy_mine: bool


class Settling:
    """The pairs of one kind at some customers."""

    def __init__(self, connection: Connection, kind: Kind, leaders: dict[int, int]) -> None:
        self.connection = connection
        self.kind = kind
        self.leaders = leaders
        """Account → the one it is shown as part of."""
        self.table = f"{kind.record}s"
        self.copies = f"{kind.record}_copies"
        self.members = as_json(leaders)
        self.records = Records(connection, kind, self.members)
        self.unsent = self.records.unsent
        self.standing: list[_Pair] = []
        self.memory = Memory(connection, kind.record, kind.texts)

    def look_again(self) -> None:
        """Ends, hides or shows what was paired before."""
        found = self._pairs()
        changed = self._changed(found)
        for pair in found:
            if self._has_ended(pair):
                self._end(pair)
                continue
            before = (pair.hides, pair.own, pair.since, pair.seen)
            if pair.copy in changed:
                if not self._follows(pair, changed[pair.copy]):
                    self._end(pair)
                    continue
                self.memory.keep([pair.copy])
            if pair.own:
                pair.own = not self._alike_again(pair)
            pair.hides = pair.original_here and not pair.own
            if before != (pair.hides, pair.own, pair.since, pair.seen):
                self.connection.execute(
                    f"UPDATE {self.copies} SET hides = ?, own = ?, since = ?, seen = ?"
                    " WHERE copy = ?",
                    (pair.hides, pair.own, pair.since, pair.seen, pair.copy),
                )
            self.standing.append(pair)

    def pair(self, order: Sequence[str]) -> None:
        """Hides what is alike now behind what the source has that was connected first."""
        candidates = self._candidates()
        taken = frozenset((one.original, one.source) for one in self.standing if not one.own)
        made = self._recalled()
        if made:
            hidden = {one.copy for one in made}
            candidates = [one for one in candidates if one.id not in hidden]
            taken |= {(one.original, one.source) for one in made}
        made += pairs(candidates, order, taken)
        made += self._late(made, order, taken)
        if not made:
            return
        now = self.records.newest()
        for one in made:
            # What is still to be sent from the original may be what it was called before.
            since = 0 if one.original in self.unsent else now
            self.connection.execute(
                f"INSERT INTO {self.copies} (copy, original, since, seen) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (copy) DO UPDATE SET original = excluded.original, hides = 1,"
                " own = 0, since = excluded.since, seen = excluded.seen",
                (one.copy, one.original, since, now),
            )
        self._follow_up({one.copy: one.original for one in made}, order)
        self.memory.keep([one.copy for one in made])

    def _recalled(self) -> list[Pair]:
        """Pairs of before that are whole again: accounts joined again, a source that is back."""
        found: list[Pair] = []
        busy = {*self.unsent, *self.records.disputed(), *(one.copy for one in self.standing)}
        for copy, original, source, as_it_was in self.memory.whole_again(self.members):
            homes = {self.leaders[account] for account in self.records.accounts_of(copy, original)}
            if copy in busy or len(homes) > 1:
                continue
            if as_it_was or self._said_by(original, self.records.texts(copy)):
                found.append(Pair(copy, original, source))
            else:
                self.memory.forget(copy)
        return found

    def _said_by(self, original: int, texts: dict[str, str | None]) -> bool:
        """Whether each of these texts is the original's, or was at some time."""
        own = self.records.texts(original)
        past_of = self.records.changes_of([original]).get(original, [])
        return all(
            name == "completed_at"
            or _same(name, value, own[name])
            or any(_same(name, value, old) for field, old, _ in past_of if field == name)
            for name, value in texts.items()
        )

    def _follow_up(self, hidden: dict[int, int], order: Sequence[str]) -> None:
        """What was a copy of a record that is a copy now is one of the same original."""
        taken = {(one.original, one.source) for one in self.standing}
        behind = [one for one in self.standing if one.original in hidden]
        place = {name: at for at, name in enumerate(in_order({x.source for x in behind}, order))}
        for one in sorted(behind, key=lambda each: (place[each.source], each.copy)):
            first = hidden[one.original]
            if (first, one.source) not in taken:
                taken.add((first, one.source))
                self.connection.execute(
                    f"UPDATE {self.copies} SET original = ? WHERE copy = ?", (first, one.copy)
                )
                self.memory.keep([one.copy])

    def _pairs(self) -> list[_Pair]:
        mine = "c.mine > o.mine" if self.kind.record == "task" else "0"
        of_members = f"SELECT id FROM {self.table} WHERE account_id IN {MANY}"
        rows = self.connection.execute(
            f"SELECT k.copy, k.original, k.hides, k.own, k.since, k.seen, coalesce(c.source, ''),"
            " coalesce(ca.shown_with, ca.id) = coalesce(oa.shown_with, oa.id),"
            " c.archived_at IS NOT NULL, o.archived_at IS NOT NULL,"
            f" o.external_id IS NULL OR oa.{IN_THE_BOOK}, {mine}"
            f" FROM {self.copies} k JOIN {self.table} c ON c.id = k.copy"
            f" JOIN {self.table} o ON o.id = k.original"
            " JOIN accounts ca ON ca.id = c.account_id JOIN accounts oa ON oa.id = o.account_id"
            f" WHERE k.copy IN ({of_members}) OR k.original IN ({of_members}) ORDER BY k.copy",
            (self.members, self.members),
        )
        return [
            _Pair(row[0], row[1], bool(row[2]), bool(row[3]), row[4], row[5], row[6],
                  *(bool(value) for value in row[7:]))
            for row in rows
        ]  # fmt: skip

    def _has_ended(self, pair: _Pair) -> bool:
        if not pair.together or pair.copy_archived or pair.only_copy_mine:
            return True
        return pair.original_archived and not self.records.deleted_here(pair.original)

    def _changed(self, found: list[_Pair]) -> dict[int, set[str]]:
        """Copies whose past has gone on since it was looked at → the fields that changed."""
        if not found:
            return {}
        marks = ", ".join("?" * len(self.kind.texts))
        rows = self.connection.execute(
            f"SELECT DISTINCT k.copy, h.field FROM {self.copies} k JOIN changes h"
            " ON h.record_id = k.copy AND h.record = ? AND h.id > k.seen"
            f" WHERE k.copy IN {MANY} AND h.field IN ({marks})",
            (self.kind.record, as_json(one.copy for one in found), *self.kind.texts),
        )
        changed: dict[int, set[str]] = {}
        for copy, name in rows:
            changed.setdefault(copy, set()).add(name)
        return changed

    def _follows(self, pair: _Pair, changed: set[str]) -> bool:
        """Whether the pair goes on after a change of the copy.

        A value that the original has, or had since the last one arrived, was carried over. A
        task's text of its own is shown beside the original until the two are alike again.
        """
        copy, original = self.records.texts(pair.copy), self.records.texts(pair.original)
        now = self.records.newest()
        carried: list[int] = []
        strange: set[str] = set()
        for name in changed:
            if name == "completed_at" and copy[name] is not None:
                continue  # done there: the original says for itself what is still to be done
            if _same(name, copy[name], original[name]):
                carried.append(now)
            elif (at := self._had(pair, name, copy[name])) is not None:
                carried.append(at)
            else:
                strange.add(name)
        own_text = strange == {"body"} and not self.kind.body_tells
        if strange and not own_text:
            return False
        pair.own = pair.own or own_text
        pair.since = min(carried, default=pair.since)
        pair.seen = now
        return True

    def _had(self, pair: _Pair, name: str, value: str | None) -> int | None:
        """The row of the log with which the original got a value, since the last was carried."""
        rows = self.connection.execute(
            "SELECT id, new FROM changes WHERE record_id = ? AND record = ? AND field = ?"
            " AND id > ? ORDER BY id",
            (pair.original, self.kind.record, name, pair.since),
        )
        return next((row[0] for row in rows if _same(name, row[1], value)), None)

    def _alike_again(self, pair: _Pair) -> bool:
        copy, original = self.records.texts(pair.copy), self.records.texts(pair.original)
        return all(_same(name, copy[name], original[name]) for name in self.kind.texts)

    def _candidates(self) -> list[Candidate]:
        """The records that are shown, as their sources know them, those alike in two sources."""
        kind = self.kind
        hidden = {one.copy for one in self.standing if one.hides}
        rows = self.connection.execute(
            f"SELECT r.id, r.account_id, r.source, r.{kind.words}, r.{kind.day}, {kind.rest}"
            f" FROM {self.table} r JOIN accounts a ON a.id = r.account_id"
            f" WHERE r.account_id IN {MANY} AND a.{IN_THE_BOOK}"
            " AND r.archived_at IS NULL AND r.source IS NOT NULL",
            (self.members,),
        )
        signs = {row[0]: (row[2], self._sign(row)) for row in rows if row[0] not in hidden}
        several = Counter(sign for _, sign in set(signs.values()))
        signs = {number: one for number, one in signs.items() if several[one[1]] > 1}
        if not signs:
            return []
        bodies = self.records.bodies(signs) if kind.body_tells else {}
        busy = {
            *self.unsent,
            *self.records.disputed(),
            *(one.copy for one in self.standing if one.own),
        }
        return [
            Candidate(number, source, (*sign, bodies.get(number, "")), number not in busy)
            for number, (source, sign) in signs.items()
        ]

    def _late(
        self, made: Sequence[Pair], order: Sequence[str], taken: frozenset[tuple[int, str]]
    ) -> list[Pair]:
        """Copies of what an original said before it was changed, ahead of their arrival."""
        kind = self.kind
        settled = {one.copy for one in made} | {one.copy for one in self.standing}
        made_taken = taken | {(one.original, one.source) for one in made}
        rows = self.connection.execute(
            f"SELECT r.id, r.account_id, r.source, r.{kind.words}, r.{kind.day}, {kind.rest},"
            " coalesce(r.remote_created_at, (SELECT at FROM changes h WHERE h.record_id = r.id"
            f" AND h.record = '{kind.record}' AND h.field = 'created' LIMIT 1))"
            f" FROM {self.table} r JOIN accounts a ON a.id = r.account_id"
            f" WHERE r.account_id IN {MANY} AND a.{IN_THE_BOOK}"
            " AND r.archived_at IS NULL AND r.source IS NOT NULL",
            (self.members,),
        ).fetchall()
        rows = [row for row in rows if row[0] not in settled and row[-1] is not None]
        known_in = {row[2] for row in rows}
        if len(known_in) < 2:
            return []
        changed = self.records.changes_of([row[0] for row in rows])
        if not changed and all(row[6] for row in rows):
            return []
        bodies = self.records.bodies([row[0] for row in rows]) if kind.body_tells else {}
        busy = {*self.unsent, *self.records.disputed()}
        found = [self._as_late(row, changed.get(row[0], []), bodies, busy) for row in rows]
        return late_pairs(found, order, made_taken)

    def _as_late(
        self,
        row: tuple[Any, ...],
        changed: Sequence[tuple[str, str | None, str]],
        bodies: dict[int, str],
        busy: set[int],
    ) -> Late:
        number, account, source, words, day, mine, is_open, since = row
        kind, body = self.kind, bodies.get(number, "")
        now = (*self._sign(row[:7]), body)
        values: dict[str, str | None] = {
            kind.words: words, kind.day: day, "body": body, "completed_at": None if is_open else "x"
        }  # fmt: skip
        said = [Said(now)]
        for then, until in past(values, changed):
            was_open = then["completed_at"] is None
            told = plain(then["body"]) if kind.body_tells else ""
            sign = self.leaders[account], plain(then[kind.words]), then[kind.day], mine, was_open
            said.append(Said((*sign, told), until))
        return Late(
            number, source, tuple(said), moment(since),
            # One that was changed since it is here has words of its own.
            may_hide=number not in busy and not changed,
            is_open=bool(is_open),
            closed_as=(*now[:4], True, body),
        )  # fmt: skip

    def _sign(self, row: tuple[Any, ...]) -> tuple[Hashable, ...]:
        """What a record is known by, as its source has it: without what I have not sent yet."""
        number, account, _, words, day, mine, is_open = row
        base = self.unsent.get(number, {})
        if "completed_at" in base:
            is_open = base["completed_at"] is None
        words, day = base.get(self.kind.words, words), base.get(self.kind.day, day)
        return self.leaders[account], plain(words), day, mine, bool(is_open)

    def _end(self, pair: _Pair) -> None:
        if pair.together:
            self.memory.forget(pair.copy)
        self.connection.execute(f"DELETE FROM {self.copies} WHERE copy = ?", (pair.copy,))


def _same(name: str, one: str | None, other: str | None) -> bool:
    """Whether two values of a field say the same; a source may set a text in its own way."""
    if name == "completed_at":
        return (one is None) == (other is None)
    return plain(one) == plain(other) or (name == "body" and same_words(one, other))
