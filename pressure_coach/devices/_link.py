"""What all devices on a serial port share: finding the baud rate, surviving an unplugged cable, noticing silence."""

import logging
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from types import TracebackType
from typing import Protocol, Self

from pressure_coach.devices import Address
from pressure_coach.devices._port import Port, PortLost
from pressure_coach.devices._ports import PortInfo, list_ports
from pressure_coach.errors import DeviceError
from pressure_coach.signal.calibration import Calibration
from pressure_coach.signal.chunk import Act, Arrival

SECOND = 1_000_000_000  # ns
QUIET_NS = 3 * SECOND  # without readings: the link counts as lost though the port is open (coaching.md section 5)
BACK_OFF_NS = (SECOND // 2, SECOND, 2 * SECOND)  # between tries to open a port that went away; the last one stays
BAUDS = (300, 4_000_000)  # lowest and highest that an address may ask for
_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())  # unasked, a line of ours would lie across the gauge


class Attempt(Protocol):
    """Listening at one baud rate."""

    def hear(self, arrival: Arrival) -> None:
        """Bytes that came at this rate."""
        ...

    def found(self, now_ns: int) -> bool | None:
        """True: this is the rate. False: it is not. None: listen on. Raises DeviceError when it is plainly not ours."""
        ...


class PortDevice(ABC):
    """A Device on a serial port. ``now`` (ns) and ``sleep`` (s) are asked only here."""

    driver = ""
    simulated = False
    calibration: Calibration | None = None

    def __init__(
        self,
        where: str,
        options: Mapping[str, str],
        now: Callable[[], int] = time.monotonic_ns,
        sleep: Callable[[float], None] = time.sleep,
        wait_s: float = 0.1,
    ) -> None:
        self.options = dict(options)
        self.address = str(Address(self.driver, where, self.options))
        self._where = where
        self._now, self._sleep, self._wait_s = now, sleep, wait_s
        self._port = Port(where, wait_s)
        self._identity: PortInfo | None = None
        self.baud = 0  # in use; 0 before the port is open
        self._rates: Iterator[int] = iter(())
        self._attempts: list[tuple[int, Attempt]] = []
        self._attempt: Attempt | None = None  # None once the rate is known
        self._held: list[Arrival] = []  # heard at the present rate, which may yet be wrong
        self._heard_ns = 0  # when readings last came
        self._lost = ""  # why the link is lost; "" while it is there
        self._retry_ns = self._tries = 0

    @abstractmethod
    def rates(self) -> list[int]:
        """The baud rates to try, in order; the same one may come again."""

    @abstractmethod
    def listen(self, baud: int, now_ns: int) -> Attempt:
        """Begin to listen at a rate."""

    @abstractmethod
    def nothing_ours(self, attempts: list[tuple[int, Attempt]]) -> str:
        """One sentence for a port on which nothing was understood: what was heard and what to do."""

    @abstractmethod
    def begin(self, now_ns: int) -> None:
        """The port is open again at the rate that is known."""

    @abstractmethod
    def idle(self, now_ns: int) -> None:
        """Called before every read, when there is time."""

    def passed_on(self, arrival: Arrival) -> None:
        """These bytes were passed on while the link was there."""
        self._heard_ns = arrival.host_ns

    def readings_in(self, arrival: Arrival) -> bool:
        """Whether readings flow again after silence or a lost link."""
        return True

    def trim(self, data: bytes) -> bytes:
        """What of these bytes is passed on."""
        return data

    def key(self, name: str) -> bool:
        """No key means anything to a board."""
        return False

    def __enter__(self) -> Self:
        self._port = Port(self._where or _only_port(self.driver), self._wait_s)
        self._lost, self._attempt = "", None
        self._search(first=True)
        self._identity = next((port for port in list_ports() if port.device == self._port.name), None)
        if self._identity and self._identity.note:
            _log.info("%s: %s", self._port.name, self._identity.note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._port.close()

    def read(self) -> list[Arrival | Act]:
        """What came since the last call; [] while the baud rate is being found and while the cable is out."""
        if not self._port.is_open:
            return self._reopen()
        try:
            self.idle(self._now())
            data = self._port.read()
            now = self._now()
            return self._find(data, now) if self._attempt else self._pass_on(data, now)
        except PortLost as lost:
            self._port.close()
            self._tries = 0
            self._retry_ns = self._now() + BACK_OFF_NS[0]
            return self._lose(str(lost))

    def _search(self, first: bool) -> None:
        """Begin to look for the baud rate."""
        self._attempts, self._rates = [], iter(self.rates())
        self.baud = next(self._rates)
        if first:
            self._port.open(self.baud)
        self._listen()

    def _listen(self) -> None:
        self._held = []
        self._attempt = self.listen(self.baud, self._now())
        self._attempts.append((self.baud, self._attempt))

    def _find(self, data: bytes, now: int) -> list[Arrival | Act]:
        """Bytes at a rate that may be wrong: kept back until it is known to be right, else forgotten."""
        assert self._attempt is not None
        if data:
            self._held.append(Arrival(now, data))
            self._attempt.hear(self._held[-1])
        found = self._attempt.found(now)
        if found is None:
            return []
        if found:
            _log.info("%s speaks at %d baud", self._port.name, self.baud)
            held, self._held, self._attempt = self._held, [], None
            self._heard_ns = now
            return [*self._regain(now), *held]
        for baud in self._rates:
            if self._port.retune(baud):
                self.baud = baud
                self._listen()
                return []
        raise DeviceError(self.nothing_ours(self._attempts))

    def _pass_on(self, data: bytes, now: int) -> list[Arrival | Act]:
        """Bytes at the rate that is known."""
        result: list[Arrival | Act] = []
        if data := self.trim(data):
            arrival = Arrival(now, data)
            if not self._lost:
                self.passed_on(arrival)
            elif self.readings_in(arrival):
                self._heard_ns = now
                result += self._regain(now)
            result.append(arrival)
        if now - self._heard_ns > QUIET_NS and not self._lost:
            result += self._lose(f"{self._port.name} is open but has sent no readings for {QUIET_NS // SECOND} s")
        return result

    def _lose(self, why: str) -> list[Arrival | Act]:
        if self._lost:
            return []
        self._lost = why
        _log.warning("link lost: %s", why)
        return [Act("link_lost", host_ns=self._now(), data={"why": why})]

    def _regain(self, now: int) -> list[Arrival | Act]:
        if not self._lost:
            return []
        self._lost = ""
        _log.warning("link back: %s", self._port.name)
        return [Act("link_back", host_ns=now, data={"why": f"readings come from {self._port.name} again"})]

    def _reopen(self) -> list[Arrival | Act]:
        """Try to open the port again, now and then; never waits longer than a read."""
        now = self._now()
        if now < self._retry_ns:
            self._sleep(min(self._wait_s, (self._retry_ns - now) / SECOND))
            return []
        self._tries += 1
        self._retry_ns = now + BACK_OFF_NS[min(self._tries, len(BACK_OFF_NS) - 1)]
        try:
            self._port.open(self.baud)
        except DeviceError as error:
            _log.info("not back yet: %s", error)
            self._follow()
            return []
        self._heard_ns = now
        try:
            if self._attempt is None:
                self.begin(now)
            else:
                self._search(first=False)
                return []
        except PortLost as lost:
            _log.info("gone again: %s", lost)
            self._port.close()
            return []
        return [Arrival(now, b"")]  # something is missing here: a decoder must not join two halves across it

    def _follow(self) -> None:
        """A board may come back under another name: Linux counts on when the old name is still held."""
        if self._identity is None or not self._identity.usb:
            return
        for port in list_ports():
            if port.device != self._port.name and self._identity.same_board(port):
                _log.info("%s is %s now", self._port.name, port.device)
                self._port = Port(port.device, self._wait_s)
                return


def _only_port(driver: str) -> str:
    """The port that is meant when none is named: the only one with something on USB."""
    ports = list_ports()
    boards = [port for port in ports if port.usb] or ports
    if len(boards) == 1:
        return boards[0].device
    if not boards:
        raise DeviceError("no serial port was found; plug the board in (with a cable that carries data) and try again.")
    listed = ", ".join(f"{driver}:{port.device}" + (f" ({port.guess})" if port.guess else "") for port in boards)
    raise DeviceError(f"{driver}: which port? Choose one of {listed}.")
