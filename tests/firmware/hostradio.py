"""The firmware with a radio that a test plays: its commands are answered, links come and go, PDUs are put together."""

import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from uuid import UUID

from pressure_coach.signal import protocol
from pressure_coach.signal.chunk import Arrival
from pressure_coach.signal.wire import Deframer, Message, NotificationDecoder, frame, parse
from tests.firmware.hostboard import HostProgram

NAME = b"PressureCoach-1617"
SERVICE = UUID(protocol.BLE_SERVICE).bytes[::-1]
HANDLE = 0x40
ATTRIBUTES, SIGNALS, PAIRING = 4, 5, 6
RESET, BUFFERS_OF_ALL, BUFFERS, ADVERTISE, NO_KEY = 0x0C03, 0x1005, 0x2002, 0x200A, 0x201B


@dataclass
class Pdu:
    """What the firmware sent on one channel, and how many packets of the radio it took."""

    channel: int
    body: bytes
    pieces: int


@dataclass
class Radio:
    """What the radio is like."""

    piece: int = 27  # bytes
    buffers: int = 4
    shared: bool = False  # it has buffers for all kinds of links only
    sends: bool = True  # pieces leave at once
    answers: bool = True  # commands are answered
    commands: list[tuple[int, bytes]] = field(default_factory=list)
    held: int = 0  # pieces that have not left yet


