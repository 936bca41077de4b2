"""serial:<port>  a board with our firmware, such as serial:/dev/ttyUSB0 or serial:COM3; ?baud=115200 if need be"""

import contextlib
from collections.abc import Mapping
from types import TracebackType

from pressure_coach.devices._heard import Heard
from pressure_coach.devices._link import BAUDS, SECOND, Attempt, PortDevice
from pressure_coach.devices._options import number, refuse_unknown
from pressure_coach.devices._port import Port, PortLost
from pressure_coach.errors import DeviceError
from pressure_coach.signal import protocol
from pressure_coach.signal.chunk import Arrival
from pressure_coach.signal.lines import LineDecoder
from pressure_coach.signal.protocol import Cmd
from pressure_coach.signal.wire import Command, WireDecoder, frame

OPTIONS = {"baud": "bits/s; found by itself if not given"}
RATES = (protocol.BAUD, protocol.BAUD_WIDE, 230_400, 57_600, 9600, 500_000, 38_400)
BOOT_NS = 3_500_000_000  # an Uno restarts when its port is opened and speaks after 2 to 3 s
LISTEN_NS = 700_000_000  # at any later rate: it has booted by then
ENOUGH = 4096  # bytes; 16 of our longest frames would be among them
NUDGE_NS = SECOND // 2  # without a sample for so long, the board is asked again
LOOK_NS = SECOND // 4  # what was passed on is looked at so often: many frames at once cost less than one by one
GREETING = frame(Command(Cmd.IDENTIFY).to_body()) + frame(Command(Cmd.START).to_body())
STOP = frame(Command(Cmd.STOP).to_body())


class Serial(PortDevice):
    """A board that speaks our wire. It is asked who it is and started; a board that reset itself is started again."""

    driver = "serial"

    def rates(self) -> list[int]:
        baud = int(number("serial", self.options, "baud", 0, *BAUDS))
        return [baud] if baud else list(RATES)

    def listen(self, baud: int, now_ns: int) -> Attempt:
        self._unread: list[Arrival] = []  # passed on, not looked at yet
        self._watcher = WireDecoder()
        self._nudge_ns, self._look_ns = now_ns + NUDGE_NS, now_ns
        first = not self._attempts or len(self.rates()) == 1
        return _Listener(self._port, now_ns, BOOT_NS if first else LISTEN_NS)

    def nothing_ours(self, attempts: list[tuple[int, Attempt]]) -> str:
        tried = [(baud, attempt.heard) for baud, attempt in attempts if isinstance(attempt, _Listener)]
        n_bytes = sum(heard.n_bytes for _, heard in tried)
        at = f"at {', '.join(str(baud) for baud, _ in tried)} baud"
        if not n_bytes:
            return (
                f"{self._port.name} is silent ({at}); check that the board has power and our firmware, "
                "that the cable carries data, and that this is its port."
            )
        for baud, heard in tried:
            if heard.readable:
                return (
                    f"{self._port.name} sends text such as {heard.excerpt()} at {baud} baud, not our frames; "
                    f"write lines:{self._port.name} if it prints readings, else flash our firmware."
                )
        return (
            f"{self._port.name} sent {n_bytes} bytes that are no frames of ours ({at}); flash our firmware, "
            "or give the baud rate of the board with ?baud=."
        )

    def begin(self, now_ns: int) -> None:
        self._unread, self._watcher = [], WireDecoder()
        self._nudge(now_ns)

    def passed_on(self, arrival: Arrival) -> None:
        self._unread.append(arrival)

    def readings_in(self, arrival: Arrival) -> bool:
        self._unread.append(arrival)
        return self._look()

    def idle(self, now_ns: int) -> None:
        """Look at what was passed on, off the path of the samples; ask the board again when none came."""
        if now_ns >= min(self._look_ns, self._nudge_ns):
            self._look_ns = now_ns + LOOK_NS
            self._look()
        if self._attempt is None and now_ns >= self._nudge_ns:
            self._nudge(now_ns)

    def _look(self) -> bool:
        """Whether samples were among the bytes that were passed on since the last look."""
        chunks = self._watcher.feed_many(self._unread) if self._unread else []
        self._unread.clear()
        if chunks:
            self._heard_ns = chunks[-1].host_ns
            self._nudge_ns = self._heard_ns + NUDGE_NS
        return bool(chunks)

    def _nudge(self, now_ns: int) -> None:
        self._port.write(GREETING)
        self._nudge_ns = now_ns + NUDGE_NS

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._port.is_open and self._attempt is None:
            with contextlib.suppress(PortLost):
                self._port.write(STOP)
        super().__exit__(kind, error, trace)


class _Listener:
    """Asks the board at one rate until it answers."""

    def __init__(self, port: Port, now_ns: int, patience_ns: int) -> None:
        self.heard = Heard()
        self._port = port
        self._wire, self._lines = WireDecoder(), LineDecoder()
        self._until_ns = now_ns + patience_ns
        self._ask_ns = now_ns

    def hear(self, arrival: Arrival) -> None:
        self.heard.feed(arrival.data)
        self._wire.feed(arrival)
        self._lines.feed(arrival)

    def found(self, now_ns: int) -> bool | None:
        if self._wire.good_frames:
            hello = self._wire.hello
            if hello is not None and hello.version != protocol.VERSION:
                raise DeviceError(
                    f"the board at {self._port.name} speaks version {hello.version} of our protocol and this program "
                    f"version {protocol.VERSION}; update whichever of the two is older."
                )
            return True
        if self._lines.info is not None:
            raise DeviceError(
                f"{self._port.name} prints lines such as {self.heard.excerpt()}, not our frames; "
                f"write lines:{self._port.name} to read them."
            )
        if self.heard.n_bytes >= ENOUGH or now_ns >= self._until_ns:
            return False
        if now_ns >= self._ask_ns:
            self._port.write(GREETING)
            self._ask_ns = now_ns + NUDGE_NS
        return None


def open(where: str, options: Mapping[str, str]) -> Serial:
    """The device; building it opens nothing. Raises UsageError for options that make no sense."""
    refuse_unknown("serial", options, OPTIONS)
    device = Serial(where, options)
    device.rates()
    return device


def decoder(options: Mapping[str, str]) -> WireDecoder:
    """What understands its bytes."""
    return WireDecoder()
