"""The Today column: what is due, what changed since the person last looked, what needs them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.account.sections import heading, more
from ui.facts.layout import Line, Span
from ui.facts.lines import LineScroller
from ui.look import theme
from ui.queue.words import isolated
from ui.today.meeting import MeetingSection
from ui.today.meeting_view import NextMeeting
from ui.today.tick_lines import TickLines
from ui.today.view import Due, News, TodayView, build_today
from ui.words import count, plural, say

__all__ = ["TodayColumn", "TodayView", "build_today", "lines_of"]

WIDTH_U: Final = 214
_INSET_U: Final = 14
_DUE_SHOWN: Final = 5
_MORE_DUE: Final = "more due"
_CALENDAR: Final = "ics"
"""The source that a calendar is connected as."""


def lines_of(view: TodayView, unfolded: Collection[str] = ()) -> list[Line]:
    """Every line of the column; `unfolded` holds the keys of what is shown in full."""
    lines = [*_due(view, _MORE_DUE in unfolded)]
    sections = (list(_news(view, unfolded)), list(_unfinished(view)), list(_needs(view)))
    for section in sections:
        if section:
            key = section[0].key
            lines += [_space(f"before {key}", 9), _rule(f"rule {key}"), *section]
    return [*lines, _space("end", 12)]


class TodayColumn(QWidget):
    """Shows one `TodayView` on the rail's ground."""

    task_chosen = Signal(int)
    """The account of a due task."""
    account_chosen = Signal(int)
    """An account something happened to."""
    source_chosen = Signal(str)
    """A source that needs the person."""
    asked = Signal(str)
    """Something was asked for: what, and of which record."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = TodayView()
        self._unfolded: set[str] = set()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "window")
        self.setAccessibleName(say("Today"))
        self.meeting = MeetingSection()
        self.lines = TickLines(say("Today"), _INSET_U)
        self.scroller = LineScroller(self.lines)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.meeting)
        column.addWidget(self.scroller, 1)
        self.meeting.asked.connect(self._ask_for_meeting)
        self.meeting.connect_asked.connect(lambda: self.source_chosen.emit(_CALENDAR))
        self.lines.chosen.connect(self._choose)
        self.lines.ticked.connect(self._tick)
        self.show_today(self._view)

    @property
    def view(self) -> TodayView:
        """What is shown."""
        return self._view

    def show_today(self, view: TodayView) -> None:
        """Shows another day, or the same one as it stands now; the keyboard keeps its place."""
        self._view = view
        self.lines.set_lines(lines_of(view, self._unfolded), keep_place=True)

    def show_meeting(self, view: NextMeeting) -> None:
        """Shows what to go to next, on top of everything."""
        self.meeting.show_meeting(view)

    def sizeHint(self) -> QSize:
        """As wide as the column likes to be."""
        look = theme.current()
        return QSize(look.px(WIDTH_U), look.px(400))

    def _choose(self, key: str) -> None:
        kind, _, rest = key.partition(" ")
        if key == _MORE_DUE or (kind == "news" and self._folds(rest)):
            at = self.lines.current
            self._unfolded ^= {key}
            self.show_today(self._view)
            self.lines.stand_at(at)
        elif kind == "due":
            self.task_chosen.emit(self._view.due[int(rest)].account_id)
        elif kind == "news":
            self.account_chosen.emit(self._news(rest).accounts[0][0])
        elif kind == "account":
            self.account_chosen.emit(int(rest.rpartition(" ")[2]))
        elif kind == "need":
            self.source_chosen.emit(rest)
        elif kind in ("draft", "mail"):
            self.asked.emit(key)
        elif kind == "open":
            need = self._view.needs[int(rest)]
            if need.account_id is not None:
                self.account_chosen.emit(need.account_id)
            else:
                self.asked.emit(need.asked)

    def _tick(self, key: str) -> None:
        self.asked.emit(f"task {self._view.due[int(key.partition(' ')[2])].task_id}")

    def _ask_for_meeting(self, what: str, account_id: int) -> None:
        # Both are of the account in view, so that comes first.
        self.account_chosen.emit(account_id)
        self.asked.emit("prep" if what == "prep" else "new_note")
        if what == "note" and self.meeting.view.runs:
            self.asked.emit("start_clock 0")  # its call began: the note begins with its clock

    def _news(self, kind: str) -> News:
        return next(one for one in self._view.news if one.kind == kind)

    def _folds(self, kind: str) -> bool:
        return _unfolds(self._news(kind))


def _unfolds(news: News) -> bool:
    return len(news.accounts) > 1 and all(name for _, name in news.accounts)


def _due(view: TodayView, whole: bool) -> Iterator[Line]:
    due = view.due
    total = Span(count(len(due)), "ink3", "caption") if due else None
    yield from heading("due", say("Due today"), total, first=True)
    if not due:
        below = (Span(view.next_due, "ink3", "caption"),) if view.next_due else ()
        spoken = ", ".join(part for part in (say("Nothing due"), view.next_due) if part)
        yield Line(
            key="nothing due",
            spans=(Span(say("Nothing due"), "ink2"),),
            below=below,
            spoken=spoken,
        )
        return
    shown = due if whole or len(due) <= _DUE_SHOWN else due[:_DUE_SHOWN]
    for number, one in enumerate(shown):
        yield _task(f"due {number}", one)
    if len(due) > len(shown):
        rest = len(due) - len(shown)
        yield more(_MORE_DUE, plural(rest, "{n} more", "{n} more"))


def _task(key: str, due: Due) -> Line:
    late = Span(due.when, "amber", "chip", keep=True)
    below = [late if due.late else Span(due.when, "ink3", "caption", keep=True)]
    if due.account:
        below.append(Span(isolated(due.account), "ink3", "caption"))
    solved = say("its ticket is solved") if due.solved else ""
    if solved:
        below.append(Span(solved, "amber", "caption"))
    return Line(
        key=key,
        sign="square",
        sign_tone="edge",
        spans=(Span(due.title),),
        below=tuple(below),
        below_joint="· ",
        wrap=2,
        act=True,
        tip="\n".join((due.tip, say("Click the box, or Space, when it is done"))),
        spoken=", ".join(
            part for part in (isolated(due.title), due.when, isolated(due.account), solved) if part
        ),
    )


def _news(view: TodayView, unfolded: Collection[str]) -> Iterator[Line]:
    if not view.news:
        return
    total = sum(len(news.accounts) for news in view.news)
    yield from heading("since", view.since, Span(count(total), "ink3", "caption"), first=True)
    for news in view.news:
        key = f"news {news.kind}"
        is_open = key in unfolded and _unfolds(news)
        listed = ", ".join(isolated(name) for _, name in news.accounts if name)
        yield Line(
            key=key,
            spans=(Span(news.words),),
            wrap=2,
            act=True,
            tip=listed.replace(", ", "\n"),
            spoken=news.words if is_open else f"{news.words}, {listed}".rstrip(", "),
        )
        if is_open:
            for account_id, name in news.accounts:
                yield Line(
                    key=f"account {news.kind} {account_id}",
                    sign="dot",
                    sign_tone="border",
                    spans=(Span(name, "ink2"),),
                    wrap=2,
                    act=True,
                    spoken=isolated(name),
                )


def _unfinished(view: TodayView) -> Iterator[Line]:
    if not view.unfinished:
        return
    total = Span(count(len(view.unfinished)), "ink3", "caption")
    yield from heading("unfinished", say("Unfinished"), total, first=True)
    for one in view.unfinished:
        yield Line(
            key=f"mail {one.draft_id}" if one.mail else f"draft {one.draft_id}",
            sign="mail-check" if one.mail else "pencil",
            spans=(Span(one.title),),
            below=(Span(one.below, "ink3", "caption"),),
            wrap=2,
            act=True,
            tip=say("Go on writing"),
            spoken=f"{isolated(one.title)}, {one.below}",
        )


def _needs(view: TodayView) -> Iterator[Line]:
    if not view.needs:
        return
    total = Span(count(len(view.needs)), "amber", "caption_strong")
    yield from heading("needs", say("Needs you"), total, first=True)
    for number, need in enumerate(view.needs):
        yield Line(
            key=f"need {need.source}" if need.source else f"open {number}",
            sign=need.sign,
            sign_tone="amber",
            spans=(Span(need.words),),
            wrap=3,
            act=True,
            spoken=need.words,
        )


def _space(key: str, height_u: float) -> Line:
    return Line(key=key, kind="space", height_u=height_u)


def _rule(key: str) -> Line:
    return Line(key=key, kind="rule", height_u=1, rule=True)
