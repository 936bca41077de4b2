"""Every wire ends at a part of the parts list and at the pin that the firmware's header names; the bridge adds up."""

import re
from collections import Counter, defaultdict

import numpy as np
import pytest

from hardware import data, loads
from hardware.data import BUILDS, Wire, boards, boards_of, parts_of, piece_of, wires_of, wiring

SOURCES = data.HERE.parent / "firmware" / "pressure_coach" / "src"
DRAWN = [(build, board) for build in BUILDS for board in boards_of(build)]


def pins_of(header: str) -> dict[str, list[str]]:
    """What a board's header says of its pins: the first definition of each name, for the first chip of that file."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r"^#define (PC_PINS?_\w+) ([^/\n]+)", header, re.MULTILINE):
        found.setdefault(name, [one.strip() for one in value.split(",")])
    return found


def on_the_board(wire: Wire) -> str:
    """The terminal of the board where this wire ends, "" for a wire that does not."""
    ends = [end.partition(".")[2] for end in (wire.start, wire.end) if end.startswith("BOARD.")]
    return ends[0] if ends else ""


def test_every_build_is_wired_for_every_board():
    assert {board for _, board in DRAWN} == set(boards())
    assert {build for build, _ in DRAWN} == set(BUILDS)


@pytest.mark.parametrize(("build", "board"), DRAWN)
def test_every_wire_ends_at_a_terminal_of_a_part_that_the_build_has_enough_of(build, board):
    parts = parts_of(build)
    for wire in wires_of(build, board):
        for end in (wire.start, wire.end):
            name, number, terminal = piece_of(end)
            assert name in parts, f"{end} is not in the parts list of {build}"
            assert number <= parts[name].quantity, f"{end}: the parts list has {parts[name].quantity}"
            if name != "BOARD":
                assert terminal in parts[name].terminals, f"{end}: the parts list names {parts[name].terminals}"


@pytest.mark.parametrize(("build", "board"), DRAWN)
def test_every_part_with_terminals_is_wired_at_each_piece(build, board):
    ends = {end for wire in wires_of(build, board) for end in (wire.start, wire.end)}
    used = {piece_of(end)[:2] for end in ends}
    for part in parts_of(build).values():
        if part.terminals:
            assert {(part.part, i + 1) for i in range(part.quantity)} <= used
            unused = set(part.terminals) - {terminal for name, _, terminal in map(piece_of, ends) if name == part.part}
            assert not unused, f"{part.part} of {build} has terminals that no wire reaches: {unused}"


@pytest.mark.parametrize(("build", "board"), DRAWN)
def test_the_pins_are_those_of_the_board(build, board):
    known = boards()[board]
    for wire in wires_of(build, board):
        label = on_the_board(wire)
        if not wire.pin_name:
            assert not label or label in known.power, f"{label} of {board} is neither a supply nor a named pin"
            assert not wire.pin
            continue
        assert re.fullmatch(rf"(D|GP|GPIO)?{wire.pin}", label), f"{label} is not pin {wire.pin}"
        if wire.pin_name in ("SDA", "SCL"):
            assert wire.pin == getattr(known, wire.pin_name.lower())


@pytest.mark.skipif(not (SOURCES / "board_avr.h").exists(), reason="firmware/pressure_coach/src has no board files yet")
@pytest.mark.parametrize("board", boards())
def test_the_firmware_names_the_same_pins(board):
    pins = pins_of((SOURCES / boards()[board].header).read_text(encoding="utf-8"))
    checked = set()
    for wire in wiring():
        if wire.board == board and wire.pin_name.startswith("PC_"):
            name, _, index = wire.pin_name.rstrip("]").partition("[")
            assert pins[name][int(index or 0)] == wire.pin, f"{wire.pin_name} of {boards()[board].header}"
            checked.add(name)
    assert checked == {"PC_PIN_SCK", "PC_PIN_DOUT", "PC_PINS_ANALOG", "PC_PINS_ROW", "PC_PINS_COL"}


@pytest.mark.parametrize(("build", "board"), DRAWN)
def test_no_wire_is_drawn_twice_and_no_pin_is_used_twice(build, board):
    wires = wires_of(build, board)
    assert max(Counter(frozenset((w.start, w.end)) for w in wires).values()) == 1
    pins = [w.pin for w in wires if w.pin]
    assert len(pins) == len(set(pins))


@pytest.mark.parametrize(("build", "board"), DRAWN)
def test_what_leads_to_the_body_is_behind_the_fuse(build, board):
    supply = next(name for name in boards()[board].power if "V" in name)
    ends = [(wire.start, wire.end) for wire in wires_of(build, board) if f"BOARD.{supply}" in (wire.start, wire.end)]
    assert ends == [(f"BOARD.{supply}", "FUSE.a")]


def nets(wires: list[Wire]) -> dict[str, int]:
    """terminal -> the number of its node: everything that wires join. A cable joins its two ends by its names."""
    node: dict[str, str] = {}

    def root(end: str) -> str:
        while node.setdefault(end, end) != end:
            end = node[end]
        return end

    for wire in wires:
        node[root(wire.start)] = root(wire.end)
    names = {name: number for number, name in enumerate(dict.fromkeys(map(root, list(node))))}
    return {end: names[root(end)] for end in list(node)}


def bridge(wires: list[Wire], strains: dict[int, float]) -> float:
    """Volts between A+ and A- for one volt between E+ and E-: every cell has two gauges, white-red and red-black.

    A load lengthens one and shortens the other: their resistances become 1 + strain and 1 - strain.
    """
    node = nets(wires)
    n = max(node.values()) + 1
    y = np.zeros((n, n))
    for cell in range(1, 5):
        for gauge, ohm in (("white", 1 + strains.get(cell, 0.0)), ("black", 1 - strains.get(cell, 0.0))):
            a, b = node[f"CELL{cell}.{gauge}"], node[f"CELL{cell}.red"]
            y[[a, b], [a, b]] += 1 / ohm
            y[[a, b], [b, a]] -= 1 / ohm
    fixed = {node["AMP.E+"]: 1.0, node["AMP.E-"]: 0.0}
    current = np.zeros(n)
    for i in range(n):
        if i in fixed or not y[i].any():
            y[i], y[i, i], current[i] = 0.0, 1.0, fixed.get(i, 0.0)
    volts = np.linalg.solve(y, current)
    return float(volts[node["AMP.A+"]] - volts[node["AMP.A-"]])


@pytest.mark.parametrize("board", boards_of("load_plate"))
def test_the_four_half_bridges_add_up_and_each_corner_counts_alike(board):
    wires, strain = wires_of("load_plate", board), 1e-3
    assert bridge(wires, {}) == pytest.approx(0.0, abs=1e-12)
    alone = [bridge(wires, {cell: strain}) for cell in (1, 2, 3, 4)]
    assert alone == pytest.approx([strain / 4] * 4, rel=2e-3)
    together = bridge(wires, {1: 0.5e-3, 2: 1e-3, 3: 0.2e-3, 4: 0.3e-3})
    assert together == pytest.approx(2e-3 / 4, rel=2e-3)


def test_a_black_and_a_white_wire_of_a_cell_taken_for_each_other_are_found():
    swap = {"CELL2.white": "CELL2.black", "CELL2.black": "CELL2.white"}
    wires = [
        Wire(w.build, w.board, swap.get(w.start, w.start), swap.get(w.end, w.end), w.colour, w.pin, w.pin_name, w.note)
        for w in wires_of("load_plate", "uno")
    ]
    assert bridge(wires, {2: 1e-3}) < 0


def test_the_cells_of_the_pad_never_see_more_than_one_and_a_half_volts():
    """Supply 10 % high, the upper resistor 5 % low, the lower 5 % high. Source: evidence, section 3."""
    text = parts_of("fsr_pad")["RTOP"].specification
    low = float(re.match(r"(\d+) ohm", parts_of("fsr_pad")["RBOTTOM"].specification)[1])
    ohms = re.search(r"(\d+) ohm for 3.3 V boards, (\d+) ohm for 5 V", text)
    for supply, top in ((3.3, float(ohms[1])), (5.0, float(ohms[2]))):
        assert supply * 1.1 * low * 1.05 / (low * 1.05 + top * 0.95) < 1.5
        assert supply * low / (low + top) == pytest.approx(1.2, abs=0.05)


def test_rows_and_columns_of_the_pad_are_led_to_the_channels_that_the_firmware_counts():
    node = nets(wires_of("fsr_pad", "uno"))
    groups = defaultdict(set)
    for end, number in node.items():
        groups[number].add(end)
    for i in range(4):
        assert {f"ROW{i + 1}.foil", f"ROWMUX.C{i}"} <= groups[node[f"ROW{i + 1}.foil"]]
        assert {f"COL{i + 1}.foil", f"COLMUX.C{i}"} <= groups[node[f"COL{i + 1}.foil"]]


def test_the_off_centre_error_is_what_unequal_cells_of_this_bridge_give():
    """The formula in loads.py against the solved network, the worst combination of four signs."""
    wires, spread, off = wires_of("load_plate", "uno"), loads.CELL_SPREAD, loads.OFF_CENTRE
    worst = 0.0
    for signs in np.ndindex(2, 2, 2, 2):
        gain = [1 + spread * (1 if sign else -1) for sign in signs]
        middle = bridge(wires, {i + 1: 1e-4 * gain[i] / 4 for i in range(4)})
        aside = bridge(wires, {i + 1: 1e-4 * gain[i] * share for i, share in enumerate(loads.shares(off, off))})
        worst = max(worst, abs(aside - middle) / 1e-4 * 4)
    assert worst == pytest.approx(loads.off_centre_error(), rel=0.02)
    assert worst < 0.05
