"""One box over the whole book: what was typed in, and the best answers to it, best first.

Accounts, people and other short records are ranked by how well their names fit. Notes are given
newest first where a word is common; where few hold it, the ones that say it in their title lead.
Only where whole words and their beginnings do not fill the list are parts of words looked for.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from msgspec import Struct

from book import ids, search_accounts, search_index
from book.records import AccountId
from book.search_faces import Face, read
from book.search_fit import Fit, Words
from book.search_kinds import KINDS, Kind
from book.search_operators import Asked, asked
from book.search_scope import Scope
from book.search_words import (
    beginning,
    is_begun,
    is_said,
    is_unspaced,
    long_beginning,
    parts,
    phone,
    phone_digits,
    quoted,
)
from book.snippets import Marked, marked, snippet
from book.sqlite_errors import translated
from book.store import Store

LIMIT: Final = 20
"""How many answers are given where nobody says."""
_LOOKED_AT: Final = 60
"""So many numbers are asked for at first; a word with more is common."""
_OF_A_KIND: Final = 40
"""Records of a short kind that are compared by name."""
_PART_ROUNDS: Final = 3
_FEW: Final = 5
_SHORTEST_ID: Final = 4


class Hit(Struct, frozen=True, kw_only=True):
    """One answer. `account` is the name of the customer it belongs to, as the lists show it."""

    kind: str
    id: int
    account_id: AccountId | None
    account: str
    title: Marked
    snippet: Marked
    day: date | None
    done: bool
    score: float
    """From 0 to 1; only the order within one answer means something."""


def search(store: Store, text: str, *, today: date, limit: int = LIMIT) -> list[Hit]:
    """The best answers to what was typed, best first; none for blanks.

    `today` is the person's own calendar day, from which `due:` and `is:overdue` are seen. Raises
    ProfileTrouble where the book cannot be read; no text is an error.
    """
    question = asked(text, today)
    with translated(store.profile.database):
        return _Search(store, question, today, max(1, limit)).hits()


class _Search:
    """One question on its way to its answers."""

    def __init__(self, store: Store, question: Asked, today: date, limit: int) -> None:
        self.connection = store.connection
        self.question = question
        self.scope = Scope(store.connection, question, today)
        self.today = today
        self.limit = limit
        said = [word for word in (*question.words, *question.phrases) if is_said(word)]
        self.unspaced = [word for word in said if is_unspaced(word)]
        self.words = [word for word in question.words if is_said(word) and not is_unspaced(word)]
        self.phrases = [p for p in question.phrases if is_said(p) and not is_unspaced(p)]
        self.fit = Words(said)
        self.found: dict[Hashable, Fit] = {}
        self.seen: set[int] = set()
        self.has_unknown = False
        """Whether a word was typed with which no word of a note begins."""

    def hits(self) -> list[Hit]:
        """The answers."""
        if not self.scope.kinds or (not self.fit.needles and not self.question.has_operators):
            return []
        if self.scope.filters is None:
            return []
        if not self.unspaced:
            self._by_words()
            self._by_id()
        if len(self.found) < self.limit and self.fit.needles:
            self._by_parts()
        best = sorted(self.found.values(), key=lambda fit: fit.order)
        return [_hit(fit, self.fit.marked) for fit in _mixed(best, self.limit)]

    # -- whole words and beginnings --------------------------------------------------------

    def _by_words(self) -> None:
        words = self.words
        # A letter on its own, behind others, is the next word being typed.
        if len(words) > 1 and len(words[-1]) == 1 and self.question.words[-1] == words[-1]:
            words = words[:-1]
        said = [quoted(phrase) for phrase in self.phrases]
        self._ask(words, said)
        typed = " ".join(self.question.words)
        number = phone(typed) if not self.found else None
        if number is not None:
            self._ask([], [number])
            self._in_numbers((phone_digits(typed) or "").lstrip("0"))

    def _in_numbers(self, digits: str) -> None:
        """People in whose number these digits stand, whatever stands before them there."""
        people = next((kind for kind in self.scope.kinds if kind.name == "contact"), None)
        match = parts(self.connection, "name", (digits,)) if people is not None else None
        if people is None or match is None:
            return
        numbers = self._holding("name", match, self.scope.within(people))
        allowed = {people.code: self.scope.within(people)}
        faces = read(self.connection, people, [n for n in numbers if self.scope.has(n, allowed)])
        self._compare(face for face in faces if digits in _digits(face.keys))

    def _ask(self, words: Sequence[str], said: list[str]) -> None:
        short = [kind for kind in self.scope.kinds if not kind.is_long]
        if short:
            self._names(short, words, said)
        for kind in self.scope.kinds:
            if kind.is_long:
                self._newest(kind, words, said)

    def _names(self, kinds: Sequence[Kind], words: Sequence[str], said: list[str]) -> None:
        match = self.scope.all_of([*map(beginning, words), *said])
        if not match:
            return
        for kind, numbers in self._numbers(kinds, match):
            few = numbers
            if len(numbers) >= _OF_A_KIND and words:
                # Too many to compare: what begins with it goes first, whatever its place.
                first = f"title : ^ {beginning(words[0])} AND {match}"
                few = self._named(first, self.scope.within(kind))[:_OF_A_KIND]
                if len(few) < self.limit:
                    few += numbers[: _OF_A_KIND - len(few)]
            self._compare(read(self.connection, kind, few))

    def _numbers(self, kinds: Sequence[Kind], match: str) -> Iterator[tuple[Kind, list[int]]]:
        """What matches of each kind, or enough of it; one question where it is a rare word."""
        if self.scope.has_days:
            for kind in kinds:
                yield kind, self._named(match, self.scope.within(kind))
            return
        low, below = self.scope.within(kinds[-1])[0], self.scope.within(kinds[0])[1]
        numbers = self._named(match, (low, below))
        for kind in kinds:
            mine = [number for number in numbers if search_index.kind_of(number) == kind.code]
            if mine:
                yield kind, mine
            if mine and len(numbers) == _LOOKED_AT and mine[-1] == numbers[-1]:
                # It filled the answer: what comes behind it is asked for by itself.
                numbers = self._named(match, (low, self.scope.within(kind)[0]))

    def _named(self, match: str, within: tuple[int, int]) -> list[int]:
        return self.scope.matching("search_names", match, _LOOKED_AT, within)

    def _newest(self, kind: Kind, words: Sequence[str], said: list[str]) -> None:
        """Whole words; where they leave room, what the last begins; at last, what all begin."""
        exact = [*map(quoted, words)]
        taken = self._long(kind, [*exact, *said])
        if taken >= self.limit or not words:
            return
        last = long_beginning(self.connection, words[-1])
        if last is not None and last != exact[-1]:
            taken += self._long(kind, [*exact[:-1], last, *said])
        if taken:
            return
        begun = [*(long_beginning(self.connection, word) for word in words[:-1]), last]
        known = [one for one in begun if one is not None]
        if len(words) > 1 and len(known) == len(words):
            taken = self._long(kind, [*known, *said])
        self.has_unknown = not (taken or all(is_begun(self.connection, word) for word in words))

    def _long(self, kind: Kind, said: list[str]) -> int:
        """Takes in the notes that match; returns how many there are, or enough."""
        match, within = self.scope.all_of(said), self.scope.within(kind)
        if not match:
            return 0
        numbers = self.scope.matching(kind.words, match, _LOOKED_AT, within)
        many = len(numbers)
        titled: set[int] = set()
        if said and 1 < many < _LOOKED_AT:
            title = " AND ".join([f"title : ({' AND '.join(said)})", *(self.scope.filters or ())])
            span = (numbers[-1], numbers[0] + 1)
            titled = set(self.scope.matching(kind.words, title, _LOOKED_AT, span))
            numbers.sort(key=lambda number: (number not in titled, -number))
        room = self.limit
        while numbers and room > 0:
            batch, numbers = numbers[:room], numbers[room:]
            for face in read(self.connection, kind, batch):
                room -= self._keep(face, self.fit.note(face, face.number in titled, self.today))
            if not numbers and many >= _LOOKED_AT:
                numbers = self.scope.matching(kind.words, match, self.limit, (within[0], batch[-1]))
        return many

    # -- ids and parts of words ---------------------------------------------------------------

    def _by_id(self) -> None:
        if len(self.words) != 1 or self.question.has_operators or self.phrases:
            return
        word = self.words[0]
        for kind in KINDS:
            number = ids.parse(kind.name, word.lower()) if kind.name in ids.LETTERS else None
            if number is not None:
                self._compare(read(self.connection, kind, [number]), least=1.0)
        if len(word) >= _SHORTEST_ID and not word.isalpha():
            found = search_accounts.with_external_id(self.connection, word)
            self._compare(read(self.connection, KINDS[0], found), least=0.9)

    def _by_parts(self) -> None:
        short = [kind for kind in self.scope.kinds if not kind.is_long]
        if short:
            self._parts_of(short)
        long = [kind for kind in self.scope.kinds if kind.is_long]
        few = sum(fit.face.kind.is_long for fit in self.found.values()) < _FEW
        # Words that notes begin with are meant as words, and the middles of others no answer.
        if long and few and (self.unspaced or self.has_unknown or len(self.fit.needles) == 1):
            self._parts_of(long)

    def _parts_of(self, kinds: Sequence[Kind]) -> None:
        part = kinds[0].part_of
        match = parts(self.connection, part, self.fit.needles)
        if match is None:
            return
        allowed = {kind.code: self.scope.within(kind) for kind in kinds}
        low = min(low for low, _ in allowed.values())
        below = max(below for _, below in allowed.values())
        for _ in range(_PART_ROUNDS):
            numbers = self._holding(part, match, (low, below))
            fresh = [n for n in numbers if n not in self.seen and self.scope.has(n, allowed)]
            while fresh and len(self.found) < self.limit:
                batch, fresh = fresh[: self.limit], fresh[self.limit :]
                for kind in kinds:
                    mine = [n for n in batch if search_index.kind_of(n) == kind.code]
                    faces = read(self.connection, kind, mine)
                    self._compare(filter(self.fit.holds, faces), in_parts=True)
            if len(numbers) < _OF_A_KIND or len(self.found) >= self.limit:
                break
            below = numbers[-1]

    def _holding(self, part: str, match: str, within: tuple[int, int]) -> list[int]:
        if self.question.accounts:
            few = self.scope.all_of(())
            return search_index.numbers_among(self.connection, part, match, few, _OF_A_KIND, within)
        return self.scope.matching(f"search_{part}_parts", match, _OF_A_KIND, within)

    # -- answers ------------------------------------------------------------------------------

    def _compare(
        self, faces: Iterable[Face], *, least: float = 0.0, in_parts: bool = False
    ) -> None:
        for face in faces:
            self._keep(face, self.fit.of(face, least=least, in_parts=in_parts))

    def _keep(self, face: Face, fit: Fit) -> bool:
        """Takes an answer in; says whether it is one more."""
        question = self.question
        self.seen.add(face.number)
        if question.tags and not all(map(face.is_tagged, question.tags)):
            return False
        if question.people and not all(map(face.is_by, question.people)):
            return False
        # Shown as one, accounts and people of several sources are one answer.
        other = self.found.get(face.same_as)
        if other is None or fit.score > other.score:
            self.found[face.same_as] = fit
        return other is None


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _mixed(best: list[Fit], limit: int) -> list[Fit]:
    """The best of all, but no kind takes every place while others have something."""
    if len(best) <= limit:
        return best
    share = max(1, limit * 3 // 5)
    taken: list[Fit] = []
    left: list[Fit] = []
    counts: dict[str, int] = {}
    for fit in best:
        name = fit.face.kind.name
        counts[name] = counts.get(name, 0) + 1
        (taken if counts[name] <= share else left).append(fit)
    taken = taken[:limit]
    taken += left[: limit - len(taken)]
    return sorted(taken, key=lambda fit: fit.order)


def _hit(fit: Fit, needles: Sequence[str]) -> Hit:
    face = fit.face
    title = marked(face.title, needles)
    text = face.body or face.keys
    piece = snippet(text, needles) if text else Marked("")
    return Hit(
        kind=face.kind.name,
        id=face.id,
        account_id=face.account_id,
        account=face.account,
        title=title,
        snippet=piece,
        day=face.day,
        done=face.done,
        score=round(fit.score, 4),
    )
