"""The pages of escalations: the list of them, and the form of one."""

from __future__ import annotations

from ui.book_reading import BookReading
from ui.settings import Choices, Settings
from ui.window.pages import Hearing, Shown
from ui.words import say


def list_page(reading: BookReading, settings: Settings, hearing: Hearing) -> Shown:
    """What needs me, drafts, what waits for an answer, what was closed lately."""
    from ui.escalation.list_page import EscalationsPage
    from ui.escalation.rows import read_list

    page = EscalationsPage(reading.rules.escalations)
    page.filter.setText(settings.choices.filters.get("escalations", ""))
    page.opened.connect(lambda number: hearing.asked(f"escalation {number}"))
    page.begin_asked.connect(lambda number: hearing.asked(f"escalate {number}"))
    page.done_asked.connect(lambda number: hearing.asked(f"point {number}"))
    page.nudge_asked.connect(lambda number: hearing.asked(f"nudge_escalation {number}"))
    page.close_asked.connect(lambda number: hearing.asked(f"close_escalation {number}"))
    page.reopen_asked.connect(lambda number: hearing.asked(f"reopen_escalation {number}"))
    page.delete_asked.connect(lambda number: hearing.asked(f"delete_escalation {number}"))
    page.new_asked.connect(lambda: hearing.asked("new_escalation"))
    page.thread_asked.connect(lambda: hearing.asked("watch_thread"))
    page.account_chosen.connect(hearing.chosen)
    page.counted.connect(hearing.counted)

    def dress(choices: Choices) -> None:
        page.set_density(choices.density)
        page.use_letters(choices.letter_keys)

    return Shown(
        page=page,
        main=page.list,
        fill=lambda: page.show_list(read_list(reading), reading.now),
        status=page.status,
        dress=dress,
        hint=lambda letters: (
            say("J K move · Enter opens · C copies a nudge · E closes · Del deletes")
            if letters
            else say("Enter opens · Del deletes")
        ),
        rows=page,
        filter_text=page.filter.text,
    )


def form_page(reading: BookReading, _settings: Settings, hearing: Hearing) -> Shown:
    """The form of one escalation; its acts fill it."""
    from ui.escalation.page import EscalationPage

    page = EscalationPage(reading.store, reading.rules)
    page.rested.connect(hearing.counted)
    return Shown(
        page=page,
        main=page.column,
        fill=page.spoiled.emit,
        status=page.status,
        dress=lambda choices: page.set_density(choices.density),
        hint=lambda _: say("Ctrl+Enter shows what leaves · Esc keeps it for later"),
        title=lambda: page.bar.title.whole,
    )
