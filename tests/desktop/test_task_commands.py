"""Tasks by the command line: days, repeats, checklists, and what a snooze moves."""

from __future__ import annotations

from book import outbox


def test_a_task_has_a_day_to_do_it_on_a_repeat_and_a_checklist(satchel_here, store):
    made = satchel_here.json(
        "task", "a1", "Review", "--due", "2027-01-31", "--do-on", "2027-01-28",
        "--repeat", "every month on the 31st", "--check", "names", "--check", "numbers",
    )  # fmt: skip
    assert (made["due"], made["do_on"]) == ("2027-01-31", "2027-01-28")
    assert made["repeat"] == "every month on the 31st"
    assert made["checklist"] == [
        {"text": "names", "done": False}, {"text": "numbers", "done": False}
    ]  # fmt: skip
    assert made["body"] == "- [ ] names\n- [ ] numbers"
    (entry,) = outbox.entries(store)
    assert not {"do_on", "repeat"} & set(entry.intent)  # they stay on this laptop
    due = satchel_here.json("due", "--on", "2027-01-28")
    assert (due[-1]["id"], due[-1]["overdue_days"]) == (made["id"], 0)
    assert made["id"] not in {one["id"] for one in satchel_here.json("due", "--on", "2027-01-27")}
    done = satchel_here("done", made["id"])
    assert done.out == "Done: Review (t2). It comes again on 2027-02-25 (t3).\n"
    again = satchel_here("done", made["id"])
    assert again.out == "Done: Review (t2). It was done already.\n"


def test_a_repeat_that_is_none_adds_no_task(told, store):
    words = ("task", "a1", "Review", "--due", "fri", "--repeat", "now and then")
    assert "comes again" in told(2, *words)
    assert outbox.entries(store) == []


def test_a_snoozed_task_with_a_day_to_do_it_on_keeps_its_due_day(satchel_here):
    satchel_here("task", "a1", "Review", "--due", "2027-01-31", "--do-on", "2027-01-20")
    assert satchel_here("snooze", "t2", "2027-01-25").out == "To do on 2027-01-25: Review (t2).\n"
    assert satchel_here.json("snooze", "t2", "2027-02-05")["due"] == "2027-02-05"


def test_signs_that_hide_do_not_come_into_a_title(satchel_here, store):
    made = satchel_here.json(
        "task", "a1", "Re\u202eview\u200b\x1b[31m \u2067now\ufeff", "--due", "fri",
        "--check", "na\u202dmes",
    )  # fmt: skip
    assert made["title"] == "Review[31m now"
    assert made["checklist"][0]["text"] == "names"
    note = satchel_here.json("note", "a1", "Words", "--subject", "Ca\u2066ll\u2060 \u202enow")
    assert note["subject"] == "Call now"
    family = "👩\u200d👧 می\u200cخواهم"
    assert satchel_here.json("task", "a1", family, "--due", "fri")["title"] == family
