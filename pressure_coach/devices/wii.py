"""wii:<Bluetooth address>  Wii Balance Board on Linux, where it is paired: four corners; wii: alone if there is one

Its parser is tested, the hardware untried. Corners of worn boards read too little by a kilogram or more, and what is
below nothing is not shown: lay a plate of 6 kg or more on the board, then take the zero.
"""

import contextlib
import logging
import os
import select
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self

from pressure_coach.devices import Address, _evdev
from pressure_coach.devices import _ble_words as words
from pressure_coach.devices._options import refuse_unknown
from pressure_coach.devices._pulse import Pulse
from pressure_coach.devices._wii_events import AXES, HIGHEST, WiiDecoder, dropped_in
from pressure_coach.errors import DeviceError
from pressure_coach.signal.chunk import Act, Arrival
from pressure_coach.signal.packets import is_low, told

NAME = "Nintendo Wii Remote Balance Board"
SECOND = 1_000_000_000  # ns
WAIT_S = 0.1  # the longest that a read blocks
AGAIN_S = 0.02  # between repetitions of the last reading: a board speaks only when one of its corners changes
ALIVE_NS = 3 * SECOND // 2  # so long a sign of life holds good
QUIET_NS = 3 * SECOND  # without one: the link counts as lost (coaching.md section 5)
BACK_OFF_NS = (SECOND // 2, SECOND, 2 * SECOND)  # between looks for a board that went away; the last one stays
_MOST = 65_536  # bytes a read
_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())  # unasked, a line of ours would lie across the gauge


