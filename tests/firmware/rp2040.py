"""An emulated RP2040 whose radio line leads to a Bluetooth controller, and a central on the other side of the air.

The chip's time passes only while the controller lives, turn by turn, so that nothing depends on how fast this machine
is. All in one asyncio loop.
"""

import asyncio
import json
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from bumble.controller import Controller
from bumble.core import UUID, AdvertisingData
from bumble.device import Advertisement, Connection, Device, Peer
from bumble.host import Host
from bumble.link import LocalLink
from bumble.transport.common import AsyncPipeSink, PacketParser
from numpy.typing import NDArray

from pressure_coach.signal import protocol
from pressure_coach.signal.chunk import Arrival, RawChunk
from pressure_coach.signal.messages import Message, Samples, parse
from pressure_coach.signal.protocol import Cmd
from pressure_coach.signal.wire import Command, NotificationDecoder
from tests.bluetooth.controllers import Central
from tests.firmware.uno import place

TURN_US = 2_500
STAMP_SPREAD_US = 20
PATIENCE_S = 90.0  # of the host, for anything at all
TELL, PRESS = 0xFFFFFFFF, 0xFFFFFFFE


async def at_once() -> None:
    """Nothing need be waited for."""


class Chip:
    """The emulator's process."""

    def __init__(self, child: asyncio.subprocess.Process, air: LocalLink) -> None:
        self._child = child
        self.now_us = 0
        self.serial = b""  # what came over the serial line
        self.to_serial = b""  # what the host says there next
        self.to_radio: list[bytes] = []  # what the controller says next
        self.hci: list[bytes] = []  # what the firmware told the controller
        self.facts: dict[str, Any] = {}
        self._parser = PacketParser(self)
        self.controller = Controller("radio", host_sink=Radio(self.to_radio), link=air)
        self.ending = False
        self.between_turns: Callable[[], Awaitable[None]] = at_once
        self._pressed = b""  # the load that begins with the next turn
        self._turned = asyncio.Event()

    def on_packet(self, packet: bytes) -> None:
        """One packet of the firmware, whole."""
        self.hci.append(packet)
        self.controller.on_packet(packet)

    async def _ask(self, us: int, radio: bytes, serial: bytes = b"") -> None:
        assert self._child.stdin is not None
        self._child.stdin.write(struct.pack("<IHH", us, len(radio), len(serial)) + radio + serial)
        await self._child.stdin.drain()

    async def live(self) -> None:
        """Turn after turn, until ``ending``."""
        assert self._child.stdout is not None
        while not self.ending:
            await self.between_turns()
            if self._pressed:
                pressed, self._pressed = self._pressed, b""
                await self._ask(PRESS, pressed)
            said, self.to_radio[:] = b"".join(self.to_radio), []
            typed, self.to_serial = self.to_serial, b""
            await self._ask(TURN_US, said, typed)
            n_radio, n_serial = struct.unpack("<HH", await self._child.stdout.readexactly(4))
            self._parser.feed_data(await self._child.stdout.readexactly(n_radio))
            self.serial += await self._child.stdout.readexactly(n_serial)
            self.now_us += TURN_US
            self._turned.set()
            self._turned = asyncio.Event()

    async def until(self, true: Callable[[], object]) -> None:
        """Let time pass until something is so."""
        while not true():
            await self._turned.wait()

    def press(self, profile: Sequence[tuple[float, float]]) -> None:
        """From the next turn on the load is this one, in place of its own: (seconds from then, counts), lines between.

        Of the loop on which it lives.
        """
        self._pressed = json.dumps(profile).encode()

    async def passes(self, seconds: float) -> None:
        """Let so much of the chip's time pass."""
        end = self.now_us + seconds * 1e6
        await self.until(lambda: self.now_us >= end)

    async def end(self) -> None:
        """What was true, and the end of the process."""
        assert self._child.stdout is not None
        await self._ask(TELL, b"")
        (length,) = struct.unpack("<I", await self._child.stdout.readexactly(4))
        self.facts = json.loads(await self._child.stdout.readexactly(length))

    @property
    def truth(self) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Of every conversion its time, us, and its count; after the end."""
        rows = np.array(self.facts["truth"])
        return rows[:, 0], rows[:, 1].astype(np.int64)

    def assert_exact(self, chunks: Sequence[RawChunk]) -> None:
        """The amplifier gave these counts in a row, at the times of their stamps, 80 a second; after the end."""
        counts = np.concatenate([chunk.values[:, 0] for chunk in chunks])
        stamps = np.concatenate([chunk.t_us for chunk in chunks if chunk.t_us is not None]).astype(np.int64)
        times, truth = self.truth
        at = place(truth, counts)
        assert np.ptp(stamps - times[at : at + len(counts)]) <= STAMP_SPREAD_US
        assert abs((len(stamps) - 1) * 1e6 / (stamps[-1] - stamps[0]) - 80.0) < 0.001


class Radio:
    """What the controller says waits for the chip's next turn."""

    def __init__(self, kept: list[bytes]) -> None:
        self._kept = kept

    def on_packet(self, packet: bytes) -> None:
        """One packet, whole."""
        self._kept.append(packet)


