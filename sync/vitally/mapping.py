"""Vitally's rows turned into the book's facts. No network here, and nothing that raises."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from book.clock import local_day, moment
from book.editable import tags_of
from book.facts import (
    AccountFacts,
    BadRecord,
    ContactFacts,
    FieldFacts,
    NoteFacts,
    TaskFacts,
    Teammate,
)
from book.html_text import markdown
from book.note_kinds import kind_by_tags
from sync import values
from sync.book_filter import BookFilter
from sync.field_mapping import readable
from sync.vitally import shapes
from sync.vitally.shapes import AccountRow, AdminRow, FieldRow, KeyRole, NoteRow, TaskRow, UserRow

Reader = Callable[[Any, str, list[str]], Any]

NATIVE: Final = {
    "mrr_cents": "mrr",
    "arr_cents": "mrr*12",
    "health": "healthScore",
    "renewal_date": "nextRenewalDate",
}
"""Facts that every workspace has without a custom field, and where they come from."""

_NATIVE_ATTRIBUTES: Final = {
    "mrr": "mrr",
    "healthScore": "health_score",
    "nextRenewalDate": "next_renewal_date",
    "churnedAt": "churned_at",
    "usersCount": "users_count",
    "externalId": "external_id",
}
_READERS: Final[dict[str, Reader]] = {
    "mrr_cents": values.cents,
    "arr_cents": values.cents,
    "forecast_cents": values.cents,
    "credit_balance_cents": values.cents,
    "health": values.number,
    "renewal_date": values.day_text,
    "contract_end": values.day_text,
    "credit_expiry": values.day_text,
    "run_out": values.day_text,
    "stage": values.line,
    "plan": values.line,
    "slack_channel": values.line,
    "domain": values.line,
}
_ASSIGNING_ROLES: Final = ("csm", "customer success", "onboarding")
_encoder = msgspec.json.Encoder()
_MIDNIGHT: Final = "T00:00:00.000Z"


class AccountMapper:
    """Maps accounts by one workspace's mapping; made once a run.

    A fact that the mapping does not have is unknown, also where Vitally has a field for it.
    """

    def __init__(self, mapping: Mapping[str, str], team: Mapping[str, Teammate]) -> None:
        self.team = team
        wanted = {f: p for f, p in mapping.items() if f in _READERS and readable(p)}
        self._twelvefold = wanted.get("arr_cents") == NATIVE["arr_cents"]
        if self._twelvefold:
            wanted = {"mrr_cents": NATIVE["mrr_cents"], **wanted}
            del wanted["arr_cents"]
        own = {f: p for f, p in wanted.items() if _native(p) is None}
        paths = list(dict.fromkeys(trait_path(path) for path in own.values()))
        self._of_traits = [
            (fact, _READERS[fact], f"t{paths.index(trait_path(path))}")
            for fact, path in own.items()
        ]
        self._of_rows = [
            (fact, _READERS[fact], attribute)
            for fact, path in wanted.items()
            if (attribute := _native(path)) is not None
        ]
        self._segment_texts: dict[tuple[str, ...], str] = {}
        self.shape = shapes.account_row(paths)

    def facts(self, row: AccountRow, problems: list[str]) -> AccountFacts:
        """The facts of an account; fields that could not be read are named in `problems`."""
        found: dict[str, Any] = {}
        for fact, read, attribute in self._of_rows:
            found[fact] = read(getattr(row, attribute), fact, problems)
        traits = row.traits
        if traits is not None:
            for fact, read, slot in self._of_traits:
                found[fact] = read(getattr(traits, slot), fact, problems)
            if found.get("domain"):
                found["domain"] = domain_of(found["domain"])
        if self._twelvefold and found["mrr_cents"] is not None:
            found["arr_cents"] = found["mrr_cents"] * 12
        owner_id, owner_name, owner_email = self._owner(row)
        moment_text = values.moment_text
        return AccountFacts(
            external_id=row.id,
            org_id=values.line(row.external_id, "externalId", problems),
            name=self.name(row),
            owner_id=owner_id,
            owner_name=owner_name,
            owner_email=owner_email,
            segments=self._segments(row),
            users_count=values.whole(row.users_count, "usersCount", problems),
            churned_at=moment_text(row.churned_at, "churnedAt", problems),
            last_seen_at=moment_text(row.last_seen_timestamp, "lastSeenTimestamp", problems),
            last_inbound_at=moment_text(
                row.last_inbound_message_timestamp, "lastInboundMessageTimestamp", problems
            ),
            last_outbound_at=moment_text(
                row.last_outbound_message_timestamp, "lastOutboundMessageTimestamp", problems
            ),
            remote_created_at=moment_text(row.created_at, "createdAt", problems),
            remote_updated_at=moment_text(row.updated_at, "updatedAt", problems),
            **found,
        )

    def name(self, row: AccountRow) -> str:
        """What the account is called; its external id or its id when it has no name."""
        return values.line(row.name, "", []) or values.line(row.external_id, "", []) or row.id

    def in_book(self, row: AccountRow, book: BookFilter) -> bool:
        """Whether the account is one of the book's."""
        people = {row.csm_id, row.account_owner_id}
        assigned = bool(row.csm_id or row.account_owner_id)
        for role in row.key_roles or ():
            person = role.vitally_user
            if person is not None:
                people.add(person.id)
                people.add((person.email or "").casefold())
                assigned = assigned or _assigns(role)
        named = {one for one in people if one}
        return book.fits(named, assigned, (s.name for s in row.segments or () if s.name))

    def unknown_owner(self, row: AccountRow) -> bool:
        """Whether the owner is somebody the list of teammates does not hold yet."""
        owner_id, name, _ = self._owner(row)
        return owner_id is not None and name is None

    def _owner(self, row: AccountRow) -> tuple[str | None, str | None, str | None]:
        """Id, name and e-mail of the CSM, else of the account's owner, else of a key role."""
        roles = row.key_roles
        owner = row.csm_id or row.account_owner_id
        if owner:
            mate = self.team.get(owner)
            if mate is not None:
                return owner, mate.name, mate.email
            for role in roles or ():
                person = role.vitally_user
                if person is not None and person.id == owner:
                    return owner, person.name, person.email
            return owner, None, None
        for role in sorted(roles or (), key=lambda one: not _assigns(one)):
            person = role.vitally_user
            if person is not None and person.id:
                return person.id, person.name or person.email, person.email
        return None, None, None

    def _segments(self, row: AccountRow) -> str:
        """The names as JSON text, in order of the alphabet: Vitally's own order changes."""
        names = tuple(sorted({s.name for s in row.segments or () if s.name}))
        text = self._segment_texts.get(names)
        if text is None:
            text = _encoder.encode([values.clean(name) for name in names]).decode()
            if len(self._segment_texts) < 10_000:
                self._segment_texts[names] = text
        return text


