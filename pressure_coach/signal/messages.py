"""What the bodies say: Hello, Id, Status, Samples, Progressor, Command. Bytes to values and back; protocol.py has the
layout."""

from dataclasses import dataclass
from struct import Struct

from pressure_coach.signal import protocol
from pressure_coach.signal.protocol import Caps, Cmd, Field, Frame, SensorKind, StatusFlag

_HELLO, _ID, _STATUS, _RATE, _SAMPLES, _WIDE, _PROGRESSOR = (
    Struct(protocol.layout(fields))
    for fields in (
        *(protocol.HELLO, protocol.ID, protocol.STATUS, protocol.RATE, protocol.SAMPLES, protocol.WIDE),
        protocol.PROGRESSOR,
    )
)
_F32 = Struct("<f")
SAMPLES_HEADER = _SAMPLES.size  # bytes before the counts
WIDE_TYPES = frozenset(protocol.WIDE_BASE | width for width in protocol.WIDTHS)
SAMPLES_TYPES = WIDE_TYPES | {protocol.SAMPLES_BASE | width for width in protocol.WIDTHS}


def _values(layout: Struct, body: bytes, kind: int, fields: tuple[Field, ...]) -> list[int]:
    """The fields of a body that may be longer than we know: a newer board adds fields at the end."""
    if len(body) < layout.size or body[0] != kind:
        raise ValueError(f"not a body of type {kind:#04x} with {len(fields)} fields: {body[:20].hex(' ')}")
    return list(layout.unpack_from(body)[1:])


@dataclass(frozen=True, slots=True)
class Hello:
    """What a board says of itself."""

    n_channels: int = 1
    rate_millihertz: int = 0  # 1/1000 Hz, nominal; 0: unknown
    kind: int = SensorKind.UNKNOWN  # a SensorKind, or a number that only a newer program knows
    adc_bits: int = 0  # 0: unknown
    caps: Caps = Caps.NONE
    rows: int = 0  # of a pad's cells; 0: no matrix
    cols: int = 0
    firmware: tuple[int, int, int] = (0, 0, 0)
    version: int = protocol.VERSION

    def to_body(self) -> bytes:
        """The body as it is sent. Raises struct.error when a value does not fit its field."""
        return _HELLO.pack(
            Frame.HELLO, self.version, *self.firmware, self.kind, self.n_channels, self.adc_bits,
            self.rate_millihertz, self.caps, self.rows, self.cols,
        )  # fmt: skip

    @classmethod
    def from_body(cls, body: bytes) -> "Hello":
        """Raises ValueError when it is none, or has no channel or too many."""
        version, major, minor, patch, kind, n_channels, bits, rate, caps, rows, cols = _values(
            _HELLO, body, Frame.HELLO, protocol.HELLO
        )
        if not 1 <= n_channels <= protocol.MAX_CHANNELS:
            raise ValueError(f"a board has 1 to {protocol.MAX_CHANNELS} channels, not {n_channels}")
        return cls(n_channels, rate, kind, bits, Caps(caps), rows, cols, (major, minor, patch), version)


@dataclass(frozen=True, slots=True)
class Id:
    """The name of this very board."""

    device_id: str  # 16 lower-case hex digits; "" when the board has none

    def to_body(self) -> bytes:
        """The body as it is sent. Raises ValueError when the id is not 16 hex digits."""
        raw = bytes.fromhex(self.device_id) or bytes(protocol.ID_BYTES)
        if len(raw) != protocol.ID_BYTES:
            raise ValueError(f"a device id has {protocol.ID_BYTES} bytes, not {len(raw)}")
        return _ID.pack(Frame.ID, raw)

    @classmethod
    def from_body(cls, body: bytes) -> "Id":
        """Raises ValueError when it is none. All 00 and all FF (memory never written) are no id."""
        if len(body) < _ID.size or body[0] != Frame.ID:
            raise ValueError(f"not an ID body: {body[:20].hex(' ')}")
        raw = body[1 : _ID.size]
        return cls("" if raw in (bytes(protocol.ID_BYTES), b"\xff" * protocol.ID_BYTES) else raw.hex())


