"""src/pc_proto.h is what protocol.py says; the sketch is one that the Arduino IDE opens."""

import re
from pathlib import Path

import pytest

from pressure_coach.signal import protocol
from pressure_coach.signal.protocol_header import to_c_header
from tools import firmware


def test_the_header_is_that_of_the_protocol_and_else_must_be_written_anew() -> None:
    assert firmware.HEADER.read_text(encoding="ascii") == to_c_header(), "run: python -m tools.firmware header"


def test_the_header_knows_every_body_flag_and_command() -> None:
    text = to_c_header()
    for name, (types, fields) in protocol.BODIES.items():
        if types[0] < 0x80:
            assert f"struct {name} {{" in text
            assert all(re.search(rf"\b{field.name}\b", text) for field in fields)
    for members, prefix in ((protocol.Cmd, "kCmd"), (protocol.Caps, "kCaps"), (protocol.StatusFlag, "kStatus")):
        for member in members:
            name = "".join(word.capitalize() for word in (member.name or "").split("_"))
            assert f" {prefix}{name} = {int(member):#04x};" in text
    assert f"kBaud = {protocol.BAUD};" in text
    assert "kCrcPoly = 0x1021;" in text


def test_the_tool_writes_the_header_and_says_how_it_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(firmware, "HEADER", tmp_path / "pc_proto.h")
    assert firmware.main(["header"]) == 0
    assert (tmp_path / "pc_proto.h").read_text(encoding="ascii") == to_c_header()
    assert firmware.main(["everything"]) == 2
    assert "python -m tools.firmware build" in capsys.readouterr().err


def test_the_guide_leads_to_files_that_are_there_and_names_every_sensor() -> None:
    page = firmware.FIRMWARE / "README.md"
    text = page.read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!http)([^)#]+)\)", text)
    assert len(targets) >= 4
    assert all((page.parent / target).exists() for target in targets)
    config = (firmware.SKETCH / "config.h").read_text(encoding="ascii")
    for name in re.findall(r"^#define PC_(\w+) \d  //", config, re.MULTILINE):
        assert name.lower() in text.lower()
    assert "On no real board, so far." in text


def test_the_sketch_is_an_ordinary_one() -> None:
    sketch = firmware.SKETCH
    assert (sketch / f"{sketch.name}.ino").is_file()
    files = [file for file in sketch.rglob("*") if file.is_file()]
    assert not any(file.is_symlink() for file in files)
    for file in files:
        text = file.read_text(encoding="ascii")  # other letters break in some editors
        assert max(map(len, text.splitlines())) <= 120
        assert len(text.splitlines()) <= 250
        assert not re.search(r"\bmalloc\b|\bnew\b [A-Z]|std::", text), f"{file.name}: no heap, no library"
