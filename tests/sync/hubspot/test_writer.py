"""Writing to an account over real HTTP: what is sent, what is stored, what is read back."""

from __future__ import annotations

import json
from itertools import count

import pytest

from book.errors import Offline, Refused, ServerTrouble
from book.facts import AccountFacts, NoteFacts, TaskFacts
from sync.connectors import connector
from sync.hubspot.connector import HubSpotConnector
from sync.hubspot.note_text import LONGEST_TEXT, reference_of
from sync.port import Writer
from sync.refusals import AccountGone, Gone, NotAllowed, Overtaken
from sync.simulator.hubspot import Property, Quirks
from tests.sync.hubspot.portals import (
    AT,
    DAY,
    Hand,
    add_company,
    changed,
    new_note,
    new_task,
    writes,
)

_numbers = count(1)
OTHERS = "61004724"


def key(record="note"):
    """A key nobody used before: what is doubted is remembered for the whole process."""
    return f"satchel:{record}:4c1e2f7a-93d0-4d53-8a53-{next(_numbers):012x}"


@pytest.fixture
def acorn(there):
    return add_company(there, "Acorn", onboarding_stage="1. New Account")


@pytest.fixture
def hand(there, clock):
    return Hand(there, clock)


def stored(there, made):
    """The properties of a record the book knows by that id."""
    kind, _, number = made.external_id.rpartition(":")
    return there.record({"note": "notes", "call": "calls"}.get(kind, "tasks"), number)


# -- creating --------------------------------------------------------------------


def test_the_connector_is_a_writer():
    writer: type[Writer] = HubSpotConnector
    assert connector("hubspot").__name__ == writer.__name__
    assert writer.writes == {"account", "note", "task"}


def test_a_new_note_stands_there_whole(there, hand, acorn):
    body = "# Summary\nKim said **yes** to 40 seats\n\n- send docs\n- ask Bo\n\n> later\n😀 שלום"
    mine = key()
    made = hand.write(new_note(acorn, mine, body=body))
    record = stored(there, made)
    text = record["properties"]["hs_note_body"]
    assert record["associations"]["companies"] == [acorn]
    assert record["properties"]["hubspot_owner_id"] == there.me
    assert text.startswith("<p><strong>Intro</strong></p>")
    assert text.count(f"ref S-{reference_of(mine)}") == 1
    assert isinstance(made, NoteFacts)
    assert (made.subject, made.body, made.day, made.mine) == ("Intro", body, DAY, 1)
    # The tag says that it tells of a call, wherever HubSpot keeps it (it was a plain note before).
    assert (made.external_key, made.tags, made.kind) == (mine, '["call"]', "call")
    assert made.external_id.startswith("note:")
    assert (made.account_external_id, made.archived_at) == (acorn, None)


def test_what_is_read_later_is_what_was_written(hand, acorn):
    made = hand.write(new_note(acorn, key()))
    again = hand.read("note", made.external_id)
    assert again == made


def test_a_new_task_stands_there_whole(there, hand, acorn):
    mine = key("task")
    made = hand.write(new_task(acorn, mine, completed_at=AT))
    said = stored(there, made)["properties"]
    assert (said["hs_task_subject"], said["hs_task_status"]) == ("Send docs", "COMPLETED")
    assert (said["hs_task_type"], said["hubspot_owner_id"]) == ("TODO", there.me)
    assert stored(there, made)["associations"]["companies"] == [acorn]
    assert isinstance(made, TaskFacts)
    assert (made.title, made.body, made.due) == ("Send docs", "- one", "2026-06-20")
    assert (made.external_key, made.tags, made.mine) == (mine, '["promise"]', 1)
    assert made.completed_at is not None


@pytest.mark.parametrize(("option", "kind"), [("calls", "call"), ("notes", "note"), (None, "note")])
def test_a_note_of_a_call_becomes_a_call_where_that_was_chosen(there, clock, acorn, option, kind):
    hand = Hand(there, clock, options={"calls": option} if option else {})
    made = hand.write(new_note(acorn, key(), kind="call"))
    assert made.external_id.startswith(f"{kind}:")
    # Here it is a call in any case: its tag says so (it became a plain note before).
    assert made.kind == "call"
    assert (made.subject, made.body, made.tags) == ("Intro", "Said **yes**", '["call"]')
    said = stored(there, made)["properties"]
    if kind == "call":
        assert (said["hs_call_title"], said["hs_call_status"]) == ("Intro", "COMPLETED")
        assert "Intro" not in said["hs_call_body"]


