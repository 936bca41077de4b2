"""Packets of foreign sensors: what their decoders share."""

import numpy as np

from pressure_coach.signal.chunk import Arrival
from pressure_coach.signal.packets import MARK, PacketDecoder, Reading, told, told_in


class Bytes(PacketDecoder):
    """Each byte is a sample; an empty packet is nonsense."""

    name, unit, sfreq = "bytes", "counts", 10.0
    clock = True

    def packet(self, data: bytes) -> Reading | None:
        if not data:
            raise ValueError
        values = np.frombuffer(data, np.uint8).astype(np.int32).reshape(-1, 1)
        return Reading(values, np.arange(len(data), dtype=np.uint32) if self.clock else None)


def feed(decoder: PacketDecoder, *packets: bytes) -> list[tuple[list[int], bool]]:
    chunks = [chunk for i, data in enumerate(packets) for chunk in decoder.feed(Arrival(i, data))]
    return [(chunk.values[:, 0].tolist(), chunk.restart) for chunk in chunks]


def test_what_the_host_tells_is_read_again() -> None:
    line = told(name="Brigitte's Waage ½", address="C0:FF", n=3)
    assert told_in(line) == {"name": "Brigitte's Waage ½", "address": "C0:FF", "n": 3}
    assert told_in(b"\x01\x08") is None
    assert told_in(MARK + b"{") is None
    assert told_in(MARK + b"[1]") is None
    assert told_in(MARK + b"[" * 100_000) is None


def test_the_stream_is_described_with_its_first_sample() -> None:
    decoder = Bytes()
    feed(decoder, told(name="x", address="C0:FF:EE"))
    assert decoder.info is None
    feed(decoder, b"\x05")
    assert decoder.info is not None
    assert (decoder.info.name, decoder.info.device_id, decoder.info.sfreq) == ("bytes", "c0ffee", 10.0)


def test_an_id_that_the_sensor_told_once_is_kept() -> None:
    decoder = Bytes()
    feed(decoder, told(address="C0:FF:EE"), told(id="00Ab"), b"\x05", told(address="C0:FF:EE"), b"\x05")
    assert decoder.device_id == "00ab"


def test_an_id_that_is_told_at_a_later_connection_only_makes_no_other_sensor() -> None:
    decoder = Bytes()
    ids = []
    for line in (told(address="C0:FF"), told(address="C0:FF", id="00ab"), told(address="C0:FE", id="00ab")):
        feed(decoder, line, b"\x05")
        ids.append(decoder.info.device_id if decoder.info else "")
    assert ids == ["c0ff", "c0ff", "00ab"]


def test_a_new_connection_is_a_new_clock() -> None:
    decoder = Bytes()
    assert feed(decoder, told(address="a"), b"\x01", told(address="a"), b"\x02", b"\x03") == [
        ([1], False),
        ([2], True),
        ([3], False),
    ]


def test_a_battery_is_told_and_said_to_be_low_once() -> None:
    decoder = Bytes()
    lines = [told(battery=level) for level in ("16 %", "15 %", "3 %", "99 %", "3.1 V")]
    chunks = [decoder.feed(Arrival(0, line)) for line in lines]
    assert [[chunk.low_battery for chunk in some] for some in chunks] == [[], [True], [], [False], []]
    assert not any(len(chunk.values) for some in chunks for chunk in some)
    assert decoder.battery == "3.1 V"
    assert decoder.info is None  # it is no sample, and proves nothing


def test_the_last_value_is_repeated_when_the_host_says_so() -> None:
    decoder = Bytes()
    decoder.clock = False
    again = told(again=True)
    assert feed(decoder, again, b"\x01\x02", again, again) == [([1, 2], False), ([2], False), ([2], False)]


def test_a_sensor_with_a_clock_is_never_repeated() -> None:
    assert feed(Bytes(), b"\x01", told(again=True)) == [([1], False)]


def test_nonsense_is_counted() -> None:
    decoder = Bytes()
    assert feed(decoder, b"", b"\x01", b"") == [([1], False)]
    assert decoder.bad_frames == 2


def test_many_at_once_are_the_same_samples_up_to_where_a_clock_begins_anew() -> None:
    packets = [told(address="a"), b"\x01\x02", b"\x03", told(address="a"), b"\x04", b"", b"\x05"]
    chunks = Bytes().feed_many([Arrival(i, data) for i, data in enumerate(packets)])
    assert [chunk.values[:, 0].tolist() for chunk in chunks] == [[1, 2, 3], [4, 5]]
    assert [chunk.restart for chunk in chunks] == [False, True]
    hosts = [chunk.hosts_ns.tolist() for chunk in chunks if chunk.hosts_ns is not None]
    assert hosts == [[1, 1, 2], [4, 6]]
