"""The image of an RP2040 that was asked to be a Progressor, against a central that takes it for one: our own driver."""

import asyncio
import logging
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from pressure_coach.devices._talk import Ask, Send
from pressure_coach.devices.progressor import Progressor as Driver
from pressure_coach.devices.progressor import ProgressorDecoder
from pressure_coach.signal import protocol
from pressure_coach.signal.chunk import Arrival
from pressure_coach.signal.messages import Hello, Progressor, parse
from pressure_coach.signal.protocol import Caps, Cmd
from pressure_coach.signal.units import KGF_N
from pressure_coach.signal.wire import Deframer, frame
from tests.firmware.test_ble_rp2040 import DEVICE_ID, STAMP_SPREAD_US

if TYPE_CHECKING:
    from tests.firmware.rp2040 import Chip, Rig

SCALE, ZERO = 0.0000713, 12_345
ON = Progressor(SCALE, ZERO, "_B02C", Cmd.PROGRESSOR)
OFF = Progressor(code=Cmd.PROGRESSOR)
KEPT = Progressor(SCALE, ZERO, "_B02C")
NAME = "Progressor_B02C"


class App:
    """Our driver for a Progressor, on a link of bumble's: what it says, and what its decoder makes of what comes."""

    def __init__(self, chip: "Chip", board: Any) -> None:
        self._chip, self._board = chip, board
        self.driver, self.decoder = Driver("", {}), ProgressorDecoder()
        self.packets: list[bytes] = []
        self.told: dict[str, Any] = {}
        self.newtons: list[float] = []
        self.t_us: list[int] = []

    def hear(self, packet: bytes) -> None:
        """One notification."""
        self.packets.append(bytes(packet))
        for chunk in self.decoder.feed(Arrival(len(self.packets), bytes(packet))):
            self.newtons += chunk.values[:, 0].tolist()
            self.t_us += chunk.t_us.tolist() if chunk.t_us is not None else []

    async def write(self, command: bytes) -> None:
        """To the characteristic that takes commands."""
        await self._board.characteristic(protocol.PROGRESSOR_CONTROL).write_value(command, with_response=True)

    async def begin(self) -> None:
        """Subscribe, and say what our driver says to any Progressor."""
        await self._board.peer.subscribe(self._board.characteristic(protocol.PROGRESSOR_DATA), self.hear)
        talk, answer = self.driver.begin(), None
        while True:
            try:
                step = talk.send(answer)
            except StopIteration:
                return
            answer, n = None, len(self.packets)
            if isinstance(step, Send):
                await self.write(self.driver.check(step.data))
            else:
                self.told |= getattr(step, "what", {})
            if isinstance(step, Ask):
                await self._chip.until(lambda n=n: len(self.packets) > n)
                answer = self.driver.answer(self.packets[-1])

    async def weights(self, n: int) -> tuple[list[float], list[int]]:
        """The next ``n`` forces in N, and their times in us."""
        start = len(self.newtons)
        await self._chip.until(lambda: len(self.newtons) >= start + n)
        return self.newtons[start : start + n], self.t_us[start : start + n]


def newtons(counts: Any, zero: int = ZERO) -> list[float]:
    """What our driver must read of these counts, to the last bit."""
    kgf = (counts - zero).astype(np.float32) * np.float32(SCALE)
    return [float(weight) * KGF_N for weight in kgf]


def assert_true(chip: "Chip", heard: tuple[list[float], list[int]], zero: int = ZERO) -> int:
    """These are the converter's counts in a row, weighed and timed; the index of the first one."""
    times, counts = chip.truth
    all_of_them = newtons(counts, zero)
    n = len(heard[0])
    places = [at for at in range(len(all_of_them) - n + 1) if all_of_them[at : at + n] == heard[0]]
    assert len(places) == 1
    assert np.ptp(np.array(heard[1]) - times[places[0] : places[0] + n]) <= STAMP_SPREAD_US
    return places[0]


async def said(chip: "Chip", body: bytes) -> list[Any]:
    """What the board answers on its serial line to a command there."""
    start = len(chip.serial)
    chip.to_serial += frame(body)
    await chip.until(lambda: b"\0" in chip.serial[start:])
    await chip.passes(0.01)
    return [parse(answer) for answer in Deframer().feed(chip.serial[start:])]


