"""The wire format, defined once, as data. The host reads it here; the firmware's header is written from it.

Everything is little-endian. A *body* is a type byte and its fields, without padding. On a serial line a body is
followed by its CRC-16, wrapped in COBS and ended by one zero byte; in a BLE notification it stands bare, because the
radio link has its own checksum and its own ends. ``firmware/PROTOCOL.md`` explains, ``firmware/vectors.json`` decides.
"""

from dataclasses import dataclass
from enum import IntEnum, IntFlag
from struct import calcsize

VERSION = 1  # raised only when an older reader would misunderstand; new fields at the end of a body do not raise it
BAUD = 115_200
BAUD_WIDE = 1_000_000  # pads of many cells

# CRC-16/CCITT-FALSE: not reflected, no final XOR; of the body, sent after it, low byte first. "123456789" gives 0x29B1.
CRC_POLY = 0x1021
CRC_INIT = 0xFFFF
CRC_BYTES = 2

# With body + CRC <= 253 bytes no COBS code can be 0xFF, so that an encoded frame is always one byte longer than what it
# carries and both sides can decode in place: every code byte becomes the zero that it stands for.
MAX_BODY = 251
MAX_ENCODED = MAX_BODY + CRC_BYTES + 1  # before the closing zero; anything longer is one bad frame

# Bluetooth LE: one service; the host subscribes to DATA (one body a notification) and writes commands to CONTROL (one a
# write, with or without response). The service is in the advertisement, the name in the scan response.
BLE_SERVICE = "8ce50001-7f65-4803-b86a-a11ab8c8db8e"
BLE_DATA = "8ce50002-7f65-4803-b86a-a11ab8c8db8e"
BLE_CONTROL = "8ce50003-7f65-4803-b86a-a11ab8c8db8e"
BLE_NAME = "PressureCoach"  # and "-" and the last four hex digits of the id: PressureCoach-66AA

# What the many apps for a Tindeq Progressor look for; a board offers it only once a host has written PROGRESSOR.
PROGRESSOR_SERVICE = "7e4e1701-1ea6-40c9-9dcc-13d34ffead57"
PROGRESSOR_DATA = "7e4e1702-1ea6-40c9-9dcc-13d34ffead57"
PROGRESSOR_CONTROL = "7e4e1703-1ea6-40c9-9dcc-13d34ffead57"
PROGRESSOR_NAME = "Progressor"  # what its name begins with; the field ``name`` is the rest

