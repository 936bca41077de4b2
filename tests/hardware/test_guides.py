"""What the guides say is there: parts, commands, settings, links, sources, numbers."""

import argparse
import re
import shlex

import pytest

from hardware import check_plate, data, draw_plan, loads, tables
from hardware.data import BUILDS, parts_of
from pressure_coach import plugins
from pressure_coach.apps import cli, commands
from pressure_coach.devices import open_device

GUIDES = sorted(data.HERE.rglob("*.md"))
CONFIG = data.HERE.parent / "firmware" / "pressure_coach" / "config.h"
# fmt: off
SHORT = {  # words in capitals that are no parts
    "AA", "BMP280", "BMP390", "CERN", "CPU", "CSV", "EN", "ESP32", "EUR", "FSR", "GND", "HX711", "I2C", "MIT",
    "MPR", "MPX5100GP", "NAU7802", "OHL", "OSHA", "PASS", "RATE", "SAFETY", "SCK", "SCL", "SDA", "SIG", "STL",
    "SVG", "VCC", "XIAO", "DT",
}
# fmt: on


def guide(build: str) -> str:
    return (data.HERE / build / "README.md").read_text(encoding="utf-8")


def own_words(text: str) -> str:
    """Without the tables that are written from the data, and without code and links."""
    text = tables.BLOCK.sub("", text)
    text = re.sub(r"`[^`]*`", "", text)
    return re.sub(r"\]\([^)]*\)", "]", text)


def said(prefix: str) -> list[tuple[str, str]]:
    """(guide, command) for each command in the guides that begins so."""
    return [
        (path.relative_to(data.HERE).as_posix(), line)
        for path in GUIDES
        for line in re.findall(rf"`({prefix} [^`]+)`", path.read_text(encoding="utf-8"))
    ]


def test_tables_and_plan_are_not_stale(capsys):
    assert tables.main(["--check"]) == 0, f"{capsys.readouterr().out}: python3 hardware/tables.py"
    assert draw_plan.FILE.read_text(encoding="utf-8") == draw_plan.svg(), "python3 hardware/draw_plan.py"


def test_a_stale_table_is_told_and_written_anew(tmp_path, monkeypatch, capsys):
    path = tmp_path / "README.md"
    path.write_text("before\n<!-- cup -->\nold\n<!-- end -->\nafter\n")
    monkeypatch.setattr(tables.data, "HERE", tmp_path)
    monkeypatch.setattr(tables, "guides", lambda: {path: ""})
    assert tables.main(["--check"]) == 1
    assert "old" in path.read_text()
    assert tables.main([]) == 0
    assert "| 65 mm |" in path.read_text()
    assert path.read_text().startswith("before\n")
    assert path.read_text().endswith("after\n")
    assert tables.main(["--check"]) == 0
    assert "stale" in capsys.readouterr().out


@pytest.mark.parametrize("build", BUILDS)
def test_every_guide_has_what_a_maker_needs(build):
    text = guide(build)
    heads = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert {"Parts", "Assembly", "Tests", "Known limits", "Cost"} <= set(heads)
    assert any(head.startswith("Wiring") for head in heads)
    assert "Not built yet by us" in text
    assert "../SAFETY.md" in text
    assert text.count("| test | do | PASS | else |") == 1


@pytest.mark.parametrize("build", BUILDS)
def test_a_guide_names_the_parts_of_its_build_and_no_others(build):
    words = set(re.findall(r"\b[A-Z][A-Z0-9]+\b", own_words(guide(build)))) - SHORT
    words = {word for word in words if not re.fullmatch(r"S\d+", word)}
    names = {re.sub(r"\d+$", "", word) for word in words}
    assert names <= set(parts_of(build)), "a part that the list has not, or a word for SHORT"
    assert names >= set(parts_of(build)), "the guide never says where this part goes"


@pytest.mark.parametrize(("where", "line"), said("pressure-coach"))
def test_every_command_of_the_guides_can_be_typed(where, line):
    _, name, *rest = shlex.split(line)
    assert name in cli.command_names(), where
    command = plugins.load(commands, cli._file_of(name))
    parser = argparse.ArgumentParser(exit_on_error=False)
    command.arguments(parser)
    args = parser.parse_args(rest)
    if address := getattr(args, "address", None):
        open_device(address)  # builds it, opens nothing


def test_the_guides_show_commands_for_each_sensor():
    assert {where for where, _ in said("pressure-coach")} >= {f"{build}/README.md" for build in BUILDS}


