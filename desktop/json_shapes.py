"""Records of the book in the shapes that `--json` prints; names and meaning are fixed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from book import checklists, ids, outbox, repeats
from book.conflicts import Conflict
from book.editable import tags_of
from book.escalation_standing import Standing
from book.escalations import Escalation
from book.outbox_entry import OutboxEntry
from book.outbox_words import EntryWords
from book.queue import QueueRow
from book.recording_links import link_at
from book.recordings import Recording
from book.records import Account, Contact, Deal, Note, Source, Task, Ticket
from book.status import Status
from desktop.api_usage import Used
from desktop.output import amount, day_text, time_text

Shape = dict[str, Any]
_TOLD_AS: Final = {
    "domain": "domain",
    "owner_name": "owner",
    "owner_email": "owner",
    "mrr_cents": "mrr",
    "arr_cents": "arr",
    "currency": "currency",
    "health": "health",
    "renewal_date": "renewal_date",
    "contract_end": "contract_end",
    "stage": "stage",
    "segments": "segments",
    "users_count": "users_count",
}
"""Facts of a record → what the shape calls them."""
NEVER_FETCHED: Final = "never fetched"
"""The detail of a source that was connected and not synced yet."""


def account_shape(account: Account) -> Shape:
    """One account, as `accounts --json` lists it."""
    return {
        "id": ids.spell("account", account.id),
        "source": account.source,
        "external_id": account.external_id,
        "name": account.name,
        "domain": account.domain,
        "owner": account.owner_email or account.owner_name,
        "mrr": amount(account.mrr_cents),
        "arr": amount(account.arr_cents),
        "currency": account.currency,
        "health": account.health,
        "renewal_date": day_text(account.renewal_date),
        "contract_end": day_text(account.contract_end),
        "stage": account.stage,
        "segments": list(account.segments),
        "users_count": account.users_count,
        "notes_count": account.notes_count,
        "next_task_due": day_text(account.next_task_due),
        "last_touch": day_text(account.touch.day if account.touch else None),
        "first_seen": time_text(account.first_seen),
        "status": account.status,
        "also_in": [
            {
                "id": ids.spell("account", twin.id),
                "source": twin.source,
                "external_id": twin.external_id,
                "because": twin.how,
            }
            for twin in account.twins
        ],
        "told_by": _tellers(account),
    }


def whole_account_shape(
    account: Account,
    *,
    contacts: Iterable[Contact],
    notes: Iterable[Note],
    tasks: Iterable[Task],
    deals: Iterable[Deal],
    tickets: Iterable[Ticket],
    recordings: Iterable[Recording],
    escalations: Iterable[tuple[Escalation, Standing]] = (),
) -> Shape:
    """One account with all that hangs on it, as `account --json` prints it."""
    return {
        **account_shape(account),
        "contacts": [_contact_shape(contact) for contact in contacts],
        "notes": [note_shape(note) for note in notes],
        "tasks": [task_shape(task) for task in tasks],
        "links": [link_shape(recording) for recording in recordings],
        "deals": [_deal_shape(deal, account.currency) for deal in deals],
        "tickets": [_ticket_shape(ticket) for ticket in tickets],
        "escalations": [_escalation_shape(one, stands) for one, stands in escalations],
    }


def _escalation_shape(one: Escalation, stands: Standing) -> Shape:
    ticket = stands.ticket
    return {
        "id": ids.spell("escalation", one.id),
        "kind": one.kind,
        "subject": one.subject,
        "state": stands.state,
        "begun_at": one.begun_at.isoformat(),
        "closed_at": one.closed_at.isoformat() if one.closed_at else None,
        "outcome": one.outcome or None,
        "ticket": ticket and {"external_id": ticket.external_id, "status": ticket.status},
        "handovers": [
            {
                "way": each.way,
                "via": each.via,
                "made_at": each.made_at.isoformat(),
                "external_id": each.external_id,
                "url": each.url,
            }
            for each in stands.handovers
        ],
    }


def queue_shape(row: QueueRow) -> Shape:
    """One row of the queue."""
    return {
        "account_id": ids.spell("account", row.account.id),
        "name": row.account.name,
        "renewal_date": day_text(row.renewal_date),
        "kind": row.kind,
        "act_by": day_text(row.act_by),
        "band": row.band,
        "arr": amount(row.account.arr_cents),
        "currency": row.account.currency,
        "state": row.state,
        "last_state": row.last_state,
        "snoozed_until": day_text(row.snoozed_until),
        "reasons": [
            {"code": reason.code, "text": reason.text, "points": reason.points}
            for reason in row.reasons
        ],
        "score": row.score,
    }


def due_shape(task: Task, account_name: str, day: date) -> Shape:
    """An open task that is due by `day`."""
    late = (day - task.due).days if task.due else 0
    return {
        "id": ids.spell("task", task.id),
        "account_id": ids.spell("account", task.account_id),
        "account": account_name,
        "title": task.title,
        "due": day_text(task.due),
        "do_on": day_text(task.do_on),
        "overdue_days": max(0, late),
        "source": task.source,
        "external_id": task.external_id,
    }


def status_shape(folder: Path, status: Status, used: Mapping[str, Used]) -> Shape:
    """How a profile stands; `used` is what sources told of their requests."""
    return {
        "profile": str(folder),
        "encrypted": status.encrypted,
        "accounts": status.accounts,
        "notes": status.notes,
        "tasks": status.tasks,
        "drafts": status.drafts,
        "outbox": {state: status.outbox.get(state, 0) for state in outbox.STATES},
        "conflicts": status.conflicts,
        "sources": [_source_shape(each, used.get(each.name)) for each in status.sources],
    }


def is_read_only(source: Source) -> bool:
    """Whether nothing is ever sent there."""
    return source.options.get("read-only") == "true"


def note_shape(note: Note) -> Shape:
    """One note."""
    return {
        "id": ids.spell("note", note.id),
        "account_id": ids.spell("account", note.account_id),
        "external_id": note.external_id,
        "source": note.source,
        "kind": note.kind,
        "subject": note.subject,
        "body": note.body,
        "date": day_text(note.day),
        "tags": list(note.tags),
        "author": note.author,
        "private": note.private,
        "sync": note.sync,
    }


def task_shape(task: Task) -> Shape:
    """One task."""
    return {
        "id": ids.spell("task", task.id),
        "account_id": ids.spell("account", task.account_id),
        "external_id": task.external_id,
        "source": task.source,
        "title": task.title,
        "body": task.body,
        "due": day_text(task.due),
        "done": time_text(task.completed_at),
        "assignee": task.assignee,
        "mine": task.mine,
        "sync": task.sync,
        "do_on": day_text(task.do_on),
        "repeat": repeats.told(task.repeat),
        "checklist": [
            {"text": item.text, "done": item.done} for item in checklists.items(task.body)
        ],
    }


def link_shape(recording: Recording) -> Shape:
    """One recording; each moment has the link at its second, where the provider knows one."""
    return {
        "id": ids.spell("recording", recording.id),
        "account_id": ids.spell("account", recording.account_id),
        "url": recording.url,
        "provider": recording.provider,
        "kind": recording.kind,
        "title": recording.title or None,
        "date": day_text(recording.day),
        "duration_s": recording.duration_s,
        "shared_on": day_text(recording.shared_on),
        "folder": recording.folder,
        "moments": [
            {
                "at_s": moment.at_s,
                "label": moment.label,
                "kind": moment.kind or None,
                "url": link_at(recording.provider, recording.url, moment.at_s),
            }
            for moment in recording.moments
        ],
        "attached_to": [
            ids.spell(record, number)
            for record, number in recording.attached
            if record in ids.LETTERS
        ],
    }


def entry_shape(entry: OutboxEntry, words: EntryWords, detail: str) -> Shape:
    """One entry of the outbox; `detail` says when it leaves, or why it does not."""
    return {
        "id": ids.spell("outbox", entry.id),
        "source": entry.source,
        "kind": words.kind,
        "account_id": ids.spell("account", entry.account_id),
        "account": words.account,
        "record_id": ids.spell(entry.record, entry.record_id),
        "summary": words.sentence,
        "old": words.old,
        "new": words.new,
        "state": entry.state,
        "detail": detail,
        "reason": entry.reason or None,
        "attempts": entry.attempts,
        "not_before": time_text(entry.not_before),
        "last_error": entry.error,
        "created_at": time_text(entry.created_at),
        "sent_at": time_text(entry.sent_at),
    }


def conflict_shape(conflict: Conflict, account: str) -> Shape:
    """One field that both sides changed; tags are lists, an account is its id."""
    return {
        "id": ids.spell("conflict", conflict.id),
        "account_id": ids.spell("account", conflict.account_id),
        "account": account,
        "record": conflict.record,
        "record_id": ids.spell(conflict.record, conflict.record_id),
        "field": conflict.field,
        "base": _side(conflict.field, conflict.base),
        "mine": _side(conflict.field, conflict.mine),
        "theirs": _side(conflict.field, conflict.theirs),
        "since": time_text(conflict.at),
        "source": conflict.source,
    }


def _source_shape(source: Source, used: Used | None) -> Shape:
    return {
        "source": source.name,
        "url": source.url,
        "me": source.me_email,
        "last_success": time_text(source.last_success),
        "state": source.state,
        "detail": source.detail or ("" if source.last_success else NEVER_FETCHED),
        "read_only": is_read_only(source),
        "usage": {"used": used.used, "most": used.most, "at": used.at or None} if used else None,
    }


def _contact_shape(contact: Contact) -> Shape:
    return {
        "id": ids.spell("contact", contact.id),
        "external_id": contact.external_id,
        "source": contact.source,
        "name": contact.name,
        "email": contact.email,
        "role": contact.role,
        "phone": contact.phone,
        "last_seen": time_text(contact.last_seen),
    }


def _deal_shape(deal: Deal, currency: str) -> Shape:
    return {
        "external_id": deal.external_id,
        "source": deal.source,
        "name": deal.name,
        "amount": amount(deal.amount_cents),
        "currency": deal.currency or currency,
        "close_date": day_text(deal.close_day),
        "stage": deal.stage,
        "open": deal.is_open,
        "won": deal.is_won,
        "renewal": deal.is_renewal,
    }


def _ticket_shape(ticket: Ticket) -> Shape:
    return {
        "external_id": ticket.external_id,
        "source": ticket.source,
        "number": ticket.number,
        "subject": ticket.subject,
        "status": ticket.status,
        "priority": ticket.priority,
        "open": ticket.is_open,
        "opened": time_text(ticket.opened_at),
        "closed": time_text(ticket.closed_at),
    }


def _tellers(account: Account) -> dict[str, str]:
    """The facts of the shape that another source than the account's own told, and which."""
    told = {_TOLD_AS[fact]: who for fact, who in account.told_by.items() if fact in _TOLD_AS}
    return dict(sorted(told.items()))


def _side(field: str, stored: str | None) -> str | list[str] | None:
    if stored is None:
        return None
    if field == "tags":
        return tags_of(stored)
    return ids.spell("account", int(stored)) if field == "account_id" else stored