@pytest.mark.parametrize("quirks", [Quirks(), Quirks(write_answers="written")])
def test_an_answer_without_all_of_the_record_is_completed(start, clock, quirks):
    there = start(quirks=quirks)
    hand, acorn = Hand(there, clock), add_company(there)
    made = hand.write(new_task(acorn, key("task")))
    after = hand.update(changed("task", made.external_id, acorn, title="Other"))
    assert (after.title, after.body, after.due) == ("Other", "- one", "2026-06-20")
    assert after.external_key == made.external_key


def test_tidied_whitespace_is_still_the_text(start, clock):
    there = start(quirks=Quirks(notes_tidy_whitespace=True))
    hand, acorn = Hand(there, clock), add_company(there)
    made = hand.write(new_note(acorn, key(), body="a\n\nb  c\n- d"))
    assert made.subject == "Intro"
    assert made.body.split() == ["a", "b", "c", "-", "d"]


def test_the_link_is_the_one_this_account_uses(there, hand, acorn):
    hand.with_capabilities(notes_to_company=190)
    hand.write(new_note(acorn, key()))
    (_, _, body) = writes(there)[0]
    assert json.loads(body)["associations"] == [
        {
            "to": {"id": acorn},
            "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 190}],
        }
    ]


# -- what goes out ---------------------------------------------------------------


def entries(acorn, note, task):
    return [
        new_note(acorn, key(), kind="call"),
        new_task(acorn, key("task")),
        changed("note", note, acorn, body="new *text*", subject="B"),
        changed("note", note, acorn, tags='["a","b"]'),
        changed("note", note, acorn, day="2026-06-01"),
        changed("task", task, acorn, title="B", due="2026-07-01"),
        changed("task", task, acorn, completed_at=AT),
        changed("task", task, acorn, completed_at=None),
        changed("account", acorn, acorn, stage="2. Onboarding Initiated"),
        changed("note", note, acorn, archived_at=AT),
        changed("task", task, acorn, archived_at=AT),
    ]


def test_what_arrives_is_what_was_shown(there, hand, acorn):
    note = hand.write(new_note(acorn, key())).external_id
    task = hand.write(new_task(acorn, key("task"))).external_id
    for entry in entries(acorn, note, task):
        done = len(writes(there))

        async def both(opened, entry=entry):
            known = entry.external_id
            before = await opened.read(entry.record, known) if known else None
            shown = opened.requests_for(entry, before)
            await opened.write(entry, before)
            return shown

        shown = hand.do(both)
        assert writes(there)[done:] == [(one.method, one.path, one.body) for one in shown], entry
        assert "sk_live" not in "".join(one.body for one in shown)


def test_a_change_names_only_what_changes(there, hand, acorn):
    made = hand.write(new_task(acorn, key("task")))
    done = len(writes(there))
    hand.update(changed("task", made.external_id, acorn, title="Other"))
    hand.update(changed("task", made.external_id, acorn, completed_at=AT))
    sent = [json.loads(body)["properties"] for _, _, body in writes(there)[done:]]
    assert sent == [{"hs_task_subject": "Other"}, {"hs_task_status": "COMPLETED"}]


def test_a_change_of_the_subject_keeps_text_tags_and_reference(there, hand, acorn):
    made = hand.write(new_note(acorn, key()))
    for subject in ("Second", "", "Third"):
        after = hand.update(changed("note", made.external_id, acorn, subject=subject))
        assert (after.subject, after.body, after.tags) == (subject, "Said **yes**", '["call"]')
        assert after.external_key == made.external_key
    assert stored(there, made)["properties"]["hs_note_body"].count("ref S-") == 1


def test_the_writer_looks_for_itself_where_nobody_told_it(hand, acorn):
    made = hand.write(new_note(acorn, key()))
    after = hand.write(changed("note", made.external_id, acorn, tags='["x"]'))
    assert (after.subject, after.body, after.tags) == ("Intro", "Said **yes**", '["x"]')


