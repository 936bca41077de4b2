"""``pressure-coach flash`` for real: avrdude talks to an Uno's own boot loader in the emulator, which writes the flash.

A pty has no DTR and RTS: avrdude says so and goes on, and the emulator takes the opening of the port for the reset.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from pressure_coach.apps import flashing
from tests.firmware import toolchain
from tests.firmware.uno import Uno, assert_exact, listen
from tools import firmware

RAMP = [(0, -3_000_000), (60, 3_000_000)]
BOOT = 0x7E00  # where the boot loader begins
LOOP = ":02000000FFCF30\n:00000001FF\n"  # a sketch that does nothing, for ever


def contents(hexfile: Path) -> bytes:
    """What is in the chip's 32 kB when this was written to an empty one."""
    flash = bytearray(b"\xff" * 0x8000)
    for line in hexfile.read_text().split():
        record = bytes.fromhex(line[1:])
        if record[3] == 0:
            at = int.from_bytes(record[1:3])
            flash[at : at + record[0]] = record[4:-1]
    return bytes(flash)


def flash(port: str, *words: object) -> "subprocess.CompletedProcess[str]":
    toolchain.need_program("avrdude")
    command = [sys.executable, "-m", "pressure_coach", "flash", "uno", "--port", port, *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=240, stdin=subprocess.DEVNULL)


@pytest.mark.timeout(300)  # 6 s on a machine that has little else to do
def test_what_is_flashed_runs_says_who_it_is_and_counts_right(
    simboard: Path, boot_loader: Path, tmp_path: Path
) -> None:
    memory = tmp_path / "flash"
    with Uno(simboard, None, tmp_path, RAMP, "--noise", 50, "--boot", boot_loader, "--flash", memory) as uno:
        done = flash(uno.port, "--yes")
        assert done.returncode == 0, done.stderr
        heard = listen(uno, 300)
    about, gone, _, answer, go_on = done.stdout.splitlines()
    assert about.startswith(f"Arduino Uno at {uno.port} (")
    assert "will be gone" in gone
    assert "firmware 1.0.0, sensor: load cell, 80 readings/s" in answer
    assert go_on == f"Readings come. Go on with: pressure-coach live serial:{uno.port} --scale 0.001"
    assert_exact(uno, heard)
    assert heard.lost == []
    assert memory.read_bytes()[:BOOT] == contents(firmware.RELEASE)[:BOOT]
    assert memory.read_bytes()[BOOT:] == contents(boot_loader)[BOOT:]
    assert uno.facts["resets"] >= 4  # by avrdude, by the boot loader when it was done, and the same for each look at it


@pytest.mark.timeout(300)
def test_a_file_that_is_not_ours_replaces_what_was_there_and_stays_silent(
    simboard: Path, boot_loader: Path, uno_hex: Path, tmp_path: Path
) -> None:
    memory, loop = tmp_path / "flash", tmp_path / "loop.hex"
    loop.write_text(LOOP)
    with Uno(simboard, uno_hex, tmp_path, RAMP, "--boot", boot_loader, "--flash", memory) as uno:
        done = flash(uno.port, "--yes", "--file", loop)
    assert done.returncode == 1
    assert "It was flashed, but did not say who it is." in done.stderr
    assert memory.read_bytes()[:2] == contents(loop)[:2]
    page = 128  # bytes; the rest of the first one is avrdude's affair, and what lies behind it is not touched
    assert memory.read_bytes()[page:BOOT] == contents(uno_hex)[page:BOOT]


@pytest.mark.timeout(300)
def test_without_a_yes_the_board_keeps_what_it_has(
    simboard: Path, boot_loader: Path, uno_hex: Path, tmp_path: Path
) -> None:
    memory = tmp_path / "flash"
    with Uno(simboard, None, tmp_path, RAMP, "--boot", boot_loader, "--flash", memory) as uno:
        done = flash(uno.port)
    assert done.returncode == 2
    assert "Add --yes" in done.stderr
    assert memory.read_bytes()[:BOOT] == b"\xff" * BOOT
    assert uno.facts["resets"] == 1  # its port was not even opened


def test_the_file_in_the_package_is_the_released_one() -> None:
    assert flashing.IMAGE.read_bytes() == firmware.RELEASE.read_bytes(), "run: python -m tools.firmware release"
    assert firmware.SHIPPED == flashing.IMAGE
    assert flashing.fits_an_uno(flashing.IMAGE)


def test_no_avrdude_is_a_reason_to_skip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(pytest.skip.Exception, match="avrdude"):
        toolchain.need_program("avrdude")
