"""Calendars for tests, line by line as they are served."""

from __future__ import annotations

ANA = "ATTENDEE;CN=Ana Ruiz;PARTSTAT=ACCEPTED:mailto:ana@oak.example"
ME = "ATTENDEE;CN=Ida Berg;PARTSTAT=ACCEPTED:mailto:ida@pebble.example"


def calendar(*events: str, head: str = "") -> bytes:
    """A calendar of these events."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//sample//EN"]
    lines += [head] if head else []
    text = "\n".join((*lines, *events, "END:VCALENDAR", ""))
    return text.replace("\n", "\r\n").encode()


def event(uid: str, start: str, *lines: str, end: str = "", title: str = "Check-in") -> str:
    """An event; `start` and `end` with whatever parameters they need (`:20260610T100000Z`)."""
    parts = ["BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{title}", f"DTSTART{start}"]
    parts += [f"DTEND{end}"] if end else []
    return "\n".join((*parts, *lines, "END:VEVENT"))
