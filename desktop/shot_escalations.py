"""The book of the pictures of escalations: drafts, one that waits, stopped, solved, closed."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from book.escalation_form import EscalationForm
    from book.escalations import EscalationId
    from book.profile import Profile
    from book.records import Account
    from book.rules import HouseRules
    from book.store import Store
    from sync.simulator import SimulatorProcess
    from ui.window.main_window import MainWindow

EscalationStand = Literal[
    "", "form", "list", "preview", "kinds", "empty", "thread", "channel", "risk", "close", "quiet"
]
"""What a picture shows: a form half filled, the list, what would leave, the choice of kinds."""
_PERSON: Final = "aylin@customer.example"
_BOARDS: Final = "Funnels time out on three boards"
_THREAD: Final = "https://customer.slack.com/archives/C012ABCDE/p1795419000000100"
_FOLLOWED: Final = {"risk": "RISK", "close": "QUIET", "quiet": "QUIET"}
_ANSWERS: Final[dict[str, Any]] = {
    "subject": _BOARDS,
    "group": "Product Analytics",
    "requester": _PERSON,
    "use_case": "See one conversion funnel per plant for the last 90 days, five plants on a board.",
    "error_text": "“Query timed out after 600 s”, since Fri 20 Nov, about 2 of 3 loads.",
    "steps": ("Open the board “Plants”", "Range 90 days, breakdown by plant", "Wait"),
    "reproduced": True,
    "tried": "A shorter range works; sampling works too, but they need every event.",
    "hypothesis": "The breakdown by a property with very many values is the cause.",
    "urgency": "Their steering meeting looks at the board on Thursday.",
    "next_update": "2026-11-26",
}


def fill(profile: Profile, service: SimulatorProcess) -> None:
    """Fills the book from the CRM, connects a ticket system by hand, then escalates."""
    from desktop import shot_books
    from desktop.commands.opened import house_rules

    shot_books.fill(profile, service)
    with closing(shot_books.opened(profile)) as store:
        rules = house_rules(store.profile)
        _connect(store)
        _escalate(store, rules)
        _open_tickets(store)


def bring(window: MainWindow, store: Store, stand: EscalationStand) -> None:
    """Where the picture shows the window."""
    acts = window.acts.escalations
    if stand in ("list", "empty"):
        window.go("escalations")
        window.desk.focus_list()
    elif stand == "kinds":
        window.commands.run("new_escalation")
    elif stand == "thread":
        window.go("escalations")
        window.acts.threads.ask_for(_account(store, 0).id, _THREAD)
    elif stand in ("risk", "close", "quiet"):
        from desktop import shot_follow_ups

        acts.open(_number(store, getattr(shot_follow_ups, _FOLLOWED[stand])))
        if stand == "close":
            acts.follow_up.close()
    elif stand == "channel":
        _show_channel(window, store)
    else:
        acts.open(_number(store, _BOARDS if stand == "form" else "Exports stop at 10,000 rows"))
        if stand == "preview":
            acts.leaving.preview()


def _show_channel(window: MainWindow, store: Store) -> None:
    """The dialog of the first channel that is missing, three of its steps ticked."""
    from book.accounts import all_accounts

    missing = (one.id for one in all_accounts(store) if not one.slack_channel)
    account_id = next(missing, _account(store, 0).id)
    window.go("escalations")
    window.acts.channel.open_for(account_id)
    dialog = window.acts.channel.dialog
    assert dialog is not None
    for at in range(3):
        if not dialog.ticks[at].isChecked():
            dialog.ticks[at].click()


def _connect(store: Store) -> None:
    from book import intake, sources
    from book.facts import ContactFacts, Page
    from book.records import Source

    sources.save(
        store,
        Source(name="zendesk", url="https://example.zendesk.com", capabilities={"takes": "ticket"}),
    )
    account = _account(store, 0)
    person = ContactFacts(
        external_id="aylin", account_external_id=account.external_id, name="Aylin Yıldırım",
        email=_PERSON, role="Head of data",
    )  # fmt: skip
    intake.apply(store, Page(source="vitally", resource="contacts", contacts=(person,)))


def _escalate(store: Store, rules: HouseRules) -> None:
    from book.escalation_writing import close_escalation
    from book.handing_over import CLIPBOARD, Words, note_handed, send
    from desktop import shot_follow_ups

    words = Words(title="Sample", text="Sample")
    _log(store, rules)
    _back(store, hours=30)
    closed = _begin(store, rules, 3, "engineering", "Does sampling keep rare events")
    note_handed(store, rules, closed, "message", CLIPBOARD, words)
    close_escalation(store, rules, closed, "Answered: it does below 5 % of all events")
    sent = _begin(store, rules, 2, "product-request", "Boards that refresh by themselves")
    note_handed(store, rules, sent, "message", CLIPBOARD, words)
    _back(store, hours=5)
    stopped = _begin(store, rules, 4, "support", "Replays miss the login page")
    send(store, rules, stopped, "ticket", "zendesk", words)
    _stop(store)
    solved = _begin(store, rules, 5, "support", "Flags answer late in Frankfurt")
    _solve(store, rules, solved)
    _back(store, hours=2)
    _begin(store, rules, 0, "support", "Exports stop at 10,000 rows", group="Data Warehouse")
    _back(store, hours=0)
    _begin(store, rules, 0, "support", _BOARDS, severity="", customer_told=None)
    _begin(store, rules, 6, "at-risk", "", trigger="The champion left, nobody took over")
    _back(store, hours=120)
    quiet = _begin(store, rules, 7, "support", shot_follow_ups.QUIET)
    shot_follow_ups.fill(store, rules, [_account(store, at).id for at in (10, 9)], quiet)
    _back(store, hours=0)


def _log(store: Store, rules: HouseRules) -> None:
    """The recording that the forms point into."""
    from book.moments import NewMoment
    from book.recording_links import recognise
    from book.recording_writing import log_recording
    from desktop.shot_books import NOW

    link = recognise("https://www.loom.com/share/1f2e3d4c5b6a79880123456789abcdef")
    log_recording(
        store, rules, _account(store, 0).id, link, day=NOW.date(), title="Boards of the plants",
        moments=(NewMoment(at_s=725, label="the error they see"),),
    )  # fmt: skip


def _back(store: Store, *, hours: int) -> None:
    """What follows was done so many hours ago."""
    from desktop.shot_books import NOW

    at = NOW - timedelta(hours=hours)
    store.clock = lambda: at


def _begin(
    store: Store, rules: HouseRules, at: int, kind: str, subject: str, **answers: Any
) -> EscalationId:
    from book.escalation_writing import attach_file, begin_escalation

    form = _form(kind, {"subject": subject, **answers})
    number, _ = begin_escalation(store, rules, _account(store, at).id, form)
    if subject == _BOARDS:
        attach_file(store, rules, number, "error.png", b"x" * 240_000, "image/png")
    return number


def _form(kind: str, changes: dict[str, Any]) -> EscalationForm:
    from book.escalation_form import EscalationForm, Homework, PickedMoment

    if kind != "support":
        return EscalationForm(kind=kind, answers={k: v for k, v in changes.items() if v})
    answers = _ANSWERS | {"severity": "high", "customer_told": True} | changes
    looked = (
        Homework(where="docs", query="funnel timeout breakdown", result="nothing on cardinality"),
        Homework(where="assistant", result="suggests sampling; not acceptable for them"),
        Homework(where="slack", query="query timed out", result="a thread of 3 Nov, same error"),
        Homework(where="github", query="funnel breakdown slow", result="issue 31877 is open"),
    )
    moment = PickedMoment(
        url="https://www.loom.com/share/1f2e3d4c5b6a79880123456789abcdef", at_s=725,
        label="the error they see",
    )  # fmt: skip
    return EscalationForm(
        kind=kind,
        answers={code: one for code, one in answers.items() if one},
        homework=looked,
        moments=(moment,),
    )


def _stop(store: Store) -> None:
    """As the engine leaves an entry that was refused."""
    import msgspec

    error = {"title": "Zendesk refused it: the group “Session Replay” is gone.", "advice": ""}
    with store.writing() as connection:
        connection.execute(
            "UPDATE outbox SET state = 'parked', reason = 'refused', attempts = 1, error = ?"
            " WHERE record = 'handover'",
            (msgspec.json.encode(error).decode(),),
        )


def _solve(store: Store, rules: HouseRules, number: EscalationId) -> None:
    from book import intake
    from book.facts import Page, TicketFacts
    from book.handing_over import watch_ticket
    from book.organizations import WATCHED

    url = "https://example.zendesk.com/agent/tickets/48201"
    watch_ticket(store, rules, number, "zendesk", "48201", title="Flags answer late", url=url)
    ticket = TicketFacts(
        external_id="48201", account_external_id=f"{WATCHED}48201", number="48201",
        subject="Flags answer late", status="solved", is_open=0, url=url, group_name="Flags",
        severity="High",
    )  # fmt: skip
    intake.apply(store, Page(source="zendesk", resource="tickets", tickets=(ticket,)))


def _open_tickets(store: Store) -> None:
    """Two tickets that were opened close to a thread; one of them reaches nobody."""
    from book import intake
    from book.facts import OrganizationFacts, Page, TicketFacts

    firm = OrganizationFacts(external_id="firm", name=_account(store, 0).name)
    intake.apply(store, Page(source="zendesk", resource="organizations", organizations=(firm,)))
    tickets = tuple(
        TicketFacts(
            external_id=number, account_external_id="firm", number=number, subject=subject,
            status="Open", opened_at=f"2026-11-23T{at}:00.000Z", group_name=group, severity="High",
        )
        for number, subject, at, group in (
            ("48377", "Funnels time out since Friday", "07:32", ""),
            ("48379", "Invite link says it has expired", "08:10", "Growth"),
        )
    )  # fmt: skip
    intake.apply(store, Page(source="zendesk", resource="tickets", tickets=tickets))


def _number(store: Store, subject: str) -> EscalationId:
    from book.escalations import EscalationId

    found = store.row("SELECT id FROM escalations WHERE subject = ?", (subject,))
    assert found is not None
    return EscalationId(found[0])


def _account(store: Store, at: int) -> Account:
    from book.accounts import all_accounts

    return all_accounts(store)[at + 4]
