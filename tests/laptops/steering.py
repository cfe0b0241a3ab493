"""What people do with the outbox and with time, what others do in the browser, and the runs."""

from __future__ import annotations

import html
from typing import Any

from hypothesis import strategies as st
from book import conflicts, outbox, sources, undo
from book.conflicts import Conflict, Keep
from book.records import Changed
from sync.html_text import markdown
from sync.markdown_html import html as as_html
from tests.laptops.laptop import RULES, SOURCE, Laptop
from tests.laptops.service import KINDS, TRAITS
from tests.laptops.texts import BY_BROWSER, edited, retagged
from tests.laptops.wire import CRASHES, FAULTS, Fault
from tests.laptops.world import FORM, HOW, PICK, WHO, World, act, chosen
from tests.laptops.writing import STAGES

SCRIPT = st.lists(
    st.builds(
        Fault,
        kind=st.sampled_from(FAULTS),
        at=st.integers(0, 7),
        times=st.sampled_from((1, 1, 1, 2, 5)),
    ),
    min_size=1,
    max_size=3,
)
CRASH = st.builds(Fault, kind=st.sampled_from(CRASHES), at=st.integers(0, 8))
KEEP = st.sampled_from(("mine", "theirs", "both", "own"))


class Outbox(World):
    """The outbox, undo, conflicts, read-only, clocks."""

    @act(who=WHO, pick=PICK, what=st.sampled_from(("hold", "release", "retry", "discard")))
    def handle_entry(self, who: str, pick: int, what: str) -> None:
        laptop = self.laptops[who]
        wanted = {"release": "held", "retry": "parked"}.get(what)
        found = [one for one in laptop.waiting() if wanted is None or one.state == wanted]
        entry = chosen(found, pick)
        if entry is None:
            return
        store, number = laptop.store, entry.id
        if what == "discard":
            self.took(who, self.attempt(lambda: outbox.discard(store, RULES, number)))
        elif what == "retry":
            self.took(who, self.attempt(lambda: outbox.retry(store, number)))
        else:
            work = outbox.hold if what == "hold" else outbox.release
            self.attempt(lambda: work(store, number))

    @act(who=WHO, what=st.sampled_from(("hold", "release", "release", "send now")))
    def handle_all(self, who: str, what: str) -> None:
        work = {
            "hold": outbox.hold_all,
            "release": outbox.release_all,
            "send now": outbox.send_now,
        }[what]
        work(self.laptops[who].store)

    @act(who=WHO, times=st.integers(1, 3), again=st.booleans())
    def take_back(self, who: str, times: int, again: bool) -> None:
        store = self.laptops[who].store
        for _ in range(times):
            work = undo.redo if again else undo.undo
            done = self.attempt(lambda work=work: work(store, RULES))  # type: ignore[misc]
            self.took(who, done.changed if done is not None else None)

    @act(who=WHO, pick=PICK, keep=KEEP, form=FORM)
    def settle(self, who: str, pick: int, keep: str, form: int) -> None:
        laptop = self.laptops[who]
        one = chosen(conflicts.open_conflicts(laptop.store), pick)
        if one is not None:
            self.decide(laptop, one, keep, form)

    def decide(self, laptop: Laptop, one: Conflict, keep: str, form: int) -> None:
        """A person decides a conflict, by one side, by both, or by words of their own."""
        value = None
        if keep == "own" and one.field == "body":
            line = self.typist.line(laptop.name, form)
            value = edited(one.mine or "", line, form, "add")
        side: Keep = "both" if keep == "both" else "theirs" if keep == "theirs" else "mine"

        def work() -> Changed:
            return conflicts.resolve(laptop.store, RULES, one.id, side, value=value)

        done = self.attempt(work)
        if done is None:
            done = conflicts.resolve(laptop.store, RULES, one.id, "mine")
        elif value is not None:
            self.says(laptop.name, value, public=True)
        assert done
        self.tally.conflicts += 1

    @act(who=WHO, on=st.booleans())
    def read_only(self, who: str, on: bool) -> None:
        sources.set_option(self.laptops[who].store, SOURCE, "read-only", "true" if on else None)

    @act(minutes=st.sampled_from((1, 2, 30, 60 * 5, 60 * 21)))
    def time_passes(self, minutes: int) -> None:
        self.crm.clock.move(minutes=minutes)

    @act(who=WHO, hours=st.integers(-48, 48))
    def clock_is_set(self, who: str, hours: int) -> None:
        self.set_clock(who, hours)


