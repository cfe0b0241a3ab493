"""Searching for a wish before a second one is made, and joining the one that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from book import escalation_writing, product_requests
from book.escalations import EscalationId
from book.records import Changed
from ui.escalation.page import EscalationPage
from ui.words import say

if TYPE_CHECKING:
    from ui.writing.desk_writer import DeskWriter
    from ui.writing.escalation_acts import EscalationActs


class WishActs:
    """Looks at every change of the form, but only where several accounts can ask together."""

    def __init__(self, acts: EscalationActs, writer: DeskWriter) -> None:
        self._acts = acts
        self._writer = writer
        self._looked_for: tuple[object, ...] = ()

    def wire(self, page: EscalationPage) -> None:
        """Hear the page, once it is made."""
        page.rested.connect(self.search)
        page.aside.wishes.join_asked.connect(lambda number: self.join(EscalationId(number)))

    def search(self) -> None:
        """Show the open wishes that are like what stands in the form."""
        page, reading = self._acts.page, self._writer.reading
        rules, sheet = reading.rules.escalations, page.sheet
        number, one = page.keeper.number, page.keeper.one
        is_wish = sheet is not None and product_requests.is_wish(sheet.code, rules)
        if not is_wish or (one is not None and self._acts.standing_of(one).state != "draft"):
            page.aside.wishes.tell(())
            return
        form = page.words()
        wanted = (number, *(form.text(code) for code in ("subject", "request", "team", "group")))
        if wanted != self._looked_for or not page.aside.wishes.shown:
            self._looked_for = wanted
            found = product_requests.known_wishes(reading.store, rules, form, number)
            page.aside.wishes.tell(found)

    def join(self, wish: EscalationId) -> None:
        """The account of the form asks along there; what was begun here is deleted, undoably."""
        page, reading = self._acts.page, self._writer.reading
        if page.sheet is None:
            return
        name, number = page.sheet.account.name, page.keeper.number
        if number is not None and not page.keeper.save():
            self._writer.tell(page.keeper.trouble or say("The form is not saved yet."))
            return

        def joined(_: Changed) -> None:
            page.keeper.let_go()
            if number is not None:
                self._writer.do(
                    lambda: escalation_writing.delete_escalation(
                        reading.store, reading.rules, number
                    ),
                    say("{name} asks along. The form that was begun is deleted.", name=name),
                    undo=True,
                )
            self._acts.open(wish)

        told = "" if number is not None else say("{name} asks along.", name=name)
        self._writer.do(
            lambda: product_requests.attach(reading.store, wish, name), told, then=joined
        )
