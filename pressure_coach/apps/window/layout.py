"""Where the parts of the gauge lie, for any size. Pure numbers: px, y grows downward."""

import math
from dataclasses import dataclass
from typing import NamedTuple

from pressure_coach.apps.window.theme import SIZES, SPACE

TINY = 0.84  # the smallest scale: 11 px letters
COLUMN_FROM = 1.12  # width by height from which on the words stand beside the dial


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
    return max(TINY, min(math.sqrt(max(1.0, width * height)) / 640, min(width, height) / 400))


def plan(width: float, height: float) -> Plan:
    """The parts of the gauge in ``width`` by ``height`` px."""
    scale = scale_of(width, height)
    margin = SPACE["m"] * scale
    head = Box(0.0, 0.0, width, min(height, 2.0 * SIZES["small"] * scale))
    lines = 2 if height > 24 * SIZES["body"] * scale else 1
    foot_h = (1.45 * lines + 0.35) * SIZES["body"] * scale
    foot = Box(margin, max(0.0, height - foot_h - 0.3 * margin), max(0.0, width - 2 * margin), foot_h)
    main = Box(margin, head.bottom + 0.5 * margin, foot.w, max(0.0, foot.y - head.bottom - margin))
    beside = main.w > COLUMN_FROM * main.h
    if beside:
        side = min(main.h, 0.56 * main.w)
        gap = min(SPACE["xl"] * scale, 0.08 * main.w)
        used = min(main.w, side + gap + max(main.w - side - gap, 0.0))
        dial = Box(main.x + (main.w - used) / 2, main.cy - side / 2, side, side)
        column = Box(dial.right + gap, main.y, max(0.0, main.right - dial.right - gap), main.h)
        words = column.rows(0.52, 0.2, 0.28)
    else:
        side = min(main.w, 0.54 * main.h)
        dial = Box(main.cx - side / 2, main.y, side, side)
        below = Box(main.x, dial.bottom + margin / 2, main.w, max(0.0, main.bottom - dial.bottom - margin / 2))
        words = below.rows(0.46, 0.28, 0.26)
    return Plan(scale, head, dial, words[0], words[1], words[2], foot, beside)