def test_a_note_of_somebody_s_gets_no_reference(there, hand, acorn):
    number = there.add(
        "notes", {"hs_note_body": "<p>theirs</p>", "hs_timestamp": AT},
        associations={"companies": [acorn]},
    )  # fmt: skip
    after = hand.update(changed("note", f"note:{number}", acorn, body="mine"))
    assert after.body == "mine"
    assert there.record("notes", number)["properties"]["hs_note_body"] == "<p>mine</p>"


def test_a_done_task_can_be_opened_again(there, hand, acorn):
    made = hand.write(new_task(acorn, key("task"), completed_at=AT))
    after = hand.update(changed("task", made.external_id, acorn, completed_at=None))
    assert after.completed_at is None
    assert stored(there, made)["properties"]["hs_task_status"] == "NOT_STARTED"


def test_a_note_moves_to_another_account(there, hand, acorn):
    birch = add_company(there, "Birch")
    made = hand.write(new_note(acorn, key()))
    after = hand.update(changed("note", made.external_id, birch, account_id=birch))
    assert after.account_external_id == birch
    assert stored(there, made)["associations"]["companies"] == [birch]


def test_a_note_at_several_companies_is_not_moved_from_here(there, hand, acorn):
    made = hand.write(new_note(acorn, key()))
    birch, cedar = add_company(there, "Birch"), add_company(there, "Cedar")
    there.associate("notes", made.external_id.removeprefix("note:"), "companies", birch)
    done = len(writes(there))
    with pytest.raises(Refused, match="several companies"):
        hand.update(changed("note", made.external_id, cedar, account_id=cedar))
    assert len(writes(there)) == done


def test_deleting_archives_and_what_is_archived_is_read_as_such(there, hand, acorn):
    made = hand.write(new_note(acorn, key()))
    assert hand.update(changed("note", made.external_id, acorn, archived_at=AT)) is None
    assert stored(there, made)["archived"]
    assert hand.read("note", made.external_id).archived_at is not None
    # Once more does no harm.
    assert hand.write(changed("note", made.external_id, acorn, archived_at=AT)) is None


def test_what_was_purged_is_not_read(there, hand, acorn):
    made = hand.write(new_note(acorn, key()))
    there.remove("notes", made.external_id.removeprefix("note:"))
    assert hand.read("note", made.external_id) is None


def test_a_field_of_an_account_is_written_and_read_back(there, hand, acorn):
    assert hand.do(says_writable) == (True, False)
    after = hand.update(changed("account", acorn, acorn, stage="2. Onboarding Initiated"))
    assert isinstance(after, AccountFacts)
    assert after.stage == "2. Onboarding Initiated"
    assert hand.update(changed("account", acorn, acorn, stage=None)).stage is None
    assert there.record("companies", acorn)["properties"].get("onboarding_stage") in (None, "")


async def says_writable(opened):
    return opened.writable("stage"), opened.writable("plan")


def test_only_fields_that_take_writes_are_writable(there, clock):
    hand = Hand(there, clock).with_capabilities(writes="plan")
    assert hand.do(says_writable) == (False, False)


def test_a_picklist_is_written_by_its_labels(there, clock):
    options = (("s1", "1. New"), ("s2", "2. Live"))
    there.define(
        "companies",
        Property(name="cs", label="CS", type="enumeration", field_type="select", options=options),
    )
    acorn = add_company(there, cs="s1")
    hand = Hand(there, clock, mapping={"stage": "cs"})
    hand.with_capabilities(choices='{"cs":{"s1":"1. New","s2":"2. Live"}}')
    assert hand.update(changed("account", acorn, acorn, stage="2. Live")).stage == "2. Live"
    assert there.record("companies", acorn)["properties"]["cs"] == "s2"


