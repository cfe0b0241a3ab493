"""From a line of a note to a ticket, in the real program on a real screen, offline first.

The ticket system's port is closed while the form is filled in and sent; once it is open again the
ticket is there, once, with the second of the recording.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from time import perf_counter

import pytest

from book import escalations, intake, outbox, recordings, sources
from book.clock import local_day, system_clock
from book.escalation_standing import standing
from book.facts import AccountFacts, ContactFacts, Page
from book.profile import Profile
from book.records import Source
from book.store import Store
from sync.simulator.zendesk import Desk, ZendeskSimulator
from sync.simulator.zendesk.desk import SEVERITY
from tests.desktop.conftest import Satchel
from tests.desktop.processes import wait_until
from tests.desktop.screen import MISSING, Hands, program, screen
from tests.new_books import lay_plain
from ui.settings import Settings

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not on this machine: {', '.join(MISSING)}")
LOOM = "https://www.loom.com/share/0123456789abcdef0123456789abcdef"
SECONDS = 20.0
MOST_CHORDS = 40


@pytest.fixture
def there() -> Iterator[ZendeskSimulator]:
    def fill(desk: Desk) -> None:
        desk.add_group("Product Analytics")
        desk.add_organization("Alder Works", domain_names=["alder.test"])

    service = ZendeskSimulator(fill)
    service.start()
    yield service
    service.stop()


@pytest.fixture
def connected(satchel: Satchel, there: ZendeskSimulator) -> Satchel:
    """A book with one account and its person, and the ticket system connected."""
    profile = Profile(satchel.profile)
    lay_plain(profile)
    near = local_day(system_clock()) + timedelta(days=5)
    account = AccountFacts(
        external_id="x1", name="Alder Works", domain="alder.test", owner_email=there.email,
        renewal_date=near.isoformat(), arr_cents=5_000_000, currency="USD",
    )  # fmt: skip
    person = ContactFacts(
        external_id="p1", account_external_id="x1", name="Ines Roth", email="ines@alder.test"
    )
    with closing(Store.open(profile, None)) as store:
        mapping = {"renewal_date": "renewal"}
        sources.save(store, Source(name="vitally", url="https://crm.test", mapping=mapping))
        page = Page(source="vitally", resource="accounts", accounts=(account,), contacts=(person,))
        intake.apply(store, page)
        sources.finish_baseline(store, "vitally")
        sources.pause(store, "vitally", paused=True)
    Settings.of_profile(satchel.profile).change(hold_seconds=0, silent_kinds=("digest",))
    done = satchel("connect", "zendesk", "--url", there.url, "--me", there.email, "--secret-stdin",
                   said=there.key)  # fmt: skip
    assert (done.status, done.err) == (0, ""), done
    assert satchel("sync", "zendesk").status == 0
    return satchel


def test_from_a_line_to_a_ticket(
    connected: Satchel, there: ZendeskSimulator, tmp_path, capsys: pytest.CaptureFixture[str]
) -> None:
    there.stop()
    with (
        screen() as shown_on,
        closing(Store.open(Profile(connected.profile), None)) as store,
        program(connected, shown_on, tmp_path) as hands,
    ):
        began = perf_counter()
        _write_the_note(hands)
        assert wait_until(lambda: recordings.all_recordings(store) != [], SECONDS)
        _fill_the_form(hands)
        assert wait_until(lambda: _kept(store) == 1, SECONDS)
        hands.press("ctrl+Return")
        hands.wait_for("Preview: Support ticket")
        hands.press("ctrl+Return")
        assert wait_until(lambda: bool(_waiting(store)), SECONDS)
        took = perf_counter() - began
        assert wait_until(lambda: _zendesk(store).state == "offline", SECONDS)
        assert (there.desk.tickets, _state(store)) == ({}, "queued")
        there.start()
        hands.back_in_window()
        hands.press("F5")
        assert wait_until(lambda: len(there.desk.tickets) == 1, SECONDS)
        assert wait_until(lambda: _waiting(store) == [], SECONDS)
        assert _state(store) == "sent"
    assert hands.chords <= MOST_CHORDS
    with capsys.disabled():
        print(f"\na line become a ticket on a screen: {hands.chords} chords, {took:.2f} s")
    assert connected("sync", "zendesk").status == 0
    _look(there)


def _look(there: ZendeskSimulator) -> None:
    """Once, routed, from the customer's person, with the second of the recording."""
    (made,) = there.desk.tickets.values()
    (group,) = (number for number, one in there.desk.groups.items() if one["name"] == "Product "
                "Analytics")  # fmt: skip
    assert (made["subject"], made["group_id"]) == ("funnels time out", group)
    assert {"id": SEVERITY, "value": "high"} in made["custom_fields"]
    assert there.desk.users[made["requester_id"]]["email"] == "ines@alder.test"
    (said,) = there.desk.comments[made["id"]]
    assert said["public"] is False
    assert f"{LOOM}?t=725" in said["body"]


def _kept(store: Store) -> int:
    return sum(len(one.form.moments) for one, _ in escalations.open_escalations(store))


def _state(store: Store) -> str:
    """Where the one escalation stands, as the form and the lists say it."""
    ((one, _),) = escalations.open_escalations(store)
    return standing(store, one).state


def _waiting(store: Store) -> list[int]:
    return [one.id for one in outbox.entries(store) if one.record == "handover"]


def _zendesk(store: Store) -> Source:
    found = sources.source(store, "zendesk")
    assert found is not None
    return found


def _write_the_note(hands: Hands) -> None:
    hands.press("Return", "n")
    hands.write("They look at a year of funnels.")
    hands.press("Return")
    hands.write(f"{LOOM}?t=725")
    hands.press("Return")
    hands.write("^ escalate: funnels time out")
    hands.press("ctrl+Return")


def _fill_the_form(hands: Hands) -> None:
    hands.press("ctrl+4", "Return")
    hands.wait_for("What is it for")
    hands.press("Return")
    hands.back_in_window()
    for title, typed in (("Group", "prod"), ("Severity", "high"), ("Requester", "ines")):
        hands.press("Tab")
        _pick(hands, title, typed)
    for text in ("One board for five plants", "Query timed out after 600 s", "open the funnel"):
        hands.press("Tab")
        hands.write(text)
    hands.press("Return")
    hands.write("choose a year")
    hands.press("Tab", "space", "Tab")
    hands.write("a shorter span works")
    hands.press("Tab", "Tab", "Tab", "Tab")
    hands.write("Shown to their board on Friday")
    hands.press("Tab")
    hands.write("fri")
    hands.press("Tab", "space", "Tab", "Tab")
    _pick(hands, "Which moment", "")


def _pick(hands: Hands, title: str, typed: str) -> None:
    """Opens a list, narrows it, takes what is left."""
    hands.press("Return")
    hands.wait_for(title)
    hands.write(typed)
    hands.press("Return")
    hands.back_in_window()
