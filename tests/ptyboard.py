"""A board at the end of a pseudo terminal: real bytes, a real cable that can be pulled, a baud rate that must be right.

``PtyBoard`` says what it is told to. ``WireBoard`` has our firmware: it answers commands and streams after START. Both
are driven by the test (``step()``), or by themselves in a thread (``with board.serving():``).
"""

import contextlib
import os
import select
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from pressure_coach.signal.protocol import Caps, Cmd, Frame
from pressure_coach.signal.wire import Command, Deframer, Hello, Id, Progressor, Samples, frame

DEVICE_ID = "00112233445566aa"


class PtyBoard:
    """A port at ``path`` with something behind it that speaks at ``baud`` (None: at whatever rate it is asked)."""

    def __init__(self, path: Path, baud: int | None = None) -> None:
        self.path = str(path)
        self.baud = baud
        self.received = b""
        self._master = self._slave = -1
        self.plug()

    def plug(self) -> None:
        """Put the cable in: the port appears."""
        self._master, self._slave = os.openpty()
        import tty

        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.path)
        os.symlink(os.ttyname(self._slave), self.path)

    def unplug(self) -> None:
        """Pull the cable: the port vanishes, whoever holds it open learns so."""
        if self._master >= 0:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self.path)
            master, slave = self._master, self._slave
            self._master = self._slave = -1  # first: a turn that is under way must know why it fails
            os.close(slave)
            os.close(master)

    def send(self, data: bytes) -> None:
        """Say something; at the wrong rate the host hears rubbish. Takes the time that the host needs to read it."""
        data = (
            data
            if self.heard_well()
            else bytes((byte * 167 + 0x9C) & 0xFF | 0x80 * (i % 3 != 0) for i, byte in enumerate(data))
        )
        while data and self._master >= 0:
            if not select.select((), (self._master,), (), 2)[1]:
                raise TimeoutError("nobody reads what the board says")
            data = data[os.write(self._master, data) :]

    def heard_well(self) -> bool:
        """Whether the host listens and talks at the board's rate."""
        import termios

        return self.baud is None or termios.tcgetattr(self._slave)[5] == getattr(termios, f"B{self.baud}")

    def hear(self) -> bytes:
        """What the host has sent since the last call; rubbish at the wrong rate."""
        data = b""
        if self._master >= 0 and select.select((self._master,), (), (), 0)[0]:
            with contextlib.suppress(OSError):
                data = os.read(self._master, 65536)
        self.received += data
        return data if self.heard_well() else data[::-1]

    def step(self) -> None:
        """Do what a board does in one turn."""
        self.hear()

    @contextlib.contextmanager
    def serving(self) -> Iterator["PtyBoard"]:
        """Turn after turn in a thread, as long as the block lasts."""
        over = threading.Event()
        wake, waker = os.pipe()
        fault: list[BaseException] = []

        def turns() -> None:
            try:
                while not over.is_set() and self._master >= 0:
                    self.step()
                    select.select((self._master, wake), (), (), 0.002)
            except BaseException as error:
                if self._master >= 0:  # else the cable was pulled in the middle of a turn
                    fault.append(error)

        thread = threading.Thread(target=turns, name="board")
        thread.start()
        try:
            yield self
        finally:
            over.set()
            os.write(waker, b"x")
            thread.join()
            os.close(wake)
            os.close(waker)
        if fault and not isinstance(fault[0], TimeoutError):
            raise fault[0]


