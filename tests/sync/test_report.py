"""A run's report: what is counted in it, and what a connector says of the run in words."""

from __future__ import annotations

import pytest

from book import sources, sync_log
from sync.report import SourceReport, as_builtins

GONE = "Ledger no longer has the field “Tier”, which the stage was read from."
HIDDEN = "The field “Seats” is hidden from you in Ledger."

LEDGER = """
from book.errors import Offline
from book.facts import (
    AccountFacts, DealFacts, NoteFacts, Page, TicketFacts,
)

PAGES = [
    Page(source="ledger", resource="accounts", accounts=(AccountFacts(external_id="a", name="A"),)),
    Page(
        source="ledger",
        resource="deals",
        deals=(DealFacts(external_id="d", account_external_id="a", name="Renewal"),),
    ),
    Page(
        source="ledger",
        resource="tickets",
        tickets=(TicketFacts(external_id="t", account_external_id="a"),),
    ),
]


class Ledger:
    name = "ledger"
    title = "Ledger"
    stages = ("all",)
    requests = 0

    def __init__(self, setup):
        self.setup = setup

    async def pages(self, stage, known):
        words = self.setup.source.options.get("words", "")
        for one in filter(None, words.split("|")):
            self.setup.notice(one)
        if self.setup.source.options.get("away"):
            raise Offline("Ledger cannot be reached.")
        for page in PAGES:
            yield page

    async def aclose(self):
        pass
"""


@pytest.fixture
def ledger(desk, tmp_path, monkeypatch):
    """Connects a brought connector that says the words of its option `words`; then runs it."""
    about = tmp_path / "ledger-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: ledger\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[satchel.connectors]\nledger = telling:Ledger\n")
    (tmp_path / "telling.py").write_text(LEDGER)
    monkeypatch.syspath_prepend(tmp_path)

    def run(*words, away=False, **options):
        said = {"words": "|".join(words)} | ({"away": "yes"} if away else {})
        stood = sources.source(desk.store, "ledger")
        if stood is None:
            desk.connect(name="ledger", options=said)
        else:
            for key in ("words", "away"):
                sources.set_option(desk.store, "ledger", key, said.get(key))
        report = desk.run(sources=("ledger",), secrets={"ledger": "key"}, **options)
        return report.sources[0]

    return run


def detail(desk):
    return sources.source(desk.store, "ledger").detail


def warnings(desk):
    return [line.text for line in sync_log.lines(desk.store) if line.level == "warning"]


def test_deals_and_tickets_are_counted(ledger):
    report = ledger()
    assert (report.pulled["deals"], report.pulled["tickets"]) == (1, 1)
    assert report.anything_new
    again = ledger()
    assert (again.pulled["deals"], again.pulled["tickets"]) == (0, 0)


def test_words_of_a_run_are_in_its_report_once_and_in_order(ledger):
    report = ledger(HIDDEN, GONE, HIDDEN)
    assert report.ok
    assert report.notices == [HIDDEN, GONE]
    assert as_builtins(report)["notices"] == [HIDDEN, GONE]


def test_the_source_says_them_until_a_run_does_not(desk, ledger):
    ledger(HIDDEN, GONE)
    assert detail(desk) == f"{HIDDEN} {GONE}"
    assert sources.source(desk.store, "ledger").state == "up_to_date"
    ledger(GONE)
    assert detail(desk) == GONE
    ledger()
    assert detail(desk) == ""


def test_a_run_that_only_sends_takes_no_word_back(desk, ledger):
    ledger(GONE)
    ledger(send_only=True)
    assert detail(desk) == GONE


def test_a_run_that_failed_says_why_and_not_more(desk, ledger):
    report = ledger(GONE, away=True)
    assert report.notices == [GONE]
    assert detail(desk) == "Ledger cannot be reached."
    ledger(send_only=True)
    assert detail(desk) == ""  # what failed is over, and nothing was looked at since


def test_what_is_said_with_every_run_is_logged_once(desk, ledger):
    ledger(GONE)
    ledger(GONE)
    assert warnings(desk) == [GONE]
    ledger(GONE, HIDDEN)
    assert warnings(desk) == [HIDDEN, GONE]


def test_an_empty_word_is_none():
    report = SourceReport.of("ledger")
    report.notice("")
    assert report.notices == []
