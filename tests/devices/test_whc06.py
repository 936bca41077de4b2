"""whc06: advertisements in, newtons out; readings that are old, seldom or in a strange unit are no readings."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressure_coach.coaching.coach import Settings
from pressure_coach.devices.whc06 import Whc06, Whc06Decoder
from pressure_coach.judge import Judge
from pressure_coach.signal.chunk import Arrival
from pressure_coach.signal.packets import told
from tests.bluetooth.air import Reader, emulator, opened
from tests.bluetooth.emulators.whc06 import advertised

KGF, LBF = 9.80665, 4.4482216152605
SECOND = 1_000_000_000


def newtons(decoder: Whc06Decoder, *packets: bytes) -> list[float]:
    chunks = [chunk for i, data in enumerate(packets) for chunk in decoder.feed(Arrival(i, data))]
    return [value for chunk in chunks for value in chunk.values[:, 0].tolist()]


def test_an_advertisement_is_read_byte_by_byte() -> None:
    decoder = Whc06Decoder()
    data = bytes.fromhex("02 03 11 a0b1c2d3e4f5 01 04d2 01f4 01 0007")  # 12.34 kgf
    assert newtons(decoder, data) == [pytest.approx(121.014061)]
    assert decoder.info is not None
    assert (decoder.info.unit, decoder.info.sfreq) == ("N", 8.0)


@pytest.mark.parametrize(("unit", "one"), [(1, KGF), (2, LBF), (3, 14 * LBF), (4, KGF / 2), (0xA1, KGF)])
def test_each_unit_becomes_newtons(unit: int, one: float) -> None:
    assert newtons(Whc06Decoder(), advertised(1000, 1, unit)) == [pytest.approx(10 * one)]


def test_a_unit_switched_in_the_middle_changes_no_force() -> None:
    values = newtons(Whc06Decoder(), advertised(1000, 1, 1), advertised(2205, 2, 2), advertised(2000, 3, 4))
    assert values == pytest.approx([98.0665] * 3, rel=1e-3)


@pytest.mark.parametrize("unit", [0, 5, 0xA0, 15])
def test_a_unit_that_is_not_known_gives_no_value(unit: int) -> None:
    assert np.isnan(newtons(Whc06Decoder(), advertised(1000, 1, unit))).all()
    [chunk] = Whc06Decoder().feed(Arrival(0, advertised(1000, 1, unit)))
    assert "switch it to kg" in chunk.why


def test_a_little_below_zero_is_negative_and_the_top_of_its_range_is_not() -> None:
    values = newtons(Whc06Decoder(), advertised(-20, 1), advertised(60_000, 2, 4), advertised(30_000, 3))
    assert values == pytest.approx([-0.2 * KGF, 300 * KGF, 300 * KGF])


def test_in_kg_everything_above_its_range_is_below_zero() -> None:
    after_a_tare = newtons(Whc06Decoder(), advertised(30_200, 1), advertised(-6000, 2), advertised(-30_000, 3))
    assert after_a_tare == pytest.approx([302 * KGF, -60 * KGF, -300 * KGF])


def test_a_number_that_the_scale_holds_is_no_reading_once_it_stands_still() -> None:
    decoder = Whc06Decoder()
    held = newtons(decoder, *(advertised(5000, i, 0xA1) for i in range(20)))
    assert held[0] == pytest.approx(50 * KGF)
    assert np.isnan(held[8:]).all()
    [chunk] = decoder.feed(Arrival(0, advertised(5000, 20, 0xA1)))
    assert chunk.why == "the scale holds its number: switch its hold off"
    assert np.isfinite(newtons(decoder, advertised(5000, 21, 0x01), advertised(5000, 22, 0xA1))).all()


def test_a_number_that_moves_is_a_reading_whatever_its_flags_say() -> None:
    assert np.isfinite(newtons(Whc06Decoder(), *(advertised(5000 + i // 3, i, 0xA1) for i in range(60)))).all()
    assert np.isfinite(newtons(Whc06Decoder(), *(advertised(5000, i, 0x01) for i in range(60)))).all()


def test_the_same_advertisement_again_is_none() -> None:
    one, two = advertised(500, 1), advertised(500, 2)
    assert len(newtons(Whc06Decoder(), one, one, two, two)) == 2
    assert len(newtons(Whc06Decoder(), one, told(address="a"), one)) == 2


@pytest.mark.parametrize("data", [b"", advertised(1, 1)[:16], advertised(1, 1) + b"\0", b"\x01" + advertised(1, 1)[1:]])
def test_advertisements_of_others_are_refused(data: bytes) -> None:
    decoder = Whc06Decoder()
    assert newtons(decoder, data) == []
    assert decoder.bad_frames == 1


@given(st.lists(st.binary(max_size=20) | st.binary(min_size=14, max_size=14).map(b"\x02\x03\x11".__add__), max_size=20))
def test_any_bytes_are_survived(packets: list[bytes]) -> None:
    values = np.array(newtons(Whc06Decoder(), *packets))
    assert np.all(np.isnan(values) | (np.abs(values) < 40_000))


def test_readings_that_come_too_seldom_are_said_to_be_no_use() -> None:
    times = [0.0, 0.1, 0.2, 3.0, 3.1, 5.0, 7.0, 9.0, 9.1, 9.2, 9.3]
    clock = iter([round(t * SECOND) for t in times])
    scale = Whc06("", {}, lambda: next(clock))
    said = []
    for i in range(len(times)):
        scale.heard(advertised(100, i))
        said.append("too seldom" in scale.unusable)
    assert said == [False] * 6 + [True] * 3 + [False] * 2


def test_only_linux_is_warned_of() -> None:
    assert "Linux" in Whc06("", {}, system="linux").warning
    assert Whc06("", {}, system="darwin").warning == ""


@pytest.mark.parametrize(("apart_s", "said"), [(0.125, "coarse guidance"), (0.2, "too few for a hold")])
def test_the_measured_rate_decides_what_it_is_good_for(apart_s: float, said: str) -> None:
    judge = Judge(Whc06Decoder(), Settings(target=150.0))
    arrivals = [Arrival(round(i * apart_s * SECOND), advertised(1500, i)) for i in range(80)]
    events = [event for _, some in judge.feed(arrivals) for event in some]
    rates = [event.why for event in events if event.data and event.data.get("kind") == "rate"]
    assert any(said in why for why in rates)


@pytest.mark.parametrize(("apart_s", "rate"), [(0.1255, "7.9"), (0.13, "7.8"), (0.4, "2.5"), (0.8, "2.1")])
def test_a_rate_that_is_refused_is_told_as_it_was_measured_and_with_what_may_help(apart_s: float, rate: str) -> None:
    judge = Judge(Whc06Decoder(), Settings(target=150.0))
    arrivals = [Arrival(round(i * apart_s * SECOND), advertised(1500, i)) for i in range(80)]
    said = [event.why for _, some in judge.feed(arrivals) for event in some if event.event == "signal"]
    assert said[0].startswith(f"only {rate} samples/s, too few for a hold, which needs 8: bring the scale nearer")


@pytest.mark.usefixtures("impatient")
def test_the_newest_reading_proves_nothing_when_the_system_only_repeats_it(bluez: Any) -> None:
    scale = bluez.add(emulator("whc06"))
    with opened("whc06:") as device:
        reader = Reader(device).samples(5)
        scale.asleep = True
        assert "has sent nothing" in reader.act("link_lost").data["why"]
        scans = bluez.calls.count("Adapter1.StartDiscovery")
        reader.until(lambda: bluez.calls.count("Adapter1.StartDiscovery") > scans + 2)
        assert [act.kind for act in reader.acts()] == ["link_lost"]
        assert reader.values() == []
        scale.asleep = False
        reader.act("link_back")
        reader.samples(5)
    assert scale.connections == 0


def test_a_strange_unit_in_the_middle_is_said_and_survived(bluez: Any) -> None:
    scale = bluez.add(emulator("whc06"))
    with opened("whc06:") as device:
        reader = Reader(device).samples(5)
        scale.unit = 0
        reader.until(lambda: reader.chunks[-1].why == "the scale shows a unit that is not known here: switch it to kg")
        assert np.isnan(reader.chunks[-1].values).all()
        scale.unit = 2
        reader.until(lambda: not reader.chunks[-1].why)
        assert np.isfinite(reader.chunks[-1].values).all()
        assert reader.acts() == []


def test_two_in_one_room_share_a_name_so_one_must_be_chosen(bluez: Any) -> None:
    first, second = bluez.add(emulator("whc06")), emulator("whc06")
    second.address = "C0:FF:EE:00:C0:07"
    bluez.add(second)
    second._count = 5000
    with opened(f"whc06:{first.address}") as device:
        reader = Reader(device).samples(5)
    assert max(reader.values()) < 50 * KGF
    assert reader.decoder.info.device_id == "c0ffee00c006"
