"""The tables of this folder as Python values: bom.csv, wiring.csv, boards.csv, enclosure/sizes.csv."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILDS = ("load_plate", "air_ball", "fsr_pad")

# Price bands of a whole row, EUR: (from, to). Bands are judged, not looked up; shops and countries differ.
BANDS = {"0": (0, 0), "A": (1, 5), "B": (5, 15), "C": (15, 40), "D": (40, 80)}


@dataclass(frozen=True, slots=True)
class Part:
    """A row of bom.csv. ``terminals``: what a wire or a tube may end at; () for what has none."""

    build: str
    part: str
    quantity: int
    name: str
    specification: str
    price_band: str
    where: str
    terminals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wire:
    """A row of wiring.csv. ``start`` and ``end`` are part.terminal; ``pin`` as the firmware's header has it."""

    build: str
    board: str  # "": whatever the board
    start: str
    end: str
    colour: str
    pin: str
    pin_name: str
    note: str


@dataclass(frozen=True, slots=True)
class Board:
    """A row of boards.csv."""

    board: str
    header: str  # in firmware/pressure_coach/src
    name: str
    power: tuple[str, ...]  # terminals that are no pins of the firmware
    sda: str  # I2C, where the Arduino core of the board has it
    scl: str


@dataclass(frozen=True, slots=True)
class Size:
    """A row of enclosure/sizes.csv: outer size in mm of one printed piece."""

    name: str
    source: str
    part: str
    settings: str  # "tube_slot=8": what is set otherwise than in the source
    x: float
    y: float
    z: float


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, strict=True):
            if None in row or None in row.values():
                raise ValueError(f"{name}: a row has not as many fields as the head: {row}")
            yield row


@cache
def bom() -> tuple[Part, ...]:
    """All parts, in the order of the file."""
    return tuple(
        Part(**{**row, "quantity": int(row["quantity"]), "terminals": tuple(row["terminals"].split())})  # type: ignore[arg-type]
        for row in _rows("bom.csv")
    )


@cache
def wiring() -> tuple[Wire, ...]:
    """All wires, in the order of the file."""
    return tuple(Wire(start=row.pop("from"), end=row.pop("to"), **row) for row in _rows("wiring.csv"))


@cache
def boards() -> dict[str, Board]:
    """The boards that wiring.csv names."""
    found = (Board(**{**row, "power": tuple(row["power"].split())}) for row in _rows("boards.csv"))  # type: ignore[arg-type]
    return {board.board: board for board in found}


@cache
def sizes() -> tuple[Size, ...]:
    """What is printed."""
    return tuple(
        Size(**{**row, **{side: float(row[side]) for side in "xyz"}})  # type: ignore[arg-type]
        for row in _rows("enclosure/sizes.csv")
    )


def parts_of(build: str) -> dict[str, Part]:
    """The parts of one build by their id."""
    return {part.part: part for part in bom() if part.build == build}


def wires_of(build: str, board: str) -> list[Wire]:
    """The wires of one build with one board."""
    return [wire for wire in wiring() if wire.build == build and wire.board in ("", board)]


def boards_of(build: str) -> list[str]:
    """The boards that a build is drawn with, in the order of the file."""
    return list(dict.fromkeys(wire.board for wire in wiring() if wire.build == build and wire.board))


def piece_of(terminal: str) -> tuple[str, int, str]:
    """("CELL", 2, "red") of "CELL2.red"; the number is 1 where none is written."""
    match = re.fullmatch(r"([A-Z][A-Z_]*)(\d*)\.(\S+)", terminal)
    if match is None:
        raise ValueError(f"{terminal!r} is not PART.terminal or PART2.terminal")
    return match[1], int(match[2] or 1), match[3]


def scad(source: str) -> dict[str, float]:
    """The numbers that an OpenSCAD file sets at its top level: ``name = 12.5;``."""
    text = (HERE / "enclosure" / source).read_text(encoding="utf-8")
    return {name: float(value) for name, value in re.findall(r"^(\w+) = (-?[\d.]+);", text, re.MULTILINE)}
