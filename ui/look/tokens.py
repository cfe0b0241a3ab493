"""The colours, spaces, type and heights of the look, by name. Numbers only; no Qt."""

from __future__ import annotations

from typing import Final, Literal

Scheme = Literal["light", "dark"]
Density = Literal["comfortable", "compact"]
Role = Literal[
    "figure",
    "title",
    "heading",
    "body",
    "strong",
    "button",
    "note",
    "caption",
    "caption_strong",
    "chip",
]

COLOURS: Final[dict[Scheme, dict[str, str]]] = {
    "light": {
        "window": "#F1EEE8",
        "surface": "#FBFAF7",
        "raised": "#FFFFFF",
        "hover": "#F3F0EA",
        "line": "#E0DACF",
        "hair": "#EBE7DF",
        "chip": "#ECE8E0",
        "other": "#EAE4DA",
        "border": "#CBC4B7",
        "edge": "#8C8579",
        "ink": "#25221E",
        "ink2": "#58524A",
        "ink3": "#6D665C",
        "accent": "#1A6672",
        "on_accent": "#FFFFFF",
        "accent_tint": "#DCEAEA",
        "accent_ink": "#14525C",
        "amber": "#8A5300",
        "amber_tint": "#F8EACB",
        "amber_ink": "#6E4300",
        "red": "#B0301C",
        "red_tint": "#FAE1DB",
        "red_ink": "#93281A",
    },
    "dark": {
        "window": "#1A1816",
        "surface": "#201E1B",
        "raised": "#292623",
        "hover": "#272420",
        "line": "#38342F",
        "hair": "#2A2723",
        "chip": "#312D29",
        "other": "#3A352F",
        "border": "#4D4740",
        "edge": "#8A8276",
        "ink": "#ECE8E1",
        "ink2": "#BDB6AB",
        "ink3": "#A79F93",
        "accent": "#74BFCA",
        "on_accent": "#0C2A2F",
        "accent_tint": "#203A3E",
        "accent_ink": "#A5DAE2",
        "amber": "#E2AC55",
        "amber_tint": "#3D3019",
        "amber_ink": "#EFC888",
        "red": "#F0907F",
        "red_tint": "#45241E",
        "red_ink": "#F6B3A7",
    },
}

STRONG_CONTRAST: Final = {
    "line": "edge",
    "hair": "edge",
    "border": "edge",
    "ink2": "ink",
    "ink3": "ink",
    "chip": "surface",
    "other": "surface",
    "accent_tint": "surface",
    "accent_ink": "ink",
    "amber_tint": "surface",
    "amber_ink": "ink",
    "red_tint": "surface",
    "red_ink": "ink",
}
"""Which token stands in for which when the person asked the system for more contrast."""

TYPE: Final[dict[Role, tuple[float, int, int]]] = {
    # role: (times the system's size, weight, line height in u)
    "figure": (1.85, 600, 30),
    "title": (1.54, 600, 26),
    "heading": (1.15, 600, 20),
    "body": (1.0, 400, 18),
    "strong": (1.0, 600, 18),
    "button": (1.0, 500, 18),
    "note": (1.15, 400, 24),
    "caption": (0.85, 400, 16),
    "caption_strong": (0.85, 600, 16),
    "chip": (0.85, 500, 16),
}

SMALLEST_TEXT_PX: Final = 11

HEIGHTS: Final[dict[str, tuple[int, int]]] = {
    # what: (comfortable, compact), in u
    "queue_row": (46, 28),
    "table_row": (32, 26),
    "sidebar_item": (28, 26),
    "band": (28, 24),
    "header": (26, 24),
    "fact": (24, 22),
    "button": (28, 26),
    "page_bar": (48, 40),
    "status_bar": (27, 25),
}


def height(what: str, density: Density) -> int:
    """The height of a thing of that name, in u."""
    return HEIGHTS[what][density == "compact"]
