"""What the form of one account needs of the book: people, recordings, groups, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from book import accounts, contacts, recordings
from book.account_links import links_of
from book.clock import moment
from book.escalation_form import EscalationForm
from book.escalation_meter import Completeness, Offered, completeness
from book.escalation_text import Customer, customer_of
from book.product_requests import is_wish, named_in, with_others
from book.recordings import Recording
from book.records import Account, AccountId, Contact, Source
from book.rules import HouseRules
from book.rules_escalations import REQUESTER, EscalationKind, Way
from book.sources import my_addresses
from book.ticket_choices import READ_AT, latest
from book.ticket_choices import offered as offered_by
from book.ways_out import taking
from ui.book_reading import BookReading
from ui.words import money, plural, say


class Sheet(Struct, frozen=True, kw_only=True):
    """Everything around one form but what is typed into it."""

    account: Account
    code: str
    """Its kind's code."""
    rules: HouseRules
    customer: Customer
    people: tuple[Contact, ...] = ()
    """Those with an address, whom an answer can reach."""
    recordings: tuple[Recording, ...] = ()
    sources: tuple[Source, ...] = ()
    me: frozenset[str] = frozenset()
    choices: Offered | None = None
    """What the ticket system told it takes; None where it never did."""
    choices_at: datetime | None = None
    """When it told that."""
    today: date
    asking: tuple[Account, ...] = ()
    """All accounts of the book, where several can ask for one of that kind together."""
    offline: bool = False
    """Whether the source that takes it does not answer at present."""

    @property
    def kind(self) -> EscalationKind:
        """Its kind."""
        return self.rules.escalations.kinds[self.code]

    @property
    def groups(self) -> Sequence[str]:
        """Who can own it: what the ticket system told, else the house rules' own."""
        told = self.offered("ticket")
        groups = told.groups if told is not None else None
        return tuple(groups) if groups else self.rules.escalations.groups

    def source(self, way: Way) -> Source | None:
        """The connected system that takes it that way."""
        return taking(way, self.sources)

    def offered(self, way: Way) -> Offered | None:
        """What the ticket system takes; None where it is no ticket, or nobody asked."""
        return self.choices if way == "ticket" else None

    def stands(self, form: EscalationForm, way: Way | None = None) -> Completeness:
        """What a form lacks, to leave that way or as its kind does."""
        rules, way = self.rules.escalations, way or self.kind.way
        return completeness(form, rules, me=self.me, offered=self.offered(way), way=way)

    def customer_for(self, form: EscalationForm) -> Customer:
        """The customer, with the person the answer goes to and the others that ask for it."""
        asked = form.text(REQUESTER)
        name = self.name_of(asked)
        whole = replace(self.customer, person=f"{name} <{asked}>" if name else asked)
        if not self.asking:
            return whole
        others = named_in(form, self.asking, self.account.id)
        return with_others(whole, self.account, others)

    def name_of(self, address: str) -> str:
        """Under which name the account knows an address; empty where it does not."""
        found = (
            one.name
            for one in self.people
            if one.email and one.email.casefold() == address.casefold()
        )
        return next(found, "") if address else ""


def read_sheet(reading: BookReading, account_id: AccountId, code: str) -> Sheet | None:
    """What the form of that kind needs; None where the account or the kind is gone."""
    store, rules = reading.store, reading.rules
    account = accounts.account(store, account_id)
    if account is None or code not in rules.escalations.kinds:
        return None
    sources = tuple(reading.sources)
    source = taking(rules.escalations.kinds[code].way, sources)
    tickets = taking("ticket", sources)
    told = latest(store, tickets) if tickets is not None else {}
    people = tuple(one for one in contacts.contacts_of(store, account_id) if one.email)
    return Sheet(
        account=account,
        code=code,
        rules=rules,
        customer=customer_of(account, links_of(account, rules)),
        people=people,
        recordings=tuple(
            one for one in recordings.recordings_of(store, account_id) if one.kind == "recording"
        ),
        sources=sources,
        me=my_addresses(store),
        choices=offered_by(told),
        choices_at=_moment(told.get(READ_AT)),
        today=reading.day,
        asking=tuple(reading.accounts) if is_wish(code, rules.escalations) else (),
        offline=source is not None and source.state == "offline",
    )


def _moment(said: object) -> datetime | None:
    try:
        return moment(said) if isinstance(said, str) and said else None
    except ValueError:
        return None


def _together_words(customer: Customer) -> str:
    """`3 accounts ask, together ARR €49,807 + $15,000`; empty where nobody else does."""
    if customer.askers < 2:
        return ""
    sums = " + ".join(money(*each) for each in customer.together)
    arr = say("together ARR {sum}", sum=sums) if sums else say("ARR not known")
    asking = plural(customer.askers, "{n} account asks", "{n} accounts ask")
    return say("{accounts}, {arr}", accounts=asking, arr=arr)


def facts_words(customer: Customer) -> str:
    """What goes along of the account, in one line."""
    known = [
        _together_words(customer),
        say("ARR {sum}", sum=money(customer.arr_cents, customer.currency))
        if customer.arr_cents is not None
        else say("ARR not known"),
        customer.plan or say("plan not known"),
        customer.region or "",
        say("organisation {id}", id=customer.org_id) if customer.org_id else "",
        *(one.name for one in customer.links),
    ]
    return " · ".join(one for one in known if one)