class Browser(World):
    """A person on the service's own web page."""

    @act(kind=st.sampled_from(tuple(KINDS)), pick=PICK, form=FORM, at=PICK, how=HOW,
          what=st.sampled_from(("body", "body", "title", "day", "tags", "done", "archive")))  # fmt: skip
    def browser_edits(
        self, kind: str, pick: int, form: int, at: int, how: str, what: str
    ) -> None:
        resource = KINDS[kind]
        living = [
            one for one in self.crm.records(resource).values() if one["archivedAt"] is None
        ]
        record = chosen(living, pick)
        if record is None:
            return
        if what == "archive":
            origin = self.keys.get(str(record["externalId"]))
            if origin is not None:
                self.taken.add(origin)
            self.crm.as_browser(lambda state: state.archive(resource, record["id"]))
            return
        patch = self._patch(kind, record, form, at, how, what)
        self.crm.as_browser(lambda state: state.change(resource, record["id"], patch))

    @act(pick=PICK, form=FORM, what=st.sampled_from(("stage", "plan", "slack_channel")))
    def browser_writes_trait(self, pick: int, form: int, what: str) -> None:
        account = chosen(self.crm.accounts(), pick)
        if account is None:
            return
        value = STAGES[form % 4] if what == "stage" else self.typist.token(BY_BROWSER) if form else None
        patch = {"traits": {TRAITS[what]: value}}
        self.crm.as_browser(lambda state: state.change("accounts", account, patch))

    @act(pick=PICK, form=FORM, kind=st.sampled_from(tuple(KINDS)))
    def browser_adds(self, pick: int, form: int, kind: str) -> None:
        account = chosen(self.crm.accounts(), pick)
        if account is None:
            return
        text = f"<p>{html.escape(self.typist.line(BY_BROWSER, form))}</p>"
        usual: dict[str, Any] = {"accountId": account}
        if kind == "note":
            day = self.typist.day()
            usual |= {"note": text, "noteDate": f"{day}T00:00:00.000Z", "authorId": "adm-bo"}
        else:
            usual |= {"name": self.typist.token(BY_BROWSER), "description": text}
        self.crm.as_browser(lambda state: state.insert(KINDS[kind], usual))

    @act(pick=PICK, rare=st.integers(0, 4))
    def account_comes_back_under_a_new_id(self, pick: int, rare: int) -> None:
        account = chosen(self.crm.accounts(), pick)
        if account is not None and rare == 4:
            self.crm.as_browser(lambda state: state.reimport(account))

    def _patch(
        self, kind: str, record: dict[str, Any], form: int, at: int, how: str, what: str
    ) -> dict[str, Any]:
        if what == "body":
            name = "note" if kind == "note" else "description"
            line = self.typist.line(BY_BROWSER, form)
            if form == 1:
                return {name: f"<div>{html.escape(line)}</div>{record[name] or ''}"}
            return {name: as_html(edited(markdown(record[name] or ""), line, at, how))}
        if what == "tags":
            return {"tags": retagged(record["tags"], self.typist.label(BY_BROWSER, form), at)}
        if kind == "note":
            if what == "title":
                return {"subject": self.typist.line(BY_BROWSER, form)}
            return {"noteDate": f"{self.typist.day()}T00:00:00.000Z"}
        if what == "title":
            return {"name": self.typist.token(BY_BROWSER)}
        if what == "done":
            return {"completedAt": None if record["completedAt"] else self.crm.state.now()}
        return {"dueDate": self.typist.day().isoformat()}


class Runs(World):
    """Syncs that go well, go wrong, or end in the middle."""

    @act(who=WHO, by_hand=st.booleans())
    def sync(self, who: str, by_hand: bool) -> None:
        self.run(who, [], by_hand=by_hand)

    @act(who=WHO, by_hand=st.sampled_from((True, True, False)), faults=SCRIPT)
    def sync_with_faults(self, who: str, by_hand: bool, faults: list[Fault]) -> None:
        self.run(who, faults, by_hand=by_hand)

    @act(who=WHO, by_hand=st.sampled_from((True, True, False)), faults=SCRIPT)
    def send_with_faults(self, who: str, by_hand: bool, faults: list[Fault]) -> None:
        self.run(who, faults, by_hand=by_hand, send_only=True)

    @act(who=WHO, crash=CRASH, full=st.booleans())
    def plug_is_pulled(self, who: str, crash: Fault, full: bool) -> None:
        self.run(who, [crash], by_hand=True, full=full)

    def run(self, who: str, faults: list[Fault], **options: Any) -> None:
        """One run of the engine on a laptop."""
        self.laptops[who].sync(faults, **options)
        self.synced = who
