"""Lines of a pane as data, and where each of their texts stands at a given width.

A line is a fact, a person, a task, a heading. It is laid out once per width and theme; the
painting in `ui.facts.lines` then only draws what lies ready here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF, QTextLayout, QTextOption

from ui.look.theme import Theme
from ui.look.tokens import Role

Kind = Literal["heading", "line", "link", "rule", "space"]

NO_LINE: Final = -1
_GAP_U: Final = 10
_TIGHT_U: Final = 6
"""The least between a value and its age; nearer than that, the age takes a row of its own."""
_SPAN_GAP_U: Final = 4
_SIGN_U: Final = 13
_SIGN_GAP_U: Final = 8
_DOT_U: Final = 5
_WIDTHS_KEPT: Final = 4_000
_LEAST_SHOWN_U: Final = 26
"""A text squeezed below this shows nothing but dots, so it is left out instead."""


class Span(Struct, frozen=True):
    """A piece of text in one colour and one font; `keep` ones are never elided."""

    text: str
    tone: str = "ink"
    font: Role = "body"
    keep: bool = False


class Line(Struct, frozen=True, kw_only=True):
    """One line as it should stand; sizes in u. `spoken` is what a screen reader says."""

    key: str
    kind: Kind = "line"
    label: str = ""
    label_u: float = 0
    label_whole: bool = False
    """Never elide it: the column is as wide as the widest such label, `label_u` at least."""
    spans: tuple[Span, ...] = ()
    below: tuple[Span, ...] = ()
    below_joint: str = ""
    """What stands between the texts of `below` where they fit in one row; where they do not, each
    takes a row of its own, a long one two. Without it they share one row, and the last gives."""
    right: Span | None = None
    right_short: Span | None = None
    """Less of `right`, shown in its place where a `spread` line would take two rows for the whole;
    `tip` is to hold the whole."""
    right_icon: str = ""
    sign: str = ""
    """`dot`, or the name of an icon, at the leading edge."""
    sign_tone: str = "ink3"
    wrap: int = 1
    """The most rows the spans may take when they do not fit in one."""
    spread: bool = False
    """Whether `right` may move to a second row so that nothing needs eliding."""
    height_u: float = 24
    rule: bool = False
    """A thin line above it."""
    copy: str = ""
    """What a click or Enter puts on the clipboard."""
    act: bool = False
    """Whether a click or Enter does something else: open, unfold, go there."""
    tip: str = ""
    spoken: str = ""

    @property
    def walks(self) -> bool:
        """Whether the keyboard stops here."""
        return self.kind in ("line", "link")


class Run(Struct, frozen=True):
    """A text ready to draw, from its left edge on its baseline."""

    x: float
    baseline: float
    text: str
    font: Role
    tone: str


class Sign(Struct, frozen=True):
    """An icon or a dot ready to draw."""

    x: float
    y: float
    name: str
    tone: str
    size: float


class Placed(Struct, frozen=True, kw_only=True):
    """A line where it stands, in pixels from the top of the list."""

    line: Line
    top: int
    height: int
    runs: tuple[Run, ...]
    signs: tuple[Sign, ...]
    cut: bool
    """Whether some text had to be elided: the tooltip then says it whole."""

    @property
    def bottom(self) -> int:
        """The first pixel below."""
        return self.top + self.height

    @property
    def tip(self) -> str:
        """The tooltip: what had to be elided, whole, then the line's own."""
        whole = " ".join(span.text for span in self.line.spans)
        parts = [self.line.tip]
        if self.cut and not self.line.tip.startswith(whole):
            parts.insert(0, whole)
        return "\n".join(part for part in parts if part)


