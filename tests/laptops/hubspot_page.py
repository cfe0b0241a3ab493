"""HubSpot's web page and the line to it: what a person does there, what requests look like."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any, ClassVar, Final

import msgspec

from book.html_text import markdown
from sync.hubspot import note_text
from sync.hubspot.records import DONE, OPEN
from sync.markdown_html import html as as_html
from sync.simulator.hubspot.errors import missing_scopes, of_status
from sync.simulator.hubspot.shelf import Row
from sync.simulator.hubspot.state import State
from tests.laptops.service import Asked, Kind, Line, Page
from tests.laptops.texts import edited

if TYPE_CHECKING:
    from tests.laptops.hubspot_crm import HubSpotCrm

PROPERTIES: Final = {"stage": "onboarding_stage", "plan": "plan", "slack_channel": "slack_channel"}
"""Field of an account → the property it is kept in."""
PREFIX: Final = {"notes": "note:", "calls": "call:", "tasks": ""}
"""Kind of HubSpot's → what stands before its ids in the book."""
TEXT: Final = {"notes": "hs_note_body", "calls": "hs_call_body", "tasks": "hs_task_body"}
TITLE: Final = {"calls": "hs_call_title", "tasks": "hs_task_subject"}
"""Kind of HubSpot's → the property of its text, and of its title."""
_OF_A_COMPANY: Final = ("name", "org_id", "hubspot_owner_id")
_BOLD: Final = re.compile(r"\s*<p><strong>[^<]*</strong></p>")
_RECORD: Final = re.compile(r"/objects/[\d-]+/(notes|calls|tasks)/(\d+)|/objects/(\w+)/(\d+)")
_READ: Final = re.compile(r"/(notes|calls|tasks)/batch/read(?:\?|$)")
_READING: Final = ("/search", "/batch/read")


class HubSpotPage(Page):
    """A person in HubSpot."""

    def __init__(self, crm: HubSpotCrm) -> None:
        self._crm = crm

    @property
    def _state(self) -> State:
        return self._crm.state

    def add(self, kind: Kind, account: str, title: str, line: str, day: str) -> None:
        """Makes a note, with or without a bold first line, a call, or a task."""
        text = f"<p>{html.escape(line)}</p>"
        owner = {"hubspot_owner_id": self._state.me, "hs_timestamp": f"{day}T15:30:00.000Z"}
        choice = int(day[-2:]) % 3 if kind == "note" else -1
        if choice == 0:
            shelf, values = "calls", {"hs_call_title": title, "hs_call_body": text}
        elif kind == "task":
            shelf, values = "tasks", {"hs_task_subject": title, "hs_task_body": text}
            values["hs_task_status"] = OPEN
        else:
            bold = f"<p><strong>{title}</strong></p>" if choice == 1 else ""
            shelf, values = "notes", {"hs_note_body": bold + text}
        self._state.insert(shelf, {**values, **owner}, [("companies", account)])

    def rewrite(self, kind: Kind, number: str, line: str, at: int, how: str) -> None:
        """The page writes the whole text anew; nobody touches its line of small print."""
        text = self._text(kind, number)
        made = as_html(edited(markdown(text), line, at, how))
        if _small_print(made) != _small_print(text):
            # It went, or it became part of the line above it.
            made = as_html(f"{line}\n\n{markdown(text)}")
        self._change(kind, number, {TEXT[_shelf(kind, number)]: made})

    def paste(self, kind: Kind, number: str, line: str) -> None:
        """What is pasted comes in a form of its own; the rest stays as it is."""
        pasted = f"<div>{html.escape(line)}</div>{self._text(kind, number)}"
        self._change(kind, number, {TEXT[_shelf(kind, number)]: pasted})

    def put(self, kind: Kind, number: str, field: str, value: Any) -> None:
        """Gives a field a value; the subject of a note is its bold first line."""
        shelf = _shelf(kind, number)
        patch: dict[str, str | None]
        if field == "completed_at":
            patch = {"hs_task_status": DONE if value else OPEN}
        elif field in ("day", "due"):
            patch = {"hs_timestamp": f"{value}T15:30:00.000Z"}
        elif shelf == "notes":
            bold = f"<p><strong>{html.escape(value)}</strong></p>" if value else ""
            patch = {"hs_note_body": bold + _BOLD.sub("", self._text(kind, number), count=1)}
        else:
            patch = {TITLE[shelf]: value or None}
        self._change(kind, number, patch)

    def move(self, kind: Kind, number: str, account: str) -> None:
        """Takes its links to companies away, and links it with another."""
        place = (_shelf(kind, number), _bare(number))
        for old in list(self._state.links.of(place, "companies")):
            self._state.links.cut(place, ("companies", old))
        self._state.links.join(place, ("companies", account))

    def delete(self, kind: Kind, number: str) -> None:
        """Puts a record into the bin."""
        self._state.archive(_shelf(kind, number), _bare(number))

    def restore(self, kind: Kind, number: str) -> None:
        """Takes a record out of the bin; whether that counts as a change nobody has said."""
        shelf = self._state.shelves[_shelf(kind, number)]
        old = shelf.binned[_bare(number)]
        changed = self._state.now() if self._crm.shape.restoring_touches else old.modified
        values = {**old.values, "hs_lastmodifieddate": changed}
        shelf.put(Row(old.number, values, changed, history=old.history))

    def link(self, kind: Kind, number: str, account: str) -> None:
        """Links a record with one more company; that leaves no trace in the record."""
        self._state.links.join((_shelf(kind, number), _bare(number)), ("companies", account))

    def label(self, account: str, field: str, value: str | None) -> None:
        """Gives a property of a company a value."""
        self._state.change("companies", account, {PROPERTIES[field]: value})

    def hand(self, account: str, *, to_me: bool) -> None:
        """Gives a company another owner."""
        mate = next(one for one in self._state.owners.values() if one.id != self._state.me)
        owner = self._state.me if to_me else mate.id
        self._state.change("companies", account, {"hubspot_owner_id": owner})

    def reimport(self, account: str) -> None:
        """Puts a company into the bin, and makes another one with the same id of its own."""
        old = self._state.archive("companies", account).values
        kept = {name: old[name] for name in (*_OF_A_COMPANY, *PROPERTIES.values()) if name in old}
        self._state.insert("companies", kept)

    def delete_account(self, account: str) -> None:
        """Puts a company into the bin; what hangs on it stays, linked with nothing that shows."""
        self._state.archive("companies", account)

    def merge(self, winner: str, loser: str) -> None:
        """Makes one company of two."""
        self._state.merge("companies", winner, loser)

    def _change(self, kind: Kind, number: str, patch: dict[str, str | None]) -> None:
        shelf = _shelf(kind, number)
        self._state.change(shelf, _bare(number), patch)
        self._state.touch(shelf, _bare(number))

    def _text(self, kind: Kind, number: str) -> str:
        shelf = _shelf(kind, number)
        return self._state.must(shelf, _bare(number)).values.get(TEXT[shelf], "")


