"""One sensor on the air: found, connected, listened to, and found again when the link is lost.

The only file that connects, and the only place from which a command leaves (``_write``).
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pressure_coach.devices import _ble_words as words
from pressure_coach.devices._ble_scan import Sight, find, library
from pressure_coach.devices._heard import Heard
from pressure_coach.devices._talk import Ask, Read, Talk, Tell
from pressure_coach.errors import DeviceError
from pressure_coach.signal.chunk import Act, Arrival, Decoder
from pressure_coach.signal.packets import told

if TYPE_CHECKING:
    from pressure_coach.devices._ble import BleDevice

TRIES = 3  # to connect at first; and afterwards before everything that is known of the radio is forgotten
AGAIN_S = 0.1  # between repetitions of the last value of a sensor that speaks only on change
SECOND = 1_000_000_000  # ns
log = logging.getLogger(__name__)
log.addHandler(logging.NullHandler())  # unasked, a line of ours would lie across the gauge


async def pause(seconds: float) -> None:
    """Wait before the next try."""
    await asyncio.sleep(seconds)


class Lost(Exception):
    """The link is lost; the message says why, in words that follow a colon."""


class Link:
    """``live()`` runs until it is cancelled; it may be run again on another loop. Raises what has no remedy here."""

    def __init__(
        self, device: "BleDevice", put: Callable[[Arrival | Act | DeviceError], None], ready: Callable[[], None]
    ) -> None:
        self._device, self._put, self._ready = device, put, ready
        self._times = device.times
        self._sight: Sight | None = None
        self._address = ""  # of the sensor, once it has proved to be one
        self._lost = False
        self._tries = 0  # in a row that failed
        self._client: Any = None
        self._gone = asyncio.Event()
        self._error: DeviceError | None = None  # of this connection, and there is no remedy

    async def live(self) -> None:
        """Look for the sensor, then stay with it. Returns when it should be tried on a new loop."""
        self._sight = None
        while True:
            try:
                if self._sight is None:
                    self._sight = await self._find()
                await self._connection(self._sight)
            except Exception as error:
                self._failed(error)
            back_off = self._times.back_off
            wait_s = back_off[min(self._tries, len(back_off) - 1)]
            self._tries += 1
            await pause(wait_s)
            if self._address and self._tries % TRIES == 0:
                return

    def _failed(self, error: Exception) -> None:
        """Go on, or raise what has no remedy: all that happens before the sensor has proved to be one, but not at the
        first try to connect, which often fails on a good radio."""
        log.info("%s: %r", self._device.address, error)
        if self._error is not None:
            raise self._error
        if self._address:
            if type(error).__name__ == "BleakDeviceNotFoundError":
                self._sight = None
            return
        if isinstance(error, DeviceError):
            raise error
        if self._sight is None or self._tries >= TRIES - 1:
            raise DeviceError(f"{words.at(self._device.address)}: {words.link(error, self._who)}.") from error

    @property
    def _who(self) -> str:
        return (self._sight.name if self._sight else "") or self._device.known_by.kind

    async def _find(self) -> Sight:
        device, times = self._device, self._times
        where = self._address or device.where
        return await find(device.address, where, device.known_by, times.scan, times.settle, self._ready)

    async def _connection(self, sight: Sight) -> None:
        """One connection, from its beginning to its end, whatever ends it."""
        device = self._device
        self._gone = asyncio.Event()
        self._held: list[Arrival] = []  # until one of them proves that this is such a sensor
        self._proof: Decoder | None = device.decoder()
        self._answers: asyncio.Queue[bytes] | None = None
        self._heard, self._n_packets = Heard(), 0
        gone = self._gone
        client = library().BleakClient(sight.device, lambda _: gone.set(), timeout=self._times.connect)
        try:
            await client.connect()
            self._client = client
            await self._listen(client)
            if device.tells:
                self._arrive(told(name=sight.name, address=sight.address))
            await self._talk(device.begin())
            await self._watch()
        except asyncio.CancelledError:
            with contextlib.suppress(Exception):
                async with asyncio.timeout(self._times.answer):
                    await self._talk(device.end())
            raise
        except Exception as error:
            self._lose(str(error) if isinstance(error, Lost) else f"{self._who} has gone ({words.said(error)})")
            raise
        finally:
            self._client = None
            with contextlib.suppress(Exception):  # also after a drop: else bleak keeps a socket for each
                async with asyncio.timeout(self._times.close):
                    await client.disconnect()

    async def _listen(self, client: Any) -> None:
        """Subscribe to what there is of the driver's characteristics."""
        there = [uuid for uuid in self._device.notify if client.services.get_characteristic(uuid) is not None]
        if not there:
            raise DeviceError(words.another(self._device.address, self._who, "lacks the characteristics of"))
        for uuid in there:
            await client.start_notify(uuid, self._notified)

    async def _talk(self, talk: Talk) -> None:
        """Do what the driver wants, step by step."""
        answer: bytes | None = None
        try:
            while True:
                step = talk.send(answer)
                answer = None
                if isinstance(step, Tell):
                    self._arrive(told(**step.what))
                elif isinstance(step, Read):
                    answer = await self._read(step.characteristic)
                elif isinstance(step, Ask):
                    answer = await self._ask(step.data)
                else:
                    await self._write(step.data)
        except StopIteration:
            pass

    async def _ask(self, command: bytes) -> bytes | None:
        self._answers = asyncio.Queue()
        try:
            await self._write(command)
            return await self._within(self._answers.get(), self._times.answer)
        except TimeoutError:
            return None
        finally:
            self._answers = None

    async def _read(self, characteristic: str) -> bytes | None:
        from bleak.exc import BleakCharacteristicNotFoundError, BleakGATTProtocolError

        try:
            return bytes(await self._within(self._client.read_gatt_char(characteristic), self._times.answer))
        except (BleakCharacteristicNotFoundError, BleakGATTProtocolError, TimeoutError):
            return None

    async def _write(self, command: bytes) -> None:
        """The only way out: nothing leaves that is not on the driver's list."""
        try:
            data = self._device.check(command)
        except DeviceError as error:
            self._error = error
            raise
        to = self._client.services.get_characteristic(self._device.control)
        if to is None:
            raise DeviceError(words.another(self._device.address, self._who, "takes no commands, unlike"))
        size = self._device.write_size or len(data)
        for start in range(0, len(data), size):
            await self._client.write_gatt_char(to, data[start : start + size], response="write" in to.properties)

    async def _within(self, answer: Any, seconds: float) -> Any:
        """What comes within so many seconds, or Lost as soon as the link is. Raises TimeoutError."""
        waiting, gone = asyncio.ensure_future(answer), asyncio.ensure_future(self._gone.wait())
        try:
            await asyncio.wait((waiting, gone), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if waiting.done():
                return waiting.result()
            if gone.done():
                raise Lost(self._why_gone())
            raise TimeoutError
        finally:
            for task in (waiting, gone):
                task.cancel()

    def send(self, command: bytes) -> None:
        """A command from outside, which goes when the link is there."""
        if self._client is not None:
            self._errand = asyncio.ensure_future(self._send(command))

    async def _send(self, command: bytes) -> None:
        with contextlib.suppress(Exception):  # a link that is lost is noticed elsewhere
            await self._write(command)

    # -- what comes ------------------------------------------------------------------------------------------------

    def _notified(self, characteristic: Any, data: bytearray) -> None:
        """A notification. What is raised here, bleak keeps to itself: so the packet is passed on first."""
        packet = bytes(data)
        self._heard_ns = self._device.now()
        self._n_packets += 1
        self._arrive(packet, self._heard_ns)
        self._device.heard(packet)
        if self._answers is not None and (answer := self._device.answer(packet)) is not None:
            self._answers.put_nowait(answer)

    def _arrive(self, data: bytes, host_ns: int | None = None) -> None:
        arrival = Arrival(self._device.now() if host_ns is None else host_ns, data)
        if self._proof is None:
            self._put(arrival)
            return
        self._held.append(arrival)
        self._heard.feed(data)
        try:
            if self._device.proves(self._proof, arrival):
                self._proved()
        except DeviceError as error:
            self._error = error
            self._gone.set()

    def _proved(self) -> None:
        assert self._sight is not None
        self._address, self._tries, self._proof = self._sight.address, 0, None
        if self._lost:
            self._lost = False
            log.warning("link back: %s", self._who)
            began_ns = self._held[0].host_ns
            self._put(Act("link_back", host_ns=began_ns, data={"why": f"{self._who} is connected again"}))
        for arrival in self._held:
            self._put(arrival)
        self._held = []

    def _lose(self, why: str) -> None:
        if self._lost or not self._address:
            return
        self._lost = True
        why += f"; {self._device.warning}" if self._device.warning else ""
        log.warning("link lost: %s", why)
        self._put(Act("link_lost", host_ns=self._device.now(), data={"why": why}))

    def _why_gone(self) -> str:
        return f"{self._who} has gone: out of range, switched off or its battery empty"

    async def _watch(self) -> None:
        """Stay until the link is lost. Raises Lost, or DeviceError when no packet proved what the sensor is."""
        device, times = self._device, self._times
        began_ns = spoke_ns = alive_ns = self._heard_ns = device.now()
        step = min(times.first / 4, times.quiet / 4, device.keep_alive_s or times.alive, times.alive)
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(AGAIN_S if device.on_change else step):
                    await self._gone.wait()
            if self._gone.is_set():
                raise Lost(self._why_gone())
            now = device.now()
            if device.keep_alive and now - spoke_ns >= device.keep_alive_s * SECOND:
                spoke_ns = now
                await self._write(device.keep_alive)
            if device.on_change and now - alive_ns >= times.alive * SECOND:
                alive_ns = now
                await self._read(device.on_change)  # Lost, or what bleak raises, when there is no link
            if device.on_change:
                if self._proof is None and now - self._heard_ns >= AGAIN_S * SECOND:
                    self._arrive(told(again=True))
            elif self._proof is None and now - self._heard_ns > times.quiet * SECOND:
                raise Lost(f"{self._who} is connected but has sent nothing for {times.quiet:g} s")
            elif self._proof is not None and now - began_ns > times.first * SECOND:
                n, excerpt = self._n_packets, self._heard.excerpt()
                raise DeviceError(words.silent(device.address, self._who, times.first, n, excerpt))