def test_a_board_becomes_a_progressor_stays_one_without_power_and_becomes_a_board_again(
    emulator: Path, image: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "bumble")
    memory = tmp_path / "memory"
    asyncio.run(_becomes_one(emulator, image, memory))
    kept = memory.read_bytes()
    assert kept[:20] == KEPT.to_body()
    asyncio.run(_stays_one(emulator, image, memory))
    assert memory.read_bytes() != kept
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


async def _found(it: "Rig", name: str) -> Any:
    """The address of the board, which must show itself by this name and with its service."""
    from tests.firmware.rp2040 import UUID, AdvertisingData

    address, told = await it.find()
    service = protocol.PROGRESSOR_SERVICE if name == NAME else protocol.BLE_SERVICE
    assert told.get(AdvertisingData.COMPLETE_LOCAL_NAME) == name
    assert told.get(AdvertisingData.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS) == [UUID(service)]
    return address


async def _becomes_one(emulator: Path, image: Path, memory: Path) -> None:
    from tests.firmware.rp2040 import rig

    async with rig(emulator, image, memory) as it:
        chip = it.chip
        ours = await _found(it, f"{protocol.BLE_NAME}-B02C")
        boot = [parse(body) for body in Deframer().feed(chip.serial)]
        assert isinstance(boot[0], Hello)
        assert Caps.PROGRESSOR in boot[0].caps
        assert await said(chip, ON.to_body()) == [KEPT]
        await chip.passes(0.3)
        address = await _found(it, NAME)
        assert address != ours

        link, board = await it.connect(address, mtu=100)
        assert await board.characteristic("2A00").read_value() == NAME.encode()
        app = App(chip, board)
        await app.begin()
        assert (app.told["version"], app.told["id"]) == ("1.0.0", DEVICE_ID.hex())
        assert b"\0\4" + struct.pack("<I", 3950) in app.packets
        streamed = await app.weights(200)
        assert streamed[1][0] == 0
        await app.write(b"\x64")
        await app.weights(10)
        tared = await app.weights(40)
        await app.write(b"\x65")
        await chip.until(lambda: app.t_us[-1] < tared[1][-1])
        began = len(app.t_us)
        await app.write(b"\x66")
        await chip.passes(0.1)
        heard = len(app.packets)
        await app.write(b"\x74")  # which would erase the calibration of a Crimpdeq
        await app.write(b"\x71\0" + bytes(12))
        await chip.passes(0.2)
        assert len(app.packets) == heard
        assert app.t_us[began - 1] <= 100_000
        await link.disconnect()
        assert await said(chip, bytes((Cmd.PROGRESSOR,))) == [KEPT]

    facts = chip.facts
    assert (facts["erased"], facts["programmed"]) == (1, 1)
    assert app.decoder.bad_frames == 0
    first = assert_true(chip, streamed)
    _, counts = chip.truth
    around = counts[first + 190 : first + 220].astype(np.int64)
    means = {int(sum(around[i : i + 8].tolist()) / 8) for i in range(len(around) - 7)}
    (zero,) = (mean for mean in means if _fits(chip, tared, mean))
    assert assert_true(chip, tared, zero) > first


def _fits(chip: "Chip", heard: tuple[list[float], list[int]], zero: int) -> bool:
    try:
        assert_true(chip, heard, zero)
    except AssertionError:
        return False
    return True


async def _stays_one(emulator: Path, image: Path, memory: Path) -> None:
    from tests.firmware.rp2040 import rig

    async with rig(emulator, image, memory) as it:
        chip = it.chip
        address = await _found(it, NAME)
        link, board = await it.connect(address)  # with the smallest notifications that there are
        app = App(chip, board)
        await app.begin()
        streamed = await app.weights(80)
        await board.subscribe()  # to our own service, which is still there
        control = board.characteristic(protocol.BLE_CONTROL)
        await control.write_value(OFF.to_body(), with_response=True)
        await chip.until(lambda: board.heard.bodies)
        assert board.heard.messages == [Progressor()]
        await chip.passes(0.1)
        heard = len(app.packets)
        await app.write(b"\x65")
        await chip.passes(0.2)
        assert len(app.packets) == heard
        await link.disconnect()
        await chip.passes(0.3)
        await _found(it, f"{protocol.BLE_NAME}-B02C")
    assert_true(chip, streamed)
