"""forceboard: whole pounds in, newtons out."""

import threading
import time
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressure_coach import Session, Settings
from pressure_coach.apps.calm import Calm
from pressure_coach.apps.gauge import Word, known
from pressure_coach.devices.forceboard import ForceBoard, ForceBoardDecoder, _pounds
from pressure_coach.errors import DeviceError
from pressure_coach.mailbox import Mailbox, View
from pressure_coach.signal.chunk import Arrival
from pressure_coach.signal.packets import told
from tests.bluetooth.air import DEADLINE_S, Reader, emulator, opened
from tests.test_session import Keep

LBF = 4.4482216152605


def packet(*pounds: int) -> bytes:
    samples = (bytes((lb >> 15, lb >> 8 & 0x7F, lb & 0xFF)) for lb in pounds)
    return len(pounds).to_bytes(2, "big") + b"".join(samples)


def decoded(decoder: ForceBoardDecoder, *packets: bytes) -> list[float]:
    chunks = [chunk for i, data in enumerate(packets) for chunk in decoder.feed(Arrival(i, data))]
    assert all(chunk.t_us is None for chunk in chunks)
    return [value for chunk in chunks for value in chunk.values[:, 0].tolist()]


def test_a_packet_is_read_byte_by_byte() -> None:
    values = decoded(ForceBoardDecoder(), bytes.fromhex("00 02 00 00 19 00 01 00"))  # 25 lb and 256 lb
    assert values == pytest.approx([25 * LBF, 256 * LBF])


def test_the_first_byte_counts_32768() -> None:
    assert _pounds(bytes.fromhex("01 00 01 00 04 4c")).tolist() == [32_769, 1100]


@pytest.mark.parametrize("pushed", [bytes.fromhex("00 01 ff ff ff"), packet(1101)])
def test_pushed_it_shows_no_force_rather_than_none_and_says_why(pushed: bytes) -> None:
    decoder = ForceBoardDecoder()
    chunks = [chunk for data in (packet(3), pushed, packet(4, 2000)) for chunk in decoder.feed(Arrival(0, data))]
    values = [value for chunk in chunks for value in chunk.values[:, 0].tolist()]
    assert values == pytest.approx([3 * LBF, np.nan, 4 * LBF, np.nan], nan_ok=True)
    assert ["pushed" in chunk.why for chunk in chunks] == [False, True, True]


def test_one_that_is_pushed_is_never_taken_for_unloaded_by_the_coach(bluez: Any) -> None:
    board = bluez.add(emulator("forceboard"))
    box, stop, seen, end = Mailbox(), threading.Event(), list[View](), time.monotonic() + DEADLINE_S

    class Watch(Keep):
        def take(self, chunk: Any, events: Any) -> None:
            seen.append(box.latest())
            if len(seen) == 30:
                board.mangle = lambda data: [bytes.fromhex("00 01 ff ff ff")]
            if seen[-1].unfit_s > 1.0 or time.monotonic() > end:
                stop.set()

    Session(opened("forceboard:"), Settings(target=100.0), sinks=[Watch()], mailbox=box).run(stop)
    assert any("pushed" in note for note in seen[-1].notes)
    assert not any("wiring" in note for note in seen[-1].notes)
    calm = Calm()
    calm.look(seen[-1], seen[-1].host_ns)
    assert not known(seen[-1], calm.fresh)
    assert calm.word is Word.SIGNAL


def test_a_packet_in_two_parts_is_one() -> None:
    whole, decoder = packet(1, 2, 3), ForceBoardDecoder()
    for at in range(len(whole) + 1):
        assert decoded(decoder, whole[:at], whole[at:]) == pytest.approx([LBF, 2 * LBF, 3 * LBF]), at
    assert decoder.bad_frames == 0


def test_a_part_without_its_other_part_costs_one_packet() -> None:
    decoder = ForceBoardDecoder()
    assert decoded(decoder, packet(1, 2, 3)[:7], packet(4, 5, 6)) == pytest.approx([4 * LBF, 5 * LBF, 6 * LBF])
    assert decoder.bad_frames == 1
    assert decoded(decoder, packet(1, 2)[:4], told(address="a"), packet(7)) == pytest.approx([7 * LBF])


@pytest.mark.parametrize("data", [b"\x00\x00", b"\x01", packet(1) + b"\x00", b"\x01\x08" + bytes(24), b"Progressor"])
def test_what_is_no_packet_is_counted_and_dropped(data: bytes) -> None:
    decoder = ForceBoardDecoder()
    assert decoded(decoder, data) == []
    assert decoder.bad_frames == 1
    assert decoded(decoder, packet(1)) == pytest.approx([LBF])


@given(st.lists(st.binary(max_size=30), max_size=30))
def test_any_bytes_are_survived(packets: list[bytes]) -> None:
    decoded(ForceBoardDecoder(), *packets)


def test_only_stream_and_idle_may_leave() -> None:
    device = ForceBoard("", {})
    assert [bytes((i,)) for i in range(256) if _leaves(device, bytes((i,)))] == [b"\x04", b"\x07"]
    assert not any(_leaves(device, bytes((4, i))) for i in range(256))


def _leaves(device: ForceBoard, command: bytes) -> bool:
    try:
        return device.check(command) == command
    except DeviceError:
        return False


def test_a_board_is_started_and_left_idle(bluez: Any) -> None:
    board = bluez.add(emulator("forceboard"))
    with opened("forceboard:") as device:
        reader = Reader(device).samples(30)
        assert device.battery == "64 %"
    assert reader.values() == pytest.approx(board.truth[: len(reader.values())])
    assert reader.decoder.info.unit == "N"
    assert [data for _, data in board.written] == [b"\x04", b"\x07"]
