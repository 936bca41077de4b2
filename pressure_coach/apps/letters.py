"""Big letters and shapes as text cells. Drawn on a grid of half cells, nearly square, so bends come out round.

Only characters of code page 437 are used: every terminal font has them, the Linux console's too. A scale of ``s`` makes
a letter ``5 s`` half rows high; its pixels are ``s`` columns wide.
"""

from collections.abc import Callable, Iterator
from functools import cache, lru_cache

from pressure_coach.apps.gauge import Shape

ROWS = 5  # pixels of a letter's height
_FONT = {
    "A": "### #.# ### #.# #.#", "B": "### #.# ### #.# ###", "C": "### #.. #.. #.. ###", "D": "### #.# #.# #.# ###",
    "E": "### #.. ##. #.. ###", "F": "### #.. ##. #.. #..", "G": "#### #... #.## #..# ####", "H": "#.# #.# ### #.# #.#",
    "I": "# # # # #", "J": "..# ..# ..# #.# ###", "K": "#.# #.# ##. #.# #.#", "L": "#.. #.. #.. #.. ###",
    "M": "#...# ##.## #.#.# #...# #...#", "N": "#..# ##.# #.## #..# #..#", "O": "### #.# #.# #.# ###",
    "P": "### #.# ### #.. #..", "Q": "#### #..# #..# #.## ####", "R": "### #.# ##. #.# #.#", "S": "### #.. ### ..# ###",
    "T": "### .#. .#. .#. .#.", "U": "#.# #.# #.# #.# ###", "V": "#.# #.# #.# #.# .#.",
    "W": "#...# #...# #.#.# ##.## #...#", "X": "#.# #.# .#. #.# #.#", "Y": "#.# #.# .#. .#. .#.",
    "Z": "### ..# .#. #.. ###",
    "Ä": "#.# .#. #.# ### #.#", "Ö": "#.# ... ### #.# ###", "Ü": "#.# ... #.# #.# ###",
    "0": "### #.# #.# #.# ###", "1": "##. .#. .#. .#. ###", "2": "### ..# ### #.. ###", "3": "### ..# ### ..# ###",
    "4": "#.# #.# ### ..# ..#", "5": "### #.. ### ..# ###", "6": "### #.. ### #.# ###", "7": "### ..# ..# ..# ..#",
    "8": "### #.# ### #.# ###", "9": "### #.# ### ..# ###", "-": "... ... ### ... ...", ".": ". . . . #",
    ",": ". . . . #",
    "?": "### ..# .## ... .#.", "!": "# # # . #", "%": "#.# ..# .#. #.. #.#", ":": ". # . # .", " ": ".. .. .. .. ..",
}  # fmt: skip
_ANGULAR = {"B": "##. #.# ##. #.# ##.", "D": "##. #.# #.# #.# ##."}  # where bends cannot be drawn round
_STRAIGHT = frozenset("BDEFHKLMNPR")  # their left edge is a stem
Grid = list[list[bool]]  # half rows of columns


def _pixels(char: str, angular: bool = False) -> list[str]:
    char = char.upper()
    return (_ANGULAR.get(char, "") if angular else "").split() or _FONT.get(char, _FONT["?"]).split()


def _is_bend(pixels: list[str], x: int, y: int, dx: int, dy: int) -> bool:
    """The corner (dx, dy) of pixel (x, y) is the outside of a bend."""

    def lit(i: int, j: int) -> bool:
        return 0 <= j < len(pixels) and 0 <= i < len(pixels[0]) and pixels[j][i] == "#"

    return lit(x - dx, y) and lit(x, y - dy) and not lit(x + dx, y) and not lit(x, y + dy) and not lit(x + dx, y + dy)


