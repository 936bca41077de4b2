"""wii: events of the kernel in, newtons of four corners out."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressure_coach.devices._wii_events import WiiDecoder, dropped_in
from pressure_coach.signal.chain import Chain
from pressure_coach.signal.chunk import Arrival
from pressure_coach.signal.packets import told
from tests.bluetooth.emulators.wii import BTN_A, EV_ABS, EV_KEY, EV_SYN, SYN, SYN_DROPPED, event, report

STEP = 0.0980665  # N, a hundredth of a kilogram
ZERO = told(name="board", address="00:23", at=[0, 0, 0, 0])
SIZE = len(SYN)


def decoded(decoder: WiiDecoder, *packets: bytes) -> list[list[float]]:
    """Rows, in hundredths of a kilogram."""
    chunks = [chunk for i, data in enumerate(packets) for chunk in decoder.feed(Arrival(i, data))]
    return [[round(value / STEP, 6) for value in row] for chunk in chunks for row in chunk.values.tolist()]


def test_events_are_read_byte_by_byte() -> None:
    decoder = WiiDecoder()
    decoder.feed(Arrival(0, ZERO))
    head = "0102030405060708 1112131415161718"  # when: two times 64 bits
    data = f"{head} 0300 1000 a4060000 {head} 0000 0000 00000000"  # 1700 = 17 kg, top right
    [chunk] = decoder.feed(Arrival(1, bytes.fromhex(data)))
    assert chunk.values[0].tolist() == pytest.approx([17 * 9.80665, 0.0, 0.0, 0.0])
    assert chunk.t_us is None


def test_events_of_a_computer_of_32_bits_are_shorter() -> None:
    decoder, form = WiiDecoder(), "<iiHHi"
    data = event(EV_ABS, 17, 5, form) + event(EV_SYN, 0, 0, form)
    assert decoded(decoder, told(at=[1, 2, 3, 4], event=16), data) == [[1, 2, 3, 4], [1, 5, 3, 4]]


def test_corners_that_did_not_change_stay() -> None:
    packets = (ZERO, report(10, 20, 30, 40), report(None, 21, None, None), report(None, None, None, 0))
    assert decoded(WiiDecoder(), *packets) == [[0, 0, 0, 0], [10, 20, 30, 40], [10, 21, 30, 40], [10, 21, 30, 0]]


def test_nothing_is_made_up_of_a_corner_that_has_not_spoken() -> None:
    assert decoded(WiiDecoder(), report(10, None, None, None), report(11, 20, 30, 40)) == [[11, 20, 30, 40]]


def test_the_button_is_no_reading() -> None:
    assert decoded(WiiDecoder(), ZERO, event(EV_KEY, BTN_A, 1) + SYN) == [[0, 0, 0, 0]]


def test_a_reading_is_repeated_when_the_host_says_so() -> None:
    again = told(again=True)
    assert decoded(WiiDecoder(), again, ZERO, report(10, 0, 0, 0), again) == [[0] * 4, [10, 0, 0, 0], [10, 0, 0, 0]]


@given(st.lists(st.integers(0, 4 * SIZE), max_size=4).map(sorted))
def test_events_may_be_cut_anywhere(cuts: list[int]) -> None:
    data = report(10, 20, None, None) + report(None, None, 30, 40)
    parts = [data[a:b] for a, b in zip((0, *cuts), (*cuts, len(data)), strict=True)]
    assert decoded(WiiDecoder(), ZERO, *parts) == [[0] * 4, [10, 20, 0, 0], [10, 20, 30, 40]]


def test_half_an_event_of_a_lost_link_is_worth_nothing() -> None:
    assert decoded(WiiDecoder(), ZERO, report(10, 20, 30, 40)[:30], ZERO, report(1, 2, 3, 4))[-1] == [1, 2, 3, 4]


def test_what_the_kernel_dropped_is_lost_and_the_corners_are_asked_for() -> None:
    decoder = WiiDecoder()
    full = event(EV_ABS, 16, 5) + event(EV_SYN, SYN_DROPPED, 0) + event(EV_ABS, 17, 6) + SYN
    assert dropped_in(full, SIZE)
    assert not dropped_in(report(1, 2, 3, SYN_DROPPED) + b"xyz", SIZE)
    chunks = [chunk for data in (ZERO, full, told(at=[7, 8, 9, 0])) for chunk in decoder.feed(Arrival(0, data))]
    assert [chunk.lost for chunk in chunks] == [0, 1]
    assert chunks[-1].values[0].tolist() == pytest.approx([7 * STEP, 8 * STEP, 9 * STEP, 0])


@pytest.mark.parametrize("value", [-1, 65_536])
def test_a_weight_that_no_board_has_is_counted_and_dropped(value: int) -> None:
    decoder = WiiDecoder()
    assert decoded(decoder, ZERO, report(value, 1, 1, 1)) == [[0] * 4, [0, 1, 1, 1]]
    assert decoder.bad_frames == 1


def test_its_sum_is_what_lies_on_it() -> None:
    decoder = WiiDecoder()
    [chunk] = decoder.feed(Arrival(0, told(address="00:23:CC", at=[100, 200, 300, 400])))
    assert decoder.info is not None
    assert (decoder.info.device_id, decoder.info.unit, len(decoder.info.ch_names)) == ("0023cc", "N", 4)
    for channel in (None, "sum"):
        assert Chain(decoder.info, None, channel).feed(chunk).measured == pytest.approx([10 * 9.80665])
    assert Chain(decoder.info, None, "top left").feed(chunk).measured == pytest.approx([3 * 9.80665])


ANY: Any = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3)


@given(
    st.lists(
        st.binary(max_size=60)
        | st.lists(st.integers(-2, 70_000) | st.none(), min_size=4, max_size=4).map(lambda v: report(*v))
        | st.builds(lambda at, event: told(at=at, event=event), ANY | st.lists(ANY, max_size=5), ANY),
        max_size=20,
    )
)
def test_any_bytes_and_any_line_of_the_host_are_survived(packets: list[bytes]) -> None:
    one, many = WiiDecoder(), WiiDecoder()
    rows = decoded(one, *packets)
    assert np.all(np.array(rows) >= 0)
    if packets:
        chunks = many.feed_many([Arrival(i, data) for i, data in enumerate(packets)])
        assert sum(len(chunk.values) for chunk in chunks) == len(rows)