def test_a_request_can_be_shown_with_what_this_laptop_has_of_the_record(hand, acorn):
    known = NoteFacts(external_id="", account_external_id="", day="", body="here", subject="S")

    async def shown(opened):
        moved = changed("note", "note:5", acorn, account_id=acorn, tags='["x"]')
        return opened.requests_for(moved, known)

    patch, put = hand.do(shown)
    assert (patch.method, put.method) == ("PATCH", "PUT")
    assert "here" in patch.body
    assert put.path.endswith(f"/notes/5/associations/default/companies/{acorn}")


# -- refusals --------------------------------------------------------------------


def test_a_picklist_value_that_is_none_is_refused_by_name(there, hand, acorn):
    with pytest.raises(Refused, match="onboarding_stage") as refused:
        hand.update(changed("account", acorn, acorn, stage="99. Nowhere"))
    assert "“99. Nowhere”" in refused.value.title
    assert there.record("companies", acorn)["properties"]["onboarding_stage"] == "1. New Account"


def test_a_mapped_property_that_vanished_is_refused_by_name(there, hand, acorn):
    there.drop_property("companies", "onboarding_stage")
    with pytest.raises(Refused, match="onboarding_stage"):
        hand.write(changed("account", acorn, acorn, stage="2. Onboarding Initiated"))


def test_rights_that_are_missing_for_writing_are_named(there, hand, acorn):
    there.allow("crm.objects.companies.read", "crm.objects.contacts.read")
    with pytest.raises(NotAllowed, match=r"crm\.objects\.contacts\.write"):
        hand.write(new_note(acorn, key()))


@pytest.mark.parametrize("way", ["archive", "remove"])
def test_an_account_that_is_gone_is_told_apart(there, hand, acorn, way):
    getattr(there, way)("companies", acorn)
    with pytest.raises(AccountGone):
        hand.write(new_note(acorn, key()))
    assert hand.read("account", acorn) is None


@pytest.mark.parametrize("leads_on", [False, True])
def test_a_merged_account_is_gone_under_its_old_id(start, clock, leads_on):
    there = start(quirks=Quirks(merged_id_leads_on=leads_on))
    acorn, birch = add_company(there), add_company(there, "Birch")
    there.merge("companies", birch, acorn)
    assert Hand(there, clock).read("account", acorn) is None


@pytest.mark.parametrize("way", ["archive", "remove"])
def test_a_record_that_is_gone_is_told_apart(there, hand, acorn, way):
    made = hand.write(new_note(acorn, key()))
    getattr(there, way)("notes", made.external_id.removeprefix("note:"))
    with pytest.raises(Gone):
        hand.write(changed("note", made.external_id, acorn, day="2026-06-01"))


def test_a_locked_record_is_looked_at_again_later(there, hand, acorn):
    made = hand.write(new_note(acorn, key()))
    there.fault("status", path="/crm/objects", method="PATCH", status=423, times=20)
    with pytest.raises(Overtaken):
        hand.update(changed("note", made.external_id, acorn, day="2026-06-01"))
    assert hand.waits[0] >= 2


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"day": None}, "without a day"), ({"body": "x" * LONGEST_TEXT}, "too long")],
)
def test_what_hubspot_cannot_keep_is_not_sent(there, hand, acorn, fields, words):
    with pytest.raises(Refused, match=words):
        hand.write(new_note(acorn, key(), **fields))
    assert writes(there) == []


def test_a_task_has_to_have_a_day(there, hand, acorn):
    with pytest.raises(Refused, match="without a day"):
        hand.write(new_task(acorn, key("task"), due=None))
    assert writes(there) == []


def test_nobody_writes_before_it_is_known_who_they_are(there, clock, acorn):
    with pytest.raises(Refused, match="who you are"):
        Hand(there, clock, me_id=None).write(new_note(acorn, key()))


def test_a_deleted_record_is_not_brought_back(hand, acorn):
    with pytest.raises(Refused, match="recycle bin"):
        hand.write(changed("note", "note:1", acorn, archived_at=None))


# -- lost answers ----------------------------------------------------------------


def lose(there, hand, entry, kind="lost"):
    """Sends something whose answer never comes."""
    there.fault(kind, path="/crm/objects", method="POST")
    with pytest.raises((Offline, ServerTrouble, Exception)):
        hand.write(entry)