@dataclass(frozen=True, slots=True)
class Status:
    """How a board is. ``dropped`` and ``overflow`` count since power-up and stay at 65535."""

    battery_mv: int | None = None  # mV
    temperature_c: float | None = None  # degC, in steps of 0.01
    dropped: int = 0  # SAMPLES frames that found no room to be sent
    overflow: int = 0  # samples that the converter replaced before they were read
    flags: StatusFlag = StatusFlag.NONE

    def to_body(self) -> bytes:
        """The body as it is sent. Raises struct.error when a value does not fit its field."""
        hot = protocol.TEMPERATURE_UNKNOWN if self.temperature_c is None else round(self.temperature_c * 100)
        battery = self.battery_mv or protocol.BATTERY_UNKNOWN
        return _STATUS.pack(Frame.STATUS, battery, hot, self.dropped, self.overflow, self.flags)

    @classmethod
    def from_body(cls, body: bytes) -> "Status":
        """Raises ValueError when it is none."""
        battery, hot, dropped, overflow, flags = _values(_STATUS, body, Frame.STATUS, protocol.STATUS)
        temperature = None if hot == protocol.TEMPERATURE_UNKNOWN else hot / 100
        return cls(battery or None, temperature, dropped, overflow, StatusFlag(flags))


@dataclass(frozen=True, slots=True)
class Samples:
    """Counts of one or more instants. ``first_channel`` is None when the frame carries all channels of the board."""

    seq: int
    t_us: int  # the board's clock at the first sample; modulo 2**32
    counts: tuple[tuple[int, ...], ...]  # n_samples rows of n_channels counts
    dt_us: int = 0  # us between samples; 0 only when there is one
    width: int = 3  # bytes of a count: 2, 3 or 4
    first_channel: int | None = None

    def to_body(self) -> bytes:
        """The body as it is sent. Raises struct.error or OverflowError when a value does not fit its field."""
        dt = self.dt_us.to_bytes(3, "little")
        n = len(self.counts[0])
        if self.first_channel is None:
            header = _SAMPLES.pack(protocol.SAMPLES_BASE | self.width, self.seq, self.t_us, dt, n)
        else:
            header = _WIDE.pack(protocol.WIDE_BASE | self.width, self.seq, self.t_us, dt, n, self.first_channel)
        return header + b"".join(
            count.to_bytes(self.width, "little", signed=True) for row in self.counts for count in row
        )

    @classmethod
    def from_body(cls, body: bytes) -> "Samples":
        """Raises ValueError when it is none, or its counts do not fill it evenly."""
        seq, t_us, dt_us, n, first, n_samples, at = samples_header(body)
        width = body[0] & 0x0F
        flat = [int.from_bytes(body[i : i + width], "little", signed=True) for i in range(at, len(body), width)]
        counts = tuple(tuple(flat[i : i + n]) for i in range(0, n * n_samples, n))
        return cls(seq, t_us, counts, dt_us, width, None if first < 0 else first)


def samples_header(body: bytes) -> tuple[int, int, int, int, int, int, int]:
    """seq, t_us, dt_us, n_channels, first_channel (-1: all are here), n_samples, offset of the first count.

    Raises ValueError when it is no SAMPLES body, or its counts do not fill it evenly.
    """
    kind = body[0] if body else 0
    if kind not in SAMPLES_TYPES:
        raise ValueError(f"not a SAMPLES body: {body[:20].hex(' ')}")
    layout = _WIDE if kind in WIDE_TYPES else _SAMPLES
    if len(body) <= layout.size:
        raise ValueError(f"a SAMPLES body without counts: {body.hex(' ')}")
    _, seq, t_us, dt, n, *first = layout.unpack_from(body)
    dt_us = int.from_bytes(dt, "little")
    n_samples, rest = divmod(len(body) - layout.size, n * (kind & 0x0F)) if n else (0, 1)
    if rest or (n_samples > 1 and not dt_us):
        raise ValueError(f"a SAMPLES body of {len(body)} bytes with {n} channels and a spacing of {dt_us} us")
    return seq, t_us, dt_us, n, first[0] if first else -1, n_samples, layout.size


