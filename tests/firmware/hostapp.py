"""Somebody's app for a Progressor, and a host that asks a board to be one; the radio between them is a test's."""

import struct
from collections.abc import Sequence
from uuid import UUID

import numpy as np

from pressure_coach.devices.progressor import SAMPLE
from pressure_coach.signal import protocol
from pressure_coach.signal.messages import Hello, Progressor
from pressure_coach.signal.protocol import Caps, Cmd
from pressure_coach.signal.wire import Command
from tests.firmware.hostradio import ATTRIBUTES, RadioBoard

GUEST_SERVICE, GUEST_DATA, GUEST_CONTROL = (
    UUID(u).bytes[::-1] for u in (protocol.PROGRESSOR_SERVICE, protocol.PROGRESSOR_DATA, protocol.PROGRESSOR_CONTROL)
)
IDENTIFY, START, STATUS, ASK = (
    Command(code).to_body() for code in (Cmd.IDENTIFY, Cmd.START, Cmd.STATUS, Cmd.PROGRESSOR)
)
TARE, BEGIN, STOP, VERSION, BATTERY, WHO = b"\x64", b"\x65", b"\x66", b"\x6b", b"\x6f", b"\x70"
SCALE, ZERO = 0.000123, -84_213
OFF = Progressor(code=Cmd.PROGRESSOR).to_body()
ON = Progressor(SCALE, ZERO, "_1617", Cmd.PROGRESSOR).to_body()
KEPT = Progressor(SCALE, ZERO, "_1617")


def kept(board: RadioBoard, *bodies: bytes) -> Progressor:
    """What the board answers that it keeps, after these commands on its serial line."""
    (answer,) = (message for message in board.serial(*bodies, ASK) if isinstance(message, Progressor))
    if bodies:
        board.convert(0)  # the first after the converter was started anew is not told
    return answer


def caps(board: RadioBoard) -> Caps:
    """What it says that it can do."""
    return [message.caps for message in board.serial(IDENTIFY) if isinstance(message, Hello)][-1]


def shown(board: RadioBoard) -> tuple[bytes, bytes, bytes]:
    """What it was last told to advertise: its address, its advertisement, its scan response."""
    said = dict(board.radio.commands)
    return said[0x2005], *(said[op][1 : 1 + said[op][0]] for op in (0x2008, 0x2009))


class App:
    """Somebody's app for a Progressor, connected to the board."""

    def __init__(self, board: RadioBoard, mtu: int = 0) -> None:
        self.board = board
        board.join()
        if mtu:
            board.request(struct.pack("<BH", 2, mtu))
        assert board.request(b"\x12\x13\x00\x01\x00") == b"\x13"

    def orders(self, *commands: bytes) -> list[bytes]:
        """Write commands, with an answer of the link's own and without in turn; the packets that came."""
        for i, command in enumerate(commands):
            if i % 2:
                assert self.board.request(b"\x12\x15\x00" + command) == b"\x13"
            else:
                self.board.heard += self.board.send(ATTRIBUTES, b"\x52\x15\x00" + command)
        return self.packets()

    def packets(self) -> list[bytes]:
        """What came since the last call."""
        self.board.turn()
        heard, self.board.heard = self.board.heard, []
        assert all(pdu.body[:3] == b"\x1b\x12\x00" for pdu in heard)
        return [pdu.body[3:] for pdu in heard]

    def weights(self, *counts: int) -> tuple[list[float], list[int]]:
        """The converter has these one after the other: the kgf and us that come."""
        self.board.convert(*counts)
        return unpacked(self.packets())


def unpacked(packets: Sequence[bytes]) -> tuple[list[float], list[int]]:
    """kgf and us of packets of which each has samples."""
    assert all(packet[0] == 1 and packet[1] == len(packet) - 2 for packet in packets)
    rows = np.frombuffer(b"".join(packet[2:] for packet in packets), SAMPLE)
    return rows["kgf"].tolist(), rows["us"].tolist()


def kgf(*counts: int, zero: int = ZERO, scale: float = SCALE) -> list[float]:
    """What a board must say of these counts, to the last bit."""
    return [float(np.float32(count - zero) * np.float32(scale)) for count in counts]
