"""Takes the times that ``latency.Latency`` collects: in a session, and in a whole session without a screen."""

import threading
import time
from collections.abc import Callable, Sequence
from typing import Self

from pressure_coach.apps.beside import beside
from pressure_coach.apps.calm import Calm
from pressure_coach.apps.hearing import HeardMailbox
from pressure_coach.apps.latency import Latency
from pressure_coach.apps.paint import MANY, Painter
from pressure_coach.apps.scene import Scene
from pressure_coach.apps.screen import picture
from pressure_coach.coaching.events import Event
from pressure_coach.cues.player import Player
from pressure_coach.mailbox import Mailbox, View
from pressure_coach.session import Session, Sink
from pressure_coach.signal.chunk import Chunk

WIDTH, HEIGHT = 80, 24  # of the text gauge that is drawn
WAIT_S = 0.1


class Stopwatch:
    """A sink that tells ``latency`` when samples came and were judged; ``session`` is set once it is built."""

    def __init__(self, latency: Latency, clock: Callable[[], int] = time.monotonic_ns) -> None:
        self.session: Session | None = None
        self._latency, self._clock = latency, clock

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        """Nothing is held open."""

    def take(self, chunk: Chunk | None, events: Sequence[Event]) -> None:
        if self.session is None or chunk is None or not len(chunk):
            return
        self._latency.judged(chunk.t_us, self.session.arrived_ns, self._clock())
        if (chain := self.session.judge.chain) is not None:
            self._latency.own_clock = chain.own_clock
            self._latency.sfreq = chain.rate or chain.info.sfreq


class _Pictures(HeardMailbox):
    """A heard mailbox that wakes whoever draws."""

    def __init__(self, player: Player) -> None:
        super().__init__(player, lambda why: None)
        self.new = threading.Event()

    def put(self, view: View) -> None:
        super().put(view)
        self.new.set()


def measure(
    build: Callable[[Sequence[Sink], Mailbox], Session], latency: Latency, clock: Callable[[], int] = time.monotonic_ns
) -> tuple[Session, str | None]:
    """Run a session to its end, drawing the text gauge for nobody and playing muted sound.

    Returns the session, and one sentence when there was no sound. Raises what the session raised.
    """
    stop = threading.Event()
    watch = Stopwatch(latency, clock)
    with Player(muted=True, sounded=latency.sounded, clock=clock) as player:
        mailbox = _Pictures(player)
        session = watch.session = build([watch], mailbox)
        with beside(session, stop, mailbox.new):
            _draw(mailbox, latency, stop, clock)
        return session, player.problem


def _draw(mailbox: _Pictures, latency: Latency, stop: threading.Event, clock: Callable[[], int]) -> None:
    calm, painter = Calm(), Painter(MANY)
    while not stop.is_set():
        if mailbox.new.wait(WAIT_S):
            mailbox.new.clear()
            view = mailbox.latest()
            calm.look(view, clock())
            painter.paint(picture(Scene(view, calm), WIDTH, HEIGHT))
            latency.painted(view.host_ns, clock())