class Ruler:
    """Measures text in a theme's fonts, each font asked for once."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._metrics: dict[Role, QFontMetricsF] = {}
        self._widths: dict[tuple[Role, str], float] = {}

    def metrics(self, role: Role) -> QFontMetricsF:
        """The measures of a role's font."""
        found = self._metrics.get(role)
        if found is None:
            found = self._metrics[role] = QFontMetricsF(self.theme.font(role))
        return found

    def width(self, span: Span) -> float:
        """How wide a text stands uncut; labels and ages come again and again, so it is kept."""
        key = (span.font, span.text)
        found = self._widths.get(key)
        if found is None:
            if len(self._widths) >= _WIDTHS_KEPT:
                self._widths.clear()
            found = self.metrics(span.font).horizontalAdvance(span.text)
            self._widths[key] = found
        return found

    def elided(self, span: Span, width: float) -> str:
        """The text cut at its end to fit, or empty where next to nothing would show."""
        if width < self.theme.px(_LEAST_SHOWN_U):
            return ""
        return self.metrics(span.font).elidedText(span.text, Qt.TextElideMode.ElideRight, width)

    def rows(self, span: Span, width: float, most: int) -> tuple[list[str], bool]:
        """The text broken into at most so many rows, and whether some of it is cut."""
        raw = span.text.encode("utf-16-le", "surrogatepass")  # Qt counts in these units
        layout = QTextLayout(span.text, self.theme.font(span.font))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        rows: list[str] = []
        layout.beginLayout()
        while (row := layout.createLine()).isValid():
            row.setLineWidth(max(width, 1.0))
            start, end = 2 * row.textStart(), 2 * (row.textStart() + row.textLength())
            if len(rows) == most - 1 and end < len(raw):
                rest = raw[start:].decode("utf-16-le", "ignore")
                elide = Qt.TextElideMode.ElideRight
                rows.append(self.metrics(span.font).elidedText(rest, elide, width))
                return rows, True
            rows.append(raw[start:end].decode("utf-16-le", "ignore").strip())
        return rows or [""], False


def place(
    lines: Sequence[Line],
    width: int,
    ruler: Ruler,
    *,
    insets: tuple[int, int] = (0, 0),
    mirrored: bool = False,
    room_after: tuple[str, int] = ("", 0),
) -> list[Placed]:
    """Every line at its place for a list `width` pixels wide; `insets` stay free before and after.

    `room_after` names a line and how many pixels stay empty below it, for a widget.
    """
    days = [ruler.width(Span(line.label)) for line in lines if line.label_whole]
    widest = max(days, default=0.0)
    placed: list[Placed] = []
    top = 0
    for line in lines:
        setter = _Setter(ruler, line, insets[0], width - insets[1], widest)
        one = setter.set(top)
        placed.append(mirror(one, width, ruler) if mirrored else one)
        top = one.bottom + (room_after[1] if line.key == room_after[0] else 0)
    return placed


def number_at(placed: Sequence[Placed], y: int) -> int:
    """The number of the line at that height; NO_LINE where there is none."""
    for number, one in enumerate(placed):
        if one.top <= y < one.bottom:
            return number
    return NO_LINE


def mirror(placed: Placed, width: int, ruler: Ruler) -> Placed:
    """The same line for a right-to-left interface."""
    runs = tuple(
        Run(
            width - run.x - ruler.width(Span(run.text, font=run.font)),
            run.baseline,
            run.text,
            run.font,
            run.tone,
        )
        for run in placed.runs
    )
    signs = tuple(
        Sign(width - sign.x - sign.size, sign.y, sign.name, sign.tone, sign.size)
        for sign in placed.signs
    )
    return Placed(
        line=placed.line,
        top=placed.top,
        height=placed.height,
        runs=runs,
        signs=signs,
        cut=placed.cut,
    )