SAMPLES_BASE, WIDE_BASE = 0x10, 0x20  # high nibble of the type; the low one is the number of bytes of a count
WIDTHS = (2, 3, 4)
MAX_CHANNELS = 1024  # a pad of 32 x 32
ID_BYTES = 8
NAME_BYTES = 11  # with them the command fills a notification of 20 bytes, and the name a scan response
SCALE_LEAST, SCALE_MOST = 2.0**-40, 2.0**10  # kgf per count, in size; the upper one is not reached
ZERO_MOST = 1 << 30  # counts, in size


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a body: ``code`` is u8, u16, u24, u32, i16, i32, f32, id (8 bytes) or name (11)."""

    name: str
    code: str
    unit: str
    text: str


class Frame(IntEnum):
    """Type bytes, board to host. In the SAMPLES types the low nibble is the number of bytes of one count."""

    HELLO = 0x01
    ID = 0x02
    STATUS = 0x03
    PROGRESSOR = 0x04
    SAMPLES16 = 0x12
    SAMPLES24 = 0x13
    SAMPLES32 = 0x14
    WIDE16 = 0x22
    WIDE24 = 0x23
    WIDE32 = 0x24


class Cmd(IntEnum):
    """Type bytes, host to board. RATE and PROGRESSOR carry fields."""

    IDENTIFY = 0x81  # answered by HELLO, then ID
    START = 0x82  # SAMPLES begin; while they already stream it changes nothing
    STOP = 0x83  # SAMPLES end
    STATUS = 0x84  # answered by STATUS
    RATE = 0x85  # the board takes the nearest rate that it can do and answers with HELLO
    BLINK = 0x86  # the board shows which one it is
    PROGRESSOR = 0x87  # kept for ever; answered by PROGRESSOR with what is kept now. Without fields it only asks


class SensorKind(IntEnum):
    """What stands behind the counts."""

    UNKNOWN = 0
    LOAD_CELL = 1
    FSR = 2
    AIR_PRESSURE = 3
    FORCE_PAD = 4
    OTHER = 255


class Caps(IntFlag):
    """HELLO: what the board can do, and how it is."""

    NONE = 0
    BOOTED = 0x0001  # no START since power-up: the clock and the sequence began anew
    SIMULATED = 0x0002  # no sensor behind it
    BATTERY = 0x0004  # STATUS carries a measured battery voltage
    TEMPERATURE = 0x0008  # STATUS carries a measured temperature
    RATE = 0x0010  # obeys RATE
    BLINK = 0x0020  # obeys BLINK
    EDGE_TIME = 0x0040  # t_us is taken at the converter's data-ready edge, not at the time of reading
    PROGRESSOR = 0x0080  # can keep PROGRESSOR, and has a radio to be one


class StatusFlag(IntFlag):
    """STATUS: what is wrong."""

    NONE = 0
    SENSOR_SILENT = 0x0001  # the converter gives no data
    CLIPPED = 0x0002  # a count stood at an end of the converter's range since the last STATUS
    LOW_BATTERY = 0x0004
    MEMORY_FAULT = 0x0008  # the id could not be stored: it changes with the next start; or PROGRESSOR could not
    STUCK = 0x0010  # the same count for a second, without the noise that any amplifier has
    SUSPECT = 0x0020  # a reading of -1 since the last STATUS: the data line may not have been driven
    SELF_TEST = 0x0040  # the board's own test at power-up failed: do not trust it


TEMPERATURE_UNKNOWN = -0x8000
BATTERY_UNKNOWN = 0

HELLO = (
    Field("version", "u8", "", "protocol version"),
    Field("fw_major", "u8", "", "firmware version"),
    Field("fw_minor", "u8", "", ""),
    Field("fw_patch", "u8", "", ""),
    Field("kind", "u8", "", "SensorKind"),
    Field("n_channels", "u16", "", "1 to MAX_CHANNELS"),
    Field("adc_bits", "u8", "", "of the converter; 0: unknown"),
    Field("rate_millihertz", "u32", "1/1000 Hz", "samples per second and channel, nominal; 0: unknown"),
    Field("caps", "u16", "", "Caps"),
    Field("rows", "u8", "", "of a pad's cells; 0: the channels are no matrix"),
    Field("cols", "u8", "", "of a pad's cells; channel = row * cols + col"),
)
ID = (Field("device_id", "id", "", "of this very board, for ever; all 00 or all FF: it has none"),)
STATUS = (
    Field("battery_mv", "u16", "mV", "0: unknown"),
    Field("temperature", "i16", "0.01 degC", "0x8000: unknown"),
    Field("dropped", "u16", "", "SAMPLES frames that found no room to be sent since power-up; stays at 65535"),
    Field("overflow", "u16", "", "samples that the converter replaced before they were read; stays at 65535"),
    Field("flags", "u16", "", "StatusFlag"),
)
SAMPLES = (
    Field("seq", "u16", "", "counts SAMPLES frames since power-up, made but unsent ones too; wraps"),
    Field("t_us", "u32", "us", "the board's clock at the first sample; wraps"),
    Field("dt_us", "u24", "us", "from one sample to the next; 0 only when there is one"),
    Field("n_channels", "u8", "", "channels in this frame"),
)
WIDE = (
    *SAMPLES,
    Field("first_channel", "u16", "", "frames of one instant carry the same t_us, in order of their channels"),
)
RATE = (Field("rate_millihertz", "u32", "1/1000 Hz", "wanted rate"),)
PROGRESSOR = (
    Field("kgf_per_count", "f32", "kgf", "of one count, as IEEE 754 has it; 0: it is none, and nothing is kept"),
    Field("zero_counts", "i32", "", "reading with nothing on the sensor"),
    Field("name", "name", "", "behind 'Progressor': ASCII without spaces, zeros behind it"),
)

# Every body: name -> (type bytes, fields). After the fields of SAMPLES and WIDE come the counts, signed, sample after
# sample, the channels of a sample side by side, as many as fill the body.
BODIES: dict[str, tuple[tuple[int, ...], tuple[Field, ...]]] = {
    "Hello": ((Frame.HELLO,), HELLO),
    "Id": ((Frame.ID,), ID),
    "Status": ((Frame.STATUS,), STATUS),
    "Samples": ((Frame.SAMPLES16, Frame.SAMPLES24, Frame.SAMPLES32), SAMPLES),
    "Wide": ((Frame.WIDE16, Frame.WIDE24, Frame.WIDE32), WIDE),
    "Progressor": ((Frame.PROGRESSOR, Cmd.PROGRESSOR), PROGRESSOR),
    "Command": (tuple(c for c in Cmd if c not in (Cmd.RATE, Cmd.PROGRESSOR)), ()),
    "Rate": ((Cmd.RATE,), RATE),
}
STRUCT_CODES = {
    "u8": "B", "u16": "H", "u24": "3s", "u32": "I", "i16": "h", "i32": "i", "f32": "f", "id": f"{ID_BYTES}s",
    "name": f"{NAME_BYTES}s",
}  # fmt: skip


def layout(fields: tuple[Field, ...]) -> str:
    """The ``struct`` format of a body with these fields, type byte included."""
    return "<B" + "".join(STRUCT_CODES[f.code] for f in fields)


def offsets(fields: tuple[Field, ...]) -> dict[str, int]:
    """Where each field begins in its body; the type byte is at 0."""
    ends = [calcsize(layout(fields[:i])) for i in range(len(fields))]
    return {field.name: end for field, end in zip(fields, ends, strict=True)}
