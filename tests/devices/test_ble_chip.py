"""From the firmware's own Bluetooth to our own driver, in one chain.

An emulated RP2040 - HCI - bumble's air - objects of org.bluez on a bus - bleak's BlueZ backend - ``ble:`` - a hold.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pressure_coach import devices
from pressure_coach.apps.cli import main
from pressure_coach.devices._ble import BleDevice
from pressure_coach.devices.ble import START
from pressure_coach.recording.reader import read_recording
from pressure_coach.signal import protocol
from pressure_coach.signal.chunk import Arrival
from pressure_coach.signal.protocol import Caps
from pressure_coach.signal.wire import NotificationDecoder
from tests.bluetooth.air import QUICK, Reader, opened

DEVICE_ID = "e6613852831fb02c"
NAME = f"{protocol.BLE_NAME}-{DEVICE_ID[-4:].upper()}"
N_PER_COUNT = 0.001
TARGET = 200 / N_PER_COUNT
LEANING = [(0.0, 1000.0), (3.0, 1000.0), (5.0, TARGET), (17.0, TARGET), (18.0, 1000.0), (30.0, 1000.0)]
TREMOR = 400  # counts; a reading that does not change at all is a broken sensor's

pytestmark = pytest.mark.timeout(300)  # a few seconds on a machine that has little else to do
OnTheAir = Callable[[], AbstractContextManager[Any]]


@pytest.fixture
def on_the_air(air: str, emulator: Path, image: Path, monkeypatch: pytest.MonkeyPatch) -> OnTheAir:
    """``with on_the_air() as bluez``: the chip runs meanwhile; what was true of it is known afterwards."""
    from tests.bluetooth.bridge import Bridge
    from tests.firmware.rp2040 import rig

    patient = replace(QUICK, scan=30.0, connect=(30.0, 30.0), answer=30.0, first=30.0, quiet=30.0, close=30.0)
    monkeypatch.setattr(BleDevice, "times", patient)
    monkeypatch.setattr("tests.bluetooth.air.DEADLINE_S", 90.0)

    @contextmanager
    def world() -> Iterator[Any]:
        with Bridge(air, lambda: rig(emulator, image)) as bluez:
            bluez.world.chip.between_turns = bluez.breathe
            yield bluez

    return world


def hold() -> list[tuple[float, float]]:
    """A person leans on it for 12 s, with an unsteady hand."""
    times = np.arange(0, 30, 0.1)
    counts = np.interp(times, *zip(*LEANING, strict=True)) + TREMOR * np.sin(7 * times + np.sin(times))
    return list(zip(times.tolist(), counts.tolist(), strict=True))


def test_the_board_is_found_by_its_name_streams_every_count_and_is_found_again(on_the_air: OnTheAir) -> None:
    with on_the_air() as bluez:
        with opened(f"ble:{NAME}") as device:
            reader = Reader(device).samples(400)
            assert reader.lost == 0
            bluez.cut(bluez.remote(NAME))  # what is on its way then is lost, and counted
            assert NAME in reader.act("link_lost").data["why"]
            until = len(reader.chunks)
            reader.act("link_back")
            reader.samples(200)
        while not (sensors := devices.nearby(0.2).sensors):  # it has to notice first that it was let go
            pass
        [seen] = sensors
        assert (seen.name, seen.address) == (NAME, f"ble:{bluez.remote(NAME).address}")
        assert not bluez.connected(bluez.remote(NAME))
        assert bluez.remote(NAME).connections == 2

    assert Caps.EDGE_TIME in reader.decoder.hello.caps
    assert (reader.decoder.info.device_id, reader.decoder.info.sfreq) == (DEVICE_ID, 80.0)
    assert device.battery == "3.95 V"
    assert reader.decoder.bad_frames == 0
    bluez.world.chip.assert_exact(reader.chunks[:until])
    bluez.world.chip.assert_exact(reader.chunks[until:])
    facts = bluez.world.chip.facts
    assert facts["unread"] == facts["short_reads"] == facts["long_reads"] == 0


def test_a_hold_on_the_only_board_in_range_comes_to_done(
    on_the_air: OnTheAir, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = tmp_path / "hold.mcap"
    words = ["live", "ble:", "--json", "--target", "200", "--goal", "10", "--scale", str(N_PER_COUNT)]
    with on_the_air() as bluez:
        pressed: list[bool] = []

        async def press() -> None:
            """As soon as the board is asked for its stream."""
            await bluez.breathe()
            if not pressed and any(START in one.sent() for one in bluez.peripherals.values()):
                pressed.append(True)
                bluez.world.chip.press(hold())

        bluez.world.chip.between_turns = press
        assert main([*words, "--for", "20", "--record", str(record)]) == 0
    *events, summary = map(json.loads, capsys.readouterr().out.splitlines())
    states = [event["after"] for event in events if event["event"] == "state"]
    assert states == ["UNLOADED", "LOADING", "HOLDING", "DONE", "REST"]
    assert (summary["state"], summary["credit_s"], summary["simulated"]) == ("DONE", 10.0, False)
    assert (summary["lost_frames"], summary["bad_frames"]) == (0, 0)
    decoder = NotificationDecoder()
    arrivals = [item for item in read_recording(record).items if isinstance(item, Arrival)]
    bluez.world.chip.assert_exact(decoder.feed_many(arrivals))
