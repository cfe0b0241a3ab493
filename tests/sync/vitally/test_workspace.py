"""What is asked once a day: teammates and the catalogue of fields."""

from __future__ import annotations


def lines(desk, path, **options):
    asked = desk.asked(lambda: desk.sync(**options))
    return sum(one.startswith(f"/resources/{path}") for one in asked)


def test_the_team_and_the_fields_are_read_once_a_day(desk):
    assert lines(desk, "admins") == 1
    assert lines(desk, "customFields") == 0
    desk.clock.move(hours=19)
    assert lines(desk, "admins") == 0
    desk.clock.move(hours=2)
    assert lines(desk, "admins") == 1


def test_the_names_are_known_in_runs_that_do_not_ask(desk):
    desk.sync()
    desk.clock.move(minutes=10)
    desk.service.change("accounts", "acc-0000", mrr=7)
    assert lines(desk, "admins") == 0
    assert desk.column("accounts", "owner_name", "external_id = 'acc-0000'") == ["Ida Berg"]


def test_a_full_run_asks_again(desk):
    desk.sync()
    assert lines(desk, "admins", full=True) == 1
    assert lines(desk, "customFields", full=True) == 3


def test_the_fields_are_kept(desk):
    desk.sync()
    assert desk.column("fields", "label") == ["Contract End", "Onboarding Pipeline"]


def test_an_owner_nobody_knows_is_asked_for_once_a_run(desk):
    desk.connect(options={"book": "all"})
    desk.sync()
    desk.clock.move(minutes=10)
    for external_id in ("acc-0000", "acc-0001"):
        desk.service.change("accounts", external_id, csmId="adm-gone")
    assert lines(desk, "admins") == 1
    assert desk.column("accounts", "owner_id", "external_id = 'acc-0000'") == ["adm-gone"]


def test_the_filter_by_owner_knows_people_by_their_address(desk):
    desk.connect(options={"book": "owner:BO@pebble.example"})
    desk.sync()
    assert desk.column("accounts", "external_id") == ["acc-0003", "acc-0004"]
