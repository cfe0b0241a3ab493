"""Who was on the call of a note: those invited to the account's meeting of that day."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from ui.words import list_words, plural, say

if TYPE_CHECKING:
    from book.meetings import Meeting
    from book.records import AccountId
    from book.store import Store
    from ui.book_reading import BookReading
    from ui.note.page import NotePage

_NAMED: Final = 2


def people_on(store: Store, account_id: AccountId | None, day: date, now: datetime) -> list[str]:
    """The guests of the meeting the note is of, mine and my colleagues left out; empty where no
    calendar knows of one, and where several of that day are still to come."""
    if account_id is None:
        return []
    from book import contacts, meetings, sources
    from book.clock import local_day

    that_day = [
        one
        for one in meetings.of_account(store, account_id)
        if local_day(one.starts_at) == day and one.status != "cancelled"
    ]
    begun = [one for one in that_day if one.starts_at <= now]
    if not that_day or (not begun and len(that_day) > 1):
        return []
    chosen: Meeting = max(begun or that_day, key=lambda one: one.starts_at)
    ours = {
        (one.me_email or "").rpartition("@")[2].casefold() for one in sources.sources(store)
    } - {""}
    known = {
        (one.email or "").casefold(): one.name for one in contacts.contacts_of(store, account_id)
    }
    return [
        guest.name or known.get(guest.email.casefold()) or guest.email
        for guest in chosen.attendees
        if guest.email.rpartition("@")[2].casefold() not in ours
    ]


def people_words(people: list[str]) -> str:
    """`Jonas Brandt, Aylin Yıldırım`, and of many how many more."""
    shown, rest = people[:_NAMED], len(people) - _NAMED
    if rest <= 0:
        return say(", ").join(shown)
    return list_words([*shown, plural(rest, "{n} more", "{n} more")])


def tell_people(page: NotePage, reading: BookReading) -> None:
    """Name them above the note, as far as a calendar knows."""
    people = people_on(reading.store, page.account_id, page.day, reading.now)
    page.people.tell(people_words(people), "users", whole=", ".join(people[_NAMED:] and people))
