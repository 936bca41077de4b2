"""A picture of text cells: what stands where, and in which style. Knows no colours and no terminal."""

import unicodedata
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from wcwidth import wcwidth

PLAIN_FORMS = str.maketrans(
    {
        "ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss",
        "█": "#", "▀": "#", "▄": "#", "▌": "#", "▐": "#", "■": "#", "░": "=", "▒": "=", "▓": "#", "•": "*", "·": ".",
        "▲": "^", "▼": "v", "►": ">", "◄": "<", "↑": "^", "↓": "v", "│": "|", "─": "-", "±": "+-", "°": " ",
        "–": "-", "—": "-", "…": "...", "’": "'", "“": '"', "”": '"', "„": '"',
    }
)  # fmt: skip


class Style(StrEnum):
    """What a cell means; the painter decides what that looks like."""

    TEXT = "text"
    STRONG = "strong"
    QUIET = "quiet"
    LOW = "low"  # blue
    HIGH = "high"  # orange
    TRACK = "track"  # the scale where nothing is
    BAND = "band"  # the band's area
    BAND_LIT = "band_lit"  # the same while the force is in it
    POINTER = "pointer"  # on BAND_LIT
    OVER = "over"  # the part of the scale that is too much
    BANNER = "banner"  # simulated, replayed
    ALARM = "alarm"  # the whole view while stopped
    UNSURE = "unsure"  # the signal is late or lost
    KEY = "key"


def to_ascii(text: str) -> str:
    """The text in ASCII alone: umlauts written out, accents dropped, the rest as "?"."""
    text = unicodedata.normalize("NFKD", text.translate(PLAIN_FORMS))
    return "".join(c if c.isascii() else "?" for c in text if not unicodedata.combining(c))


def printable(text: str) -> str:
    """No control characters, whoever wrote the text: a file name must not be able to drive the terminal."""
    return "".join(c if wcwidth(c) >= 0 else "?" for c in text)


def width_of(text: str) -> int:
    """Columns that a printable text takes."""
    return sum(max(0, wcwidth(c)) for c in text)


def clip(text: str, width: int, more: str = "..") -> str:
    """The text cut to a number of columns, marked when something is missing."""
    if width_of(text) <= width:
        return text
    kept, used = "", len(more)
    if width < used:
        return ""
    for c in text:
        used += max(0, wcwidth(c))
        if used > width:
            break
        kept += c
    return kept.rstrip() + more


@lru_cache(maxsize=1024)
def _ready(text: str, ascii: bool) -> tuple[str, bool]:
    """The text as it may be written, and whether each of its characters takes exactly one column."""
    text = printable(text)
    text = to_ascii(text) if ascii else text
    return text, all(wcwidth(c) == 1 for c in text)


class Canvas:
    """``chars[y][x]`` and ``styles[y][x]``; a wide character owns its cell and leaves "" in the next one.

    Writing outside is cut off, never an error. With ``ascii`` nothing else gets in.
    """

    def __init__(self, width: int, height: int, ascii: bool = False) -> None:
        self.width, self.height, self.ascii = max(0, width), max(0, height), ascii
        self.chars = [[" "] * self.width for _ in range(self.height)]
        self.styles = [[Style.TEXT] * self.width for _ in range(self.height)]

    def fill(self, y: int, rows: int, style: Style, char: str = " ") -> None:
        """Whole rows in one style."""
        for row in range(max(0, y), min(self.height, y + rows)):
            self.chars[row] = [char] * self.width
            self.styles[row] = [style] * self.width

    def put(self, x: int, y: int, text: str, style: Style = Style.TEXT) -> int:
        """Write from left to right; returns the column after the text."""
        text, narrow = _ready(text, self.ascii)
        if narrow and text and 0 <= y < self.height and x >= 0 and x + len(text) <= self.width:
            return self._put_narrow(x, y, text, style)
        for c in text:
            wide = wcwidth(c)
            if wide == 0:
                continue  # a combining mark without its own cell
            if 0 <= y < self.height and x >= 0 and x + wide <= self.width:
                row = self.chars[y]
                if row[x] == "":
                    row[x - 1] = " "  # the left half of a wide character that loses its right half
                if x + wide < self.width and row[x + wide] == "":
                    row[x + wide] = " "
                row[x : x + wide] = [c, ""][:wide]
                self.styles[y][x : x + wide] = [style] * wide
            x += wide
        return x

    def _put_narrow(self, x: int, y: int, text: str, style: Style) -> int:
        """One column a character, all of it inside."""
        row, end = self.chars[y], x + len(text)
        if row[x] == "":
            row[x - 1] = " "  # the left half of a wide character that loses its right half
        if end < self.width and row[end] == "":
            row[end] = " "
        row[x:end] = text
        self.styles[y][x:end] = [style] * len(text)
        return end

    def right(self, x_end: int, y: int, text: str, style: Style = Style.TEXT) -> None:
        """Write so that the text ends before column ``x_end``."""
        self.put(x_end - self._width(text), y, text, style)

    def centre(self, y: int, text: str, style: Style = Style.TEXT) -> None:
        """Write in the middle of a row, cut to the row's width."""
        text = clip(text, self.width)
        self.put((self.width - self._width(text)) // 2, y, text, style)

    def block(self, x: int, y: int, rows: Sequence[str], style: Style) -> None:
        """Draw rows of one-column characters below one another; blanks leave what is there."""
        for j, row in enumerate(rows):
            if 0 <= y + j < self.height:
                for i, c in enumerate(row, x):
                    if c != " " and 0 <= i < self.width:
                        self.chars[y + j][i] = c
                        self.styles[y + j][i] = style

    def _width(self, text: str) -> int:
        return width_of(_ready(text, self.ascii)[0])

    def lines(self) -> list[str]:
        """The text alone, for tests and logs."""
        return ["".join(row) for row in self.chars]