class RecordMapper:
    """Maps people, notes and tasks for one person; made once a run."""

    def __init__(self, me_id: str | None, team: Mapping[str, Teammate]) -> None:
        self.me_id = me_id
        self.team = team

    def contact(self, row: UserRow, account: str, problems: list[str]) -> ContactFacts:
        """A person at one account."""
        email = values.line(row.email, "email", problems)
        traits = row.traits
        role = next(
            (
                text
                for value in (
                    (traits.title, traits.job_title, traits.role) if traits is not None else ()
                )
                if (text := values.line(value, "", []))
            ),
            None,
        )
        return ContactFacts(
            external_id=row.id,
            account_external_id=account,
            name=values.line(row.name, "name", problems) or email or row.id,
            email=email,
            role=role,
            phone=(
                values.phones(traits.phone, traits.phone_number, traits.mobile_phone)
                if traits is not None
                else None
            ),
            last_seen_at=values.moment_text(row.last_seen_timestamp, "lastSeenTimestamp", problems),
            deactivated_at=values.moment_text(row.deactivated_at, "deactivatedAt", problems),
            remote_updated_at=values.moment_text(row.updated_at, "updatedAt", problems),
        )

    def note(self, row: NoteRow, problems: list[str]) -> NoteFacts | None:
        """A note; None when no day can be told for it."""
        created = values.moment_text(row.created_at, "createdAt", problems)
        day = note_day(row.note_date, problems) or (_local(created) if created else None)
        if day is None:
            return None
        category = _name_of(row.category)
        author = row.author
        mate = self.team.get(row.author_id or "")
        tags = _tags(row.tags, problems)
        return NoteFacts(
            external_id=row.id,
            account_external_id=row.account_id or "",
            external_key=values.line(row.external_id, "externalId", problems),
            kind=_touch_kind(category, row.meeting_description, tags),
            subject=values.line(row.subject, "subject", problems) or "",
            body=markdown(row.note or ""),
            day=day,
            tags=tags,
            category=category,
            author_id=row.author_id,
            author=mate.name if mate else (author.name or author.email) if author else None,
            mine=int(row.author_id is not None and row.author_id == self.me_id),
            archived_at=values.moment_text(row.archived_at, "archivedAt", problems),
            remote_created_at=created,
            remote_updated_at=values.moment_text(row.updated_at, "updatedAt", problems),
        )

    def task(self, row: TaskRow, problems: list[str]) -> TaskFacts:
        """A task."""
        mate = self.team.get(row.assigned_to_id or "")
        return TaskFacts(
            external_id=row.id,
            account_external_id=row.account_id or "",
            external_key=values.line(row.external_id, "externalId", problems),
            title=values.line(row.name, "name", problems) or "",
            body=markdown(row.description or ""),
            due=values.day_text(row.due_date, "dueDate", problems),
            completed_at=values.moment_text(row.completed_at, "completedAt", problems),
            assignee_id=row.assigned_to_id,
            assignee=mate.name if mate is not None else None,
            mine=int(row.assigned_to_id is not None and row.assigned_to_id == self.me_id),
            tags=_tags(row.tags, problems),
            category=_name_of(row.category),
            archived_at=values.moment_text(row.archived_at, "archivedAt", problems),
            remote_created_at=values.moment_text(row.created_at, "createdAt", problems),
            remote_updated_at=values.moment_text(row.updated_at, "updatedAt", problems),
        )


