"""The sample book in real processes: filled through the real engine, and gone without a trace."""

from __future__ import annotations

import signal
import sys
from contextlib import closing
from datetime import timedelta

import pytest

from book import contacts, drafts, event_types, meetings, outbox, outreach, points, recordings
from book.clock import local_day, system_clock
from book.last_good_rules import rules_in_force
from book.profile import Profile
from book.queue_reading import read_queue
from book.store import Store
from tests.desktop.processes import alive, children, wait_until


@pytest.fixture
def passing(satchel, tmp_path):
    """A runner without a profile of its own, whose passing folders all lie in one place."""
    place = tmp_path / "passing"
    place.mkdir()
    satchel.environment["TMPDIR"] = str(place)
    # No keyring at all: a sample must not need one.
    satchel.environment["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    satchel.command = lambda *words: [sys.executable, "-P", "-m", "desktop", *words]
    return satchel, place


def test_headless_prints_the_queue_and_leaves_nothing(passing):
    satchel, place = passing
    done = satchel("demo", "--headless", "--json")
    assert done.status == 0, done
    rows = done.json
    assert len(rows) > 20
    assert {"act", "later"} <= {row["band"] for row in rows}
    assert any(row["reasons"] for row in rows)
    assert list(place.iterdir()) == []
    assert not satchel.keyring.exists()


def test_a_named_sample_is_kept_and_later_commands_read_it(satchel):
    fail = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    first = satchel("demo", "--headless", "--json", **fail)
    assert first.status == 0, first
    assert satchel("queue", "--json", **fail).out == first.out
    assert satchel("status", "--json", **fail).json["encrypted"] is False
    again = satchel("demo", "--headless", "--json", **fail)
    assert again.status == 0, again
    assert [row["name"] for row in again.json] == [row["name"] for row in first.json]
    # Its pretend credentials were never written down.
    done = satchel("sync", "--json", **fail)
    assert done.status == 3
    assert done.json["sources"][0]["error"]["kind"] == "auth"


def test_the_sample_shows_a_day_of_work_and_a_kept_one_is_not_doubled(satchel):
    fail = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    for _ in range(2):
        done = satchel("demo", "--headless", "--json", **fail)
        assert done.status == 0, done
        with closing(Store.open(Profile(satchel.profile), None)) as store:
            coming = meetings.upcoming(store, system_clock())
            assert len(coming) == 4
            assert timedelta() < coming[0].starts_at - system_clock() <= timedelta(minutes=40)
            assert coming[0].account == "Quarrelton Parcel Network"
            assert all(one.join_url and one.attendees for one in coming)
            logged = recordings.all_recordings(store)
            assert len(logged) == 4
            assert len({one.account_id for one, _ in logged}) == 4
            assert sum(len(one.moments) for one, _ in logged) == 5
            assert [name for _, name in drafts.drafts(store)] == ["Solbakken Fjordmat AS"]
            made = [one.kind for one, _ in points.open_points(store)]
            assert {"i_owe", "they_owe", "question", "risk"} <= set(made)
            assert store.rows("SELECT count(*) FROM notes WHERE private = 1") == [(1,)]
            assert sum(outbox.counts(store).values()) == 0, "nothing of it waits to leave"
            mail = rules_in_force(store.profile, {}).rules.mail
            assert mail.booking_link
            assert mail.signature
            house = rules_in_force(store.profile, {}).rules
            link = event_types.usual_link(store)
            for row in read_queue(store, house, local_day(system_clock())):
                if row.band in ("new", "act"):
                    due = outreach.outreach(
                        house,
                        row.account,
                        row.renewal_date,
                        contacts.contacts_of(store, row.account.id),
                        None,
                        local_day(system_clock()),
                        None,
                        {"booking_link": link},
                    )
                    assert due.missing == (), row.account.name


def test_a_real_book_or_other_files_are_not_touched(plain, satchel_in, tmp_path, one_line):
    before = {path: path.read_bytes() for path in plain.profile.rglob("*") if path.is_file()}
    assert "not a sample" in one_line(plain("demo", "--headless"), 2)
    after = {path: path.read_bytes() for path in plain.profile.rglob("*") if path.is_file()}
    assert {path.name for path in after} == {path.name for path in before}
    other = satchel_in(tmp_path / "other")
    other.profile.mkdir(parents=True)
    (other.profile / "letter.txt").write_text("mine")
    assert "other files" in one_line(other("demo", "--headless"), 2)
    assert [path.name for path in other.profile.iterdir()] == ["letter.txt"]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_with_all_it_started(passing, number):
    satchel, place = passing
    # A shell that runs the tests in the background has SIGINT ignored, and children inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    process = satchel.start("demo")  # with a window, so that it does not end by itself
    assert wait_until(lambda: any(place.glob("*/sample/book.db")))
    assert wait_until(lambda: len(children(process.pid)) >= 1)
    started = children(process.pid)
    process.send_signal(number)
    process.communicate(timeout=20)
    assert wait_until(lambda: not any(map(alive, started)))
    assert list(place.iterdir()) == []
