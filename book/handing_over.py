"""Handing an escalation over: frozen word for word, checked once more, queued or noted as done.

A ticket goes once. What keeps it back is decided here for the window and the command line alike,
and the book itself takes no ticket without what routes it (step 23).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Final, NewType

from msgspec import Struct

from book.clock import stamp
from book.editing import HOLD_SECONDS, Edit, editing
from book.errors import Refused
from book.escalation_form import EscalationForm
from book.escalation_meter import Offered, completeness
from book.escalation_promise import promise
from book.escalation_writing import NewFile, insert_escalation, insert_file, stored
from book.escalations import EscalationId, HandoverId, escalation
from book.handover_once import standing, waits_for_thread
from book.own_records import living
from book.records import AccountId, Changed
from book.rules_escalations import (
    GROUP,
    NEXT_UPDATE,
    REQUESTER,
    SEVERITY,
    TOLD,
    Way,
)
from book.sent_files import SentFile, sent_files_text
from book.store import Store

if TYPE_CHECKING:
    from book.rules import HouseRules

By = NewType("By", str)
"""What takes a handover by hand."""
CLIPBOARD: Final = By("clipboard")
MAIL: Final = By("mail")
BROWSER: Final = By("browser")


class Words(Struct, frozen=True, kw_only=True):
    """What leaves: the title and the text as they were shown before."""

    title: str
    text: str
    requester_name: str = ""
    is_public: bool = False
    """Whether the customer reads the text too; chosen on purpose, never by default."""
    place: str = ""
    """The channel of a message, where it is not the one of the source's own."""


def send(
    store: Store,
    rules: HouseRules,
    escalation_id: EscalationId,
    way: Way,
    via: str,
    words: Words,
    *,
    me: Collection[str] = (),
    offered: Offered | None = None,
    hold_seconds: float = HOLD_SECONDS,
) -> tuple[HandoverId, Changed]:
    """Queues an escalation for a source. Raises Refused where something is missing that keeps it
    back, and where it went, or waits to go, the same way already.

    `me` are my own addresses, `offered` what the ticket system takes.
    """
    one = escalation(store, escalation_id)
    if one is None:
        raise Refused("That escalation is not in the book any more.", "Nothing was sent.")
    check(one.form, rules, me=me, offered=offered, way=way)
    with editing(store, rules, f"Send {_called(rules, one.form)}", hold_seconds=hold_seconds) as (
        edit
    ):
        _check_first(edit, escalation_id, way, via)
        files = _files_of(edit, escalation_id)
        number = _insert(edit, escalation_id, way, via, words, one.form, files)
    return number, edit.changed


def send_new(
    store: Store,
    rules: HouseRules,
    account_id: AccountId,
    form: EscalationForm,
    way: Way,
    via: str,
    words: Words,
    *,
    files: Sequence[NewFile] = (),
    me: Collection[str] = (),
    offered: Offered | None = None,
    hold_seconds: float = HOLD_SECONDS,
) -> tuple[EscalationId, HandoverId, Changed]:
    """Begins an escalation and queues it, in one act. Raises Refused as `send` does.

    A form that stands open at the account to the letter is that escalation: said twice, it is
    not sent twice.
    """
    check(form, rules, me=me, offered=offered, way=way)
    with editing(store, rules, f"Send {_called(rules, form)}", hold_seconds=hold_seconds) as edit:
        number = _standing(edit, account_id, form) or insert_escalation(edit, account_id, form)
        for file in files:
            insert_file(edit, number, file)
        _check_first(edit, number, way, via)
        handover = _insert(edit, number, way, via, words, form, _files_of(edit, number))
    return number, handover, edit.changed


def note_handed(
    store: Store,
    rules: HouseRules,
    escalation_id: EscalationId,
    way: Way,
    by: By,
    words: Words,
) -> Changed:
    """Notes that a person handed it over: what was copied, mailed or opened in the browser."""
    one = escalation(store, escalation_id)
    if one is None:
        raise Refused("That escalation is not in the book any more.", "Nothing was noted.")
    with editing(store, rules, f"Hand over {_called(rules, one.form)}") as edit:
        _insert(edit, escalation_id, way, by, words, one.form, (), by_hand=True)
    return edit.changed


