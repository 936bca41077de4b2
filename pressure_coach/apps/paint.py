"""Cells -> the bytes that a terminal needs: colours, and only what changed since the last picture.

Escapes are those of ECMA-48 that xterm, screen, tmux, the Linux console and Windows share. The background is painted
black, so that every contrast is known whatever the terminal's own colours are.

Colours are Okabe and Ito's (2008): orange #E69F00, sky blue #56B4E9, black, white; their darker blue #0072B2 is for
areas only, since as text on black it has a contrast of 4.0 and 4.5 is needed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pressure_coach.apps.cells import Canvas, Style

NONE, EIGHT, MANY, TRUE = 0, 8, 256, 1 << 24
_TRUE_KINDS = ("alacritty", "foot", "kitty", "ghostty", "contour", "wezterm", "-direct")
_NO_COLOUR_KINDS = ("vt100", "vt102", "vt220", "mono", "ansi-m")


@dataclass(frozen=True, slots=True)
class Ink:
    """One style: true colours, the nearest of the 256, and of the eight; ``reverse`` is for no colour at all."""

    fg: str
    bg: str = "000000"
    fg256: int = 231
    bg256: int = 16
    fg8: int = 7
    bg8: int = 0
    bold: bool = False
    reverse: bool = False
    dim: bool = False


INKS: dict[Style, Ink] = {
    Style.TEXT: Ink("DADADA", fg256=253),
    Style.STRONG: Ink("FFFFFF", bold=True),
    Style.QUIET: Ink("9E9E9E", fg256=247),
    Style.LOW: Ink("56B4E9", fg256=74, fg8=6, bold=True),
    Style.HIGH: Ink("E69F00", fg256=214, fg8=3, bold=True),
    Style.TRACK: Ink("808080", fg256=244),
    Style.BAND: Ink("FFFFFF", "3A3A3A", bg256=237),
    Style.BAND_LIT: Ink("000000", "FFFFFF", 16, 231, 0, 7, reverse=True),
    Style.POINTER: Ink("000000", "FFFFFF", 16, 231, 0, 7),
    Style.OVER: Ink("E69F00", fg256=214, fg8=3),
    Style.BANNER: Ink("000000", "FFFFFF", 16, 231, 0, 7, reverse=True),
    Style.ALARM: Ink("000000", "E69F00", 16, 214, 0, 7, reverse=True),
    Style.UNSURE: Ink("000000", "FFFFFF", 16, 231, 0, 7, reverse=True),
    Style.KEY: Ink("FFFFFF", bold=True),
}


def colours_of(env: Mapping[str, str], windows: bool = False) -> int:
    """How many colours the terminal has, by its environment: 0, 8, 256 or 2**24. NO_COLOR (no-color.org) is obeyed."""
    kind = env.get("TERM", "")
    if env.get("NO_COLOR") or any(name in kind for name in _NO_COLOUR_KINDS):
        return NONE
    if windows:
        return TRUE
    if kind.startswith("screen"):  # GNU screen passes COLORTERM on but does not know true colours
        return MANY if "256color" in kind else EIGHT
    if env.get("COLORTERM") in ("truecolor", "24bit") or any(name in kind for name in _TRUE_KINDS):
        return TRUE
    return MANY if "256color" in kind else EIGHT


def _rgb(text: str) -> str:
    return ";".join(str(int(text[i : i + 2], 16)) for i in (0, 2, 4))


def sgr(style: Style, colours: int) -> str:
    """The escape that sets a style, whatever was set before."""
    ink = INKS[style]
    parts = ["0"]
    if colours == NONE:
        parts += ["1"] * ink.bold + ["7"] * ink.reverse
    else:
        parts += ["1"] * ink.bold
        if colours == TRUE:
            parts += ["38;2", _rgb(ink.fg), "48;2", _rgb(ink.bg)]
        elif colours == MANY:
            parts += ["38;5", str(ink.fg256), "48;5", str(ink.bg256)]
        else:
            parts += [str(30 + ink.fg8), str(40 + ink.bg8)]
    return f"\x1b[{';'.join(parts)}m"


class Painter:
    """Remembers the last picture and turns the next one into the shortest simple way there."""

    def __init__(self, colours: int) -> None:
        self._sgr = {style: sgr(style, colours) for style in Style}
        self._last: Canvas | None = None
        self._all = False

    def afresh(self) -> None:
        """Send everything next time, without clearing: something else may have written on the screen."""
        self._all = True

    def paint(self, canvas: Canvas) -> str:
        """What to write so that the screen shows this canvas; "" when nothing changed."""
        last = self._last
        if last is not None and (last.width, last.height) != (canvas.width, canvas.height):
            last = None
        out = [] if last is not None else [self._sgr[Style.TEXT], "\x1b[2J"]
        if self._all:
            last, self._all = None, False
        self._last = canvas
        for y in range(canvas.height):
            out += self._row(canvas, last, y)
        return "".join(out)

    def _ground(self, one: Style, other: Style) -> bool:
        """A blank looks the same in both styles."""
        return (INKS[one].bg, INKS[one].reverse) == (INKS[other].bg, INKS[other].reverse)

    def _row(self, canvas: Canvas, last: Canvas | None, y: int) -> list[str]:
        chars, styles = canvas.chars[y], canvas.styles[y]
        first, end = 0, canvas.width
        if last is not None:
            old_chars, old_styles = last.chars[y], last.styles[y]
            if chars == old_chars and styles == old_styles:
                return []
            same = [a == c and b == d for a, b, c, d in zip(chars, styles, old_chars, old_styles, strict=True)]
            first, end = same.index(False), canvas.width - same[::-1].index(False)
        out = [f"\x1b[{y + 1};{first + 1}H"]
        style: Style | None = None
        for x in range(first, end):
            char, wanted = chars[x], styles[x]
            if wanted is not style and not (char == " " and style is not None and self._ground(style, wanted)):
                style = wanted
                out.append(self._sgr[style])
            out.append(char)
        return out
