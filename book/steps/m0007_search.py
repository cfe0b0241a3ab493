"""Step 7: the search index: every word that can be found, and every three letters of it.

`search_words` knows the words of notes and how they begin, `search_names` those of everything
that is short; `search_word_parts` and `search_name_parts` know any three letters in a row, which is
also how scripts without blanks between words are found. None keeps a text: a row is only its
number, which names the day, the kind and the record (`book.search_index` reads it back), so the
newest is found first without sorting. Triggers keep them in step inside each write's own
transaction, whoever writes.
"""

from __future__ import annotations

from typing import Final, NamedTuple

LONGEST_TEXT: Final = 100_000
"""So many characters of a text are indexed; more is a paste nobody searches by its end."""


PARTS: Final = ("name", "word")
"""The two halves of the index: short records by their names, notes by their words."""
TABLES: Final = tuple(f"search_{part}{end}" for part in PARTS for end in ("s", "_parts"))
"""The tables of the index itself."""


class Indexed(NamedTuple):
    """One kind of record in the index; SQL in which `{r}` stands for its row.

    `code` is its place in the row number: from 1 to 127, never used twice. `marks` are words no
    person types, by which operators find it.
    """

    code: int
    table: str
    columns: tuple[str, ...]
    """Whatever the SQL below reads: only a change of one of these is news."""
    title: str
    keys: str = "''"
    body: str = "''"
    parts: str = "''"
    marks: str = "''"
    day: str = "NULL"
    here: str = "1"
    part_of: str = "name"
    """Which index it is in: what is long is kept apart from what has to be ranked by name."""

    @property
    def words(self) -> str:
        """The table that knows its words."""
        return f"search_{self.part_of}s"

    @property
    def parts_table(self) -> str:
        """The table that knows its parts of words."""
        return f"search_{self.part_of}_parts"


def indexed(kind: Indexed) -> tuple[str, ...]:
    """The statements that put a kind into the index: its triggers, and what stands already."""
    wait, leave = _waits(kind, "NEW"), _leaves(kind, "OLD")
    news = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in kind.columns)
    table, here = kind.table, kind.here.format(r="NEW")
    return (
        f"CREATE TRIGGER search_{table}_added AFTER INSERT ON {table} WHEN {here} BEGIN {wait} END",
        f"CREATE TRIGGER search_{table}_gone AFTER DELETE ON {table} BEGIN {leave} END",
        (
            f"CREATE TRIGGER search_{table}_changed AFTER UPDATE OF {', '.join(kind.columns)}"
            f" ON {table} WHEN {news} BEGIN {leave} {wait} END"
        ),
        (
            f"INSERT INTO search_waiting SELECT {_number(kind, 'r')} FROM {table} r"
            f" WHERE {kind.here.format(r='r')}"
        ),
        *taken_in(kind),
        "DELETE FROM search_waiting",
    )


def taken_in(kind: Indexed) -> tuple[str, str]:
    """The statements that index the rows of a kind that wait.

    In the order of their numbers: out of it, each row would begin a new piece of the index.
    """
    waiting = (
        f"FROM search_waiting w CROSS JOIN {kind.table} r ON r.id = w.number & {_ID}"
        f" WHERE w.number >= {kind.code << 56} AND w.number < {kind.code + 1 << 56}"
        f" AND {kind.here.format(r='r')} ORDER BY w.number"
    )
    return (
        (
            f"INSERT INTO {kind.words} (rowid, title, keys, body)"
            f" SELECT w.number, {_words(kind, 'r')} {waiting}"
        ),
        (
            f"INSERT INTO {kind.parts_table} (rowid, text)"
            f" SELECT w.number, {_parts(kind, 'r')} {waiting}"
        ),
    )


def views(kinds: tuple[Indexed, ...]) -> tuple[str, ...]:
    """The views of all that is indexed, as it is indexed; against them it can be checked."""
    found = []
    for part in PARTS:
        rows = " UNION ALL ".join(
            f"SELECT {_number(kind, 'r')} AS number, {_words(kind, 'r', named=True)},"
            f" {_parts(kind, 'r')} AS text FROM {kind.table} r WHERE {kind.here.format(r='r')}"
            for kind in kinds
            if kind.part_of == part
        )
        found.append(f"CREATE VIEW search_{part}_rows AS {rows}")
    return tuple(found)


def mark(state: str) -> str:
    """SQL for a mark that says how a record stands: three signs of a plane nobody types."""
    return f"char({STATE}, {STATE}, {STATE + STATES[state]})"


