"""What people do on the laptops: notes, drafts, tasks, accounts."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from book import account_writing, drafts, note_writing, task_writing
from book.editable import tags_of
from book.records import AccountId, NoteId, TaskId
from tests.laptops.laptop import RULES, Laptop
from tests.laptops.texts import edited, retagged, tokens
from tests.laptops.world import FORM, HOW, PICK, WHO, YES_OR_NO, Origin, World, act, chosen

STAGES = (
    "2. Onboarding Initiated",
    "3a. Engaged — Email",
    "3b. Engaged — Call Booked",
    "4a. Intro Call Completed",
)


class Notes(World):
    """Notes and drafts."""

    @act(who=WHO, pick=PICK, form=FORM, lines=(1, 2, 3), private=YES_OR_NO)
    def add_note(self, who: str, pick: int, form: int, lines: int, private: bool) -> None:
        laptop = self.laptops[who]
        account = chosen(laptop.accounts(), pick)
        if account is None:
            return
        subject = self.typist.token(who)
        body = "\n".join(self.typist.line(who, form) for form in range(form, form + lines))
        tags = [self.typist.label(who, form)]
        self.says(who, subject, body, tags, public=not private)
        made = self.attempt(
            lambda: note_writing.add_note(
                laptop.store, RULES, account, subject=subject, body=body,
                day=self.typist.past_day(), tags=tags, private=private,
            )
        )  # fmt: skip
        assert made is not None
        self.births.add(Origin(who, "note", made[0]))

    @act(5,
        who=WHO, pick=PICK, form=FORM, at=PICK, how=HOW,
        field=("body", "body", "body", "subject", "day", "tags"),
    )  # fmt: skip
    def edit_note(self, who: str, pick: int, form: int, at: int, how: str, field: str) -> None:
        laptop = self.laptops[who]
        row = chosen(laptop.rows("note"), pick)
        if row is None:
            return
        values = self._words(who, row, form, at, how, field)
        self.attempt(lambda: self._say(laptop, row, values))

    @act(1, who=WHO, pick=PICK, what=("delete", "delete", "lock", "open"))
    def fate_of_note(self, who: str, pick: int, what: str) -> None:
        laptop = self.laptops[who]
        private = {"lock": "private = 0", "open": "private = 1"}.get(what, "1")
        row = chosen(laptop.rows("note", f"archived_at IS NULL AND {private}"), pick)
        if row is None:
            return
        work = {
            "delete": note_writing.delete_note,
            "lock": note_writing.make_private,
            "open": note_writing.make_public,
        }[what]
        self.take(who, lambda: work(laptop.store, RULES, NoteId(row["id"])))

    @act(1, who=WHO, pick=PICK, on_note=YES_OR_NO, private=YES_OR_NO, form=FORM)
    def begin_draft(self, who: str, pick: int, on_note: bool, private: bool, form: int) -> None:
        laptop = self.laptops[who]
        account = chosen(laptop.accounts(), pick)
        note = chosen(laptop.rows("note"), pick) if on_note else None
        if account is None:
            return
        line = self.typist.line(who, form)
        self.says(who, line, public=False)
        if note is None:
            begun = drafts.begin(
                laptop.store,
                account_id=account,
                body=line,
                day=self.typist.past_day(),
                private=private,
            )
        else:
            begun = drafts.begin(
                laptop.store,
                account_id=AccountId(note["account_id"] if pick % 3 else account),
                note_id=NoteId(note["id"]),
                subject=note["subject"],
                body=edited(note["body"], line, pick, "add"),
                day=date.fromisoformat(note["day"]),
                tags=tags_of(note["tags"]),
                private=bool(note["private"]),
            )
        assert begun.id

    @act(1, who=WHO, pick=PICK, form=FORM, at=PICK, how=HOW)
    def type_in_draft(self, who: str, pick: int, form: int, at: int, how: str) -> None:
        laptop = self.laptops[who]
        found = chosen((draft for draft, _ in drafts.drafts(laptop.store)), pick)
        if found is None:
            return
        body = edited(found.body, self.typist.line(who, form), at, how)
        self.says(who, *(tokens(body) - tokens(found.body)), public=False)
        drafts.save(laptop.store, msgspec.structs.replace(found, body=body))
        # One sitting is one change: what was typed over within it leaves no trace.
        self.replaced |= tokens(found.body) - tokens(body) - self.public

    @act(1, who=WHO, pick=PICK, discard=(False, False, True))
    def leave_draft(self, who: str, pick: int, discard: bool) -> None:
        laptop = self.laptops[who]
        found = chosen((draft for draft, _ in drafts.drafts(laptop.store)), pick)
        if found is None:
            return
        if discard:
            self.attempt(lambda: drafts.discard(laptop.store, RULES, found.id))
            return
        made = self.attempt(lambda: drafts.end(laptop.store, RULES, found.id))
        if made is None:
            return
        row = laptop.row("note", made[0])
        assert row is not None
        if found.note_id is None:
            self.births.add(Origin(who, "note", made[0]))
        self.says(who, found.subject, found.body, found.tags, public=not row["private"])

    def _words(
        self, who: str, row: dict[str, Any], form: int, at: int, how: str, field: str
    ) -> dict[str, Any]:
        value: Any
        if field == "body":
            value = edited(row["body"], self.typist.line(who, form), at, how)
        elif field == "tags":
            value = retagged(tags_of(row["tags"]), self.typist.label(who, form), at)
        elif field == "day":
            value = self.typist.past_day() if form % 3 else date(2019, 5, 5)
        else:
            value = self.typist.line(who, form)
        return {field: value}

    def _say(self, laptop: Laptop, row: dict[str, Any], values: dict[str, Any]) -> None:
        done = note_writing.edit_note(laptop.store, RULES, NoteId(row["id"]), **values)
        if done:
            self.says(laptop.name, *values.values(), public=not row["private"])


class Tasks(World):
    """Tasks."""

    @act(1, who=WHO, pick=PICK, form=FORM, dated=YES_OR_NO)
    def add_task(self, who: str, pick: int, form: int, dated: bool) -> None:
        laptop = self.laptops[who]
        account = chosen(laptop.accounts(), pick)
        if account is None:
            return
        title, body = self.typist.token(who), self.typist.line(who, form)
        self.says(who, title, body, public=True)
        due = self.typist.day() if dated else None
        made = self.attempt(
            lambda: task_writing.add_task(laptop.store, RULES, account, title, due=due, body=body)
        )
        assert made is not None
        self.births.add(Origin(who, "task", made[0]))

    @act(3,
        who=WHO, pick=PICK, form=FORM, at=PICK, how=HOW,
        field=("title", "body", "body", "due"),
    )  # fmt: skip
    def edit_task(self, who: str, pick: int, form: int, at: int, how: str, field: str) -> None:
        laptop = self.laptops[who]
        row = chosen(laptop.rows("task"), pick)
        if row is None:
            return
        value: Any = {
            "title": lambda: self.typist.line(who, form),
            "body": lambda: edited(row["body"], self.typist.line(who, form), at, how),
            "due": lambda: self.typist.day() if form else None,
        }[field]()
        done = self.attempt(
            lambda: task_writing.edit_task(laptop.store, RULES, TaskId(row["id"]), **{field: value})
        )
        if done:
            self.says(who, value, public=True)

    @act(
        who=WHO,
        pick=PICK,
        what=("finish", "finish", "reopen", "snooze", "delete"),
    )
    def fate_of_task(self, who: str, pick: int, what: str) -> None:
        laptop = self.laptops[who]
        done = {"finish": "completed_at IS NULL", "reopen": "completed_at IS NOT NULL"}
        row = chosen(laptop.rows("task", f"archived_at IS NULL AND {done.get(what, '1')}"), pick)
        if row is None:
            return
        number, store = TaskId(row["id"]), laptop.store
        if what == "delete":
            self.take(who, lambda: task_writing.delete_task(store, RULES, number))
        elif what == "snooze":
            day = self.typist.day()
            self.attempt(lambda: task_writing.snooze(store, RULES, [number], day))
        else:
            work = task_writing.finish if what == "finish" else task_writing.reopen
            self.attempt(lambda: work(store, RULES, [number]))


class Accounts(World):
    """What is written of accounts."""

    @act(
        who=WHO, pick=PICK, form=FORM,
        what=("stage", "plan", "slack_channel", "sentiment"),
    )  # fmt: skip
    def write_account(self, who: str, pick: int, form: int, what: str) -> None:
        laptop = self.laptops[who]
        all_of_them = laptop.accounts()
        one = chosen(all_of_them, pick)
        if one is None:
            return
        homes = all_of_them if form == 9 else [one]
        store = laptop.store
        if what == "stage":
            label = STAGES[form % len(STAGES)]
            self.attempt(lambda: account_writing.move_stage(store, RULES, homes, label))
        elif what == "sentiment":
            self.attempt(lambda: account_writing.set_sentiment(store, RULES, homes, form % 5 + 1))
        else:
            value = self.typist.token(who) if form % 4 else ("Scale" if form else None)
            done = self.attempt(
                lambda: account_writing.write_field(
                    store, RULES, homes, "plan" if what == "plan" else "slack_channel", value
                )
            )
            if done:
                self.says(who, value, public=True)
