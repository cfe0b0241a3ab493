"""The kinds of record that can be found: how each is read, and what operators mean for it.

A new kind is one entry here, and one `Indexed` in a step of the book that feeds the index.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from book import copies
from book.living import IN_THE_BOOK

_OF_ACCOUNT: Final = f"a.{IN_THE_BOOK}"
_OR_ONLY_HERE: Final = f"(a.{IN_THE_BOOK} OR (r.external_id IS NULL AND lead.{IN_THE_BOOK}))"
_LONGEST: Final = 100_000


class Kind(NamedTuple):
    """One kind; SQL in which `r` is its row, `a` its account, `lead` what that is shown as."""

    name: str
    code: int
    """Its place in the numbers of the index, as in the step that feeds it."""
    table: str
    title: str
    keys: str = "''"
    body: str = "''"
    day: str = "NULL"
    done: str = "0"
    tags: str = "NULL"
    who: str = "NULL"
    shown: str = _OF_ACCOUNT
    """Whether a person may see it: its account is in the book, it is no copy of another."""
    states: frozenset[str] = frozenset()
    """What `is:` can say of it."""
    weight: float = 0.8
    """How much a hit in its title counts; a hit in its body counts less."""
    account: str = "r.account_id"

    part_of: str = "name"
    """The half of the index it is in."""

    @property
    def words(self) -> str:
        """The table of the index that knows its words."""
        return f"search_{self.part_of}s"

    @property
    def is_long(self) -> bool:
        """Whether the newest of it is shown first, rather than what fits best by name."""
        return self.part_of == "word"


def statement(kind: Kind) -> str:
    """The statement that reads the rows of a kind by id; the list of ids stands last."""
    join = "LEFT JOIN" if kind.name == "draft" else "JOIN"
    return (
        f"SELECT r.id, coalesce(a.shown_with, a.id), coalesce(lead.name, a.name), {kind.title},"
        f" {kind.keys}, substr({kind.body}, 1, {_LONGEST}), {kind.day}, {kind.done},"
        f" {kind.tags}, {kind.who} FROM {kind.table} r {join} accounts a ON a.id ="
        f" {kind.account} LEFT JOIN accounts lead ON lead.id = a.shown_with"
        f" WHERE {kind.shown} AND r.id IN "
    )


KINDS: Final = (
    Kind(
        name="account",
        code=100,
        table="accounts",
        title="r.name",
        keys="coalesce(r.domain, '')",
        weight=1.0,
        account="r.id",
    ),
    Kind(
        name="contact",
        code=90,
        table="contacts",
        title="r.name",
        keys="trim(coalesce(r.email, '') || ' ' || coalesce(r.phone, ''))",
        who="r.email",
        shown=f"{_OF_ACCOUNT} AND r.deactivated_at IS NULL",
        weight=0.97,
    ),
    Kind(
        name="ticket",
        code=70,
        table="tickets",
        title="r.subject",
        keys="coalesce(r.number, r.external_id)",
        day="substr(r.opened_at, 1, 10)",
        done="NOT r.is_open",
        shown=f"{_OF_ACCOUNT} AND r.archived_at IS NULL",
        states=frozenset(("open", "done")),
    ),
    Kind(
        name="escalation",
        code=68,
        table="escalations",
        title="r.subject",
        body="r.words",
        day="substr(r.begun_at, 1, 10)",
        done="r.closed_at IS NOT NULL",
        shown=f"{_OF_ACCOUNT} AND r.archived_at IS NULL",
        states=frozenset(("open", "done")),
    ),
    Kind(
        name="deal",
        code=65,
        table="deals",
        title="r.name",
        keys="coalesce(r.stage, '')",
        day="r.close_day",
        done="NOT r.is_open",
        shown=f"{_OF_ACCOUNT} AND r.archived_at IS NULL",
        states=frozenset(("open", "done")),
        weight=0.7,
    ),
    Kind(
        name="task",
        code=60,
        table="tasks",
        title="r.title",
        body="r.body",
        day="r.due",
        done="r.completed_at IS NOT NULL",
        tags="r.tags",
        who="r.assignee",
        shown=f"{_OR_ONLY_HERE} AND r.archived_at IS NULL AND {copies.shown('task', 'r')}",
        states=frozenset(("open", "done", "overdue", "mine")),
    ),
    Kind(
        name="point",
        code=55,
        table="points",
        title="r.text",
        day="r.due",
        done="r.done_at IS NOT NULL",
        shown=f"{_OF_ACCOUNT} AND r.archived_at IS NULL",
        states=frozenset(("open", "done", "overdue")),
    ),
    Kind(
        name="recording",
        code=50,
        table="recordings",
        title="r.title",
        keys="r.url",
        day="r.day",
    ),
    Kind(
        name="draft",
        code=40,
        table="drafts",
        title="r.subject",
        body="r.body",
        day="r.day",
        tags="r.tags",
        shown="1",
        states=frozenset(("draft", "mine")),
        weight=0.78,
    ),
    Kind(
        name="note",
        code=30,
        table="notes",
        title="r.subject",
        body="r.body",
        day="r.day",
        tags="r.tags",
        who="r.author",
        shown=f"{_OR_ONLY_HERE} AND r.archived_at IS NULL AND {copies.shown('note', 'r')}",
        states=frozenset(("mine", "pinned")),
        weight=0.75,
        part_of="word",
    ),
)
"""From the highest code down, which is the order in which the index gives them."""
BY_CODE: Final = {kind.code: kind for kind in KINDS}
STATEMENTS: Final = {kind.name: statement(kind) for kind in KINDS}
"""Kind → what reads its rows; a list of ids in brackets has to follow."""
