"""Draws the wiring diagrams from wiring.csv: ``python3 hardware/draw_wiring.py`` writes them, ``--check`` compares.

One SVG for each build and board, <build>/wiring-<board>.svg; plain text, standard library only. The colour of each wire
is written beside it.
"""

import sys
from dataclasses import replace
from html import escape
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from hardware import data
from hardware.diagram import Drawing, Link, Place, Route, lay_out

INK = "#1b1b1b"
LEGEND = "Wires join at dots only; where they cross they do not touch. The word beside a wire is its colour."
PAINT = {
    "red": "#d1242f",
    "black": "#2b2b2b",
    "white": "#ffffff",
    "green": "#1a8f4d",
    "yellow": "#f2c400",
    "blue": "#1f6feb",
    "orange": "#e8710a",
    "brown": "#7a4a21",
    "violet": "#8250df",
    "grey": "#8c959f",
    "pink": "#f08fb5",
    "bare shield": "#b9c0c7",
    "bare foil": "#c98a4b",
    "clear tube": "#bfe3f5",
    "USB cable": "#57606a",
    "solder": "#b9c0c7",
}

# Columns from left to right; a terminal stands on the left or on the right of its box. {board} is filled in.
LAYOUTS: dict[str, list[list[Place]]] = {
    "load_plate": [
        [
            Place("CELL1", "black white", "red"),
            Place("CELL2", "white black", "red"),
            Place("CELL3", "black white", "red"),
            Place("CELL4", "white black", "red"),
        ],
        [Place("CABLE", "red white black green", "red white black green shield")],
        [Place("AMP", "E+ A- E- A+ GND", "VCC GND DT SCK"), Place("FUSE", "", "b a")],
        [Place("BOARD", "{board}", "USB", drop=13), Place("USB", "", "plug")],
    ],
    "air_ball": [
        [Place("BALL", "", "valve")],
        [Place("NIPPLE", "ball", "hose")],
        [Place("STOPCOCK", "ball", "sensor syringe"), Place("SYRINGE", "", "tip")],
        [Place("SENSOR", "port", "VIN GND SCL SDA"), Place("FUSE", "", "b a")],
        [Place("BOARD", "{board}", "USB", drop=13), Place("USB", "", "plug")],
    ],
    "fsr_pad": [
        [*(Place(f"ROW{i}", "", "foil") for i in range(1, 5)), *(Place(f"COL{i}", "", "foil") for i in range(1, 5))],
        [Place("CABLE", "r1 r2 r3 r4 c1 c2 c3 c4", "r1 r2 r3 r4 c1 c2 c3 c4")],
        [
            Place("ROWMUX", "C0 C1 C2 C3", "S0 S1 S2 S3 EN GND SIG VCC"),
            Place("RTOP", "", "b a"),
            Place("RBOTTOM", "", "a b"),
            Place("FUSE", "", "b a"),
            Place("COLMUX", "C0 C1 C2 C3", "VCC S0 S1 S2 S3 EN GND SIG"),
            Place("RPULL", "", "a b"),
        ],
        [Place("BOARD", "{board}", "USB", drop=13), Place("USB", "", "plug")],
    ],
}


def drawing(build: str, board: str) -> Drawing:
    """The diagram of one build with one board."""
    wires = data.wires_of(build, board)
    parts = data.parts_of(build)
    links = [Link(wire.start, wire.end, wire.colour) for wire in wires]
    on_board = dict.fromkeys(
        end.partition(".")[2] for link in links for end in (link.start, link.end) if end.startswith("BOARD.")
    )
    on_board.pop("USB", None)
    words = {
        f"BOARD.{wire.start.partition('.')[2]}": f"{wire.start.partition('.')[2]}  {wire.pin_name}"
        for wire in wires
        if wire.pin_name
    }
    columns = [
        [replace(place, left=place.left.format(board=" ".join(on_board))) for place in column]
        for column in LAYOUTS[build]
    ]
    titles = {p.piece: parts[p.piece.rstrip("0123456789")].name for column in columns for p in column}
    titles["BOARD"] = data.boards()[board].name
    return lay_out(columns, titles, words, links)


def svg(build: str, board: str) -> str:
    """The diagram as the text of an SVG file."""
    plan = drawing(build, board)
    what = f"{build.replace('_', ' ')}, {data.boards()[board].name}"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {plan.width:.0f} {plan.height:.0f}" '
        f'width="{plan.width:.0f}" height="{plan.height:.0f}" font-family="sans-serif" font-size="12" fill="{INK}">',
        "<!-- Written by hardware/draw_wiring.py from hardware/wiring.csv: change those. SPDX: CERN-OHL-P-2.0 -->",
        f"<title>Wiring: {escape(what)}</title>",
        '<rect width="100%" height="100%" fill="#f4f3ee"/>',
        f'<text x="16" y="28" font-size="18" font-weight="bold">Wiring: {escape(what)}</text>',
    ]
    lines += [_wire(route) for route in plan.routes]
    for box in plan.boxes:
        left, top, right, bottom = box.rect
        lines += [
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{bottom - top:.1f}" rx="6" '
            f'fill="#ffffff" stroke="{INK}" stroke-width="1.5"/>',
            f'<text x="{left + 10:.1f}" y="{top + 18:.1f}" font-weight="bold">{escape(box.piece)}</text>',
            f'<text x="{left + 10:.1f}" y="{top + 34:.1f}">{escape(box.title)}</text>',
        ]
        for side, anchor, shift in ((box.left, "start", 10), (box.right, "end", -10)):
            for terminal, (x, y) in side.items():
                lines.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{INK}"/>')
                word = escape(box.words[terminal])
                lines.append(f'<text x="{x + shift:.1f}" y="{y + 4:.1f}" text-anchor="{anchor}">{word}</text>')
    lines.append(f'<text x="16" y="{plan.height - 14:.0f}">{LEGEND}</text>')
    return "\n".join([*lines, "</svg>", ""])


def _wire(route: Route) -> str:
    """The wire, its dark outline (white on white could not be seen), the name of its colour."""
    way = " ".join(f"{x:.1f},{y:.1f}" for x, y in route.points)
    wide = 7 if "tube" in route.link.colour or "USB" in route.link.colour else 3
    assert route.word_at is not None
    left, _, _, bottom = route.word_at
    return (
        f'<g fill="none" stroke-linejoin="round"><!-- {escape(route.link.start)} to {escape(route.link.end)} -->'
        f'<polyline points="{way}" stroke="{INK}" stroke-width="{wide + 2}"/>'
        f'<polyline points="{way}" stroke="{PAINT[route.link.colour]}" stroke-width="{wide}"/></g>'
        f'<text x="{left:.1f}" y="{bottom - 2:.1f}">{escape(route.link.colour)}</text>'
    )


def files() -> dict[Path, str]:
    """Every diagram: path -> text."""
    return {
        data.HERE / build / f"wiring-{board}.svg": svg(build, board)
        for build in data.BUILDS
        for board in data.boards_of(build)
    }


def main(arguments: list[str]) -> int:
    """Write, or with --check say which files are stale; returns the exit status."""
    stale = [path for path, text in files().items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        if "--check" not in arguments:
            path.write_text(files()[path], encoding="utf-8")
        print(f"{path.relative_to(data.HERE)} {'is stale' if '--check' in arguments else 'written'}")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