def watch_ticket(
    store: Store,
    rules: HouseRules,
    escalation_id: EscalationId,
    source: str,
    external_id: str,
    *,
    title: str,
    url: str | None,
) -> Changed:
    """Ties an escalation to a ticket that somebody else opened, such as one made from a thread."""
    with editing(store, rules, "Watch ticket") as edit:
        row = living(edit, "escalation", escalation_id)
        found = edit.connection.execute(
            "SELECT 1 FROM handovers WHERE escalation_id = ? AND source = ? AND external_id = ?"
            " AND archived_at IS NULL",
            (escalation_id, source, external_id),
        ).fetchone()
        if found is not None:
            return Changed()
        edit.insert(
            "handover",
            {
                "escalation_id": escalation_id,
                "account_id": row["account_id"],
                "way": "ticket",
                "via": source,
                "by_hand": 1,
                "title": title,
                "text": "",
                "made_at": stamp(edit.at),
                "source": source,
                "external_id": external_id,
                "url": url,
            },
        )
        one = escalation(store, escalation_id)
        if one is not None:
            _promise(edit, escalation_id, row["account_id"], one.form)
        edit.count("escalation", escalation_id)
    return edit.changed


def check(
    form: EscalationForm,
    rules: HouseRules,
    *,
    way: Way,
    me: Collection[str] = (),
    offered: Offered | None = None,
) -> None:
    """Raises Refused, naming what is missing, where a form may not leave that way."""
    stands = completeness(form, rules.escalations, me=me, offered=offered, way=way)
    if not stands.may_leave:
        first = next(one for one in stands.missing if one.blocks)
        title = rules.escalations.kinds[form.kind].title.lower()
        raise Refused(
            f"The {title} cannot be sent yet: {first.field} is missing, {first.why}.",
            "Fill in what is missing. Nothing was sent.",
        )


def _standing(edit: Edit, account_id: AccountId, form: EscalationForm) -> EscalationId | None:
    found = edit.connection.execute(
        "SELECT id FROM escalations WHERE account_id = ? AND form = ? AND closed_at IS NULL"
        " AND archived_at IS NULL ORDER BY id DESC LIMIT 1",
        (account_id, stored(form)["form"]),
    ).fetchone()
    return EscalationId(found[0]) if found else None


def _files_of(edit: Edit, escalation_id: EscalationId) -> list[SentFile]:
    rows = edit.connection.execute(
        "SELECT name, media_type, size, digest FROM escalation_files WHERE escalation_id = ?"
        " ORDER BY id",
        (escalation_id,),
    ).fetchall()
    return [SentFile(name=row[0], media_type=row[1], size=row[2], digest=row[3]) for row in rows]


def _check_first(edit: Edit, escalation_id: EscalationId, way: Way, via: str) -> None:
    """No second ticket of one escalation, and no second message to the same place."""
    living(edit, "escalation", escalation_id)
    there, arrived = standing(edit.connection, escalation_id, way, via)
    if not there:
        return
    if not arrived and waits_for_thread(edit.connection, escalation_id):
        raise Refused(
            "This escalation waits for the ticket of its thread.",
            "It is watched once it is here. Undo that, or begin another escalation, to send one.",
        )
    if not arrived:
        raise Refused(
            f"This escalation waits to be sent as a {way} already.",
            "Look into the outbox; discard it there to send it anew.",
        )
    raise Refused(
        f"This escalation was sent as a {way} already.",
        "Write what is new into it there, or begin another escalation.",
    )


def _insert(
    edit: Edit,
    escalation_id: EscalationId,
    way: Way,
    via: str,
    words: Words,
    form: EscalationForm,
    files: Sequence[SentFile],
    *,
    by_hand: bool = False,
) -> HandoverId:
    row = living(edit, "escalation", escalation_id)
    _promise(edit, escalation_id, row["account_id"], form)
    number = edit.insert(
        "handover",
        {
            "escalation_id": escalation_id,
            "account_id": row["account_id"],
            "way": way,
            "via": via,
            "by_hand": int(by_hand),
            "title": words.title,
            "text": words.text,
            "group_name": form.text(GROUP),
            "severity": form.text(SEVERITY),
            "requester": form.text(REQUESTER),
            "requester_name": words.requester_name,
            "is_public": int(words.is_public),
            "customer_told": int(form.answers.get(TOLD) is True),
            "place": words.place,
            "files": sent_files_text(files),
            "made_at": stamp(edit.at),
        },
    )
    edit.count("escalation", escalation_id)
    return HandoverId(number)


def _promise(edit: Edit, escalation_id: int, account_id: int, form: EscalationForm) -> None:
    """The day on which the customer was promised to hear of it becomes a task, once."""
    day = form.text(NEXT_UPDATE)
    if day:
        promise(edit, escalation_id, account_id, form, day)


def _called(rules: HouseRules, form: EscalationForm) -> str:
    return rules.escalations.kinds[form.kind].title.lower()
