"""Where boxes, terminals, wires and words of a wiring diagram stand. Geometry only; draw_wiring.py makes SVG of it.

Boxes stand in columns. In the gap between two columns each wire has its own upright lane, and words stand beside the
terminals where no lane runs; a wire that must pass a column does so where nothing is in its way.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

Point = tuple[float, float]
Rect = tuple[float, float, float, float]  # left, top, right, bottom

TITLE, ROW, PAD, SPACE = 44.0, 26.0, 8.0, 26.0  # of a box: height of its title, of a terminal; between boxes
CHAR = 7.2  # the widest that a character of 12 px is on the average; browsers' sans-serif fonts stay below it
LANE = 12.0
TOP, SIDE = 56.0, 16.0


@dataclass(frozen=True, slots=True)
class Place:
    """A box of a layout: a piece and its terminals on the left and on the right side."""

    piece: str
    left: str = ""
    right: str = ""
    drop: float = 0.0  # so much lower than the box above asks for: then no two rows of neighbours are level


@dataclass(slots=True)
class Box:
    """A box that has its place."""

    piece: str
    title: str
    rect: Rect
    left: dict[str, Point]
    right: dict[str, Point]
    words: dict[str, str]  # terminal -> what stands beside it, inside the box


@dataclass(frozen=True, slots=True)
class Link:
    """A wire to be drawn, between ``PIECE.terminal`` and ``PIECE.terminal``."""

    start: str
    end: str
    colour: str


@dataclass(slots=True)
class Route:
    """A wire that has its way."""

    link: Link
    points: list[Point] = field(default_factory=list)
    word_at: Rect | None = None  # where its colour is written


@dataclass(slots=True)
class Drawing:
    """All of it, in px."""

    width: float
    height: float
    boxes: list[Box]
    routes: list[Route]


def width_of(text: str) -> float:
    """px that a text of 12 px may need."""
    return CHAR * len(text)


def lay_out(
    columns: Sequence[Sequence[Place]], titles: dict[str, str], words: dict[str, str], links: Sequence[Link]
) -> Drawing:
    """Place boxes and route wires. Raises ValueError when a wire ends at a terminal that the layout has not."""
    ends = [_gaps(columns, link) for link in links]
    lanes = [sum(gap in (a, b) for (a, _), (b, _) in ends) for gap in range(len(columns) + 1)]
    worded = _worded(links)
    room: dict[tuple[int, str], float] = {}  # for words, beside the boxes at each side of a gap
    for link, sides, end in zip(links, ends, worded, strict=True):
        room[sides[end]] = max(room.get(sides[end], 0.0), width_of(link.colour) + 14)
    boxes: list[Box] = []
    gaps: list[tuple[float, float]] = []  # the lanes' zone of each gap
    x = SIDE
    for number in range(len(columns) + 1):
        start = x + room.get((number, "right"), 0.0)
        gaps.append((start, start + LANE * (lanes[number] + 1) * bool(lanes[number])))
        x = gaps[-1][1] + room.get((number, "left"), 0.0)
        if number < len(columns):
            x = _stack(columns[number], x, titles, words, boxes)
    width = x + SIDE
    routes = _route(links, ends, worded, {box.piece: box for box in boxes}, gaps)
    bottom = max([box.rect[3] for box in boxes] + [y for route in routes for _, y in route.points])
    return Drawing(width, bottom + 40, boxes, routes)


def _stack(column: Sequence[Place], x: float, titles: dict[str, str], words: dict[str, str], boxes: list[Box]) -> float:
    """Put the boxes of a column one below the other; returns their right edge."""
    need = 0.0
    for place in column:
        inside = [words.get(f"{place.piece}.{t}", t) for t in place.left.split()]
        inside_right = [words.get(f"{place.piece}.{t}", t) for t in place.right.split()]
        row = max(map(width_of, inside), default=0.0) + max(map(width_of, inside_right), default=0.0) + 36
        need = max(need, row, width_of(titles[place.piece]) + 20, width_of(place.piece) * 1.15 + 20)
    y = TOP
    for place in column:
        y += place.drop
        left, right = place.left.split(), place.right.split()
        height = TITLE + ROW * max(len(left), len(right)) + PAD
        at = [y + TITLE + ROW * (row + 0.5) for row in range(max(len(left), len(right)))]
        boxes.append(
            Box(
                place.piece,
                titles[place.piece],
                (x, y, x + need, y + height),
                {t: (x, at[i]) for i, t in enumerate(left)},
                {t: (x + need, at[i]) for i, t in enumerate(right)},
                {t: words.get(f"{place.piece}.{t}", t) for t in (*left, *right)},
            )
        )
        y += height + SPACE
    return x + need


def _gaps(columns: Sequence[Sequence[Place]], link: Link) -> tuple[tuple[int, str], tuple[int, str]]:
    """((gap, side), (gap, side)) of a wire's ends: the sides that face each other where a terminal has two."""
    found: list[dict[str, int]] = []
    for end in (link.start, link.end):
        piece, _, terminal = end.partition(".")
        sides: dict[str, int] = {}
        for number, column in enumerate(columns):
            for place in column:
                if place.piece == piece:
                    sides |= {"left": number} if terminal in place.left.split() else {}
                    sides |= {"right": number + 1} if terminal in place.right.split() else {}
        if not sides:
            raise ValueError(f"the layout has no terminal {end}")
        found.append(sides)
    _, first, second = min(
        (abs(a_gap - b_gap), (a_gap, a_side), (b_gap, b_side))
        for a_side, a_gap in found[0].items()
        for b_side, b_gap in found[1].items()
    )
    return first, second


