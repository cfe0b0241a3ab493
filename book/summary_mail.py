"""The mail after a call: what was said and what is next, made from its note. Nothing leaves here.

What is for the team alone (risks, escalations, questions still open) stays out of it.
Source: house rules, the mail `summary`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from book.note_lines import NoteLine, parse
from book.outbox_words import day_words
from book.outreach import Outreach, outreach
from book.recording_links import link_text_at, recordings_in
from book.records import Account, Contact

if TYPE_CHECKING:
    from book.rules import HouseRules

CODE: Final = "summary"
_INNER: Final = frozenset({"risk", "escalation", "question"})


class Told(Struct, frozen=True, kw_only=True):
    """The three parts a summary mail is filled with; a part there is nothing for is empty."""

    summary: str
    next_steps: str
    recordings: str


def template_lines(rules: HouseRules) -> frozenset[str]:
    """The lines that stand in the house rules' note templates, headings not among them.

    Where one of them stands in a note just so, nobody wrote it for the customer.
    """
    lines = (line.strip() for one in rules.notes.templates for line in one.body.splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))


def told(body: str, day: date, today: date, ours: frozenset[str] = frozenset()) -> Told:
    """What a note (Markdown) holds for the customer, seen from the person's own day.

    `day` is the day of the call, from which its day words count; `ours` are lines of the team's
    templates, which are for nobody else.
    """
    read = {line.number: line for line in parse(body, day)}
    kept: list[str] = []
    steps: list[str] = []
    for number, line in enumerate(body.splitlines()):
        found = read.get(number)
        if found is not None:
            if found.kind not in _INNER and not found.done:
                steps.append(_step(found, today))
        elif line.strip() not in ours and not _only_link(line):
            kept.append(line.rstrip())
    return Told(
        summary=_with_plain_headings(kept),
        next_steps="\n".join(steps),
        recordings="\n".join(_links(body)),
    )


def summary_mail(
    rules: HouseRules,
    account: Account,
    body: str,
    day: date,
    people: Iterable[Contact],
    today: date,
    mine: Mapping[str, str] | None = None,
    *,
    code: str = CODE,
) -> Outreach:
    """The mail of the house rules' code `summary`, or of another, filled from a note of that day.

    `mine` are the booking link and the signature to give where the house rules name none. Raises
    Refused where the house rules have no such mail.
    """
    made = told(body, day, today, template_lines(rules))
    return outreach(
        rules,
        account,
        None,
        people,
        None,
        today,
        code,
        more={
            **(mine or {}),
            "summary": made.summary,
            "next_steps": made.next_steps,
            "recordings": made.recordings,
            "call_day": day_words(day, today),
        },
    )


def _step(line: NoteLine, today: date) -> str:
    who = "You" if line.kind == "they_owe" else "We"
    until = f" ({day_words(line.day, today)})" if line.day is not None else ""
    return f"- {who}: {line.title}{until}"


def _links(body: str) -> list[str]:
    """The recordings a note names, each once, at their seconds."""
    found: dict[str, None] = {}
    for one in recordings_in(body):
        link = one.link
        at = link.at_s
        text = link.url if at is None else link_text_at(link.provider, link.url, at)
        found[f"- {text}"] = None
    return list(found)


def _only_link(line: str) -> bool:
    return len(line.split()) == 1 and len(recordings_in(line)) == 1


def _with_plain_headings(lines: Sequence[str]) -> str:
    """Headings as a mail has them, `What we did:`; those with nothing beneath go."""
    kept: list[str] = []
    waiting = ""
    for line in lines:
        if line.startswith("#"):
            waiting = line.lstrip("#").strip()
        elif line:
            if waiting:
                kept += ["", f"{waiting}:"] if kept else [f"{waiting}:"]
                waiting = ""
            kept.append(line)
    return "\n".join(kept)