@pytest.mark.parametrize("record", ["note", "task", "call"])
@pytest.mark.parametrize("unique", ["absent", "read_only", "writable"])
def test_a_record_whose_answer_was_lost_is_found_by_its_own_key(start, clock, record, unique):
    there = start(quirks=Quirks(unique_key=unique))
    keyed = unique == "writable"
    hand = Hand(there, clock, options={"calls": "calls"})
    hand.with_capabilities(notes_key=keyed, calls_key=keyed, tasks_key=keyed)
    acorn, kind = add_company(there), "task" if record == "task" else "note"
    other, mine = key(kind), key(kind)
    made = {
        "note": new_note(acorn, mine),
        "task": new_task(acorn, mine),
        "call": new_note(acorn, mine, kind="call"),
    }
    lose(there, hand, made[record])
    found = hand.find(kind, mine, acorn)
    assert found.external_key == mine
    assert stored(there, found)["associations"]["companies"] == [acorn]
    assert found == hand.read(kind, found.external_id)
    clock.move(seconds=31)
    assert hand.find(kind, other, acorn) is None


def test_a_key_of_its_own_needs_no_line_in_the_text(start, clock):
    there = start(quirks=Quirks(unique_key="writable"))
    hand = Hand(there, clock).with_capabilities(notes_key=True)
    mine = key()
    made = hand.write(new_note(add_company(there), mine, tags="[]"))
    assert stored(there, made)["properties"]["hs_unique_creation_key"] == mine
    assert "ref S" not in stored(there, made)["properties"]["hs_note_body"]
    assert hand.read("note", made.external_id).external_key == mine


def test_a_second_creation_under_a_key_finds_the_first(start, clock):
    there = start(quirks=Quirks(unique_key="writable"))
    hand = Hand(there, clock).with_capabilities(notes_key=True)
    acorn, mine = add_company(there), key()
    first = hand.write(new_note(acorn, mine))
    assert hand.write(new_note(acorn, mine)).external_id == first.external_id
    assert len(there.records("notes")) == 1


def test_not_found_is_no_answer_within_half_a_minute_of_the_attempt(there, hand, acorn, clock):
    mine = key()
    there.fault("close", path="/crm/objects", method="POST")
    with pytest.raises((Offline, ServerTrouble, Exception)):
        hand.write(new_note(acorn, mine))
    for _ in range(2):
        with pytest.raises(ServerTrouble, match="may not show"):
            hand.find("note", mine, acorn)
        clock.move(seconds=14)
    clock.move(seconds=3)
    assert hand.find("note", mine, acorn) is None
    assert hand.waits == []
    assert there.records("notes") == []


def test_found_is_an_answer_at_any_moment(there, hand, acorn):
    mine = key()
    lose(there, hand, new_note(acorn, mine))
    assert hand.find("note", mine, acorn).external_key == mine


def test_an_attempt_nobody_here_knows_of_is_given_half_a_minute(hand, acorn):
    assert hand.find("note", key(), acorn) is None
    assert hand.waits == [30.0]


def test_a_key_is_looked_for_by_links_and_never_by_search(there, hand, acorn):
    lose(there, hand, new_note(acorn, mine := key()))
    hand.find("note", mine, acorn)
    assert not [one for one in there.requests() if one.path.endswith("/search")]


def test_an_answer_without_an_id_is_not_taken_for_a_refusal(there, hand, acorn):
    mine = key()
    lose(there, hand, new_note(acorn, mine), kind="not_json")
    # The pretend portal answered instead of the service: nothing was made.
    assert there.records("notes") == []
    lose(there, hand, new_note(acorn, mine), kind="truncate")
    assert len(there.records("notes")) == 1
    assert hand.find("note", mine, acorn).external_key == mine


@pytest.mark.parametrize("versions", [("v3", "v4"), ("v3", "v4", "2026-03")])
def test_a_version_that_is_served_no_more_is_stepped_down_from(start, clock, versions):
    there = start(versions=versions)
    hand, acorn = Hand(there, clock), add_company(there)
    made = hand.write(new_note(acorn, key()))
    assert hand.read("note", made.external_id) == made
    hand.update(changed("note", made.external_id, acorn, day="2026-06-01"))
    assert len(there.records("notes")) == 1