@dataclass
class Heard:
    """What came in notifications."""

    decoder: NotificationDecoder = field(default_factory=NotificationDecoder)
    bodies: list[bytes] = field(default_factory=list)
    values: list[list[int]] = field(default_factory=list)
    t_us: list[int] = field(default_factory=list)
    lost: int = 0

    def hear(self, body: bytes) -> None:
        """One notification."""
        self.bodies.append(bytes(body))
        for chunk in self.decoder.feed(Arrival(len(self.bodies), bytes(body))):
            self.lost += chunk.lost
            self.values += chunk.values.tolist()
            self.t_us += chunk.t_us.tolist() if chunk.t_us is not None else []

    @property
    def messages(self) -> list[Message]:
        """All of them, read."""
        return [parse(body) for body in self.bodies]

    @property
    def samples(self) -> list[Samples]:
        """The SAMPLES among them."""
        return [message for message in self.messages if isinstance(message, Samples)]


@dataclass
class Rig:
    """The chip, and a central that may look for it."""

    chip: Chip
    central: Device

    async def find(self) -> tuple[Any, AdvertisingData]:
        """Scan until the board is heard: its address, and what it told, with its answer to the scan."""
        seen: list[Advertisement] = []
        self.central.on("advertisement", seen.append)
        await self.central.start_scanning(filter_duplicates=False)
        await self.chip.until(lambda: seen)
        await self.central.stop_scanning()
        self.central.remove_listener("advertisement", seen.append)
        return seen[0].address, seen[0].data

    async def connect(self, address: Any, mtu: int | None = None) -> tuple[Connection, "Board"]:
        """A link, with all services found."""
        connection = await self.central.connect(address)
        peer = Peer(connection)
        if mtu:
            await peer.request_mtu(mtu)
        await peer.discover_services()
        for service in peer.services:
            await service.discover_characteristics()
        return connection, Board(peer)


class Board:
    """Our service on the other side of a link."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.heard = Heard()

    def characteristic(self, uuid: str | UUID) -> Any:
        """The only one with this UUID."""
        (found,) = self.peer.get_characteristics_by_uuid(uuid if isinstance(uuid, UUID) else UUID(uuid))
        return found

    async def subscribe(self) -> None:
        """Hear its notifications from here on."""
        await self.peer.subscribe(self.characteristic(protocol.BLE_DATA), self.heard.hear)

    async def tell(self, *commands: Cmd, rate: int = 0, wait: bool = True) -> None:
        """Write commands."""
        control = self.characteristic(protocol.BLE_CONTROL)
        for code in commands:
            await control.write_value(Command(code, rate).to_body(), with_response=wait)


@asynccontextmanager
async def chip_on(
    air: LocalLink, emulator: Path, image: Path, memory: Path | None = None, rate: str = "80"
) -> AsyncIterator[Chip]:
    """The chip runs until the block ends; then it is known what was true.

    ``memory``: a file with what its firmware keeps from one time to the next; ``rate``: the converter's, in Hz;
    "80+1": and each conversion takes a microsecond more than the one before.
    """
    kept = [] if memory is None else [memory]
    child = await asyncio.create_subprocess_exec(
        "node", emulator / "rp2040.mjs", image, rate, *kept,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=1 << 24,
    )  # fmt: skip
    chip = Chip(child, air)
    try:
        async with asyncio.timeout(PATIENCE_S):
            async with asyncio.TaskGroup() as group:
                group.create_task(chip.live())
                yield chip
                chip.ending = True
            await chip.end()
    finally:
        assert child.stdin is not None
        child.stdin.close()
        await child.wait()


@asynccontextmanager
async def rig(emulator: Path, image: Path, memory: Path | None = None, rate: str = "80") -> AsyncIterator[Rig]:
    """The chip runs, and a central is there, until the block ends."""
    air = LocalLink()
    ours = Central("central", link=air, public_address="C0:C1:C2:C3:C4:C5")
    central = Device("central", host=Host(ours, AsyncPipeSink(ours)))
    async with chip_on(air, emulator, image, memory, rate) as chip:
        await central.power_on()
        yield Rig(chip, central)
