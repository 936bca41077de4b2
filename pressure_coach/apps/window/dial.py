"""The geometry of the dial. Pure numbers: degrees as Qt counts them (0 at three o'clock, counter-clockwise), shares.

The scale runs clockwise from seven o'clock over 240 degrees, and so the target stands at twelve: straight up is right.
"""

import itertools
import math

from pressure_coach.apps.gauge import FULL_SCALE

START = 240.0  # degrees; the scale's zero
SWEEP = 240.0  # clockwise, to 1.6 T
THINNEST = 3.0  # degrees: the pointer is seen from afar however small the uncertainty is
FRAME_STEPS = 8  # pieces of a rounded corner

# Shares of the dial's outer radius.
RING = (0.955, 0.998)
SCALE = (0.725, 0.885)
BAND = (0.695, 0.915)  # the band stands out of the scale on both sides
OUTLINE = 0.018  # of the band: how thick it is
NEEDLE = (0.665, 0.935)
WAY = 0.635  # where the arrow to the band runs
WAY_HALF = 0.055  # half the width of its head
ROOM = 0.575  # of the number within


def needle_angle(r: float) -> float:
    """Where r = F / T stands on the scale, in degrees: 90 at the target; clipped to the ends of the scale."""
    if not r > 0:
        return START
    return START - SWEEP * min(r, FULL_SCALE) / FULL_SCALE


def pointer_way(width: float) -> float:
    """How far the tip of the pointer goes while r goes from 0 to 1, in the unit of the dial's ``width``."""
    return math.radians(SWEEP / FULL_SCALE) * NEEDLE[1] * width / 2


def pointer_span(r: float, u95_r: float = 0.0) -> tuple[float, float]:
    """First and last angle of the pointer: r - u95_r to r + u95_r, not thinner than ``THINNEST``, within the scale."""
    middle = needle_angle(r)
    half = max(THINNEST / 2, SWEEP / FULL_SCALE * u95_r if u95_r > 0 else 0.0)
    return min(START, middle + half), max(START - SWEEP, middle - half)


def span(start_r: float, end_r: float) -> tuple[float, float]:
    """First and last angle of an area of the scale."""
    return needle_angle(start_r), needle_angle(end_r)


def beside(low_r: float, high_r: float) -> tuple[float, float]:
    """Where the outline of a band ends, as shares of T: what is painted below and above it leaves the outline whole."""
    rim = math.degrees(OUTLINE / sum(SCALE)) * FULL_SCALE / SWEEP
    return low_r - rim, high_r + rim


def ring_degrees(share: float) -> float:
    """How far the ring is filled, clockwise from twelve o'clock: 0 to 360."""
    return 360.0 * min(1.0, max(0.0, share)) if math.isfinite(share) else 0.0


def at(angle: float, radius: float) -> tuple[float, float]:
    """(x, y) of a point around the origin; y grows downward as on a screen."""
    return radius * math.cos(math.radians(angle)), -radius * math.sin(math.radians(angle))


def bounds(angles: tuple[float, float], radii: tuple[float, float]) -> tuple[float, float, float, float]:
    """(left, top, right, bottom) of a piece of a ring around the origin; angles within +-360, radii from the inner."""
    first, last = (angles[0], angles[1]) if angles[0] <= angles[1] else (angles[1], angles[0])
    inner, outer = radii
    (xa, ya), (xb, yb) = at(first, 1.0), at(last, 1.0)
    # Of each end the inner or the outer corner is the farthest, and where an axis is crossed the arc itself is.
    left, right = min(xa, xb), max(xa, xb)
    top, bottom = min(ya, yb), max(ya, yb)
    left, right = left * (outer if left < 0 else inner), right * (outer if right > 0 else inner)
    top, bottom = top * (outer if top < 0 else inner), bottom * (outer if bottom > 0 else inner)
    for quarter in range(math.ceil(first / 90.0), math.floor(last / 90.0) + 1):
        match quarter % 4:
            case 0:
                right = outer
            case 1:
                top = -outer
            case 2:
                left = -outer
            case _:
                bottom = outer
    return left, top, right, bottom


def way(r: float, low: float, high: float, arrow: int) -> tuple[float, float] | None:
    """The arrow along the scale, from the pointer towards where the force should be: two angles.

    ``low`` and ``high`` are the band's edges as shares of T; ``arrow`` is +1, -1 or 0 (``apps.gauge.arrow_for``). None
    when there is no way to go, or it is too short to be seen.
    """
    if arrow > 0 and r < low:
        goal = low
    elif arrow < 0:
        goal = high if r > high else 0.0
    else:
        return None
    start, end = needle_angle(r), needle_angle(goal)
    margin = THINNEST / 2 + 3.0
    start += -margin if arrow > 0 else margin
    return (start, end) if (start - end) * arrow > 6.0 else None


def frame(width: float, height: float, radius: float, share: float, start: float = 0.0) -> list[tuple[float, float]]:
    """The filled part of a ring that runs along a rounded rectangle at (0, 0), clockwise from the middle of its top.

    ``start`` and ``share`` are where it begins and ends, as shares of the whole.
    """
    if not share > start:
        return []
    radius = min(radius, width / 2, height / 2)
    points = [(width / 2, 0.0)]
    corners = ((width - radius, radius, 90.0), (width - radius, height - radius, 0.0),
               (radius, height - radius, -90.0), (radius, radius, -180.0))  # fmt: skip
    for x, y, first in corners:
        for i in range(FRAME_STEPS + 1):
            dx, dy = at(first - 90.0 * i / FRAME_STEPS, radius)
            points.append((x + dx, y + dy))
    points.append((width / 2, 0.0))
    whole = sum(map(math.dist, points, points[1:]))
    return _cut(points, max(0.0, start) * whole, min(1.0, share) * whole)


def _cut(points: list[tuple[float, float]], start: float, end: float) -> list[tuple[float, float]]:
    """The part of a line between two distances from its beginning."""
    kept: list[tuple[float, float]] = []
    so_far = 0.0
    for a, b in itertools.pairwise(points):
        length = math.dist(a, b)
        for distance in (start, end):
            if so_far <= distance <= so_far + length and length > 0:
                part = (distance - so_far) / length
                kept.append((a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])))
        so_far += length
        if start < so_far < end:
            kept.append(b)
    return kept
