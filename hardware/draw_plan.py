"""Draws where to drill the plates of the load plate: ``python3 hardware/draw_plan.py`` writes load_plate/plan.svg.

Measures come from loads.py and the OpenSCAD files. Standard library only.
"""

import sys
from html import escape
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from hardware import data, loads

FILE = data.HERE / "load_plate" / "plan.svg"
SCALE, LEFT, TOP = 1.5, 80.0, 90.0  # px per mm; where the first plate begins
BETWEEN = 110.0  # px from plate to plate
INK, FAINT, MARK = "#1b1b1b", "#6b6b6b", "#0b5cad"


def _text(x: float, y: float, words: str, anchor: str = "middle", colour: str = INK, size: int = 13) -> str:
    style = f'text-anchor="{anchor}" fill="{colour}" font-size="{size}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {style}>{escape(words)}</text>'


def _circle(x: float, y: float, d_mm: float, style: str) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{d_mm / 2 * SCALE:.1f}" {style}/>'


def _measure(x0: float, x1: float, y: float, words: str, along: float | None = None) -> list[str]:
    """A level measure with a tick at each end and its words above: in the middle, or so far along."""
    ticks = "".join(f"M{x:.1f},{y - 5:.1f}v10" for x in (x0, x1))
    return [
        f'<path d="M{x0:.1f},{y:.1f}H{x1:.1f}{ticks}" stroke="{MARK}" fill="none"/>',
        _text((x0 + x1) / 2 if along is None else x0 + along, y - 5, words, colour=MARK),
    ]


def _plate(x0: float, title: str, underside: bool) -> list[str]:
    """One plate with its measures, its left upper corner at (x0, TOP)."""
    cup, foot, assembly = (data.scad(f"{name}.scad") for name in ("cup", "sensor_foot", "assembly_load_plate"))
    side, span, ring = loads.SIDE * SCALE, loads.SPAN * SCALE, assembly["dowel_r"] * SCALE
    cx, cy = x0 + side / 2, TOP + side / 2
    line, dashed = f'fill="none" stroke="{INK}"', f'fill="none" stroke="{FAINT}" stroke-dasharray="5 4"'
    out = [
        _text(cx, TOP - 52, title, size=15),
        f'<rect x="{x0:.1f}" y="{TOP:.1f}" width="{side:.1f}" height="{side:.1f}" '
        f'rx="{assembly["corner"] * SCALE:.1f}" fill="#f6ecd9" stroke="{INK}" stroke-width="2"/>',
        f'<path d="M{cx - 8:.1f},{cy:.1f}h16M{cx:.1f},{cy - 8:.1f}v16" stroke="{INK}"/>',
    ]
    screws = (foot["cell_w"] + foot["play"] + 2 * foot["wall"] + foot["flange"]) / 2 * SCALE
    turned = 1 if underside else -1  # the top plate is turned over when it is put on
    for number, (sx, sy) in enumerate(((-turned, -1), (turned, -1), (turned, 1), (-turned, 1)), 1):
        x, y = cx + sx * span / 2, cy + sy * span / 2
        if underside:
            body = (foot["cell_w"] + foot["play"] + 2 * foot["wall"]) * SCALE
            corner = f'x="{x - body / 2:.1f}" y="{y - body / 2:.1f}"'
            out.append(f'<rect {corner} width="{body:.1f}" height="{body:.1f}" {dashed}/>')
            out += [_circle(x + s * screws, y, 2.5, line) for s in (-1, 1)]
        else:
            out.append(_circle(x, y, 24, dashed))
        out += [_circle(x, y, 1.5, f'fill="{INK}"'), _text(x, y + (-10 if underside else 34), f"CELL{number}")]
    for sx, sy in ((0, -1), (1, 0), (0, 1), (-1, 0)):
        out.append(_circle(cx + sx * ring, cy + sy * ring, 12 if underside else 8, line))
    if underside:
        out.append(_text(cx, cy + ring - 16, "4 x 12 mm, 12 mm deep"))
        out.append(_text(cx, cy + 36, "cup, on the other side", size=12))
        out.append(_text(cx, cy + 54, f"{cup['screws']:g} screws on {cup['screw_circle_d']:g} mm", size=12))
        out.append(_circle(cx, cy, cup["outer_d"], dashed))
        out.append(_text(cx + span / 2, cy + span / 2 + 48, f"screws {2 * screws / SCALE:.1f} mm apart", size=11))
    else:
        out.append(_text(cx, cy + ring - 14, "4 x 8 mm, through"))
        out.append(_text(cx, cy - 30, "washers under the buttons"))
        out.append(_text(cx, cy + 40, "clamp at this side, 45 mm from the middle"))
        leave = cx + 45 * SCALE
        out.append(f'<path d="M{leave:.1f},{TOP + side - 28:.1f}v50" stroke="{INK}" stroke-width="5"/>')
        out.append(_text(leave + 10, TOP + side + 20, "cable", "start"))
    edge = (loads.SIDE - loads.SPAN) / 2
    out += _measure(cx - span / 2, cx + span / 2, TOP - 12, f"{loads.SPAN:g} mm between cells")
    out += _measure(x0, cx - span / 2, TOP - 12, f"{edge:g} mm")
    out += _measure(x0, x0 + side, TOP + side + 46, f"{loads.SIDE:g} mm")
    out += _measure(cx, cx + ring, cy, f"{assembly['dowel_r']:g} mm", ring - 60)
    return out


def svg() -> str:
    """The drawing as the text of an SVG file."""
    side = loads.SIDE * SCALE
    width, height = 2 * LEFT + 2 * side + BETWEEN, TOP + side + 80
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" font-family="sans-serif" font-size="13">',
        "<!-- Written by hardware/draw_plan.py. SPDX: CERN-OHL-P-2.0 -->",
        "<title>Plates of the load plate, where to drill</title>",
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        *_plate(LEFT, f"top plate, seen from below, {loads.THICK:g} mm", underside=True),
        *_plate(LEFT + side + BETWEEN, f"bottom plate, seen from above, {loads.THICK:g} mm", underside=False),
        "</svg>",
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    """Write it."""
    FILE.write_text(svg(), encoding="utf-8")


if __name__ == "__main__":
    main()
