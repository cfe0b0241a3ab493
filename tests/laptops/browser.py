"""What somebody does on the service's own web page, to records and to accounts."""

from __future__ import annotations

from typing import Any, Final

from tests.laptops.service import FIELDS, KINDS, Asked, Kind, Page, Said, leaving, title_of
from tests.laptops.texts import BY_BROWSER, retagged
from tests.laptops.world import FORM, HOW, PICK, Origin, World, act, chosen
from tests.laptops.writing import STAGES

WHAT: Final = ("body", "body", "title", "day", "tags", "done", "archive", "move")
"""What the person in the browser does to a record."""
_NOBODY: Final = Origin("", "", 0)


class Browser(World):
    """A person on the service's own web page."""

    meant = ""
    """What that person does who comes in between; anything, where nothing is said."""

    @act(4, kind=KINDS, pick=PICK, form=FORM, at=PICK, how=HOW, what=WHAT)
    def browser_edits(self, kind: Kind, pick: int, form: int, at: int, how: str, what: str) -> None:
        record = chosen(self.crm.living(kind), pick)
        if record is None:
            return
        if what == "archive":
            origin = self.keys.get(record.key)
            if origin is not None:
                self.taken.add(origin)
            self.crm.as_browser(lambda page: page.delete(kind, record.id))
        elif what == "body":
            self._types(kind, record, form, at, how)
        elif what == "move":
            home = chosen(self.crm.accounts(), at)
            if home is not None and home not in record.accounts:
                self.crm.as_browser(lambda page: page.move(kind, record.id, home))
        else:
            field, value = self._meant(record, form, at, what)
            self.crm.as_browser(lambda page: page.put(kind, record.id, field, value))

    def _types(self, kind: Kind, record: Said, form: int, at: int, how: str) -> None:
        line = self.typist.line(BY_BROWSER, form)

        def work(page: Page) -> None:
            if form == 1:
                page.paste(kind, record.id, line)
            else:
                page.rewrite(kind, record.id, line, at, how)

        self.crm.as_browser(work)

    def _meant(self, record: Said, form: int, at: int, what: str) -> tuple[str, Any]:
        """A field of a record, and what somebody gives it."""
        if what == "tags" and self.crm.can.tags:
            tags = record.fields.get("tags", [])
            return "tags", retagged(tags, self.typist.label(BY_BROWSER, form), at)
        if what == "title":
            one_word = record.kind == "task"
            value = (
                self.typist.token(BY_BROWSER) if one_word else self.typist.line(BY_BROWSER, form)
            )
            return title_of(record.kind), value
        if record.kind == "task" and what == "done":
            return "completed_at", not record.fields["completed_at"]
        return "day" if record.kind == "note" else "due", self.typist.day().isoformat()

    def meddle(self, asked: Asked) -> None:
        """A person is at the very record a laptop asks for, or at the newest one."""
        written = len(self.crm.written)
        kind, number = self.crm.line.about(asked) or ("note", "")
        living = self.crm.living(kind)
        pick = next((at for at, one in enumerate(living) if one.id == number), 0)
        what = self.meant or self.random.choice(WHAT)
        form, at = self.random.randrange(10), self.random.randrange(10)
        self.browser_edits(kind, pick, form, at, self.random.choice(HOW), what)
        self.note_in_between(written)

    @act(1, pick=PICK, form=FORM, what=FIELDS["account"])
    def browser_writes_trait(self, pick: int, form: int, what: str) -> None:
        account = chosen(self.crm.accounts(), pick)
        if account is None:
            return
        value = (
            STAGES[form % 4] if what == "stage" else self.typist.token(BY_BROWSER) if form else None
        )
        self.crm.as_browser(lambda page: page.label(account, what, value))

    @act(1, pick=PICK, form=FORM, kind=KINDS)
    def browser_adds(self, pick: int, form: int, kind: Kind) -> None:
        account = chosen(self.crm.accounts(), pick)
        if account is None:
            return
        line, day = self.typist.line(BY_BROWSER, form), self.typist.day().isoformat()
        title = self.typist.token(BY_BROWSER)
        self.crm.as_browser(lambda page: page.add(kind, account, title, line, day))

    @act(1, pick=PICK, rare=range(3))
    def account_changes_hands(self, pick: int, rare: int) -> None:
        """A colleague gets an account of mine, or all of theirs become mine again."""
        others, own = self.crm.others(), self.crm.accounts()
        if len(others) == 1 and rare == 2 and len(own) > 1:
            self.hand(leaving(self.crm)[pick % (len(own) - 1)], to_me=False)
        for number in others:
            if rare < 2 and number != self.crm.theirs:
                self.hand(number, to_me=True)

    def hand(self, account: str, *, to_me: bool) -> None:
        """Makes somebody the one who looks after an account."""
        self.handed.add(account)
        self.crm.as_browser(lambda page: page.hand(account, to_me=to_me))

    @act(1, needs="restores", kind=KINDS, pick=PICK)
    def browser_restores(self, kind: Kind, pick: int) -> None:
        """Somebody takes a record out of the bin that nobody means to delete, or has made anew."""
        mine = {*self.crm.accounts()}
        binned = [
            one
            for one in self.crm.records(kind).values()
            if one.deleted and mine.intersection(one.accounts) and not self._in_doubt(one)
        ]
        record = chosen(sorted(binned, key=lambda one: one.made_at, reverse=True), pick)
        if record is not None:
            self.taken.discard(self.keys.get(record.key, _NOBODY))
            self.crm.as_browser(lambda page: page.restore(kind, record.id))

    def _in_doubt(self, record: Said) -> bool:
        """Whether a laptop has something unsent about a deleted record, or made it anew."""
        origin = self.keys.get(record.key)
        if origin is not None and list(self.keys.values()).count(origin) > 1:
            return True
        for laptop in self.laptops.values():
            unsent = {(one.record, one.record_id) for one in laptop.waiting()}
            here = laptop.rows(record.kind, "1")
            known = [one for one in here if record.id == one["external_id"]]
            known += [one for one in here if record.key and record.key == one["external_key"]]
            if any((record.kind, one["id"]) in unsent for one in known):
                return True
        return False

    @act(1, needs="links_several", kind=KINDS, pick=PICK, at=PICK)
    def browser_links_with_another(self, kind: Kind, pick: int, at: int) -> None:
        record = chosen(self.crm.living(kind), pick)
        home = chosen(self.crm.accounts(), at)
        if record is not None and home is not None and home not in record.accounts:
            self.crm.as_browser(lambda page: page.link(kind, record.id, home))

    @act(1, needs="reimports", pick=PICK, rare=range(3))
    def account_comes_back_under_a_new_id(self, pick: int, rare: int) -> None:
        account = chosen(leaving(self.crm), pick)
        if account is not None and rare == 2:
            self.crm.as_browser(lambda page: page.reimport(account))

    @act(1, needs="deletes_accounts", pick=PICK, rare=range(4))
    def account_is_deleted(self, pick: int, rare: int) -> None:
        account = chosen(leaving(self.crm), pick)
        if account is not None and rare == 2:
            self.crm.as_browser(lambda page: page.delete_account(account))

    @act(1, needs="merges", pick=PICK, rare=range(3))
    def accounts_are_merged(self, pick: int, rare: int) -> None:
        mine = self.crm.accounts()
        if len(mine) > 1 and rare == 2:
            loser, winner = mine[pick % len(mine)], mine[(pick + 1) % len(mine)]
            self.crm.as_browser(lambda page: page.merge(winner, loser))
