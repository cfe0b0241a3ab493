"""The handover of an escalation as text: for Slack, as Markdown, or as a mail.

The same for every way out, so that what is copied offline is what would have been sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final, Literal

from msgspec import Struct

from book.account_links import Link
from book.amounts import amount_words
from book.escalation_form import EscalationForm, Homework, PickedMoment
from book.offsets import spell_offset
from book.outbox_words import day_words
from book.recording_links import link_text_at, recognise
from book.records import Account
from book.rules_escalations import (
    REQUESTER,
    SEVERITY,
    SUBJECT,
    TOLD,
    EscalationField,
    EscalationRules,
)

TextWay = Literal["slack", "markdown", "mail"]
_MARKS: Final = re.compile(r"([\\`*_\[\]<>|~])")
_FIRST_MARK: Final = re.compile(r"^(\s*)([#>+-]|\d+[.)])(?=\s|$)", re.MULTILINE)
_GAPS: Final = re.compile(r"\n{3,}")
_WIDE: Final = 76


class Customer(Struct, frozen=True, kw_only=True):
    """What goes along of the account, without anybody typing it."""

    name: str
    arr_cents: int | None = None
    currency: str = "USD"
    plan: str | None = None
    region: str | None = None
    org_id: str | None = None
    links: tuple[Link, ...] = ()
    person: str = ""
    """The requester as people know them: name and address."""
    askers: int = 1
    """How many accounts ask for it, this one among them."""
    together: tuple[tuple[int, str], ...] = ()
    """What those pay a year in all: cents and currency."""


class _Part(Struct, frozen=True):
    """One thing to say: its title, and its lines; steps are numbered, what was written quoted."""

    title: str
    lines: tuple[str, ...]
    shape: Literal["list", "steps", "text"] = "list"


class _Hand(Struct, frozen=True):
    """How one way out writes: its head line, a part, and a person's text."""

    head: Callable[[str], str]
    part: Callable[[_Part], str]
    ends: Callable[[str], str]


def customer_of(account: Account, links: tuple[Link, ...], *, person: str = "") -> Customer:
    """What an account tells of itself."""
    return Customer(
        name=account.name,
        arr_cents=account.arr_cents,
        currency=account.currency,
        plan=account.plan,
        org_id=account.org_id,
        links=links,
        person=person,
    )


def text_of(
    form: EscalationForm, rules: EscalationRules, customer: Customer, way: TextWay, today: date
) -> str:
    """The whole handover, ended by a line break; what was left empty is left out."""
    kind = rules.kinds[form.kind]
    hand = _HANDS[way]
    subject = form.text(SUBJECT) or f"{kind.title}: {customer.name}"
    pieces = [hand.head(f"{kind.title}: {subject}" if form.text(SUBJECT) else subject)]
    parts = [*(_customer(customer) if kind.account else ()), *_answers(form, rules, today)]
    parts += [*_homework(form, rules), *_moments(form)]
    pieces += [hand.part(part) for part in parts]
    if kind.ends:
        pieces.append(hand.ends(kind.ends))
    return _GAPS.sub("\n\n", "\n".join(pieces)).strip("\n") + "\n"


def subject_of(form: EscalationForm, rules: EscalationRules, customer: Customer) -> str:
    """The subject of the mail or ticket; the kind and the account where none was given."""
    return form.text(SUBJECT) or f"{rules.kinds[form.kind].title}: {customer.name}"


def _customer(customer: Customer) -> Iterator[_Part]:
    said = [customer.name]
    if customer.arr_cents is not None:
        said.append(f"ARR {amount_words(customer.arr_cents, customer.currency)}")
    said += [one for one in (customer.plan, customer.region) if one]
    yield _Part("Customer", (", ".join(said),))
    if customer.askers > 1:
        sums = " + ".join(amount_words(*each) for each in customer.together)
        arr = f", together ARR {sums}" if sums else ""
        yield _Part("Asked for by", (f"{customer.askers} accounts{arr}",))
    if customer.org_id:
        yield _Part("Organisation", (customer.org_id,))
    if customer.links:
        yield _Part("Pages", tuple(f"{one.name}: {one.address}" for one in customer.links))
    if customer.person:
        yield _Part("Reported by", (customer.person,))