def account_mark(column: str) -> str:
    """SQL for the mark that says whose a record is."""
    signs = (f"{FIRST_SIGN} + {column} / {SIGNS**power} % {SIGNS}" for power in (2, 1, 0))
    return f"char({', '.join(signs)})"


FIRST_SIGN: Final = 0xE000
SIGNS: Final = 0x1000
_ID: Final = (1 << 36) - 1
STATE: Final = FIRST_SIGN + SIGNS
STATES: Final = {"open": 1, "done": 2, "mine": 3, "draft": 4}
"""The states that have a mark."""


def _number(kind: Indexed, row: str) -> str:
    day = f"coalesce(unixepoch({kind.day.format(r=row)}) / 86400, 0)"
    days = "0" if kind.day == "NULL" else f"max(0, min(65535, {day}))"
    return f"({kind.code << 56} + {days} * {1 << 36} + {row}.id)"


def _words(kind: Indexed, row: str, *, named: bool = False) -> str:
    keys = kind.keys if kind.marks == "''" else f"{kind.keys} || ' ' || {kind.marks}"
    columns = {"title": kind.title, "keys": keys, "body": _cut(kind.body)}
    return ", ".join(
        sql.format(r=row) + (f" AS {name}" if named else "") for name, sql in columns.items()
    )


def _parts(kind: Indexed, row: str) -> str:
    # One or two signs are found as the beginning of three, so something has to follow the last.
    return _cut(kind.parts).format(r=row) + " || char(10, 10)"


def _cut(text: str) -> str:
    return text if text == "''" else f"substr({text}, 1, {LONGEST_TEXT})"


def _waits(kind: Indexed, row: str) -> str:
    return (
        f"INSERT OR IGNORE INTO search_waiting SELECT {_number(kind, row)}"
        f" WHERE {kind.here.format(r=row)};"
    )


def _leaves(kind: Indexed, row: str) -> str:
    # An index without texts has to be told the old ones, exactly; what still waits is not in it.
    number = _number(kind, row)
    where = (
        f"WHERE {kind.here.format(r=row)}"
        f" AND NOT EXISTS (SELECT 1 FROM search_waiting WHERE number = {number})"
    )
    return (
        f"INSERT INTO {kind.words} ({kind.words}, rowid, title, keys, body)"
        f" SELECT 'delete', {number}, {_words(kind, row)} {where};"
        f" INSERT INTO {kind.parts_table} ({kind.parts_table}, rowid, text)"
        f" SELECT 'delete', {number}, {_parts(kind, row)} {where};"
        f" DELETE FROM search_waiting WHERE number = {number};"
    )


_HOME: Final = account_mark("{r}.account_id")
_OPEN_OR_DONE: Final = f"iif({{r}}.is_open, {mark('open')}, {mark('done')})"
_MINE: Final = f"iif({{r}}.mine, ' ' || {mark('mine')}, '')"

