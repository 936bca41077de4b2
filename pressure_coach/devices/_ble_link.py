"""One sensor on the air: found, connected, stayed with, and found again when the link is lost."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pressure_coach.devices import _ble_words as words
from pressure_coach.devices._ble_ear import Ear
from pressure_coach.devices._ble_scan import Scan, Sight, find, library
from pressure_coach.devices._ble_voice import Forbidden, Lost, Voice
from pressure_coach.errors import DeviceError
from pressure_coach.signal.chunk import Act, Arrival

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


class Link:
    """``live()`` runs until it is cancelled; it may be run again on another loop. Raises what has no remedy here."""

    def __init__(
        self, device: "BleDevice", put: Callable[[Arrival | Act | DeviceError], None], ready: Callable[[], None]
    ) -> None:
        self._device, self._ready, self._times = device, ready, device.times
        self._ear = Ear(device, put)
        self._voice: Voice | None = None  # while there is a connection
        self._sight: Sight | None = None
        self._newest = b""  # of what stood in an advertisement
        self._tries = 0  # in a row that failed
        self._hung = 0  # of them, those to which nothing was answered
        self._errands: set[asyncio.Task[None]] = set()

    async def live(self) -> None:
        """Look for the sensor, then stay with it. Returns when it should be tried on a new loop."""
        self._sight = None
        while True:
            try:
                if self._sight is None:
                    self._sight = await self._find()
                await (self._overhear if self._device.company >= 0 else self._connect)(self._sight)
            except Exception as error:
                self._failed(error)
            back_off = self._times.back_off
            wait_s = back_off[min(self._tries, len(back_off) - 1)]
            self._tries += 1
            await pause(wait_s)
            if self._ear.address and self._tries % TRIES == 0:
                return

    def send(self, command: bytes) -> None:
        """A command from outside, which goes if the link is there."""
        if self._voice is not None:
            errand = asyncio.ensure_future(self._voice.write(command))
            self._errands.add(errand)
            errand.add_done_callback(self._errands.discard)
            errand.add_done_callback(lambda done: done.cancelled() or done.exception())  # a lost link is told elsewhere

    @property
    def _who(self) -> str:
        return (self._sight.name if self._sight else "") or self._device.known_by.kind

    def _failed(self, error: Exception) -> None:
        """Go on, or raise what has no remedy: all that happens before the sensor has proved to be one, but not at the
        first try to connect, which often fails on a good radio."""
        log.info("%s: %r", self._device.address, error)
        if self._ear.error is not None or isinstance(error, Forbidden):
            raise self._ear.error or error
        if self._ear.address:
            if type(error).__name__ == "BleakDeviceNotFoundError":
                self._sight = None
            return
        if isinstance(error, DeviceError):
            raise error
        self._hung += isinstance(error, TimeoutError)
        if self._sight is None or self._tries >= TRIES - 1 or self._hung >= len(self._times.connect):
            raise DeviceError(f"{words.at(self._device.address)}: {words.link(error, self._who)}.") from error

    async def _find(self) -> Sight:
        device, times = self._device, self._times
        ours = self._ear.address
        self._ear.wait(words.LOOKING)
        return await find(
            device.address, ours or device.where, device.known_by, times.scan, times.settle, self._ready, bool(ours)
        )

    async def _connect(self, sight: Sight) -> None:
        """One connection, from its beginning to its end, whatever ends it."""
        device, ear = self._device, self._ear
        ear.begin(sight)
        ear.wait(words.CONNECTING)
        gone = ear.gone
        wait_s = self._times.connect[-1 if ear.address else self._hung]
        client = library().BleakClient(sight.device, lambda _: gone.set(), timeout=wait_s)
        try:
            await client.connect()
            self._voice = voice = Voice(device, client, ear, self._who)
            ear.tell(name=sight.name, address=sight.address)
            ear.wait(words.WAITING)
            await self._listen(client)
            await voice.talk(device.begin())
            await self._stay(voice)
        except asyncio.CancelledError:
            if self._voice is not None:
                with contextlib.suppress(Exception):
                    async with asyncio.timeout(self._times.answer):
                        await self._voice.talk(device.end())
            raise
        except Exception as error:
            self._lose(error)
            raise
        finally:
            self._voice = None
            with contextlib.suppress(Exception):  # also after a drop: else bleak keeps a socket for each
                async with asyncio.timeout(self._times.close):
                    await client.disconnect()

    async def _overhear(self, sight: Sight) -> None:
        """A sensor that puts its readings into its advertisements; as often as the system passes them on."""
        company = self._device.company
        # The system repeats the newest for ever, also to a new scan and of a sensor that has gone: it proves nothing.
        self._newest = self._newest or sight.manufacturer.get(company, b"")

        def heard(other: Sight) -> None:
            data = other.manufacturer.get(company, b"")
            if other.address == sight.address and data not in (b"", self._newest):
                self._newest = data
                self._ear.hear(data)

        self._ear.begin(sight)
        self._ear.wait(words.WAITING)
        self._ear.tell(name=sight.name, address=sight.address)
        try:
            async with Scan(heard):
                await self._stay(None)
        except Exception as error:
            self._lose(error)
            raise

    def _lose(self, error: Exception) -> None:
        self._ear.lose(str(error) if isinstance(error, Lost) else f"{self._who} has gone ({words.said(error)})")
        if self._ear.proved:
            self._tries = 0

    async def _listen(self, client: Any) -> None:
        """Subscribe to what there is of the driver's characteristics."""
        there = [one for one in client.services.characteristics.values() if one.uuid in self._device.notify]
        speak = [one for one in there if {"notify", "indicate"} & set(one.properties)]
        if not speak:
            raise DeviceError(words.another(self._device.address, self._who, "lacks the characteristics of"))
        for one in speak:
            await client.start_notify(one, lambda _, data: self._ear.hear(bytes(data)))

    async def _stay(self, voice: Voice | None) -> None:
        """Until the link is lost. Raises Lost, or DeviceError when no packet proved what the sensor is."""
        device, ear, times = self._device, self._ear, self._times
        began_ns = spoke_ns = alive_ns = ear.heard_ns = device.now()
        alive = True  # as good as proved: it has just been connected
        step = min(times.first / 4, times.quiet / 4, device.keep_alive_s or times.alive, times.alive)
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(AGAIN_S if device.on_change else step):
                    await ear.gone.wait()
            if ear.gone.is_set():
                raise Lost(words.gone(self._who, device.empty))
            now = device.now()
            if voice and device.keep_alive and now - spoke_ns >= device.keep_alive_s * SECOND:
                spoke_ns = now
                await voice.write(device.keep_alive)
            if device.on_change and ear.proved:
                if voice and now - alive_ns >= times.alive * SECOND:
                    alive_ns = now
                    alive = await voice.prove(device.on_change)
                if alive and device.repeats and now - ear.heard_ns >= AGAIN_S * SECOND:
                    ear.tell(again=True)
            elif ear.proved and now - ear.heard_ns > times.quiet * SECOND:
                still = "is connected but " if voice else ""
                raise Lost(f"{self._who} {still}has sent nothing for {times.quiet:g} s")
            elif not ear.proved and (ear.n_packets or not device.on_change) and now - began_ns > times.first * SECOND:
                excerpt = ear.packets.excerpt()
                raise DeviceError(words.silent(device.address, self._who, times.first, ear.n_packets, excerpt))