def _answers(form: EscalationForm, rules: EscalationRules, today: date) -> Iterator[_Part]:
    for code in rules.kinds[form.kind].fields:
        if code in (SUBJECT, REQUESTER) or code not in rules.fields:
            continue
        field = rules.fields[code]
        lines = _lines(form, code, field, rules, today)
        if lines:
            yield _Part(field.title, lines, "steps" if field.type == "steps" else "text")


def _lines(
    form: EscalationForm, code: str, field: EscalationField, rules: EscalationRules, today: date
) -> tuple[str, ...]:
    said = form.answers.get(code)
    if field.type == "yes":
        # Whether the customer knows is worth saying also where they do not.
        return ("yes" if said else "no",) if said is not None or code == TOLD else ()
    if isinstance(said, tuple):
        return tuple(one for one in said if one.strip())
    text = form.text(code)
    if not text:
        return ()
    if field.type == "day":
        return (day_words(date.fromisoformat(text), today),)
    if code == SEVERITY and text in rules.severities:
        one = rules.severities[text]
        return (f"{one.title} ({one.meaning})" if one.meaning else one.title,)
    return tuple(text.split("\n"))


def _homework(form: EscalationForm, rules: EscalationRules) -> Iterator[_Part]:
    done = [one for one in form.homework if one.is_done]
    if done:
        yield _Part("Looked at before", tuple(_looked(one, rules) for one in done))


def _looked(one: Homework, rules: EscalationRules) -> str:
    place = rules.homework[one.where].title if one.where in rules.homework else one.where
    words = f"{place}: "
    words += f"“{one.query}”, " if one.query else ""
    words += one.result.replace("\n", " ") or "see the link"
    return f"{words} {one.link}".strip() if one.link else words


def _moments(form: EscalationForm) -> Iterator[_Part]:
    if form.moments:
        yield _Part("Recording", tuple(_moment(one) for one in form.moments))


def _moment(one: PickedMoment) -> str:
    if one.at_s is None:
        return f"{one.label}: {one.url}" if one.label else one.url
    label = f" {one.label}" if one.label else ""
    address = link_text_at(recognise(one.url).provider, one.url, one.at_s)
    # The time stands in words too: not every player takes it from a link.
    return f"{spell_offset(one.at_s)}{label}: {address}"


def _slack_text(text: str) -> str:
    """Slack's three signs escaped, so that nobody is called by what a customer wrote."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _slack_head(text: str) -> str:
    """In bold; a star in it would end that early, and Slack has no way to escape one."""
    return f"*{_slack_text(text).replace('*', '')}*"


def _slack_part(part: _Part) -> str:
    lines = _numbered(part, _slack_text)
    if len(lines) == 1:
        return f"*{_slack_text(part.title)}:* {lines[0]}"
    return "\n".join((f"*{_slack_text(part.title)}*", *(f"> {line}" for line in lines)))


def _markdown_text(text: str) -> str:
    """Signs of Markdown escaped, links left whole."""
    words = [
        word if word.startswith(("https://", "http://")) else _MARKS.sub(r"\\\1", word)
        for word in text.split(" ")
    ]
    return _FIRST_MARK.sub(r"\1\\\2", " ".join(words))


def _markdown_part(part: _Part) -> str:
    lines = _numbered(part, _markdown_text)
    if len(lines) == 1:
        return f"\n**{_markdown_text(part.title)}:** {lines[0]}"
    sign = {"list": "- ", "steps": "", "text": "> "}[part.shape]
    written = (f"{sign}{line}".rstrip() for line in lines)
    return "\n".join((f"\n**{_markdown_text(part.title)}**\n", *written))


def _mail_part(part: _Part) -> str:
    lines = _numbered(part, str)
    if len(lines) == 1 and len(part.title) + len(lines[0]) < _WIDE:
        return f"{part.title}: {lines[0]}"
    return "\n".join((f"\n{part.title}:", *lines, ""))


def _numbered(part: _Part, written: Callable[[str], str]) -> list[str]:
    lines = [written(line) for line in part.lines]
    if part.shape != "steps" or len(lines) == 1:
        return lines
    return [f"{number}. {line}" for number, line in enumerate(lines, start=1)]


_HANDS: Final[dict[TextWay, _Hand]] = {
    "slack": _Hand(_slack_head, _slack_part, _slack_text),
    "markdown": _Hand(
        lambda text: f"## {_markdown_text(text)}", _markdown_part, lambda text: f"\n{text}"
    ),
    "mail": _Hand(lambda text: f"Subject: {text}\n", _mail_part, lambda text: f"\n{text}"),
}
