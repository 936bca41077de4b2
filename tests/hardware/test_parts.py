"""The parts list fits the drawings, the arithmetic and itself."""

import re

import pytest

from hardware import data, loads
from hardware.data import BANDS, BUILDS, bom, parts_of, scad, sizes

UNITS = {
    *("mm", "mm2", "m", "ml", "litre", "kgf", "V", "A", "W", "ohm", "kilohm", "kPa", "psi", "samples/s"),
    *("cores", "channels", "feet", "cup", "clamp", "bit"),
}
AMOUNT = re.compile(r"(?<![\w.-])(\d+(?:\.\d+)?) ([a-zA-Z/]+\d?)")


def numbers(build: str, part: str) -> list[float]:
    return [float(n) for n in re.findall(r"(?<![\w.])\d+(?:\.\d+)?", parts_of(build)[part].specification)]


def test_every_row_is_whole():
    for part in bom():
        assert part.build in BUILDS
        assert re.fullmatch(r"[A-Z][A-Z_]*[A-Z]", part.part), "a piece is written PART2: no digits in an id"
        assert part.quantity >= 1
        assert part.price_band in BANDS
        assert part.name
        assert part.specification
        assert part.where
        assert not any("|" in text for text in (part.name, part.specification, part.where))
    assert len({(part.build, part.part) for part in bom()}) == len(bom())


@pytest.mark.parametrize("part", bom(), ids=lambda part: f"{part.build}-{part.part}")
def test_amounts_have_units_that_are_known(part):
    for _, word in AMOUNT.findall(part.specification):
        if word not in ("x", "to", "or", "on", "best"):
            assert word in UNITS, f"{word!r} in {part.specification!r}"


def test_the_plates_are_those_of_the_arithmetic():
    assert numbers("load_plate", "PLATE")[:3] == [loads.THICK, loads.SIDE, loads.SIDE]
    assembly = scad("assembly_load_plate.scad")
    assert (assembly["side"], assembly["span"], assembly["thick"]) == (loads.SIDE, loads.SPAN, loads.THICK)
    assert numbers("load_plate", "CELL")[0] * loads.G_N == loads.CELL_N


def test_the_dowels_reach_into_the_top_plate_and_bear_nothing():
    length, deep = numbers("load_plate", "DOWEL")[1], 12
    into = length - loads.THICK - scad("assembly_load_plate.scad")["gap"]
    assert 5 <= into <= deep - 3


def test_feet_and_clamp_fit_on_the_plate_and_between_the_plates():
    foot, clamp, assembly = (scad(f"{n}.scad") for n in ("sensor_foot", "cable_clamp", "assembly_load_plate"))
    size = {one.name: one for one in sizes()}
    assert loads.SPAN / 2 + size["sensor foot"].x / 2 < loads.SIDE / 2
    assert clamp["height"] < assembly["gap"]
    assert size["sensor foot"].z + 3 <= assembly["gap"], "the button stands out by 3 mm and more"
    assert foot["flange_h"] + 16 - 2 < loads.THICK + foot["flange_h"], "screws end inside the plate"
    assert 16 - scad("cup.scad")["floor_h"] + 1 < loads.THICK


def test_the_cable_fits_into_its_clamp_and_its_hole():
    least, most = re.search(r"outside ([\d.]+) to ([\d.]+) mm", parts_of("load_plate")["CABLE"].specification).groups()
    clamp, box = scad("cable_clamp.scad"), scad("electronics_box.scad")
    assert float(least) <= clamp["cable_d"] <= float(most)
    assert float(most) <= box["cable_d"]


def test_screws_are_counted():
    cup = scad("cup.scad")
    assert parts_of("load_plate")["SCREW"].quantity == 2 * parts_of("load_plate")["FOOT"].quantity + cup["screws"] + 2
    assert parts_of("air_ball")["SCREW"].quantity == cup["screws"] + 2
    assert all(parts_of(build)["BOXSCREW"].quantity == 4 for build in BUILDS)


def test_the_pad_has_two_discs_for_each_crossing():
    parts, assembly = parts_of("fsr_pad"), scad("assembly_fsr_pad.scad")
    assert parts["DISC"].quantity == 2 * parts["ROW"].quantity * parts["COL"].quantity == 32
    assert numbers("fsr_pad", "ROW")[0] == assembly["strip"] >= scad("disc.scad")["disc_d"]
    assert 3 * assembly["pitch"] + assembly["strip"] < assembly["side"] == numbers("fsr_pad", "PLATE")[1]


def test_what_is_printed_is_in_the_list_and_its_source_is_there():
    named = {name for part in bom() for name in re.findall(r"enclosure/(\w+\.scad)", part.specification)}
    assert named == {size.source for size in sizes()}
    for name in named:
        assert (data.HERE / "enclosure" / name).is_file()


def test_no_battery_is_in_any_build():
    words = " ".join(f"{part.name} {part.specification}" for part in bom()).lower()
    assert not re.search(r"\b(lipo|lithium|18650|li-ion)\b", words)
    assert all("away from the body" in parts_of(build)["USB"].where for build in BUILDS)
    assert all("0.5 m or more" in parts_of(build)["BOX"].where for build in BUILDS)
    assert all("0.1 A" in parts_of(build)["FUSE"].specification for build in BUILDS)


def test_a_row_with_a_missing_field_is_refused(tmp_path, monkeypatch):
    (tmp_path / "x.csv").write_text("a,b\n1\n")
    monkeypatch.setattr(data, "HERE", tmp_path)
    with pytest.raises(ValueError, match="not as many fields"):
        list(data._rows("x.csv"))


def test_a_terminal_that_is_none_is_refused():
    assert data.piece_of("CELL2.red") == ("CELL", 2, "red")
    with pytest.raises(ValueError, match=r"PART\.terminal"):
        data.piece_of("cell-red")