class RadioBoard(HostProgram):
    """A board with the firmware's core, a sensor and a radio."""

    def __init__(self, program: Path, sensor: str = "hx711", radio: Radio | None = None, battery: int = 3950) -> None:
        super().__init__(program, sensor)
        self.radio = radio or Radio()
        self.heard: list[Pdu] = []
        self._open: list[bytes] = []
        self._serial = Deframer()
        self.ask(f"battery {battery}")
        self.ask("begin")
        self.turn()
        self.convert(0, 0)

    def __enter__(self) -> "RadioBoard":
        return self

    def turn(self) -> None:
        """Turns of the board's loop until it has nothing more to say."""
        while True:
            self.ask("turn 2")
            said = bytes.fromhex(self.ask("said")[:-1])
            if not said:
                return
            while said:
                said = self._packet(said)

    def _packet(self, said: bytes) -> bytes:
        if said[0] == 1:
            op, n = struct.unpack_from("<HB", said, 1)
            self.radio.commands.append((op, said[4 : 4 + n]))
            if self.radio.answers:
                self.event(0x0E, b"\1" + struct.pack("<HB", op, 0) + self._result(op), turn=False)
            return said[4 + n :]
        head, n = struct.unpack_from("<HH", said, 1)
        assert said[0] == 2
        assert head & 0xFFF == HANDLE
        assert 0 < n <= self.radio.piece
        assert bool(head & 0x1000) == bool(self._open), "a PDU begins in another, or goes on without a beginning"
        self._open.append(said[5 : 5 + n])
        whole = b"".join(self._open)
        length, channel = struct.unpack_from("<HH", whole)
        if len(whole) == length + 4:
            self.heard.append(Pdu(channel, whole[4:], len(self._open)))
            self._open = []
        self.radio.held += 1
        assert self.radio.held <= self.radio.buffers
        if self.radio.sends:
            self.release(turn=False)
        return said[5 + n :]

    def _result(self, op: int) -> bytes:
        if op == BUFFERS:
            return struct.pack("<HB", *((0, 0) if self.radio.shared else (self.radio.piece, self.radio.buffers)))
        if op == BUFFERS_OF_ALL:
            return struct.pack("<HBHH", self.radio.piece, 0, self.radio.buffers, 0)
        return b""

    def raw(self, said: bytes, turn: bool = True) -> None:
        """Any bytes of the radio."""
        for at in range(0, len(said), 400):  # it looks at 512 a turn
            self.ask(f"hci {said[at : at + 400].hex()}")
            if turn:
                self.turn()

    def event(self, code: int, body: bytes, turn: bool = True) -> None:
        """The radio tells something."""
        self.raw(bytes([4, code, len(body)]) + body, turn)

    def release(self, turn: bool = True) -> None:
        """The pieces that it held have left."""
        held, self.radio.held = self.radio.held, 0
        if held:
            self.event(0x13, struct.pack("<BHH", 1, HANDLE, held), turn)

    def power(self) -> None:
        """Off and on again."""
        self.radio.commands.clear()
        self._open, self.radio.held = [], 0
        self.ask("power")
        self.turn()

    def serial(self, *bodies: bytes) -> list[Message]:
        """Commands on the serial line, and what was said there since the last call."""
        self.ask(f"rx {b''.join(map(frame, bodies)).hex()}")
        self.turn()
        return [parse(body) for body in self._serial.feed(bytes.fromhex(self.ask("say")[:-1]))]

    def join(self, handle: int = HANDLE) -> None:
        """A central comes."""
        self._open, self.radio.held = [], 0
        self.event(0x3E, struct.pack("<BBHBB6sHHHB", 1, 0, handle, 1, 0, b"\1\2\3\4\5\6", 6, 0, 100, 0))

    def leave(self) -> None:
        """The link ends."""
        self._open, self.radio.held = [], 0
        self.event(0x05, struct.pack("<BHB", 0, HANDLE, 0x13))

    def send(self, channel: int, body: bytes, pieces: Iterable[int] = (), handle: int = HANDLE) -> list[Pdu]:
        """A PDU of the central, cut where ``pieces`` says, and what came after it."""
        whole = struct.pack("<HH", len(body), channel) + body
        cuts = [0, *pieces, len(whole)]
        packets, before = b"", self.heard
        for start, end in pairwise(cuts):
            packets += struct.pack("<BHH", 2, handle | (0x1000 if start else 0x2000), end - start) + whole[start:end]
        self.heard = []
        self.raw(packets)
        heard, self.heard = self.heard, before
        return heard

    def request(self, body: bytes, pieces: Iterable[int] = ()) -> bytes:
        """The answer to a request, b"" when there is none. Notifications that came meanwhile are kept."""
        got = self.send(ATTRIBUTES, body, pieces)
        answers = [pdu.body for pdu in got if pdu.body[0] != 0x1B]
        self.heard += [pdu for pdu in got if pdu.body[0] == 0x1B]
        assert len(answers) <= 1
        return answers[0] if answers else b""

    def notes(self) -> list[bytes]:
        """The bodies of the notifications since the last call."""
        self.turn()
        heard, self.heard = self.heard, []
        assert all(pdu.channel == ATTRIBUTES and pdu.body[:3] == b"\x1b\x09\x00" for pdu in heard)
        return [pdu.body[3:] for pdu in heard]

    def listen(self, mtu: int = 0) -> None:
        """A central comes, agrees on ``mtu`` and subscribes."""
        self.join()
        if mtu:
            self.request(struct.pack("<BH", 2, mtu))
        assert self.request(b"\x12\x0a\x00\x01\x00") == b"\x13"

    def tell(self, *bodies: bytes) -> list[bytes]:
        """Commands without an answer of ATT's, and the notifications that follow."""
        for body in bodies:
            self.heard += self.send(ATTRIBUTES, b"\x52\x0c\x00" + body)
        return self.notes()

    def convert(self, *counts: int) -> None:
        """The converter has one value after the other."""
        for count in counts:
            self.ask("us 12500")
            self.ask(f"count {count}")
            self.turn()


def decode(bodies: Iterable[bytes]) -> tuple[list[list[int]], list[int], int]:
    """What our own reader makes of notifications: values, times, lost frames."""
    decoder = NotificationDecoder()
    chunks = [chunk for at, body in enumerate(bodies) for chunk in decoder.feed(Arrival(at, body))]
    values = [row for chunk in chunks for row in chunk.values.tolist()]
    times = [t for chunk in chunks if chunk.t_us is not None for t in chunk.t_us.tolist()]
    return values, times, sum(chunk.lost for chunk in chunks)