class _Setter:
    """Sets one line: gathers its runs from left to right and from top to bottom."""

    def __init__(self, ruler: Ruler, line: Line, left: float, right: float, widest: float) -> None:
        self.widest = widest
        self.ruler = ruler
        self.theme = ruler.theme
        self.line = line
        self.at_end = line.right
        """What stands at the far end: the whole of it, or less."""
        self.left = left
        self.right = right
        self.runs: list[Run] = []
        self.signs: list[Sign] = []
        self.cut = False

    def set(self, top: int) -> Placed:
        """The line placed with its upper edge at `top`."""
        height = self.theme.px(self.line.height_u) if self.line.height_u else 0
        if self.line.spans or self.line.label or self.line.right:
            height = self._set_texts(top, height)
        return Placed(
            line=self.line,
            top=top,
            height=height,
            runs=tuple(self.runs),
            signs=tuple(self.signs),
            cut=self.cut,
        )

    def _set_texts(self, top: int, height: int) -> int:
        theme, line = self.theme, self.line
        spans, below = line.spans, line.below
        role: Role = spans[0].font if spans else "body"
        row = theme.line_height(role)
        # The air above the first row is the air below the last one, whatever comes between.
        pad = max(0, (height - row) // 2)
        start = self._lead(top + pad, row, role)
        baseline = self._baseline(top + pad, row, role)
        room = self.right - start
        beside, moved = room - self._right_width(), False
        if line.spread and line.right is not None:
            tight = theme.px(_GAP_U) - theme.px(_TIGHT_U)
            if line.right_short is not None and self._natural(spans) > beside + tight:
                self.at_end = line.right_short
                fits = self._natural(spans) <= room - self._right_width() + tight
                self.at_end = line.right_short if fits else line.right
            beside = room - self._right_width() + tight
            moved = self._natural(spans) > beside
        if moved and len(spans) > 1 and self._natural(spans) > room:
            # Too narrow for the value and what is to be said of it: that goes beneath.
            marks = (Span(mark.text, mark.tone, "chip", mark.keep) for mark in spans[1:])
            spans, below = spans[:1], (*marks, *below)
        rows = self._main(spans, start, room if moved else beside, baseline, row)
        if moved and rows > 1 and not below and self._fits_last(room):
            # The value wraps already: beside the end of it nothing needs a row of its own.
            self._at_right(baseline + (rows - 1) * row)
            moved = False
        elif line.right is not None and not moved:
            self._at_right(baseline)
        height = max(height, pad + rows * row + pad)
        if below or moved:
            height += self._second(below, start, top + pad + rows * row, moved=moved)
        return height

    def _fits_last(self, room: float) -> bool:
        """Whether the far end's text has room beside the last row of a value."""
        last = self.runs[-1]
        return self.ruler.width(Span(last.text, font=last.font)) + self._right_width() <= room

    def _lead(self, y: int, row: int, role: Role) -> float:
        """Sets what stands before the text; returns where the text begins."""
        theme, line = self.theme, self.line
        if line.sign:
            size = theme.px(_DOT_U if line.sign == "dot" else _SIGN_U)
            column = theme.px(_DOT_U if line.sign == "dot" else _SIGN_U)
            self.signs.append(
                Sign(self.left, y + (row - size) / 2, line.sign, line.sign_tone, size)
            )
            return self.left + column + theme.px(_SIGN_GAP_U)
        if line.label_u:
            width: float = theme.px(line.label_u)
            if line.label_whole:
                width = max(width, self.widest)
            label = Span(line.label, "ink2")
            self._span(label, self.left, self._baseline(y, row, role), width)
            return self.left + width + theme.px(_GAP_U)
        return self.left

    def _main(
        self, spans: Sequence[Span], start: float, room: float, baseline: float, row: int
    ) -> int:
        """Sets the spans; returns how many rows they took."""
        if self.line.wrap > 1 and len(spans) == 1 and self._natural(spans) > room:
            texts, cut = self.ruler.rows(spans[0], room, self.line.wrap)
            for number, text in enumerate(texts):
                self._run(text, start, baseline + number * row, spans[0])
            self.cut = self.cut or cut
            return len(texts)
        self._row(spans, start, baseline, room)
        return 1

    def _second(self, below: Sequence[Span], start: float, low: int, *, moved: bool) -> int:
        """Sets what stands small beneath, the age too where it moved; returns the height."""
        row = self.theme.line_height("caption")
        room = self.right - start
        if len(below) > 1 and self.line.below_joint:
            joint = self.line.below_joint
            joined = (below[0], *(replace(one, text=joint + one.text) for one in below[1:]))
            if self._natural(joined) > room:
                return self._apart(below, start, room, low)
            below = joined
        if below and moved and self._natural(below) > room - self._right_width():
            self._row(below, start, self._baseline(low, row, "caption"), room)
            self._at_right(self._baseline(low + row, row, "caption"))
            return 2 * row
        baseline = self._baseline(low, row, "caption")
        self._row(below, start, baseline, room)
        if moved:
            self._at_right(baseline)
        return row

    def _apart(self, below: Sequence[Span], start: float, room: float, low: int) -> int:
        """Sets each text in a row of its own, a long one in two; returns their height."""
        row, number = self.theme.line_height("caption"), 0
        for one in below:
            texts, cut = self.ruler.rows(one, room, 2)
            for text in texts:
                self._run(text, start, self._baseline(low + number * row, row, "caption"), one)
                number += 1
            self.cut = self.cut or cut
        return number * row

    def _row(self, spans: Sequence[Span], start: float, baseline: float, room: float) -> None:
        """Sets texts in a row; what does not fit is taken from the last that may give."""
        widths = [self.ruler.width(span) for span in spans]
        gap = self.theme.px(_SPAN_GAP_U)
        over = sum(widths) + gap * max(0, len(widths) - 1) - room
        for place in range(len(spans) - 1, -1, -1):
            if over > 0 and not spans[place].keep:
                least = 0.0 if place else float(self.theme.px(_LEAST_SHOWN_U))
                given = min(over, max(0.0, widths[place] - least))
                widths[place] -= given
                over -= given
        for span, width in zip(spans, widths, strict=True):
            self._span(span, start, baseline, width)
            start += width + gap

    def _span(self, span: Span, x: float, baseline: float, width: float) -> None:
        if self.ruler.width(span) <= width + 0.5:
            self._run(span.text, x, baseline, span)
            return
        self.cut = True
        text = self.ruler.elided(span, width)
        if text:
            self._run(text, x, baseline, span)

    def _run(self, text: str, x: float, baseline: float, span: Span) -> None:
        if text:
            self.runs.append(Run(x, baseline, text, span.font, span.tone))

    def _at_right(self, baseline: float) -> None:
        right = self.at_end
        if right is None:
            return
        width = self.ruler.width(right)
        self._run(right.text, self.right - width, baseline, right)
        if self.line.right_icon:
            size = self.theme.px(_SIGN_U)
            metrics = self.ruler.metrics(right.font)
            middle = baseline - metrics.capHeight() / 2
            x = self.right - width - self.theme.px(_SPAN_GAP_U) - size
            self.signs.append(Sign(x, middle - size / 2, self.line.right_icon, right.tone, size))

    def _right_width(self) -> float:
        if self.at_end is None:
            return 0.0
        width = self.ruler.width(self.at_end) + self.theme.px(_GAP_U)
        if self.line.right_icon:
            width += self.theme.px(_SIGN_U) + self.theme.px(_SPAN_GAP_U)
        return width

    def _natural(self, spans: Sequence[Span]) -> float:
        gaps = self.theme.px(_SPAN_GAP_U) * max(0, len(spans) - 1)
        return sum(self.ruler.width(span) for span in spans) + gaps

    def _baseline(self, y: float, row: int, role: Role) -> float:
        metrics = self.ruler.metrics(role)
        return round(y + (row - metrics.ascent() - metrics.descent()) / 2 + metrics.ascent())