@cache
def _letter(char: str, s: int, rounded: bool) -> Grid:
    pixels = _pixels(char, angular=not rounded)
    grid = [[pixels[y // s][x // s] == "#" for x in range(len(pixels[0]) * s)] for y in range(ROWS * s)]
    if not rounded or s < 2:
        return grid
    radius = s if s > 2 else 1.2
    for y in range(ROWS):
        for x in range(len(pixels[0])):
            for dx, dy in ((-1, -1), (1, -1), (-1, 1), (1, 1)):
                stem = dx < 0 and char.upper() in _STRAIGHT
                if pixels[y][x] == "#" and not stem and _is_bend(pixels, x, y, dx, dy):
                    _round_off(grid, (x * s, y * s), (dx, dy), s, radius)
    return grid


def _round_off(grid: Grid, at: tuple[int, int], corner: tuple[int, int], s: int, radius: float) -> None:
    for j in range(s):
        for i in range(s):
            u = radius - ((s - 1 - i if corner[0] > 0 else i) + 0.5)
            v = radius - ((s - 1 - j if corner[1] > 0 else j) + 0.5)
            if u > 0 and v > 0 and u * u + v * v > radius * radius - (0.5 if s == 2 else 0.0) * radius:
                grid[at[1] + j][at[0] + i] = False


def _to_rows(grid: Grid, ascii: bool) -> tuple[str, ...]:
    if ascii:  # one sample a cell
        return tuple("".join("#" if top else " " for top in row) for row in grid[::2])
    below = [*grid[1::2], [False] * len(grid[0])] if len(grid) % 2 else grid[1::2]
    return tuple(
        "".join(" ▄▀█"[2 * top + bottom] for top, bottom in zip(a, b, strict=True))
        for a, b in zip(grid[::2], below, strict=True)
    )


def _gap(s: int) -> int:
    return max(1, s // 2) if s != 3 else 2


@lru_cache(maxsize=512)
def big(text: str, s: int, ascii: bool = False, gap: int | None = None) -> tuple[str, ...]:
    """The rows of a text in big letters; all rows are equally long.

    Scale 1 in ASCII has whole cells for pixels: 5 rows instead of 3. Characters that have no picture become "?".
    """
    gap = _gap(s) if gap is None else gap
    letters = [_letter(c, s, not ascii) for c in text] or [[[False]] * ROWS * s]
    if ascii and s == 1:
        letters = [[row for row in letter for _ in (0, 1)] for letter in letters]
    rows: Grid = []
    for parts in zip(*letters, strict=True):
        row: list[bool] = []
        for i, part in enumerate(parts):
            row += [False] * (gap if i else 0) + part
        rows.append(row)
    return _to_rows(rows, ascii)


def big_width(text: str, s: int, gap: int | None = None) -> int:
    """Columns that ``big`` needs."""
    gap = _gap(s) if gap is None else gap
    return sum(len(_pixels(c)[0]) * s + gap for c in text) - gap if text else 0


def big_height(s: int, ascii: bool = False) -> int:
    """Rows that ``big`` needs."""
    return ROWS if ascii and s == 1 else (ROWS * s + 1) // 2


def _ring(x: float, y: float) -> bool:
    return 0.58 <= x * x + y * y <= 1.0


def _tick(x: float, y: float) -> bool:
    short = abs(y - x - 0.85) < 0.38 and -0.95 <= x <= -0.2
    long = abs(y + x - 0.45) < 0.38 and -0.3 <= x <= 0.95
    return (short or long) and abs(y) <= 0.9


def _question(x: float, y: float) -> bool:
    arc = 0.3 <= (x / 0.75) ** 2 + ((y + 0.4) / 0.6) ** 2 <= 1.0 and (y < -0.4 or x > 0.0)
    return arc or (abs(x) < 0.2 and 0.0 < y < 0.42) or (abs(x) < 0.2 and 0.62 < y < 1.0)


INSIDE: dict[Shape, Callable[[float, float], bool]] = {  # x to the right, y down, both -1 .. 1
    Shape.UP: lambda x, y: abs(x) <= (y + 1.0) / 2,
    Shape.DOWN: lambda x, y: abs(x) <= (1.0 - y) / 2,
    Shape.DISC: lambda x, y: x * x + y * y <= 1.0,
    Shape.RING: _ring,
    Shape.OCTAGON: lambda x, y: abs(x) + abs(y) <= 1.42,
    Shape.SQUARE: lambda x, y: max(abs(x), abs(y)) <= 0.8,
    Shape.BARS: lambda x, y: 0.25 <= abs(x) <= 0.75 and abs(y) <= 0.95,
    Shape.TICK: _tick,
    Shape.QUESTION: _question,
}


def _shape_grid(shape: Shape, n: int) -> Iterator[list[bool]]:
    inside = INSIDE[shape]
    for j in range(n):
        yield [inside((2 * i + 1) / n - 1, (2 * j + 1) / n - 1) for i in range(n)]


@cache
def picture_of(shape: Shape, s: int, ascii: bool = False) -> tuple[str, ...]:
    """A shape as high as letters of scale ``s`` (5 s half rows) and about as wide as high."""
    return _to_rows(list(_shape_grid(shape, ROWS * s)), ascii)