class WireBoard(PtyBoard):
    """A board with our firmware and one channel of 24 bits; ``counts(i)`` is its i-th sample."""

    def __init__(
        self,
        path: Path,
        baud: int | None = None,
        counts: Callable[[int], int] = lambda i: 1000 + i % 7,
        n_samples: int = 10**9,
        rate_hz: float = 80.0,
        per_frame: int = 1,
        hello: Hello | None = None,
    ) -> None:
        """Streams ``n_samples`` as fast as the host reads, the device's clock going on by 1 / ``rate_hz`` each."""
        super().__init__(path, baud)
        self.hello = hello or Hello(n_channels=1, rate_millihertz=round(rate_hz * 1000), adc_bits=24)
        self.commands: list[Cmd] = []
        self.streaming = False
        self.sent = 0  # samples
        self.kept = Progressor()  # for other people's apps
        self.forgets = False  # its memory fails
        self.unknown: tuple[Cmd, ...] = ()  # commands that are newer than its firmware
        self._counts, self._n_samples, self._per_frame = counts, n_samples, per_frame
        self._step_us = round(1e6 / rate_hz)
        self._seq = self._tick = 0
        self._deframer = Deframer()

    def boot(self) -> None:
        """Power up: clock and sequence begin anew, and it waits for START."""
        self.streaming, self._seq, self._tick = False, 0, 0
        self.send(frame(Hello(**{**_fields(self.hello), "caps": self.hello.caps | Caps.BOOTED}).to_body()))
        self.send(frame(Id(DEVICE_ID).to_body()))

    def plug(self) -> None:
        super().plug()
        self.streaming = False

    def answer(self) -> None:
        """Do what was asked."""
        for body in self._deframer.feed(self.hear()):
            with contextlib.suppress(ValueError):
                code = Command.from_body(body).code
                self.commands.append(code)
                if code == Cmd.IDENTIFY:
                    self.send(frame(self.hello.to_body()) + frame(Id(DEVICE_ID).to_body()))
                elif code in (Cmd.START, Cmd.STOP):
                    self.streaming = code == Cmd.START
                elif code == Cmd.PROGRESSOR and code not in self.unknown:
                    if len(body) > 1 and not self.forgets:
                        self.kept = Progressor.from_body(bytes((Frame.PROGRESSOR,)) + body[1:])
                    self.send(frame(self.kept.to_body()))

    def samples(self, n_frames: int) -> bytes:
        """The next frames."""
        data = b""
        for _ in range(n_frames):
            n = min(self._per_frame, self._n_samples - self.sent)
            if n <= 0:
                break
            counts = tuple((self._counts(self.sent + i),) for i in range(n))
            dt_us = self._step_us if n > 1 else 0
            data += frame(Samples(self._seq & 0xFFFF, self._tick & 0xFFFFFFFF, counts, dt_us).to_body())
            self._seq += 1
            self._tick += n * self._step_us
            self.sent += n
        return data

    def step(self) -> None:
        """Answer, and send a few frames while streaming."""
        self.answer()
        if self.streaming:
            self.send(self.samples(8))


def _fields(hello: Hello) -> dict[str, object]:
    return {name: getattr(hello, name) for name in Hello.__dataclass_fields__}


class Clock:
    """The host's clock in a test: stands still until it is moved on. ``sleep`` moves it on, too."""

    def __init__(self) -> None:
        self.ns = 10**12
        self.slept: list[float] = []

    def __call__(self) -> int:
        return self.ns

    def sleep(self, seconds: float) -> None:
        """Let so much time pass."""
        self.slept.append(seconds)
        self.ns += round(seconds * 1e9)


def drive(
    device: object, boards: Sequence[PtyBoard], clock: Clock, until: Callable[[list], bool], turns: int = 2000
) -> list:
    """Read from a device until ``until(items)``; each board has its turn before each read.

    A read that finds nothing lets 0.1 s pass on the clock.
    """
    items: list = []
    for _ in range(turns):
        for board in boards:
            board.step()
        before = clock.ns
        new = device.read()  # type: ignore[attr-defined]
        items += new
        if not new and clock.ns == before:
            clock.ns += 100_000_000
        if until(items):
            return items
    raise AssertionError(f"it did not happen within {turns} turns: {items[-5:]}")


Plugged = Callable[..., WireBoard]


@pytest.fixture
def pty_board(tmp_path: Path) -> Iterator[Plugged]:
    """Makes boards: ``pty_board(kind=WireBoard, **arguments)``; an address needs their ``path``."""
    pytest.importorskip("termios", reason="pseudo terminals are a thing of Unix")
    boards: list[PtyBoard] = []

    def make(kind: type[PtyBoard] = WireBoard, **arguments: object) -> PtyBoard:
        boards.append(kind(tmp_path / f"port{len(boards)}", **arguments))  # type: ignore[arg-type]
        return boards[-1]

    yield make  # type: ignore[misc]
    for board in boards:
        board.unplug()