@dataclass(frozen=True, slots=True)
class Progressor:
    """What a board keeps to be a Progressor for other people's apps: as the host writes it, and as it is answered."""

    kgf_per_count: float = 0.0  # rounded to the 32 bits of the wire; 0: the board is none
    zero_counts: int = 0
    name: str = ""  # behind "Progressor"
    code: Frame | Cmd = Frame.PROGRESSOR  # Cmd.PROGRESSOR: from the host

    def __post_init__(self) -> None:
        """Raises ValueError for what no board takes."""
        size, low, high = abs(self.kgf_per_count), protocol.SCALE_LEAST, protocol.SCALE_MOST
        rounded = _F32.unpack(_F32.pack(self.kgf_per_count))[0] if size < high else self.kgf_per_count
        if size and not low <= abs(rounded) < high:  # also what is no number at all
            raise ValueError(f"a scale is 0, or {low:.0e} to {high:g} kgf per count in size, not {self.kgf_per_count}")
        object.__setattr__(self, "kgf_per_count", rounded)
        if abs(self.zero_counts) > protocol.ZERO_MOST:
            raise ValueError(f"a zero is {protocol.ZERO_MOST} counts at the most, not {self.zero_counts}")
        if len(self.name) > protocol.NAME_BYTES or not all("!" <= char <= "~" for char in self.name):
            raise ValueError(f"a name has up to {protocol.NAME_BYTES} letters of ASCII, not {self.name!r}")

    def to_body(self) -> bytes:
        """The body as it is sent."""
        return _PROGRESSOR.pack(self.code, self.kgf_per_count, self.zero_counts, self.name.encode("ascii"))

    @classmethod
    def from_body(cls, body: bytes) -> "Progressor":
        """Raises ValueError when it is none, or says what makes no sense."""
        code = Cmd.PROGRESSOR if body[:1] == bytes((Cmd.PROGRESSOR,)) else Frame.PROGRESSOR
        if len(body) < _PROGRESSOR.size or body[0] != code:
            raise ValueError(f"not a PROGRESSOR body: {body[:20].hex(' ')}")
        _, scale, zero, name = _PROGRESSOR.unpack_from(body)
        return cls(scale, zero, name.rstrip(b"\0").decode("ascii"), code)


@dataclass(frozen=True, slots=True)
class Command:
    """What a host asks of a board."""

    code: Cmd
    rate_millihertz: int = 0  # of RATE only

    def to_body(self) -> bytes:
        """The body as it is sent."""
        return _RATE.pack(self.code, self.rate_millihertz) if self.code == Cmd.RATE else bytes((self.code,))

    @classmethod
    def from_body(cls, body: bytes) -> "Command":
        """Raises ValueError when it is none."""
        code = Cmd(body[0] if body else 0)
        if code == Cmd.RATE:
            return cls(code, _values(_RATE, body, code, protocol.RATE)[0])
        return cls(code)


Message = Hello | Id | Status | Samples | Progressor | Command

_KINDS: dict[int, type[Hello] | type[Id] | type[Status] | type[Progressor]] = {
    Frame.HELLO: Hello, Frame.ID: Id, Frame.STATUS: Status, Frame.PROGRESSOR: Progressor,
}  # fmt: skip


def parse(body: bytes) -> Message:
    """A body of any type. Raises ValueError when it is none that we know, or is cut short."""
    if not body:
        raise ValueError("an empty body")
    if body[0] == Cmd.PROGRESSOR and len(body) > 1:
        return Progressor.from_body(body)
    if body[0] & 0x80:
        return Command.from_body(body)
    return _KINDS.get(body[0], Samples).from_body(body)
