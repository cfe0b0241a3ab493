"""What is wrong with the house rules' texts when all values are seen together."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec.structs import asdict

from book import mail_places, note_templates
from book.filling import places
from book.rules_fault import Fault, unknown
from book.rules_shape import HouseRules, KeyPath
from book.rules_texts import ANY_STAGE

_LINK: Final = "link_"
_OF_A_DATE: Final = ("day", "days_left")
_LEAP_YEAR: Final = 2028
"""29 February is a day of the calendar, though not of every year."""


def mails(rules: HouseRules) -> Iterator[Fault]:
    """Codes given twice, sequences of mails there are not, places nobody fills."""
    for name, drafts in (
        ("drafts", rules.mail.drafts),
        ("contract_drafts", rules.mail.contract_drafts),
    ):
        yield from _twice([mail.code for mail in drafts], ("mail", name))
        for place, mail in enumerate(drafts):
            here: KeyPath = ("mail", name, place)
            yield from _places(mail.subject, mail_places.PLACES, (*here, "subject"))
            yield from _places(mail.body, mail_places.PLACES, (*here, "body"))
    for key, text in asdict(rules.mail.dates).items():
        yield from _places(text, _OF_A_DATE, ("mail", "dates", key))
    yield from _sequences(rules, [mail.code for mail in rules.mail.all_drafts])
    link = rules.mail.booking_link
    if link and not link.startswith(("https://", "http://")):
        yield Fault((("mail", "booking_link"),), "must begin with https:// or http://.")


def booking(rules: HouseRules) -> Iterator[Fault]:
    """A page that no browser opens."""
    if not rules.booking.group_page.startswith(("https://", "http://")):
        yield Fault((("booking", "group_page"),), "must begin with https:// or http://.")


def templates(rules: HouseRules) -> Iterator[Fault]:
    """Codes given twice, a first template there is not, places nobody fills."""
    codes = [one.code for one in rules.notes.templates]
    yield from _twice(codes, ("notes", "templates"))
    known = (*note_templates.PLACES, *(f"{_LINK}{name}" for name in rules.links))
    for place, one in enumerate(rules.notes.templates):
        here: KeyPath = ("notes", "templates", place)
        yield from _places(one.subject, known, (*here, "subject"))
        yield from _places(one.body, known, (*here, "body"))
    if rules.notes.first not in codes:
        words = f"“{rules.notes.first}” is the code of no template."
        yield unknown(("notes", "first"), words, rules.notes.first, dict.fromkeys(codes))


def tasks(rules: HouseRules) -> Iterator[Fault]:
    """Codes of follow-ups given twice, and days of the year that no calendar has."""
    yield from _twice([one.code for one in rules.tasks.follow_ups], ("tasks", "follow_ups"))
    for place, text in enumerate(rules.tasks.holidays_every_year):
        month, day = map(int, text.split("-"))
        if day > monthrange(_LEAP_YEAR, month)[1]:
            words = f"“{text}” is not a day of the calendar."
            yield Fault((("tasks", "holidays_every_year", place),), words)


def recordings(rules: HouseRules) -> Iterator[Fault]:
    """Folders given twice, and links that open nothing."""
    folders = rules.recordings.folders
    yield from _twice([one.code for one in folders], ("recordings", "folders"))
    titles: set[str] = set()
    for place, one in enumerate(folders):
        here: KeyPath = ("recordings", "folders", place)
        if one.title in titles:
            yield Fault(((*here, "title"),), f"“{one.title}” is already another folder.")
        titles.add(one.title)
        if one.link and not one.link.startswith(("https://", "http://")):
            yield Fault(((*here, "link"),), "must begin with https:// or http://.")


def _sequences(rules: HouseRules, codes: Sequence[str]) -> Iterator[Fault]:
    if not rules.mail.sequences.get(ANY_STAGE):
        yield Fault((("mail", "sequences"),), f"has no mail for “{ANY_STAGE}”.")
    # A team with stages of its own still has our sequences beneath: no fault, they rest.
    for stage, sequence in rules.mail.sequences.items():
        here: KeyPath = ("mail", "sequences", stage)
        for place, code in enumerate(sequence):
            if code not in codes:
                words = f"“{code}” is the code of no mail."
                yield unknown((*here, place), words, code, dict.fromkeys(codes))


def _twice(codes: Iterable[str], path: KeyPath) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, code in enumerate(codes):
        if code in seen:
            yield Fault(((*path, place, "code"),), f"“{code}” is already the code of another one.")
        seen.add(code)


def _places(text: str, known: Sequence[str], path: KeyPath) -> Iterator[Fault]:
    for place in places(text):
        # A template may ask for a link that this team's rules do not have: it is left out.
        if place not in known and not place.startswith(_LINK):
            words = f"asks for “{{{place}}}”, which is not known."
            yield unknown(path, words, place, dict.fromkeys(known))