class HubSpotLine(Line):
    """HubSpot's requests: most questions are POSTs, and name their records in the body."""

    faults: ClassVar[tuple[str, ...]] = ("423", "477", "400", "404 unknown", "403 scopes")

    def is_write(self, asked: Asked) -> bool:
        """Whatever does not only read."""
        path = asked.path.partition("?")[0]
        return asked.method != "GET" and not path.endswith(_READING)

    def is_deletion(self, asked: Asked) -> bool:
        """By its method."""
        return asked.method == "DELETE"

    def about(self, asked: Asked) -> tuple[Kind, str] | None:
        """By its path, or by the only id of a batch."""
        found = _RECORD.search(asked.path)
        if found is not None:
            shelf, number = found[1] or found[3], found[2] or found[4]
        else:
            read = _READ.search(asked.path) if "/objects/" in asked.path else None
            if read is None:
                return None
            inputs = msgspec.json.decode(asked.body)["inputs"]
            if len(inputs) != 1:
                return None
            shelf, number = read[1], str(inputs[0]["id"])
        if shelf not in PREFIX:
            return None
        return ("task" if shelf == "tasks" else "note", PREFIX[shelf] + number)

    def instead(self, fault: str) -> tuple[int, dict[str, str], bytes]:
        """In HubSpot's own words."""
        status = int(fault.partition(" ")[0])
        refusal = (
            missing_scopes(["x.write"], "context") if " scopes" in fault else of_status(status)
        )
        body = refusal.body("b9a1")
        if fault == "404 unknown":
            # As for a path that is not known there.
            body = {"status": "error", "message": "No such thing."}
        return status, {"content-type": "application/json"}, msgspec.json.encode(body)


def _shelf(kind: Kind, number: str) -> str:
    if kind == "task":
        return "tasks"
    return "calls" if number.startswith(PREFIX["calls"]) else "notes"


def _small_print(text: str) -> tuple[str | None, str]:
    """What our line below a text says of its key and its tags."""
    read = note_text.read(text, with_subject=False)
    return read.reference, read.tags


def _bare(number: str) -> str:
    return number.rpartition(":")[2]
