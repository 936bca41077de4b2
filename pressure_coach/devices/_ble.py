"""What all Bluetooth devices share: the Device that a session reads, over a link that lives on a thread of its own.

A driver is a subclass in a file of its own. It says in class attributes by what its sensor is known, where its packets
come from and what may be sent to it; ``begin`` and ``end`` are the conversation. It knows nothing of asyncio or bleak.
"""

import queue
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, ClassVar, Self

from pressure_coach.devices import Address, decoder_for
from pressure_coach.devices import _ble_words as words
from pressure_coach.devices._known import KnownBy
from pressure_coach.devices._options import refuse_unknown
from pressure_coach.devices._talk import Talk, Tell
from pressure_coach.errors import DeviceError
from pressure_coach.signal.calibration import Calibration
from pressure_coach.signal.chunk import Act, Arrival, Decoder
from pressure_coach.signal.packets import is_low

if TYPE_CHECKING:
    from pressure_coach.devices._ble_thread import BleThread

WAIT_S = 0.1  # the longest that a read blocks


@dataclass(frozen=True, slots=True)
class Times:
    """How long what may take, in s."""

    scan: float = 10.0  # to look for a sensor
    settle: float = 1.5  # after the first that fits: is there another one?
    # A try that hangs is often mended by a fresh one, so the first ends soon; a slow sensor has its time in the next.
    # One that was connected before has the last of these each time, and is never given up.
    connect: tuple[float, ...] = (8.0, 15.0)
    answer: float = 1.0  # to a question
    first: float = 5.0  # from connection to the first packet that is understood
    quiet: float = 3.0  # without a packet: the link counts as lost though there is a connection (coaching.md section 5)
    alive: float = 1.0  # between two proofs that the link of a sensor that speaks only on change is there
    back_off: tuple[float, ...] = (0.5, 1.0, 2.0)  # before tries to connect again; the last one stays
    close: float = 5.0  # a real disconnection takes 2 to 3 s


class BleDevice:
    """A Device on Bluetooth LE. Subclasses are drivers; see the class attributes."""

    driver: ClassVar[str]  # the scheme: the name of its file
    known_by: ClassVar[KnownBy]
    notify: ClassVar[tuple[str, ...]] = ()  # characteristics whose notifications are the stream; those it has count
    control: ClassVar[str] = ""  # the characteristic that takes commands
    may_send: ClassVar[bytes] = rb"(?!)"  # regular expression of every command that may ever leave; this: none
    write_size: ClassVar[int] = 0  # longer commands go in pieces of so many bytes; 0: whole
    company: ClassVar[int] = -1  # its readings stand in advertisements, in this company's data: no connection is made
    keep_alive: ClassVar[bytes] = b""  # sent every so often while the link is there
    keep_alive_s: ClassVar[float] = 0.0
    on_change: ClassVar[str] = ""  # speaks only on change: what to read as proof that the link is there
    repeats: ClassVar[bool] = True  # of one that speaks only on change: its last value stands until the next one
    tells: ClassVar[bool] = True  # whether its decoder understands lines of the host
    known_options: ClassVar[Mapping[str, str]] = {}
    times: ClassVar[Times] = Times()

    simulated = False
    wireless = True
    calibration: Calibration | None = None

    def __init__(self, where: str, options: Mapping[str, str], now: Callable[[], int] = time.monotonic_ns) -> None:
        """``where``: a name, an address or "" for the only one in range. Raises UsageError for options it has not."""
        refuse_unknown(self.driver, options, self.known_options)
        self.options = dict(options)
        self.where = where.strip()
        self.address = str(Address(self.driver, where, self.options))
        self.now = now
        self.doing = ""  # until its first packet: what it waits for, for whoever looks at the device
        self.battery = ""  # as the sensor told it: "87 %", "3.91 V"
        self.empty = False  # it said that its battery is almost empty: then that is why it has gone
        self.warning = ""  # what else may be why it has gone: "such a scale often switches itself off"
        self.unusable = ""  # why its packets do not make a link: "is heard too seldom; bring it nearer"
        self._queue: queue.SimpleQueue[Arrival | Act | DeviceError] = queue.SimpleQueue()
        self._failed: DeviceError | None = None
        self._thread: BleThread | None = None

    # -- what a driver overrides -----------------------------------------------------------------------------------

    def begin(self) -> Talk:
        """Said after each connection, so that packets come."""
        yield from ()

    def end(self) -> Talk:
        """Said before the connection is closed."""
        yield from ()

    def answer(self, data: bytes) -> bytes | None:
        """The answer in a packet that came after an Ask, or None: it is none, or the answer is not whole yet."""
        return data

    def proves(self, decoder: Decoder, arrival: Arrival) -> bool:
        """Whether this packet shows that it is the sensor that its name says. Raises DeviceError: it plainly is not."""
        return any(len(chunk.values) for chunk in decoder.feed(arrival))

    def heard(self, data: bytes) -> None:
        """Look at a packet: for ``battery``, ``empty`` and ``unusable``. It is passed on whatever is done here."""

    def charged(self, battery: str) -> Tell:
        """A step of ``begin``: what it said of its battery, for whoever looks at the device and for the stream."""
        self.battery, self.empty = battery, is_low(battery)
        return Tell(battery=battery)

    # -- Device ----------------------------------------------------------------------------------------------------

    def __enter__(self) -> Self:
        from pressure_coach.devices._ble_thread import BleThread

        self._queue, self._failed, self.doing = queue.SimpleQueue(), None, ""
        self._thread = BleThread(self, self._queue.put)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.close()

    def read(self) -> list[Arrival | Act]:
        """What came since the last call; [] while the sensor is looked for and while the link is lost."""
        if self._thread is None:
            raise DeviceError(f"{self.address} is closed; open it with 'with' before reading.")
        items: list[Arrival | Act] = []
        try:
            item = self._queue.get(timeout=0 if self._failed else WAIT_S)
            while not isinstance(item, DeviceError):
                items.append(item)
                item = self._queue.get_nowait()
            self._failed = item
        except queue.Empty:
            pass
        if self._failed and not items:  # what came before it first
            raise self._failed
        return items

    def key(self, name: str) -> bool:
        """No key means anything to a sensor."""
        return False

    def send(self, command: bytes) -> None:
        """Send a command while the link is there, else do nothing. Raises DeviceError when it is not on the list."""
        self.check(command)
        if self._thread is not None:
            self._thread.send(command)

    def check(self, command: bytes) -> bytes:
        """The command, if it may leave. Raises DeviceError if it may not: it could do harm."""
        if re.fullmatch(self.may_send, command, re.DOTALL):
            return command
        raise DeviceError(words.forbidden(self.address, self.known_by.kind, command))

    def decoder(self) -> Decoder:
        """A new decoder of its packets."""
        return decoder_for(self.driver, self.options)
