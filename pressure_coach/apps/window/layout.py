"""Where the parts of the gauge lie, for any size. Pure numbers: px, y grows downward."""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pressure_coach.apps.window.theme import SIZES, SPACE

HEAD = 2.1  # ems: the height of the banner
TINY = 0.84  # the smallest scale: 11 px letters
COLUMN_FROM = 1.0  # width by height from which on the words stand beside the dial


class Box(NamedTuple):
    """A rectangle."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.h

    @property
    def cx(self) -> float:
        """The middle, across."""
        return self.x + self.w / 2

    @property
    def cy(self) -> float:
        """The middle, down."""
        return self.y + self.h / 2

    def inside(self, margin: float) -> "Box":
        """The box without a margin on all sides."""
        return Box(self.x + margin, self.y + margin, max(0.0, self.w - 2 * margin), max(0.0, self.h - 2 * margin))

    def rows(self, *shares: float, gap: float = 0.0) -> list["Box"]:
        """Boxes one below the other, their heights as the shares say."""
        room = max(0.0, self.h - gap * (len(shares) - 1)) / sum(shares)
        boxes, y = [], self.y
        for share in shares:
            boxes.append(Box(self.x, y, self.w, share * room))
            y += share * room + gap
        return boxes


@dataclass(frozen=True, slots=True)
class Plan:
    """The parts, and the scale of type and space."""

    scale: float
    head: Box
    dial: Box  # a square
    word: Box
    sentence: Box
    count: Box
    foot: Box
    beside: bool  # the words stand beside the dial, not below

    def size(self, name: str) -> float:
        """An em of the type scale, in px."""
        return SIZES[name] * self.scale

    def space(self, name: str) -> float:
        """A distance, in px."""
        return SPACE[name] * self.scale


def scale_of(width: float, height: float) -> float:
    """How much larger than at a desk letters are: the person is two metres away."""
    return max(TINY, min(math.sqrt(max(1.0, width * height)) / 640, min(width, height) / 360))


@lru_cache(maxsize=16)
def plan(width: float, height: float) -> Plan:
    """The parts of the gauge in ``width`` by ``height`` px."""
    scale = scale_of(width, height)
    margin = SPACE["m"] * scale
    head = Box(0.0, 0.0, width, min(height, HEAD * SIZES["body"] * scale))
    top = head.bottom + 0.75 * margin
    main = Box(1.25 * margin, top, max(0.0, width - 2.5 * margin), max(0.0, height - margin - top))
    beside = main.w > COLUMN_FROM * main.h
    if beside:
        side = min(main.h, 0.56 * main.w)
        gap = min(SPACE["xl"] * scale, 0.06 * main.w)
        dial = Box(main.x, main.cy - side / 2, side, side)
        column = Box(dial.right + gap, main.y, max(0.0, main.right - dial.right - gap), main.h)
        shares = (0.52, 0.19, 0.16, 0.13)
    else:
        side = min(main.w, 0.5 * main.h)
        dial = Box(main.cx - side / 2, main.y, side, side)
        column = Box(main.x, dial.bottom + margin, main.w, max(0.0, main.bottom - dial.bottom - margin))
        shares = (0.4, 0.24, 0.2, 0.16)
    words = column.rows(*shares, gap=min(margin, 0.035 * column.h))
    return Plan(scale, head, dial, words[0], words[1], words[2], words[3], beside)
