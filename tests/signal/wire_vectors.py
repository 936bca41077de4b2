"""Builds firmware/vectors.json, frames as hex and what they mean. To write it: python tests/signal/wire_vectors.py

The file is kept under version control and is what both sides are held to; a test fails when it and the code differ.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pressure_coach.signal import protocol
from pressure_coach.signal.protocol import Caps, Cmd, SensorKind, StatusFlag
from pressure_coach.signal.wire import Command, Hello, Id, Message, Progressor, Samples, Status, frame

FILE = Path(__file__).parents[2] / "firmware" / "vectors.json"

HELLO = Hello(1, 80_000, SensorKind.LOAD_CELL, 24, Caps.BOOTED | Caps.EDGE_TIME, firmware=(1, 2, 3))
PAD = Hello(8, 100_000, SensorKind.FORCE_PAD, 12, rows=2, cols=4)

GOOD: list[tuple[str, Message]] = [
    ("hello of a load cell that has just started", HELLO),
    ("hello of a pad of 32 x 32 cells", Hello(1024, 40_000, SensorKind.FORCE_PAD, 12, rows=32, cols=32)),
    ("hello with every field at its largest", Hello(
        protocol.MAX_CHANNELS, 2**32 - 1, 255, 255, Caps(0xFFFF), 255, 255, (255, 255, 255), 255)),
    ("id", Id("0123456789abcdef")),
    ("id of a board that has none", Id("")),
    ("status with everything known", Status(3_714, 23.45, 2, 1, StatusFlag.CLIPPED | StatusFlag.LOW_BATTERY)),
    ("status with nothing known", Status()),
    ("status below freezing", Status(3_000, -12.5)),
    ("progressor: what a board keeps", Progressor(0.0001, -84_213, "_2CB0")),
    ("progressor: nothing is kept", Progressor()),
    ("the worked example: one sample of 24 bits", Samples(258, 1_000_000, ((-2,),))),
    ("one sample of 16 bits", Samples(1, 12_500, ((-32768,),), width=2)),
    ("one sample of 32 bits", Samples(2, 25_000, ((2**31 - 1,),), width=4)),
    ("24 bits at both ends, two channels", Samples(3, 37_500, ((-(2**23), 2**23 - 1),))),
    ("three samples in a notification of 20 bytes", Samples(65535, 2**32 - 1, ((1,), (0,), (-1,)), 12_500)),
    ("four channels, two samples", Samples(0, 0, ((1, 2, 3, 4), (-1, -2, -3, -4)), 3_125)),
    ("no zero byte in it at all", Samples(0x0101, 0x01010101, ((0x010101,), (-1,)), 0x010101)),
    ("all zero but the type", Samples(0, 0, ((0,),), width=4)),
    ("the first half of a pad", Samples(7, 50_000, ((10, 20, 30, 40),), width=2, first_channel=0)),
    ("the second half of the same instant", Samples(8, 50_000, ((50, 60, 70, 80),), width=2, first_channel=4)),
    ("a first channel above 255", Samples(9, 50_000, ((5,),), width=2, first_channel=1023)),
    ("the longest body there is", Samples(4, 62_500, (tuple(range(-60, 60)),), width=2)),
    *((f"command {code.name.lower()}", Command(code)) for code in Cmd if code not in (Cmd.RATE, Cmd.PROGRESSOR)),
    ("command rate: 320 Hz", Command(Cmd.RATE, 320_000)),
    ("command progressor: what is kept?", Command(Cmd.PROGRESSOR)),
    ("command progressor: keep this", Progressor(-0.25, 2**30, "_ABCDEFGHIJ", Cmd.PROGRESSOR)),
    ("command progressor: keep nothing", Progressor(code=Cmd.PROGRESSOR)),
]  # fmt: skip

_ONE = Samples(5, 1_000, ((77,),))


def _sealed(body: str) -> bytes:
    return frame(bytes.fromhex(body))


def bad() -> list[tuple[str, bytes, str]]:
    """Name, serial bytes, why. Each is one bad frame."""
    one = frame(_ONE.to_body())
    flipped, wrong_crc, code = bytearray(one), bytearray(one), bytearray(one)
    flipped[5] ^= 0x10
    wrong_crc[-2] ^= 0x01
    code[0] += 1
    return [
        ("one bit of the contents flipped", bytes(flipped), "the CRC does not fit"),
        ("one bit of the CRC flipped", bytes(wrong_crc), "the CRC does not fit"),
        ("a code byte too large by one", bytes(code), "the COBS codes do not lead to the end"),
        ("the last byte before the zero is missing", one[:-2] + b"\0", "the COBS codes do not lead to the end"),
        ("a byte in the middle is missing", one[:6] + one[7:], "the COBS codes do not lead to the end"),
        ("a byte too many", one[:6] + b"\x01" + one[6:], "the COBS codes do not lead to the end"),
        ("a text line", b"hello, world\r\n\0", "the COBS codes do not lead to the end"),
        ("too short for a type and a CRC", bytes.fromhex("03 01 02 00"), "no room for a type and a CRC"),
        ("the code 0xFF", b"\xff" + b"\x01" * 254 + b"\0", "longer than any frame"),
        ("255 bytes before the zero", b"\x01" * 255 + b"\0", "longer than any frame"),
        ("three hundred bytes before the zero", b"\x55" * 300 + b"\0", "longer than any frame"),
        ("hello without its last byte", _sealed(HELLO.to_body()[:-1].hex()), "shorter than its fields"),
        ("hello with no channels", _sealed(Hello(n_channels=0).to_body().hex()), "0 channels"),
        ("hello with 1025 channels", _sealed(Hello(n_channels=1025).to_body().hex()), "more than 1024 channels"),
        ("id of seven bytes", _sealed("02 01 02 03 04 05 06 07"), "shorter than its fields"),
        ("progressor without its last byte", _sealed(Progressor().to_body()[:-1].hex()), "shorter than its fields"),
        ("progressor whose scale is no number", _sealed("04 0000c07f" + "00" * 15), "not a number"),
        ("status without its last byte", _sealed(Status().to_body()[:-1].hex()), "shorter than its fields"),
        ("samples without counts", _sealed(_ONE.to_body()[:-3].hex()), "no counts"),
        ("samples with half a count", _sealed(_ONE.to_body()[:-1].hex()), "the counts do not fill it"),
        ("samples of 0 channels", _sealed("13 05 00 e8 03 00 00 00 00 00 00 4d 00 00"), "0 channels"),
        ("three counts for two channels", _sealed("12 05 00 e8 03 00 00 e8 03 00 02 01 00 02 00 03 00"),
         "the counts do not fill it"),
        ("two samples without a spacing", _sealed("12 05 00 e8 03 00 00 00 00 00 01 01 00 02 00"), "dt_us is 0"),
    ]  # fmt: skip


Chunk = dict[str, Any]


def plain(seq: int, count: int) -> bytes:
    """A frame of one sample, 12.5 ms after the one before."""
    return frame(Samples(seq & 0xFFFF, 12_500 * seq, ((count,),)).to_body())


def some(counts: dict[int, int], lost: int = 0, restart: bool = False) -> Chunk:
    """What a host makes of ``plain`` frames: seq -> count."""
    t_us = [12_500 * seq for seq in counts]
    return {"lost": lost, "restart": restart, "t_us": t_us, "counts": [[count] for count in counts.values()]}


def part(seq: int, t_us: int, first: int) -> bytes:
    """Half of an instant of PAD: each count is t_us / 10 + its channel."""
    counts = (tuple(t_us // 10 + first + i for i in range(4)),)
    return frame(Samples(seq, t_us, counts, width=2, first_channel=first).to_body())


def pads(*t_us: int, lost: int = 0) -> Chunk:
    """What a host makes of both parts of these instants."""
    return {"lost": lost, "restart": False, "t_us": [*t_us], "counts": [[t // 10 + i for i in range(8)] for t in t_us]}


def streams() -> list[tuple[str, bytes, tuple[int, int, int], list[Chunk]]]:
    """Name, serial bytes from power-up on; good, bad and unknown frames; the chunks when all is fed at once."""
    hello, pad, one_two = frame(HELLO.to_body()), frame(PAD.to_body()), Samples(1, 12_500, ((1, 2),))
    damaged = bytearray(plain(2, 12))
    damaged[4] ^= 0x80
    both = part(0, 0, 0) + part(1, 0, 4)
    return [
        ("hello, id, three samples", hello + _sealed("02 0123456789abcdef") + plain(0, 5) + plain(1, 6) + plain(2, 7),
         (5, 0, 0), [some({0: 5, 1: 6, 2: 7})]),
        ("zeros between frames mean nothing", b"\0\0" + hello + b"\0" + plain(0, 5) + b"\0\0\0" + plain(1, 6),
         (3, 0, 0), [some({0: 5, 1: 6})]),
        ("noise before the first frame costs one", b"\xf0\x9f\x55\0" + hello + plain(0, 5),
         (2, 1, 0), [some({0: 5})]),
        ("joined in the middle, without a hello", plain(500, 1)[7:] + plain(501, 2) + plain(502, 3),
         (2, 1, 0), [some({501: 2, 502: 3})]),
        ("a damaged frame is lost, its neighbours are not", hello + plain(1, 11) + bytes(damaged) + plain(3, 13),
         (3, 1, 0), [some({1: 11}), some({3: 13}, lost=1)]),
        ("two frames that never came", hello + plain(1, 11) + plain(4, 14),
         (3, 0, 0), [some({1: 11}), some({4: 14}, lost=2)]),
        ("seq wraps without a loss", hello + plain(65534, 1) + plain(65535, 2) + plain(65536, 3),
         (4, 0, 0), [some({65534: 1, 65535: 2, 65536: 3})]),
        ("seq wraps with one lost", hello + plain(65534, 1) + plain(65536, 3),
         (3, 0, 0), [some({65534: 1}), some({65536: 3}, lost=1)]),
        ("status between samples splits nothing", hello + plain(0, 1) + frame(Status().to_body()) + plain(1, 2),
         (4, 0, 0), [some({0: 1, 1: 2})]),
        ("an unknown type is passed over", hello + plain(0, 1) + _sealed("7e 01 02 03") + plain(1, 2),
         (3, 0, 1), [some({0: 1, 1: 2})]),
        ("hello with a field that a newer board added", _sealed(HELLO.to_body().hex() + "2a") + plain(0, 1),
         (2, 0, 0), [some({0: 1})]),
        ("a protocol that we do not speak", frame(Hello(version=2).to_body()) + plain(0, 1),
         (1, 1, 0), []),
        ("the board started anew", hello + plain(900, 1) + plain(901, 2) + hello + plain(0, 3) + plain(1, 4),
         (6, 0, 0), [some({900: 1, 901: 2}), some({0: 3, 1: 4}, restart=True)]),
        ("samples with another number of channels than hello said",
         hello + plain(0, 1) + frame(one_two.to_body()) + plain(2, 3),
         (3, 1, 0), [some({0: 1}), some({2: 3}, lost=1)]),
        ("a pad: two instants of two parts", pad + both + part(2, 10_000, 0) + part(3, 10_000, 4),
         (5, 0, 0), [pads(0, 10_000)]),
        ("a pad: the second part of the first instant is missing",
         pad + part(0, 0, 0) + part(2, 10_000, 0) + part(3, 10_000, 4),
         (4, 0, 0), [pads(10_000, lost=2)]),
        ("a pad: the first part of the second instant is missing",
         pad + both + part(3, 10_000, 4) + part(4, 20_000, 0) + part(5, 20_000, 4),
         (6, 0, 0), [pads(0), pads(20_000, lost=2)]),
        ("a pad: parts of two instants never make one",
         pad + part(0, 0, 0) + part(1, 10_000, 4) + part(2, 20_000, 0) + part(3, 20_000, 4),
         (5, 0, 0), [pads(20_000, lost=2)]),
        ("a pad joined before its hello", both + pad + part(2, 10_000, 0) + part(3, 10_000, 4),
         (5, 0, 0), [pads(10_000, lost=2)]),
    ]  # fmt: skip


def _says(message: Message) -> dict[str, Any]:
    return {"is": type(message).__name__.lower(), **asdict(message)}


def build() -> dict[str, Any]:
    """The whole file."""
    return {
        "about": "Frames of the wire as hex and what they mean; PROTOCOL.md explains them. body: bare, as in a BLE "
        "notification; serial: as on a serial line. good: body and serial mean what says tells, both ways. bad: "
        "one bad frame each, and nothing more. streams: what a host makes of several frames fed at once; fed in "
        "pieces it makes the same of them, in more chunks.",
        "version": protocol.VERSION,
        "good": [
            {
                "name": name,
                "from": "host" if m.to_body()[0] & 0x80 else "board",
                "body": m.to_body().hex(),
                "serial": frame(m.to_body()).hex(),
                "says": _says(m),
            }
            for name, m in GOOD
        ],
        "bad": [{"name": name, "serial": data.hex(), "why": why} for name, data, why in bad()],
        "streams": [
            {"name": name, "serial": data.hex(), "good": good, "bad": bad, "unknown": unknown, "chunks": chunks}
            for name, data, (good, bad, unknown), chunks in streams()
        ],
    }


def text() -> str:
    """The file as it is written: one vector a line, so that a change is seen in the diff."""
    parts = []
    for key, value in build().items():
        if isinstance(value, list):
            lines = ",\n".join("    " + json.dumps(item) for item in value)
            parts.append(f'  "{key}": [\n{lines}\n  ]')
        else:
            parts.append(f'  "{key}": {json.dumps(value)}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8", newline="\n")