def teammate(row: AdminRow) -> Teammate:
    """A colleague with a seat."""
    email = values.line(row.email, "", [])
    return Teammate(
        external_id=row.id, name=values.line(row.name, "", []) or email or row.id, email=email
    )


def field(model: str, row: FieldRow) -> FieldFacts:
    """A custom field of the catalogue."""
    return FieldFacts(
        model=model,
        path=trait_path(values.clean(row.path)),
        label=values.line(row.label, "", []) or values.clean(row.path),
        type=values.line(row.type, "", []) or "",
    )


def unread(record_id: str, problems: list[str]) -> BadRecord:
    """The fields of a record that could not be read; the rest of it was taken."""
    return BadRecord(external_id=record_id, problem="unreadable: " + ", ".join(problems))


def trait_path(path: str) -> str:
    """The key of a custom field inside `traits`."""
    return path.removeprefix(f"{shapes.TRAITS}.")


def domain_of(text: str) -> str | None:
    """The bare domain of a web address, an e-mail address or a domain."""
    host = text.strip().lower().partition("://")[2] or text.strip().lower()
    host = host.partition("/")[0].partition("?")[0].rpartition("@")[2].partition(":")[0]
    host = host.removeprefix("www.").strip(".")
    return host if "." in host and " " not in host else None


def note_day(value: Any, problems: list[str]) -> str | None:
    """The calendar day of a note where the person is.

    A plain day, and midnight in UTC, is what the day pickers send: it means that day everywhere.
    """
    if isinstance(value, str) and len(value) == 10:
        return values.day_text(value, "noteDate", problems)
    at = values.moment_text(value, "noteDate", problems)
    if at is None:
        return None
    return at[:10] if at.endswith(_MIDNIGHT) else _local(at)


def _native(path: str) -> str | None:
    return _NATIVE_ATTRIBUTES.get(path)


def _local(at: str) -> str:
    return local_day(moment(at)).isoformat()


def _assigns(role: KeyRole) -> bool:
    label = ((role.key_role.label if role.key_role else None) or "").lower()
    return any(word in label for word in _ASSIGNING_ROLES)


def _touch_kind(category: str | None, meeting: Any, tags: str) -> str:
    words = (category or "").lower()
    if "call" in words.split():
        return "call"
    return "meeting" if meeting or "meeting" in words else kind_by_tags(tags_of(tags))


def _name_of(ref: shapes.Ref | None) -> str | None:
    return values.line(ref.name, "", []) if ref is not None else None


def _tags(tags: list[Any] | None, problems: list[str]) -> str:
    if not tags:
        return "[]"
    named = [tag.get("name") if isinstance(tag, dict) else tag for tag in tags]
    texts = [text for one in named if (text := values.line(one, "tags", problems))]
    return _encoder.encode(list(dict.fromkeys(texts))).decode()