def _worded(links: Sequence[Link]) -> list[int]:
    """At which end (0 or 1) the colour of each wire is written: one word a terminal. Raises ValueError."""
    taken: set[str] = set()
    found = []
    for link in links:
        free = [i for i, end in enumerate((link.start, link.end)) if end not in taken]
        if not free:
            raise ValueError(f"no room for the colour of {link.start} to {link.end}: both ends have one already")
        found.append(free[0])
        taken.add((link.start, link.end)[free[0]])
    return found


def _route(
    links: Sequence[Link],
    ends: Sequence[tuple[tuple[int, str], tuple[int, str]]],
    worded: Sequence[int],
    boxes: dict[str, Box],
    gaps: Sequence[tuple[float, float]],
) -> list[Route]:
    routes, taken = [], dict.fromkeys(range(len(gaps)), 0)
    at = []
    for link, sides in zip(links, ends, strict=True):
        points = []
        for end, (_, side) in zip((link.start, link.end), sides, strict=True):
            piece, _, terminal = end.partition(".")
            box = boxes[piece]
            points.append((box.left if side == "left" else box.right)[terminal])
        at.append(points)
    for link, sides, points, here in zip(links, ends, at, worded, strict=True):
        wide, (x, y) = width_of(link.colour), points[here]
        left = x - 8 - wide if sides[here][1] == "left" else x + 8
        routes.append(Route(link, word_at=(left, y - 18, left + wide, y - 5)))
    blocked = [box.rect for box in boxes.values()] + [route.word_at for route in routes if route.word_at]
    floor = max(box.rect[3] for box in boxes.values()) + SPACE / 2

    def order(i: int) -> tuple[int, float]:
        """From left to right: long loops left of their boxes, wires that go down, that go up, short loops first."""
        (gap1, side1), (gap2, side2) = ends[i]
        y1, y2 = (y for _, y in sorted(at[i]))
        if gap1 == gap2 and side1 == side2:
            return (0, -abs(y1 - y2)) if side1 == "left" else (3, abs(y1 - y2))
        return (1, -y1) if y2 >= y1 else (2, y1)

    def lane(gap: int) -> float:
        taken[gap] += 1
        return gaps[gap][0] + LANE * taken[gap]

    for i in sorted(range(len(links)), key=order):
        ((gap1, _), (gap2, _)), (p1, p2) = ends[i], at[i]
        if gap1 > gap2:
            gap1, gap2, p1, p2 = gap2, gap1, p2, p1
        if gap1 == gap2:
            x = lane(gap1)
            points = [p1, (x, p1[1]), (x, p2[1]), p2] if p1[1] != p2[1] else [p1, p2]
        else:
            points = _pass(p1, p2, gaps, (gap1, gap2), blocked, lane)
            if not points:
                floor += LANE
                x1, x2 = lane(gap1), lane(gap2)
                points = [p1, (x1, p1[1]), (x1, floor), (x2, floor), (x2, p2[1]), p2]
        routes[i].points = points if p1 == at[i][0] else points[::-1]
    return routes


def _pass(
    p1: Point,
    p2: Point,
    gaps: Sequence[tuple[float, float]],
    between: tuple[int, int],
    blocked: Sequence[Rect],
    lane: Callable[[int], float],
) -> list[Point]:
    """A way past the columns between two gaps at the height of one of the ends; [] when something stands there."""
    gap1, gap2 = between
    if clear((gaps[gap1][0], p2[1]), (p2[0], p2[1]), blocked):
        x = lane(gap1)
        return [p1, (x, p1[1]), (x, p2[1]), p2]
    if clear((p1[0], p1[1]), (gaps[gap2][1], p1[1]), blocked):
        x = lane(gap2)
        return [p1, (x, p1[1]), (x, p2[1]), p2]
    return []


def clear(a: Point, b: Point, blocked: Iterable[Rect], margin: float = 2.0) -> bool:
    """Whether the level or upright line from a to b keeps away from the inside of all rectangles."""
    x0, x1, y0, y1 = min(a[0], b[0]), max(a[0], b[0]), min(a[1], b[1]), max(a[1], b[1])
    return not any(
        x1 > left + 0.5 and x0 < right - 0.5 and y1 > top - margin and y0 < bottom + margin
        for left, top, right, bottom in blocked
    )
