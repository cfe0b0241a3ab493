"""What commands begin with: house rules that are wrong hinder only what writes to a source."""

from __future__ import annotations

from book.rules_place import PERSONAL
from sync.simulator import Simulator


def test_the_queue_is_shown_by_the_shipped_rules_and_that_is_said(plain):
    (plain.profile / PERSONAL).write_text('[contact]\nwindow_days = "soon"\n')
    done = plain("queue", "--json")
    assert (done.status, done.json) == (0, [])
    (line,) = done.err.splitlines()
    assert line.startswith("satchel: The rules that come with Satchel are used until this is")
    assert "house-rules.toml, line 2: contact.window_days" in line


def test_a_sync_is_refused_and_asks_the_service_nothing(plain, one_line):
    with Simulator(accounts=12) as crm:
        words = ["connect", "vitally", "--url", crm.url, "--me", crm.email, "--secret-stdin"]
        assert plain(*words, said=crm.key).status == 0
        (plain.profile / PERSONAL).write_text('[contact]\nwindow_days = "soon"\n')
        crm.log.clear()
        assert "house-rules.toml, line 2" in one_line(plain("sync"), 4)
        assert crm.log.lines() == []
