"""A board with our firmware, opened to be asked and set up. PROGRESSOR leaves from here alone: the drivers that stream
cannot send it."""

import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from pressure_coach.devices import Address, ble, parse_address, serial
from pressure_coach.devices._known import KnownBy
from pressure_coach.devices._port import PortLost
from pressure_coach.errors import DeviceError, UsageError
from pressure_coach.signal import protocol
from pressure_coach.signal.chunk import Arrival, StreamInfo
from pressure_coach.signal.messages import Command, Hello, Progressor
from pressure_coach.signal.protocol import Caps, Cmd
from pressure_coach.signal.wire import NotificationDecoder, WireDecoder, frame, stream_info

HELLO_S = 15.0
ID_S = 3.0  # behind HELLO; not every board has one
ANSWER_S = 10.0  # over Bluetooth the connection may be lost and come back meanwhile
AGAIN_S = 1.0  # what was written is written again: it changes nothing then


class _Serial(serial.Serial):
    def send(self, body: bytes) -> None:
        """Raises DeviceError when the cable is out."""
        try:
            self._port.write(frame(body))
        except PortLost as lost:
            raise DeviceError(f"{lost} Plug the board in again and repeat.") from lost


class _Ble(ble.Ble):
    # As a Progressor it has another name; the services that it has tell whether it is ours.
    known_by = KnownBy(ble.Ble.known_by.kind, (*ble.Ble.known_by.names, f"{protocol.PROGRESSOR_NAME}*"))
    may_send = ble.Ble.may_send + rb"|\x87(?:.{19})?"


class Board:
    """``with Board("serial:COM3") as board``: asked who it is. Raises UsageError for what is no board of ours."""

    def __init__(self, address: str, now: Callable[[], float] = time.monotonic) -> None:
        parsed = parse_address(address)
        kinds: dict[str, type[_Serial] | type[_Ble]] = {"serial": _Serial, "ble": _Ble}
        if parsed.scheme not in kinds:
            raise UsageError(f"{address} is no board with our firmware; write serial:PORT or ble:NAME.")
        self.device = kinds[parsed.scheme](parsed.where, parsed.options)
        self.address = str(Address(parsed.scheme, parsed.where, parsed.options))
        self._understands: type[WireDecoder] | type[NotificationDecoder]
        self._understands = WireDecoder if parsed.scheme == "serial" else NotificationDecoder
        self._decoder = self._understands()
        self._now = now

    def __enter__(self) -> Self:
        self._decoder = self._understands()
        self.device.__enter__()
        try:
            self._read_until(lambda: self._decoder.hello is not None, HELLO_S)
            self._read_until(lambda: bool(self._decoder.device_id), ID_S)
            if self._decoder.hello is None:
                raise DeviceError(f"{self.address} does not say who it is; unplug it, plug it in and try again.")
        except BaseException:
            self.device.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.device.__exit__(kind, error, trace)

    @property
    def hello(self) -> Hello:
        """What it says of itself."""
        assert self._decoder.hello is not None
        return self._decoder.hello

    @property
    def info(self) -> StreamInfo:
        """The same in the program's words, with its id."""
        return stream_info(self.hello, self._decoder.device_id)

    @property
    def can_be_progressor(self) -> bool:
        """Whether it has a radio, a memory and one channel."""
        return Caps.PROGRESSOR in self.hello.caps

    def progressor(self, wanted: Progressor | None = None) -> Progressor:
        """What the board keeps, once it was told to keep ``wanted``. Raises DeviceError when it does not answer."""
        body = Command(Cmd.PROGRESSOR).to_body() if wanted is None else wanted.to_body()
        self._decoder.progressor = None
        tries = round(ANSWER_S / AGAIN_S)
        while self._decoder.progressor is None and tries:
            tries -= 1
            self.device.send(body)
            self._read_until(lambda: self._decoder.progressor is not None, AGAIN_S)
        if self._decoder.progressor is None:
            raise DeviceError(f"{self.address} does not answer that; flash our newest firmware.")
        return self._decoder.progressor

    def _read_until(self, true: Callable[[], bool], seconds: float) -> None:
        """Until it is so, or the time is over."""
        end = self._now() + seconds
        while not true() and self._now() < end:
            for item in self.device.read():
                if isinstance(item, Arrival):
                    self._decoder.feed(item)
