"""Our drivers against the real bluetoothd, in a machine of ours; only where PRESSURE_COACH_DEEP is 1."""

import os
import re
import sys
from pathlib import Path

import pytest

from tests.deep import kernel, machine
from tools import system

HERE = Path(__file__).parent
ASKED = "PRESSURE_COACH_DEEP"
PATIENCE_S = 1200.0
WORDS = ("-p", "no:cacheprovider", "-p", "no:pytest-qt", "-p", "no:xdist", "--color=no", "--durations=5")


@pytest.fixture(scope="module")
def linux() -> Path:
    """The kernel; it is built first where it is not there, which takes some minutes."""
    if os.environ.get(ASKED) != "1":
        pytest.skip(f"takes minutes and builds a kernel first: {ASKED}=1 asks for it")
    if why := kernel.impossible():
        pytest.skip(why)
    if missing := kernel.missing():
        pytest.skip(f"needs programs and a kernel's source: {system.line_to_type(missing)}")
    pytest.importorskip("bumble", reason="bumble is not installed")
    return kernel.kernel()


def pass_inside(linux: Path, folder: Path, checks: str, **env: str) -> None:
    """All of these checks pass, and none is left out."""
    command = (sys.executable, "-m", "pytest", *WORDS, HERE / checks)
    status, said = machine.run(linux, folder, *command, env=env, patience_s=PATIENCE_S)
    print(said)
    assert status == 0, said
    assert re.search(r"^\d+ passed in", said, re.MULTILINE), said


@pytest.mark.timeout(3 * PATIENCE_S)
@pytest.mark.parametrize("checks", ["checks_drivers.py", "checks_trouble.py"])
def test_our_drivers_and_the_real_bluetoothd(checks: str, linux: Path, tmp_path: Path) -> None:
    pass_inside(linux, tmp_path, checks)


@pytest.mark.timeout(3 * PATIENCE_S)
def test_the_firmware_and_our_driver_with_the_real_bluetoothd_between_them(
    linux: Path, emulator: Path, image: Path, tmp_path: Path
) -> None:
    made = {"PRESSURE_COACH_EMULATOR": str(emulator), "PRESSURE_COACH_IMAGE": str(image)}
    pass_inside(linux, tmp_path, "checks_chip.py", **made)


def test_a_machine_whose_job_fails_or_never_ends_has_failed(linux: Path, tmp_path: Path) -> None:
    assert machine.run(linux, tmp_path, "false", env={}, patience_s=60)[0] == 1
    assert machine.run(linux, tmp_path, "sleep", "1000", env={}, patience_s=5)[0] == -1
    status, said = machine.run(linux, tmp_path, "sh", "-c", 'echo "$WORD"', env={"WORD": "it's"}, patience_s=60)
    assert (status, "it's\n" in said) == (0, True)


def test_a_kernel_that_frees_a_channel_too_late_is_mended_and_no_other(tmp_path: Path) -> None:
    file = tmp_path / "l2cap_core.c"
    late = f"{kernel.IN_TIME[0]}free()\n{kernel.TOO_LATE[0]}"
    for before, after in ((late, f"{kernel.IN_TIME[1]}free()\n{kernel.TOO_LATE[1]}"), (kernel.IN_TIME[1],) * 2):
        file.write_text(before)
        kernel.mend(file)
        assert file.read_text() == after


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(kernel, "NEEDED", ((str(tmp_path), "there"), (str(tmp_path / "no"), "bluez")))
    monkeypatch.setattr(kernel, "SOURCES", tmp_path)
    assert kernel.missing() == ["linux-source", "bluez"]
