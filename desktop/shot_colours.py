"""Pictures with few colours: a third of the size, and nothing a person would miss."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

_COLOURS: Final = 256
_FREQUENT: Final = 160


def few_colours(image: QImage) -> QImage:
    """The same picture with 256 colours, a third of the size.

    The most frequent stay as they are; then come those that would be missed most, so that the
    few pixels of a coloured sign keep their hue; the rest takes the nearest.
    """
    from PySide6.QtGui import QImage

    image = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = memoryview(image.constBits()).cast("I")
    seen = Counter(pixels)
    kept = [colour for colour, _ in seen.most_common(_FREQUENT)]
    off = {colour: min((_apart(colour, one), one) for one in kept) for colour in seen}
    while len(kept) < min(_COLOURS, len(seen)):
        missed = max(seen, key=lambda colour: seen[colour] * off[colour][0])
        kept.append(missed)
        for colour in seen:
            off[colour] = min(off[colour], (_apart(colour, missed), missed))
    number = {colour: at for at, colour in enumerate(kept)}
    place = {colour: number[nearest] for colour, (_, nearest) in off.items()}
    wide, tall = image.width(), image.height()
    indices = bytes(map(place.__getitem__, pixels))
    few = QImage(indices, wide, tall, wide, QImage.Format.Format_Indexed8)
    few.setColorTable(kept)
    return few.copy()  # own its pixels, which the bytes above would take with them


def _apart(one: int, other: int) -> int:
    """How different two colours look, the eye's unequal care for red, green and blue included."""
    red = (one >> 16 & 255) - (other >> 16 & 255)
    green = (one >> 8 & 255) - (other >> 8 & 255)
    blue = (one & 255) - (other & 255)
    return 2 * red * red + 4 * green * green + 3 * blue * blue
