"""An emulated Bluetooth LE device: what it has, what it answers, what goes wrong with it."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

NOTIFY, INDICATE, READ, WRITE, COMMAND = "notify", "indicate", "read", "write", "write-without-response"
BATTERY_SERVICE = "0000180f-0000-1000-8000-00805f9b34fb"
BATTERY = "00002a19-0000-1000-8000-00805f9b34fb"


Services = Mapping[str, Mapping[str, Sequence[str]]]  # service -> characteristic -> flags


class Refused(Exception):
    """Raised by an emulator that refuses a read or a write, with the code of the ATT error."""

    def __init__(self, code: int = 0x80) -> None:
        self.code = code
        super().__init__(f"Operation failed with ATT error: 0x{code:02x} (Unknown)")


class Peripheral:
    """Subclasses say what they are in class attributes and override ``wrote``, ``value``, ``step`` and ``began``.

    They call ``notify``. All methods run on the thread of the fake bluetoothd; a test sets the faults.
    """

    name = "Nobody"
    address = "C0:FF:EE:00:00:01"
    services: ClassVar[Services] = {}
    advertised: Sequence[str] = ()  # services in the advertisement
    manufacturer: ClassVar[Mapping[int, bytes]] = {}  # company -> data in the advertisement
    numbered = True  # a packet that comes twice can be told from one that says the same again
    per_step = 4  # notifications between two breaths of the fake
    rssi = -55

    def __init__(self) -> None:
        self.written: list[tuple[str, bytes]] = []
        self.reads: list[str] = []
        self.streaming = False
        self.truth: list[float] = []  # N (counts, of our own boards) that were sent since the last connection
        self.steps_left: int | None = None  # it falls silent after so many; None: never
        self.connections = 0
        # faults
        self.in_range = True
        self.held_by_phone = False  # connected to another computer: no advertisement, no connection
        self.connected_here = False  # connected to this computer by another program
        self.rounds_missed = 0  # of advertising, before it is heard for the first time
        self.late_name = False  # the first advertisement comes without the name
        self.silent = False  # connected, but says nothing
        self.mute = False  # does not even answer reads: the link is dead, and nobody has noticed yet
        self.deaf = False  # takes writes and does nothing
        self.refuses: int | None = None  # ATT error for every write
        self.fail_connect: list[str] = []  # BlueZ's words for the next failures
        self.connect_s = 0.0  # how long a connection takes
        self.hangs = 0  # so many of the next connections come to nothing, and BlueZ says nothing
        self.mangle: Callable[[bytes], list[bytes]] = lambda data: [data]  # lost, doubled, split notifications
        self._send: Callable[[str, bytes], None] = lambda characteristic, data: None

    def attach(self, send: Callable[[str, bytes], None]) -> None:
        """The fake gives it a voice."""
        self._send = send

    # -- what an emulator overrides --------------------------------------------------------------------------------

    def began(self) -> None:
        """Somebody connected: clocks that begin with a connection begin here."""
        self.streaming, self.truth = False, []

    def listened(self, characteristic: str) -> None:
        """Somebody subscribed: what streams by itself begins here."""

    def wrote(self, characteristic: str, data: bytes) -> None:
        """Do what was asked. Raise Refused."""

    def value(self, characteristic: str) -> bytes:
        """What a read of it gives. Raise Refused."""
        raise Refused(0x02)

    def step(self) -> None:
        """The next notification of a stream."""

    # -- what it calls ---------------------------------------------------------------------------------------------

    def notify(self, characteristic: str, data: bytes) -> None:
        """Say something to who has subscribed."""
        if not self.silent:
            for part in self.mangle(data):
                self._send(characteristic, part)

    # -- what the fake calls ---------------------------------------------------------------------------------------

    @property
    def on_air(self) -> bool:
        """Whether it can be heard by a scan."""
        return self.in_range and not self.held_by_phone and not self.connected_here

    def on_write(self, characteristic: str, data: bytes) -> None:
        """A write came."""
        if self.refuses is not None:
            raise Refused(self.refuses)
        self.written.append((characteristic, data))
        if not self.deaf:
            self.wrote(characteristic, data)

    def on_read(self, characteristic: str) -> bytes:
        """A read came."""
        self.reads.append(characteristic)
        return self.value(characteristic)

    def on_step(self) -> bool:
        """One notification of the stream; False when there is none."""
        if not self.streaming or self.steps_left == 0:
            return False
        if self.steps_left is not None:
            self.steps_left -= 1
        self.step()
        return True

    def sent(self, characteristic: str | None = None) -> list[bytes]:
        """What was written to it."""
        return [data for where, data in self.written if characteristic in (None, where)]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"