KINDS: Final = (
    Indexed(
        code=30,
        table="notes",
        columns=(
            *("account_id", "subject", "body", "day", "tags", "author", "mine", "archived_at"),
        ),
        title="{r}.subject",
        keys="{r}.tags || ' ' || coalesce({r}.author, '')",
        body="{r}.body",
        parts="{r}.subject || char(10) || {r}.body",
        marks=f"{_HOME} || {_MINE}",
        day="{r}.day",
        here="{r}.archived_at IS NULL",
        part_of="word",
    ),
    Indexed(
        code=40,
        table="drafts",
        columns=("account_id", "subject", "body", "day", "tags"),
        title="{r}.subject",
        keys="{r}.tags",
        body="{r}.body",
        parts="{r}.subject || char(10) || {r}.body",
        marks=f"coalesce({_HOME}, '') || ' ' || {mark('draft')} || ' ' || {mark('mine')}",
        day="{r}.day",
    ),
    Indexed(
        code=50,
        table="recordings",
        columns=("account_id", "title", "url", "provider", "folder", "day"),
        title="{r}.title",
        keys="{r}.provider || ' ' || {r}.url || ' ' || coalesce({r}.folder, '')",
        parts="{r}.title || char(10) || {r}.url",
        marks=_HOME,
        day="{r}.day",
    ),
    Indexed(
        code=55,
        table="points",
        columns=("account_id", "kind", "text", "due", "done_at", "archived_at"),
        title="{r}.text",
        keys="{r}.kind",
        parts="{r}.text",
        marks=f"{_HOME} || ' ' || iif({{r}}.done_at IS NULL, {mark('open')}, {mark('done')})",
        day="{r}.due",
        here="{r}.archived_at IS NULL",
    ),
    Indexed(
        code=60,
        table="tasks",
        columns=(
            *("account_id", "title", "body", "due", "completed_at", "assignee", "mine", "tags"),
            "archived_at",
        ),
        title="{r}.title",
        keys="{r}.tags || ' ' || coalesce({r}.assignee, '')",
        body="{r}.body",
        parts="{r}.title || char(10) || {r}.body",
        marks=f"{_HOME} || ' ' || iif({{r}}.completed_at IS NULL, {mark('open')}, {mark('done')})"
        f" || {_MINE}",
        day="{r}.due",
        here="{r}.archived_at IS NULL",
    ),
    Indexed(
        code=65,
        table="deals",
        columns=("account_id", "name", "stage", "is_open", "close_day", "archived_at"),
        title="{r}.name",
        keys="coalesce({r}.stage, '')",
        parts="{r}.name",
        marks=f"{_HOME} || ' ' || {_OPEN_OR_DONE}",
        day="{r}.close_day",
        here="{r}.archived_at IS NULL",
    ),
    Indexed(
        code=70,
        table="tickets",
        columns=(
            *("account_id", "external_id", "number", "subject", "is_open", "opened_at"),
            "archived_at",
        ),
        title="{r}.subject",
        keys="coalesce({r}.number, '') || ' ' || {r}.external_id",
        parts="{r}.subject",
        marks=f"{_HOME} || ' ' || {_OPEN_OR_DONE}",
        day="{r}.opened_at",
        here="{r}.archived_at IS NULL",
    ),
    Indexed(
        code=90,
        table="contacts",
        columns=("account_id", "name", "email", "role", "deactivated_at"),
        title="{r}.name",
        keys="coalesce({r}.email, '') || ' ' || coalesce({r}.role, '')",
        parts="{r}.name || char(10) || coalesce({r}.email, '')",
        marks=_HOME,
        here="{r}.deactivated_at IS NULL",
    ),
    Indexed(
        code=100,
        table="accounts",
        columns=("name", "domain"),
        title="{r}.name",
        keys="coalesce({r}.domain, '')",
        parts="{r}.name || char(10) || coalesce({r}.domain, '')",
    ),
)


def _set(name: str, value: int) -> tuple[str, ...]:
    return tuple(
        f"INSERT INTO {table} ({table}, rank) VALUES ('{name}', {value})" for table in TABLES
    )


STATEMENTS: Final[tuple[str, ...]] = (
    *views(KINDS),
    *(
        f"""
    CREATE VIRTUAL TABLE search_{part}s USING fts5 (
        title, keys, body, content = 'search_{part}_rows', content_rowid = 'number',
        columnsize = 0, prefix = '{begun}', tokenize = 'unicode61 remove_diacritics 2'
    )
    """
        for part, begun in zip(PARTS, ("1 2 3", "2 3 4"), strict=True)
    ),
    *(
        f"""
    CREATE VIRTUAL TABLE search_{part}_parts USING fts5 (
        text, content = 'search_{part}_rows', content_rowid = 'number', columnsize = 0,
        detail = none, tokenize = 'trigram remove_diacritics 1'
    )
    """
        for part in PARTS
    ),
    "CREATE INDEX accounts_by_org ON accounts (org_id) WHERE org_id IS NOT NULL",
    # What this transaction wrote; it is indexed as a whole before the commit.
    "CREATE TABLE search_waiting (number INTEGER PRIMARY KEY) STRICT",
    "CREATE VIRTUAL TABLE search_word_list USING fts5vocab('search_words', 'instance')",
    *(
        f"CREATE VIRTUAL TABLE search_{part}_part_list"
        f" USING fts5vocab('search_{part}_parts', 'instance')"
        for part in PARTS
    ),
    # Much is indexed now, and little at a time from then on: then a piece is put together with
    # others less often, so that fewer saves have to wait for it.
    *_set("hashsize", 1 << 24),
    *(statement for kind in KINDS for statement in indexed(kind)),
    *(f"INSERT INTO {table} ({table}) VALUES ('optimize')" for table in TABLES),
    *_set("hashsize", 1 << 20),
    *_set("automerge", 8),
)
