"""Fixtures: the image of an RP2040 and what runs it; each is built once for all test processes."""

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.firmware import toolchain
from tools import firmware, firmware_rp2040


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where things are built and kept."""
    return toolchain.build_folder(tmp_path_factory.getbasetemp().parent / "firmware")


@pytest.fixture(scope="session")
def image(build: Path) -> Path:
    """What lies in the chip's flash."""
    toolchain.need("gcc-arm-none-eabi")
    key = toolchain.key_of(firmware.SKETCH, firmware_rp2040.CHIP, more=str(firmware_rp2040.FLAGS))
    return toolchain.once(build, "rp2040.bin", key, firmware_rp2040.image)


def need_emulator() -> None:
    """Skip the test when something is missing that the emulator or the other side of the air needs."""
    for program, package in (("node", "nodejs"), ("npm", "npm")):
        if shutil.which(program) is None:
            pytest.skip(f"needs the Debian package {package}")
    if find_spec("bumble") is None:
        pytest.skip("needs the Python package bumble")


@pytest.fixture(scope="session")
def emulator(build: Path) -> Path:
    """The folder with the emulator's program and what it needs of npm."""
    need_emulator()
    return toolchain.once(build, "rp2040js", toolchain.key_of(toolchain.EMULATOR), _emulator)


def _emulator(to: Path) -> None:
    to.mkdir(exist_ok=True)
    for file in (*toolchain.EMULATOR.glob("*.mjs"), toolchain.EMULATOR / "package.json"):
        shutil.copy(file, to)
    try:
        firmware.call(
            "npm", "install", "--prefix", to, "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"
        )
    except firmware.BuildError as wrong:
        if "CI" in os.environ:
            raise
        pytest.skip(f"npm could not fetch the emulator: {wrong}")
