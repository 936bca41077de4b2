"""What the recorder's thread does with each item: which message it becomes, at what time, and when the disk is told."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from pressure_coach.coaching.events import Event
from pressure_coach.recording import format as fmt
from pressure_coach.recording.append import SessionFile
from pressure_coach.recording.format import Topic
from pressure_coach.signal.chunk import Act, Arrival, StreamInfo

HOLD_S = 1.0  # how long arrivals wait in memory for the description that belongs before them ...
HOLD_BYTES = 65536  # ... and how many of them
SYNC_S = 1.0  # a power cut costs this much at most


@dataclass(frozen=True, slots=True)
class Described:
    """The stream has said what it is."""

    info: StreamInfo
    calibration: str | None


@dataclass(frozen=True, slots=True)
class Present:
    """What the rows for viewers say beside the force."""

    state: str = "NO_SIGNAL"
    credit_s: float = 0.0
    target: float | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """Judged force at some instants, and what else holds at the last of them."""

    t_us: Sequence[int]
    force: Sequence[float]
    present: Present


Item = Arrival | Act | Event | Described | Rows


class Scribe:
    """Feeds one SessionFile; ``now`` is seconds of any steady clock. Raises OSError when the disk refuses."""

    def __init__(self, file: SessionFile, meta: Mapping[str, Any], hold_s: float = HOLD_S) -> None:
        self.file = file
        self.arrivals = 0
        self._meta = dict(meta)
        self._driver = str(self._meta.get("driver", "")).encode()[:255]
        self._started_ns = round(datetime.fromisoformat(self._meta["started"]).timestamp() * 1e6) * 1000
        self._now_ns = self._started_ns  # wall clock of the newest thing that had a host time
        self._host0: int | None = None
        self._session0_ns: int | None = None  # wall clock at session time 0
        self._held: list[Item] | None = []
        self._held_bytes = 0
        self._hold_s = hold_s
        self._hold_until: float | None = None
        self._sync_at: float | None = None

    def take(self, item: Item, now: float) -> None:
        """Make a message of it, or hold it while the description that belongs before it is still to come."""
        if self._held is None:
            self._write(item)
            return
        self._held.append(item)
        if isinstance(item, Described):
            self._begin(item)
        elif isinstance(item, Arrival):
            self._held_bytes += len(item.data)
            if self._hold_until is None:
                self._hold_until = now + self._hold_s
            if self._held_bytes >= HOLD_BYTES or now >= self._hold_until:
                self._begin()

    def tick(self, now: float) -> None:
        """Everything taken so far goes to the operating system, and once a second to the disk."""
        if self._held is not None and self._hold_until is not None and now >= self._hold_until:
            self._begin()
        if self.file.flush() and self._sync_at is None:
            self._sync_at = now + SYNC_S
        if self._sync_at is not None and now >= self._sync_at:
            self.file.sync()
            self._sync_at = None

    def patience(self, now: float) -> float | None:
        """Seconds until ``tick`` is due even if nothing comes; None: never."""
        due = [at for at in (self._sync_at, self._hold_until if self._held is not None else None) if at is not None]
        return max(0.0, min(due) - now) if due else None

    def finish(self) -> None:
        """Write what is held, index and footer."""
        if self._held is not None:
            self._begin()
        self.file.finish()

    def _begin(self, described: Described | None = None) -> None:
        held, self._held = self._held or [], None
        if described is not None:
            self._meta |= {"stream": asdict(described.info), "calibration": described.calibration}
        self.file.begin(self._meta)
        for item in held:
            self._write(item)

    def _write(self, item: Item) -> None:
        match item:
            case Arrival():
                self.arrivals += 1
                self._now_ns = self._wall_ns(item.host_ns)
                self.file.add(Topic.ARRIVALS, self._now_ns, fmt.arrival_body(item, self._driver))
            case Act():
                if item.host_ns:
                    self._now_ns = self._wall_ns(item.host_ns)
                self.file.add(Topic.ACTS, self._now_ns, fmt.act_body(item))
            case Described():
                self.file.add(Topic.STREAM, self._now_ns, fmt.stream_body(item.info, item.calibration))
            case Event():
                self.file.add(Topic.EVENTS, self._session_ns(item.t_us), fmt.dumps(item.to_dict()).encode())
            case Rows():
                self._write_rows(item)

    def _write_rows(self, rows: Rows) -> None:
        now = rows.present
        if self._session0_ns is None:
            self._session0_ns = self._now_ns - rows.t_us[-1] * 1000
        for t_us, force in zip(rows.t_us, rows.force, strict=True):
            row = {"t": t_us / 1e6, "force": force, "unit": now.unit, "target": now.target}
            row = {key: value for key, value in row.items() if value is not None and value == value}  # NaN: no force
            self.file.add(Topic.FORCE, self._session_ns(t_us), fmt.dumps(row).encode())
        state = {"t": rows.t_us[-1] / 1e6, "state": now.state, "credit_s": now.credit_s}
        self.file.add(Topic.STATE, self._session_ns(rows.t_us[-1]), fmt.dumps(state).encode())

    def _wall_ns(self, host_ns: int) -> int:
        if self._host0 is None:
            self._host0 = host_ns
        return self._started_ns + host_ns - self._host0

    def _session_ns(self, t_us: int) -> int:
        return self._now_ns if self._session0_ns is None else self._session0_ns + t_us * 1000
