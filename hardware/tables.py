"""Writes the tables of the guides from the data: ``python3 hardware/tables.py``; ``--check`` compares.

A guide holds a block as ``<!-- parts -->`` ... ``<!-- end -->``; what stands between is replaced.
"""

import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from hardware import data, loads

BLOCK = re.compile(r"(<!-- (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
BALLS = (65, 70, 90)


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A table in Markdown."""
    names = list(head)
    lines = [names, ["---"] * len(names), *([str(cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def cost(build: str) -> tuple[int, int]:
    """EUR from, to: the sum of the price bands."""
    bands = [data.BANDS[part.price_band] for part in data.parts_of(build).values()]
    return sum(low for low, _ in bands), sum(high for _, high in bands)


def parts(build: str) -> str:
    """The parts list and what it comes to."""
    rows = [
        (part.part, part.quantity, part.name, part.specification, part.price_band, part.where)
        for part in data.parts_of(build).values()
    ]
    low, high = cost(build)
    bands = ", ".join(f"{name} {a} to {b} EUR" for name, (a, b) in data.BANDS.items() if b)
    return (
        table(("id", "number", "part", "what to look for", "price", "where it goes"), rows)
        + f"\nPrice bands of a whole row ({bands}; 0: you have it) are judged, not looked up. "
        + f"Together {low} to {high} EUR, with everything bought anew.\n"
    )


def pins(build: str) -> str:
    """Which pin of which board a wire goes to, and the diagrams."""
    rows = []
    for board in data.boards_of(build):
        wires = [wire for wire in data.wires_of(build, board) if wire.pin_name]
        to = [f"{w.end.partition('.')[0]} {w.end.partition('.')[2]}: **{w.start.partition('.')[2]}**" for w in wires]
        supply = next(name for name in data.boards()[board].power if "V" in name)
        rows.append((data.boards()[board].name, supply, ", ".join(to), f"[diagram](wiring-{board}.svg)"))
    return table(("board", "supply", "part and terminal: pin of the board", "all wires"), rows)


def wires(build: str) -> str:
    """The wires that are the same for every board."""
    rows = [(w.start, w.end, w.colour, w.note) for w in data.wiring() if w.build == build and not w.board]
    return table(("from", "to", "colour", ""), rows)


def numbers(_: str) -> str:
    """The arithmetic of the load plate."""
    return table(("what", "how", "result"), loads.rows())


def cup(_: str) -> str:
    """How balls sit in the cup."""
    rows = []
    for ball in BALLS:
        found = loads.seat(ball)
        rows.append(
            (f"{ball} mm", *(f"{found[name]:.0f} mm" for name in ("sunk", "top")), f"{found['tip']:.0%} of the load")
        )
    return table(("ball", "below the rim", "top above the plate", "push sideways that lifts it out"), rows)


def air(_: str) -> str:
    """Which pressure a ball comes to."""
    rows = [
        (f"{ball} mm", f"{kpa} kPa", *(f"{loads.air_ball_at(ball, kpa, force):.0f} kPa" for force in (100, 200, 300)))
        for ball in BALLS
        for kpa in (10, 20, 30)
    ]
    return table(("ball", "pumped to", "at 100 N", "at 200 N", "at 300 N"), rows)


def builds(_: str) -> str:
    """What each build costs."""
    rows = [(f"[{b.replace('_', ' ')}]({b}/README.md)", "{} to {} EUR".format(*cost(b))) for b in data.BUILDS]
    return table(("build", "parts, bought anew"), rows)


def pieces(_: str) -> str:
    """What is printed."""
    rows = [
        (
            size.name,
            f"[{size.source}](enclosure/{size.source})" + (f", {size.settings}" if size.settings else ""),
            f"{size.x:g} x {size.y:g} x {size.z:g} mm",
        )
        for size in data.sizes()
    ]
    return table(("piece", "source", "outer size"), rows)


BLOCKS: dict[str, Callable[[str], str]] = {
    f.__name__: f for f in (parts, pins, wires, numbers, cup, air, builds, pieces)
}


def fill(text: str, build: str) -> str:
    """The guide with its blocks written anew."""
    return BLOCK.sub(lambda match: f"{match[1]}{BLOCKS[match[2]](build)}{match[3]}", text)


def guides() -> dict[Path, str]:
    """Every guide with blocks -> the build it is about, "" for those about all."""
    return {data.HERE / "README.md": "", **{data.HERE / build / "README.md": build for build in data.BUILDS}}


def main(arguments: list[str]) -> int:
    """Write, or with --check say which guides are stale; returns the exit status."""
    status = 0
    for path, build in guides().items():
        text = path.read_text(encoding="utf-8")
        new = fill(text, build)
        if new == text:
            continue
        print(f"{path.relative_to(data.HERE)} {'is stale' if '--check' in arguments else 'written'}")
        if "--check" in arguments:
            status = 1
        else:
            path.write_text(new, encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
