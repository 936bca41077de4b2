"""What passes between the loop's thread and a view's: the newest picture one way, the person's acts the other."""

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pressure_coach.coaching.events import State

if TYPE_CHECKING:
    from pressure_coach.signal.chunk import Act  # numpy with it: a window's first picture does not wait for that


@dataclass(frozen=True, slots=True)
class View:
    """Everything that a view needs to draw one picture; made once a chunk, the newest one wins."""

    t: float = 0.0  # s of session time of the newest sample
    host_ns: int = 0  # host clock when its samples arrived: a view shows a stale signal by itself after 0.5 s
    state: State = State.NO_SIGNAL
    force: float = 0.0  # display (smoothed), in ``unit``; NaN before the first valid sample
    unit: str = "N"  # "N", "kPa", "%" (of a level taken by key) or "counts"
    target: float | None = None  # T
    half_band: float = 0.0  # h
    over: float | None = None  # level at which OVER begins
    u95: float = 0.0  # expanded uncertainty (95 %) of the force, in ``unit``; 0.0 while it is not known
    credit_s: float = 0.0
    goal_s: float = 60.0
    rest_left_s: float | None = None  # while resting
    pause_left_s: float | None = None  # until a pause ends the hold as PARTIAL
    key_paused: bool = False  # the pause came from the key: only the key resumes
    stay_off_s: float | None = None  # STOPPED: still to stay off before an acknowledgement counts; 0.0: now it does
    holds: tuple[str, ...] = ()  # outcomes of the finished holds
    device: str = ""
    channel: str = ""  # the one that is judged, where there are others; "" else
    simulated: bool = False
    replayed: bool = False
    recording: str = ""  # file name while recording
    sfreq: float = 0.0  # measured samples/s over the last seconds
    lost: int = 0  # frames lost so far
    bad: int = 0  # bad frames so far
    valid: bool = False  # the newest sample was fit to be judged
    unfit_s: float = 0.0  # s of session time since the newest one that was: samples of no use are as good as none
    link: bool = True  # False while the cable is out or the radio link is down
    battery: str = ""  # of the sensor, as it told it: "3.91 V", "87 %"; "": not known
    zeroed: bool = True  # False: no zero is known; newtons may be off by an offset
    notes: tuple[str, ...] = ()  # standing notes on signal quality, e.g. "check the wiring"
    message: str = ""  # the last thing said to the person
    ended: str = ""  # why the session ended; "" while it runs


class Mailbox:
    """Holds the newest View. Only here may pictures be dropped; how many is counted."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._view = View()
        self._fresh = False
        self.dropped = 0

    def put(self, view: View) -> None:
        """Replace the newest view."""
        with self._lock:
            self.dropped += self._fresh
            self._view, self._fresh = view, True

    def latest(self) -> View:
        """The newest view; the same one again when nothing new has come."""
        with self._lock:
            self._fresh = False
            return self._view


class Inbox:
    """Acts on their way from keys to the loop."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._acts: list[Act] = []

    def put(self, act: "Act") -> None:
        """Hand in an act; the loop stamps its index."""
        with self._lock:
            self._acts.append(act)

    def take(self) -> "list[Act]":
        """All acts since the last call, in order."""
        with self._lock:
            acts, self._acts = self._acts, []
            return acts
