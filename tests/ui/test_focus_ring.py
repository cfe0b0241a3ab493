"""The tick box: its edge is seen in both schemes, a tick fills it with accent."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QCheckBox, QStyle, QStyleOptionButton
from pytestqt.qtbot import QtBot

from ui.look import theme
from ui.look.focus_ring import Inks, draw_tick_box
from ui.look.tokens import Scheme

SIDE = 40
ON, OFF = QStyle.StateFlag.State_On, QStyle.StateFlag.State_Off
ABLE = QStyle.StateFlag.State_Enabled


@pytest.fixture(params=["light", "dark"])
def scheme(qapp: QApplication, request: pytest.FixtureRequest) -> Scheme:
    theme.apply(qapp, request.param)
    wanted: Scheme = request.param
    return wanted


def seen(state: QStyle.StateFlag) -> Counter[str]:
    """How often each colour stands in a box drawn by itself."""
    look = theme.current()
    inks = Inks(*(look.color(one) for one in ("accent", "on_accent", "edge", "raised", "ink3")))
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    image.fill(look.color("surface"))
    painter = QPainter(image)
    draw_tick_box(painter, QRectF(0, 0, SIDE, SIDE), state, inks)
    painter.end()
    return Counter(image.pixelColor(x, y).name() for x in range(SIDE) for y in range(SIDE))


def luminance(colour: QColor) -> float:
    """The WCAG formula."""
    parts = [part / 255 for part in (colour.red(), colour.green(), colour.blue())]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.usefixtures("scheme")
def test_the_edge_of_an_empty_box_is_seen() -> None:
    look = theme.current()
    colours = seen(OFF | ABLE)
    assert colours[look.color("edge").name()] > SIDE
    assert colours[look.color("accent").name()] == 0
    one, other = luminance(look.color("edge")), luminance(look.color("surface"))
    assert (max(one, other) + 0.05) / (min(one, other) + 0.05) >= 3


@pytest.mark.usefixtures("scheme")
def test_a_tick_fills_the_box_and_stands_out_in_it() -> None:
    look = theme.current()
    colours = seen(ON | ABLE)
    assert colours[look.color("accent").name()] > SIDE * SIDE / 2
    assert colours[look.color("on_accent").name()] > SIDE
    partly = seen(QStyle.StateFlag.State_NoChange | ABLE)
    assert 0 < partly[look.color("on_accent").name()] < colours[look.color("on_accent").name()]


@pytest.mark.usefixtures("scheme")
def test_a_box_out_of_use_has_no_accent() -> None:
    accent = theme.current().color("accent").name()
    assert seen(ON)[accent] == seen(OFF)[accent] == 0


@pytest.mark.usefixtures("scheme")
def test_every_check_box_is_drawn_so(qtbot: QtBot) -> None:
    box = QCheckBox("Paused")
    qtbot.addWidget(box)
    box.setCheckState(Qt.CheckState.Checked)
    box.resize(box.sizeHint())
    option = QStyleOptionButton()
    option.initFrom(box)
    mark = box.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, box)
    assert mark.width() == theme.current().px(16)
    image = box.grab(mark).toImage()
    middle = Counter(image.pixelColor(x, image.height() // 5).name() for x in range(image.width()))
    assert middle.most_common(1)[0][0] == theme.current().color("accent").name()