@pytest.mark.parametrize(("where", "line"), said("python3"))
def test_every_script_of_the_guides_is_there(where, line):
    _, script, *rest = shlex.split(line)
    assert (data.HERE.parent / script).is_file(), where
    if script.endswith("check_plate.py"):
        assert check_plate.main(rest) == 0


def test_addresses_in_use_what_you_have_are_those_of_the_program():
    from pressure_coach import devices

    text = (data.HERE / "use-what-you-have.md").read_text(encoding="utf-8")
    rows = [line.split("|")[2] for line in text.splitlines() if line.startswith("| ") and "---" not in line]
    named = {scheme for cell in rows for scheme in re.findall(r"`(\w+):`", cell)}
    assert named == set(plugins.names(devices)) - {"replay", "sim"}
    assert not any("not yet" in cell for cell in rows)


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.relative_to(data.HERE).as_posix())
def test_links_and_pictures_lead_to_files(path):
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


@pytest.mark.skipif(not CONFIG.exists(), reason="firmware/pressure_coach/config.h is not there yet")
def test_settings_named_are_those_of_the_firmware():
    known = CONFIG.read_text(encoding="utf-8")
    for path in GUIDES:
        for name in re.findall(r"\bPC_[A-Z0-9_]+\b", own_settings(path.read_text(encoding="utf-8"))):
            assert re.search(rf"#define {name}\b", known), name


def own_settings(text: str) -> str:
    return tables.BLOCK.sub("", text)


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.relative_to(data.HERE).as_posix())
def test_no_guide_promises_a_cure_and_every_source_is_listed(path):
    text = path.read_text(encoding="utf-8")
    assert not re.findall(r"\b(treats?|relieves?|diagnoses|prevents|cures?|heals?|therapy|therapeutic)\b", text.lower())
    sources = (data.HERE / "SOURCES.md").read_text(encoding="utf-8")
    for key in re.findall(r"\bS\d+\b", own_words(text)):
        assert f"| {key} |" in sources, key


def test_every_source_is_used():
    listed = re.findall(r"^\| (S\d+) \|", (data.HERE / "SOURCES.md").read_text(encoding="utf-8"), re.MULTILINE)
    used = " ".join(path.read_text(encoding="utf-8") for path in GUIDES if path.name != "SOURCES.md")
    used += (data.HERE / "loads.py").read_text(encoding="utf-8")
    assert [key for key in listed if not re.search(rf"\b{key}\b", used)] == []


def test_the_numbers_in_the_words_are_those_of_the_arithmetic():
    plate, air, fsr = (guide(build) for build in BUILDS)
    assert f"L = {loads.SPAN:g} mm between cells, b = {loads.SIDE:g} mm, t = {loads.THICK:g} mm" in plate
    assert f"E = {loads.MODULUS_MPA:g} MPa" in plate
    assert f"within {loads.OFF_CENTRE:g} mm of the middle" in plate
    assert f"computed for the chip alone: {loads.noise_counts():.0f}" in plate
    for psi, shown in ((25, "77 867"), (30, "64 889")):
        assert round(0.8 * 2**24 / (psi * 6.894757)) == int(shown.replace(" ", ""))
        assert shown in air
    assert f"{0.8 * 2**24 / 100:.0f}" == "134218"
    assert "134 218" in air
    assert f"It ends at {loads.MPR_25_PSI_KPA:.0f} kPa" in air
    assert pytest.approx(105, abs=0.6) == 30 * 6.894757 - loads.ATM_KPA
    assert pytest.approx(0.41, abs=0.005) == (loads.ATM_KPA + 20) / 293
    for outer, wall, said_ml in ((70, 4, 30), (90, 4, 60)):
        inside_ml = 4 / 3 * 3.14159 * ((outer / 2 - wall) / 10) ** 3
        assert inside_ml * 20 / loads.ATM_KPA == pytest.approx(said_ml, abs=6)
    for supply, top in ((3.3, 220), (5.0, 390)):
        assert f"{supply:g} V x 120 / (120 + {top})" in fsr


def test_the_scripts_print_what_they_promise(capsys):
    loads.main()
    assert "safety factor" in capsys.readouterr().out


def test_the_licence_is_the_real_one_and_whole():
    text = (data.HERE / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("CERN Open Hardware Licence Version 2 - Permissive\n")
    assert all(f"\n{number} " in text for number in range(1, 8))
    assert text.rstrip().endswith("specifically excluded.")
    assert len(text) > 8000