class Wii:
    """What the kernel makes of the board: hundredths of a kilogram for each corner. Nothing is ever sent to it."""

    driver = "wii"
    simulated = False
    wireless = True
    calibration = None

    def __init__(
        self,
        where: str,
        options: Mapping[str, str],
        now: Callable[[], int] = time.monotonic_ns,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        refuse_unknown("wii", options, ())
        self.options = dict(options)
        self.where = where.strip()
        self.address = str(Address("wii", where, self.options))
        self._now, self._sleep = now, sleep
        self._fd: int | None = None
        self._board: _evdev.Input | None = None
        self._pulse: Pulse | None = None
        self._greeting: list[Arrival | Act] = []  # to be read first
        self._heard_ns = self._said_ns = 0  # when it last spoke; when its reading was last passed on
        self._lost = False
        self._retry_ns = self._tries = 0
        self.battery = ""  # as the board told it: "87 %"

    def key(self, name: str) -> bool:
        """No key means anything to a board."""
        return False

    def __enter__(self) -> Self:
        self._lost, self._greeting, self._board = False, [], None
        self._open(_find(self.where))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()
        self._board = None

    def read(self) -> list[Arrival | Act]:
        """What came since the last call; [] while the board is away."""
        if self._board is None:
            raise DeviceError(f"{self.address} is closed; open it with 'with' before reading.")
        if self._fd is None:
            return self._look_again()
        items, self._greeting = [*self._greeting, *self._charged()], []
        if items:
            return items
        try:
            if select.select((self._fd,), (), (), WAIT_S if self._lost else AGAIN_S)[0]:
                return self._hear(os.read(self._fd, _MOST))
        except BlockingIOError:
            pass
        except OSError as error:
            return self._lose(words.gone("the board", is_low(self.battery), error.strerror))
        return self._be_quiet()

    def _charged(self) -> list[Arrival | Act]:
        """News of its battery, into the stream."""
        answer = self._pulse.answer if self._pulse is not None else ""
        if not answer or self.battery == f"{answer} %":
            return []
        self.battery = f"{answer} %"
        return [Arrival(self._now(), told(battery=self.battery))]

    def _hear(self, data: bytes) -> list[Arrival | Act]:
        if not data:
            raise OSError(0, "no more events")
        now = self._heard_ns = self._said_ns = self._now()
        items = [*self._regain(now), Arrival(now, data)]
        if dropped_in(data, _evdev.EVENT_SIZE):
            items.append(Arrival(now, told(at=self._corners())))
        return items

    def _be_quiet(self) -> list[Arrival | Act]:
        """Nothing has changed, or nobody is there."""
        now = self._now()
        life_ns = now - max(self._heard_ns, self._pulse.proved_ns if self._pulse is not None else 0)
        if life_ns > QUIET_NS:
            return self._lose("the board has shown no sign of life for 3 s", gone=False)
        if life_ns > ALIVE_NS or now - self._said_ns < AGAIN_S * SECOND:
            return []
        self._said_ns = now
        return [*self._regain(now), Arrival(now, told(again=True))]

    def _open(self, board: _evdev.Input) -> None:
        self._fd = _evdev.open_node(board.node)
        try:
            corners = self._corners()
        except OSError as error:
            self._close()
            raise DeviceError(
                f"{board.node} calls itself {NAME} but is none ({error.strerror}); take it away, or name another board."
            ) from error
        self._board, self._tries = board, 0
        self._heard_ns = self._said_ns = now = self._now()
        self._pulse = Pulse(board.battery, lambda: self._heard_ns, self._now)
        who = {"name": board.name, "address": board.unique or board.node.name}
        self._greeting = [*self._regain(now), Arrival(now, told(**who, at=corners, event=_evdev.EVENT_SIZE))]

    def _corners(self) -> list[int]:
        assert self._fd is not None
        found = [_evdev.axis(self._fd, code) for code in AXES]
        if any(highest != HIGHEST for _, highest in found):
            raise OSError(0, "its axes have another range")
        return [value for value, _ in found]

    def _look_again(self) -> list[Arrival | Act]:
        now = self._now()
        if now < self._retry_ns:
            self._sleep(min(WAIT_S, (self._retry_ns - now) / SECOND))
            return []
        self._tries += 1
        self._retry_ns = now + BACK_OFF_NS[min(self._tries, len(BACK_OFF_NS) - 1)]
        assert self._board is not None
        with contextlib.suppress(DeviceError):  # not yet
            self._open(_find(self._board.unique or self.where))
        return []

    def _lose(self, why: str, gone: bool = True) -> list[Arrival | Act]:
        if gone:
            self._close()
            self._retry_ns = self._now() + BACK_OFF_NS[0]
        if self._lost:
            return []
        self._lost = True
        _log.warning("link lost: %s", why)
        return [Act("link_lost", host_ns=self._now(), data={"why": why})]

    def _regain(self, now: int) -> list[Arrival | Act]:
        if not self._lost:
            return []
        self._lost = False
        _log.warning("link back: %s", self.address)
        return [Act("link_back", host_ns=now, data={"why": "the board is there again"})]

    def _close(self) -> None:
        fd, self._fd = self._fd, None
        if fd is not None:
            os.close(fd)
        pulse, self._pulse = self._pulse, None
        if pulse is not None:
            pulse.close()


def _find(where: str) -> _evdev.Input:
    """The board that is meant. Raises DeviceError when none or more than one is."""
    there = _evdev.inputs(NAME)
    meant = [one for one in there if where.casefold() in ("", one.unique.casefold(), str(one.node), one.node.name)]
    if len(meant) == 1:
        return meant[0]
    listed = ", ".join(f"wii:{one.unique or one.node}" for one in there)
    if meant:
        raise DeviceError(f"wii: more than one Wii Balance Board is connected; choose one of {listed}.")
    called = f" '{where}'" if where else ""
    if there:
        raise DeviceError(f"wii: no Wii Balance Board{called} is connected; choose one of {listed}.")
    raise DeviceError(
        f"wii: no Wii Balance Board{called} is connected, which works on Linux only; press the red button under its "
        "battery lid and pair it in the settings of Bluetooth (if that is refused, write ClassicBondedOnly=false into "
        "/etc/bluetooth/input.conf and restart bluetooth)."
    )


def open(where: str, options: Mapping[str, str]) -> Wii:
    """The device; building it opens nothing. Raises UsageError for options that make no sense."""
    return Wii(where, options)


def decoder(options: Mapping[str, str]) -> WiiDecoder:
    """What understands its events."""
    return WiiDecoder()
