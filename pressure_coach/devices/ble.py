"""ble:<name or address>  a board with our firmware, over Bluetooth; ble: alone takes the only one in range; ?rate=80"""

from collections.abc import Mapping
from typing import ClassVar

from pressure_coach.devices import _ble_words as words
from pressure_coach.devices._ble import BleDevice
from pressure_coach.devices._known import KnownBy
from pressure_coach.devices._options import number
from pressure_coach.devices._talk import Send, Talk
from pressure_coach.errors import DeviceError
from pressure_coach.signal import protocol
from pressure_coach.signal.chunk import Arrival, Decoder
from pressure_coach.signal.messages import Status
from pressure_coach.signal.protocol import Cmd, Frame
from pressure_coach.signal.wire import Command, NotificationDecoder

IDENTIFY, START, STOP, STATUS, BLINK = (
    Command(code).to_body() for code in (Cmd.IDENTIFY, Cmd.START, Cmd.STOP, Cmd.STATUS, Cmd.BLINK)
)


class Ble(BleDevice):
    """Our own service: the bodies of the wire, one a notification."""

    driver = "ble"
    known_by = KnownBy("board with our firmware", (protocol.BLE_NAME, f"{protocol.BLE_NAME}-*"))
    notify = (protocol.BLE_DATA,)
    control = protocol.BLE_CONTROL
    may_send = rb"[\x81-\x84\x86]|\x85.{4}"  # nothing that our firmware obeys does harm
    keep_alive = STATUS
    keep_alive_s = 30.0
    tells = False  # the board says itself who it is
    known_options: ClassVar[Mapping[str, str]] = {"rate": "samples/s to ask the board for; else its own"}

    def __init__(self, where: str, options: Mapping[str, str]) -> None:
        super().__init__(where, options)
        self.rate_hz = number("ble", options, "rate", 0.0, 0.1, 10_000.0)

    def begin(self) -> Talk:
        yield Send(IDENTIFY)
        if self.rate_hz:
            yield Send(Command(Cmd.RATE, round(self.rate_hz * 1000)).to_body())
        yield Send(STATUS)
        yield Send(START)

    def end(self) -> Talk:
        yield Send(STOP)

    def blink(self) -> None:
        """Have the board show which one it is."""
        self.send(BLINK)

    def proves(self, decoder: Decoder, arrival: Arrival) -> bool:
        proved = super().proves(decoder, arrival)
        hello = getattr(decoder, "hello", None)
        if hello is not None and hello.version != protocol.VERSION:
            raise DeviceError(
                f"{words.at(self.address)}: the board speaks version {hello.version} of our protocol and this program "
                f"version {protocol.VERSION}; update whichever of the two is older."
            )
        return proved

    def heard(self, data: bytes) -> None:
        if data[:1] == bytes((Frame.STATUS,)):
            try:
                status = Status.from_body(data)
            except ValueError:
                return
            self.battery = f"{status.battery_mv / 1000:.2f} V" if status.battery_mv else ""
            self.empty = bool(status.flags & protocol.StatusFlag.LOW_BATTERY)


BLE = Ble


def open(where: str, options: Mapping[str, str]) -> Ble:
    """The device; building it opens nothing. Raises UsageError for options that make no sense."""
    return Ble(where, options)


def decoder(options: Mapping[str, str]) -> NotificationDecoder:
    """What understands its notifications."""
    return NotificationDecoder()
