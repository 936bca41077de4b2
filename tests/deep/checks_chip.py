"""Inside the machine, the longest chain: the firmware's own Bluetooth on an emulated RP2040 - HCI - bumble's air -
/dev/vhci - the kernel's Bluetooth - bluetoothd - D-Bus - bleak - ``ble:``.
"""

import asyncio
import os
import time
from pathlib import Path

import pytest

from pressure_coach.devices import nearby
from pressure_coach.signal import protocol
from tests.bluetooth.air import Reader, opened
from tests.deep.world import World
from tests.firmware.rp2040 import Chip, chip_on

DEVICE_ID = "e6613852831fb02c"
NAME = f"{protocol.BLE_NAME}-{DEVICE_ID[-4:].upper()}"


@pytest.fixture
def made() -> tuple[Path, Path]:
    """The emulator and the image, which were built outside."""
    return Path(os.environ["PRESSURE_COACH_EMULATOR"]), Path(os.environ["PRESSURE_COACH_IMAGE"])


def at_its_pace(chip: Chip) -> None:
    """The chip's time is never ahead of the machine's, which has other things to do."""
    began = time.monotonic()

    async def wait() -> None:
        await asyncio.sleep(max(0.0, began + chip.now_us / 1e6 - time.monotonic()))

    chip.between_turns = wait


def test_every_count_of_the_board_arrives_before_and_after_a_lost_link(made: tuple[Path, Path], world: World) -> None:
    with world.living(lambda: chip_on(world.air, *made)) as chip:
        at_its_pace(chip)
        while not (sensors := nearby(1.0).sensors):  # it has to boot first
            pass
        [seen] = sensors
        assert seen.name == NAME
        with opened(f"ble:{NAME}") as device:
            reader = Reader(device).samples(400)
            assert reader.lost == 0
            world.cut(seen.address.removeprefix("ble:"))
            assert NAME in reader.act("link_lost").data["why"]
            until = len(reader.chunks)
            reader.act("link_back")
            reader.samples(200)
    assert (reader.decoder.info.device_id, reader.decoder.info.sfreq) == (DEVICE_ID, 80.0)
    assert reader.decoder.bad_frames == 0
    assert device.battery == "3.95 V"
    chip.assert_exact(reader.chunks[:until])
    chip.assert_exact(reader.chunks[until:])
    assert chip.facts["unread"] == 0
