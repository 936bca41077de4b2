"""Colours, type sizes and distances of the window. Pure: strings and numbers, no Qt.

One neutral palette. Blue and orange (Okabe and Ito's, 2008) say low and high and nothing else; both go with a shape
and a word. On a light ground their orange is darkened, so that an area of it stands out by 3:1 as WCAG 2.2 (1.4.11)
wants. Red is kept for STOP alone; there is no green.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as "#rrggbb". Text is painted only in the ways that ``TEXTS`` lists."""

    dark: bool
    background: str
    surface: str  # raised areas: a help page, a field
    text: str  # text, and the force while it is where it should be
    quiet: str  # text that matters less
    line: str  # the empty part of a scale, hair lines
    band: str  # the area to be in
    low: str
    high: str
    good: str
    alarm: str
    on_alarm: str
    unsure: str  # the field of what is not known
    on_unsure: str
    banner: str  # SIMULATED, REPLAYED
    on_banner: str
    focus: str  # the frame of what has the keyboard


LIGHT = Palette(
    dark=False,
    background="#f7f6f3",
    surface="#ffffff",
    text="#1b1d1f",
    quiet="#46494d",
    line="#dedbd4",
    band="#a9aeb3",
    low="#0072b2",
    high="#d07900",
    good="#1b1d1f",
    alarm="#8e1616",
    on_alarm="#ffffff",
    unsure="#1b1d1f",
    on_unsure="#f7f6f3",
    banner="#1b1d1f",
    on_banner="#ffffff",
    focus="#1b1d1f",
)
DARK = Palette(
    dark=True,
    background="#131517",
    surface="#1d2023",
    text="#f2f1ee",
    quiet="#b4b8bc",
    line="#33383d",
    band="#747b82",
    low="#56b4e9",
    high="#e69f00",
    good="#f2f1ee",
    alarm="#8e1616",
    on_alarm="#ffffff",
    unsure="#f2f1ee",
    on_unsure="#131517",
    banner="#f2f1ee",
    on_banner="#131517",
    focus="#f2f1ee",
)
PALETTES = {"light": LIGHT, "dark": DARK}

TEXTS = (  # (text, ground): names of the colours that text is painted in
    ("text", "background"),
    ("text", "surface"),
    ("quiet", "background"),
    ("quiet", "surface"),
    ("on_alarm", "alarm"),
    ("on_unsure", "unsure"),
    ("on_banner", "banner"),
)
AREAS = (("low", "background"), ("high", "background"), ("good", "background"), ("focus", "background"))

SIZES = {"small": 13, "body": 16, "lead": 21, "title": 28, "display": 64}  # px of the letters' em, at a scale of 1
SPACE = {"xs": 4, "s": 8, "m": 16, "l": 24, "xl": 40}  # px at a scale of 1


def contrast(a: str, b: str) -> float:
    """The contrast of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    dark, light = sorted((_luminance(a), _luminance(b)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
