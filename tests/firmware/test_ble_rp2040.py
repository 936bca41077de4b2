"""The firmware's own Bluetooth, in the image of an RP2040 that runs in the emulator, against a real host's stack."""

import asyncio
import logging
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pressure_coach.signal import protocol
from pressure_coach.signal.messages import Hello, Id, Samples, Status, parse
from pressure_coach.signal.protocol import Caps, Cmd, StatusFlag
from pressure_coach.signal.wire import Command, Deframer, frame
from tests.firmware import emulated
from tests.firmware.uno import place
from tools import firmware_rp2040

STAMP_SPREAD_US = 20
DEVICE_ID = bytes.fromhex("E6613852831FB02C")
BATTERY_LEVEL = "2A19"


def test_a_central_finds_the_board_holds_a_stream_and_comes_back(
    emulator: Path, image: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "bumble")
    asyncio.run(_holds_a_stream(emulator, image))
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


async def _holds_a_stream(emulator: Path, image: Path) -> None:
    from tests.firmware.rp2040 import UUID, AdvertisingData, rig

    async with rig(emulator, image) as it:
        address, told = await it.find()
        name = f"{protocol.BLE_NAME}-{DEVICE_ID.hex()[-4:].upper()}"
        assert told.get(AdvertisingData.COMPLETE_LOCAL_NAME) == name  # in the answer to the scan
        assert told.get(AdvertisingData.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS) == [UUID(protocol.BLE_SERVICE)]
        boot = [parse(body) for body in Deframer().feed(it.chip.serial)]
        assert [type(message) for message in boot] == [Hello, Id]

        link, board = await it.connect(address, mtu=100)
        assert link.att_mtu == 100
        assert [service.uuid for service in board.peer.services] == [
            UUID("1800"), UUID("1801"), UUID(protocol.BLE_SERVICE), UUID("180F"),
        ]  # fmt: skip
        assert await board.characteristic("2A00").read_value() == name.encode()
        assert await board.characteristic(BATTERY_LEVEL).read_value() == bytes([77])  # 3.95 V
        await board.subscribe()
        asked_us = it.chip.now_us
        await board.tell(Cmd.IDENTIFY, Cmd.STATUS)
        await board.tell(Cmd.RATE, rate=80_000, wait=False)
        await it.chip.until(lambda: len(board.heard.bodies) >= 4)
        answered_us = it.chip.now_us
        hello, who, status, again = board.heard.messages
        assert isinstance(hello, Hello)
        assert hello.caps & Caps.BOOTED
        assert who == Id(DEVICE_ID.hex())
        assert isinstance(status, Status)
        assert replace(status, flags=StatusFlag.NONE) == Status(3950)
        assert again == hello

        await board.tell(Cmd.START, wait=False)
        await it.chip.until(lambda: len(board.heard.samples) >= 400)
        await board.tell(Cmd.STOP)
        await it.chip.passes(0.05)
        heard = len(board.heard.bodies)
        await it.chip.passes(0.2)
        assert len(board.heard.bodies) == heard

        await board.tell(Cmd.START)
        await it.chip.until(lambda: len(board.heard.bodies) >= heard + 20)
        await link.disconnect()
        address, _ = await it.find()
        _, second = await it.connect(address)  # with the smallest notifications that there are
        await it.chip.passes(0.2)
        await second.subscribe()
        await second.tell(Cmd.STATUS)
        await it.chip.until(lambda: second.heard.bodies)
        await it.chip.passes(0.2)
        assert len(second.heard.bodies) == 1  # the stream ended with the first link
        await second.tell(Cmd.START)
        await it.chip.until(lambda: len(second.heard.samples) >= 80)

    for heard_of in (board.heard, second.heard):
        assert heard_of.lost == 0
        assert len(heard_of.samples) == len(heard_of.values)  # one a notification
    facts = it.chip.facts
    assert facts["unread"] == facts["short_reads"] == facts["long_reads"] == 0
    assert facts["pulses"] == 25
    for t_us, values in (
        (board.heard.t_us[:400], board.heard.values[:400]),
        (second.heard.t_us, second.heard.values),
    ):
        times, truth = it.chip.truth
        counts = np.array(values)[:, 0]
        at = place(truth, counts)
        assert np.ptp(np.array(t_us) - times[at : at + len(counts)]) <= STAMP_SPREAD_US
        assert (len(t_us) - 1) * 1e6 / (t_us[-1] - t_us[0]) == pytest.approx(80.0, abs=0.001)
    times, truth = it.chip.truth
    clipped_us = times[(truth == -8388608) | (truth == 8388607)].min()  # how early depends on how long finding took
    if clipped_us < asked_us or clipped_us > answered_us:
        assert status.flags == (StatusFlag.CLIPPED if clipped_us < asked_us else StatusFlag.NONE)
    assert {-8388608, 8388607} <= {row[0] for row in board.heard.values}


def test_a_stamp_is_right_wherever_in_the_firmwares_sleep_the_edge_comes(emulator: Path, image: Path) -> None:
    asyncio.run(_stamps_over_all_of_its_sleep(emulator, image))


async def _stamps_over_all_of_its_sleep(emulator: Path, image: Path) -> None:
    from tests.firmware.rp2040 import rig

    async with rig(emulator, image, rate="80+1") as it:
        it.chip.to_serial += frame(Command(Cmd.START).to_body())
        await it.chip.passes(36.0)  # the interval grows by more than the 2 ms that the firmware sleeps at the longest
    samples = [message for message in map(parse, Deframer().feed(it.chip.serial)) if isinstance(message, Samples)]
    stamps = np.array([it.t_us + i * it.dt_us for it in samples for i in range(len(it.counts))])
    times, truth = it.chip.truth
    at = place(truth, np.array([count for it in samples for (count,) in it.counts]))
    assert times[at + len(stamps) - 1] - times[at + len(stamps) - 2] > times[at + 1] - times[at] + 2_000
    assert np.ptp(stamps - times[at : at + len(stamps)]) <= STAMP_SPREAD_US


def test_the_second_stage_has_the_checksum_that_the_boot_loader_wants(image: Path) -> None:
    made = image.read_bytes()
    assert firmware_rp2040.checksum(b"123456789") == 0x0376E6E7  # as the catalogues of CRCs have it
    assert int.from_bytes(made[252:256], "little") == firmware_rp2040.checksum(made[:252])
    stack, reset = (int.from_bytes(made[at : at + 4], "little") for at in (256, 260))
    assert stack == 0x2004_2000 - 0x2000
    assert 0x1000_0100 < reset < 0x1000_0000 + len(made)
    assert reset & 1  # Thumb


@pytest.mark.parametrize("missing", ["nodejs", "npm", "bumble"])
def test_what_the_emulator_needs_is_named_where_it_is_absent(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    programs = {"nodejs": "node", "npm": "npm"}
    monkeypatch.setattr(shutil, "which", lambda name: None if name == programs.get(missing) else f"/usr/bin/{name}")
    monkeypatch.setattr("tests.firmware.emulated.find_spec", lambda name: None if name == missing else object())
    with pytest.raises(pytest.skip.Exception, match=missing):
        emulated.need_emulator()
