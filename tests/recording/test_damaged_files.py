"""Damaged session files: everything good is read, nothing wrong is passed on, what is missing is named."""

import contextlib
import random
import re
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import session_files as files
from hypothesis import given, settings
from hypothesis import strategies as st
from mcap.exceptions import EndOfFile
from mcap.records import Message
from mcap.stream_reader import StreamReader
from mcap.writer import Writer

from pressure_coach.errors import RecordingError
from pressure_coach.recording import format as fmt
from pressure_coach.recording.append import SessionFile
from pressure_coach.recording.reader import Recording, parse, read_recording
from pressure_coach.recording.scan import find, search
from pressure_coach.recording.writer import Recorder
from pressure_coach.signal.chunk import Act, Arrival
from pressure_coach.signal.lines import LineDecoder
from pressure_coach.signal.wire import WireDecoder

SMALL, LONG = 6, 90 * 80


def recorded(folder: Path, n: int, every: int) -> bytes:
    with Recorder(folder / "session.mcap", files.META) as recorder:
        files.record(recorder, n, every)
    return (folder / "session.mcap").read_bytes()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return recorded(tmp_path_factory.mktemp("small"), SMALL, 4)


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return recorded(tmp_path_factory.mktemp("long"), LONG, 80)


def ends(buf: bytes) -> list[tuple[int, int]]:
    """(channel, end) of every message, by the lengths alone."""
    found, pos = [], len(fmt.MAGIC)
    while pos < len(buf) - len(fmt.MAGIC):
        end = pos + 9 + int.from_bytes(buf[pos + 1 : pos + 9], "little")
        if buf[pos] == fmt.MESSAGE:
            found.append((buf[pos + 9], end))
        pos = end
    return found


def is_part(part: Sequence[Any], whole: Sequence[Any]) -> bool:
    """True if ``part`` is ``whole`` with some left out."""
    rest = iter(whole)
    return all(item in rest for item in part)  # each ``in`` goes on where the one before has stopped


def split(recording: Recording) -> tuple[list[Arrival | Act], list[int]]:
    """What was recorded, and the times of the empty arrivals that stand for missing ones."""
    empty = [item for item in recording.items if isinstance(item, Arrival) and not item.data]
    return [item for item in recording.items if item not in empty], [item.host_ns for item in empty]


def try_parse(buf: bytes) -> Recording | None:
    try:
        return parse(bytes(buf), "x.mcap")
    except RecordingError as error:
        sentence = str(error)
    assert re.fullmatch(r"x\.mcap .+[^.]\.", sentence)
    assert ". " not in sentence
    return None


def test_a_file_cut_at_any_byte_holds_everything_before_the_cut(small: bytes) -> None:
    messages = [(end, channel) for channel, end in ends(small)]
    items, events = files.items(SMALL, 4), [files.event(2).to_dict()]
    for cut in range(len(small)):
        recording = try_parse(small[:cut])
        whole = [channel for end, channel in messages if end <= cut]
        n_items = whole.count(fmt.Topic.ARRIVALS) + whole.count(fmt.Topic.ACTS)
        if fmt.Topic.ARRIVALS not in whole:
            assert recording is None
            continue
        assert recording is not None
        assert list(recording.items) == items[:n_items]
        assert recording.events == events[: whole.count(fmt.Topic.EVENTS)]
        assert recording.meta["address"] == files.META["address"]
        assert not recording.complete


def test_a_long_file_cut_anywhere_keeps_its_samples_and_other_readers_read_it(long: bytes, tmp_path: Path) -> None:
    items, stops = files.items(LONG), [end for channel, end in ends(long) if channel in (1, 2)]
    first = stops[0]
    chance = random.Random(7)
    for cut in sorted(chance.randrange(first, len(long)) for _ in range(200)):
        recording = parse(long[:cut], "x.mcap")
        n_whole = sum(end <= cut for end in stops)
        assert len(recording.items) == n_whole
        assert recording.items[-1] == items[n_whole - 1]
        assert all("ends in the middle" in told or "only other programs" in told for told in recording.damage)
    path = tmp_path / "cut.mcap"
    path.write_bytes(long[:cut])
    seen = 0
    with path.open("rb") as file, contextlib.suppress(EndOfFile, struct.error):
        for record in StreamReader(file).records:
            seen += isinstance(record, Message) and record.channel_id in (1, 2)
    assert seen == len(recording.items)
    assert list(recording.items) == items[:seen]
    assert seen >= 0.9 * LONG


def test_a_flipped_bit_costs_at_most_its_own_message_and_is_named(small: bytes) -> None:
    """Every bit of the messages; around them, where one byte is like the other, every 29th."""
    whole = parse(small, "x.mcap")
    items, events = list(whole.items), whole.events
    first, last = 8 * (ends(small)[0][1] - 150), 8 * ends(small)[-1][1]
    spoiled = bytearray(small)
    footer = 8 * (len(small) - 50)
    for bit in (*range(0, first, 29), *range(first, last), *range(last, footer, 29), *range(footer, 8 * len(small))):
        spoiled[bit // 8] ^= 1 << bit % 8
        recording = try_parse(spoiled)
        spoiled[bit // 8] ^= 1 << bit % 8
        assert recording is not None, bit
        assert recording.damage, bit
        kept, holes = split(recording)
        lost = len(items) - len(kept) + len(events) - len(recording.events) + (recording.stream != whole.stream)
        assert lost <= 1, bit
        assert is_part(kept, items), bit
        assert is_part(recording.events, events), bit
        assert recording.stream in (files.INFO, files.FULLER), bit
        calibration = "unit = 'kPa'" if recording.stream == files.FULLER else "unit = 'N'"
        assert recording.meta == {**whole.meta, "calibration": calibration}, bit
        gone = next((i for i in range(len(kept)) if kept[i] != items[i]), len(kept))
        later = [item for item in kept[gone:] if isinstance(item, Arrival)]
        hit = gone < len(items) and isinstance(items[gone], Arrival)
        assert holes == ([later[0].host_ns] if hit and later else []), bit


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 2**20), st.binary(min_size=1, max_size=60), st.integers(0, 40)),
        min_size=1,
        max_size=5,
    )
)
def test_whatever_is_overwritten_cut_out_or_put_in_nothing_wrong_is_passed_on(
    small: bytes, hurts: list[tuple[int, bytes, int]]
) -> None:
    buf = small
    for place, data, cut in hurts:
        at = place % (len(buf) + 1)
        buf = buf[:at] + data + buf[at + cut :]
    recording = try_parse(buf)
    if recording is not None:
        whole = parse(small, "x.mcap")
        kept, _ = split(recording)
        assert is_part(kept, list(whole.items))
        assert is_part(recording.events, whole.events)
        assert recording.meta.get("address", files.META["address"]) == files.META["address"]
        assert recording.damage or kept == list(whole.items)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_at_all_are_too_odd_for_one_sentence(data: bytes) -> None:
    assert try_parse(data) is None
    assert try_parse(fmt.MAGIC + data + fmt.MAGIC) is None


def test_a_lost_arrival_is_named_and_the_decoder_sees_a_gap(long: bytes) -> None:
    starts = [end for channel, end in ends(long) if channel == fmt.Topic.ARRIVALS]
    spoiled = bytearray(long)
    spoiled[starts[99] - 10] ^= 0x10  # in the bytes of arrival 99
    recording = parse(bytes(spoiled), "x.mcap")
    lost = files.items(LONG).index(files.arrival(99))
    assert recording.damage[1:] == ["1 of 7200 messages are missing in 'arrivals'"]
    assert re.fullmatch(r"bytes \d+ to \d+ are damaged and were left out", recording.damage[0])
    assert recording.items[lost] == Arrival(files.arrival(100).host_ns, b"")
    assert recording.items[lost + 1] == files.arrival(100)
    decoder = WireDecoder()
    chunks = [raw for item in recording.items if isinstance(item, Arrival) for raw in decoder.feed(item)]
    assert sum(len(raw.values) for raw in chunks) == LONG - 1
    assert [raw.lost for raw in chunks if raw.lost] == [1]


def test_halves_of_lines_are_not_joined_where_an_arrival_is_missing(tmp_path: Path) -> None:
    pieces = [*(b"%d\n" % (12_000 + i) for i in range(40)), b"12040\n12", b"041\n12042\n120", b"43\n12044\n"]
    with Recorder(tmp_path / "session.mcap", {**files.META, "driver": "lines"}) as recorder:
        for i, piece in enumerate(pieces):
            recorder.arrived(Arrival(i * 12_500_000, piece))
    buf = bytearray((tmp_path / "session.mcap").read_bytes())
    buf[buf.index(pieces[-2])] ^= 1
    decoder = LineDecoder()
    values: list[float] = []
    for item in parse(bytes(buf), "x.mcap").items:
        assert isinstance(item, Arrival)
        values += [float(value) for raw in decoder.feed(item) for value in raw.values[:, 0]]
    assert values == [*range(12_001, 12_041), 12_044]
    assert decoder.bad_frames == 1


def test_the_length_of_a_record_may_be_wrong_by_anything(long: bytes) -> None:
    stops = [end for _, end in ends(long)]
    for flip in (0, 1, 2, 5):
        spoiled = bytearray(long)
        spoiled[stops[500] + 1 + flip] ^= 0x40
        recording = parse(bytes(spoiled), "x.mcap")
        assert len(recording.items) >= len(files.items(LONG)) - 1
        assert recording.complete


def test_metadata_hurt_twice_leave_the_samples_and_their_driver(small: bytes) -> None:
    spoiled = bytearray(small.replace(b"A. Person", b"B. Person"))
    recording = parse(bytes(spoiled), "x.mcap")
    assert list(recording.items) == files.items(SMALL, 4)
    assert "address" not in recording.meta
    assert recording.driver == "serial"
    assert recording.stream == files.FULLER
    assert any("the metadata are missing" in sentence for sentence in recording.damage)


def test_a_simulated_stream_is_known_as_such_without_any_metadata(tmp_path: Path) -> None:
    with Recorder(tmp_path / "session.mcap", {**files.META, "driver": "sim", "simulated": True}) as recorder:
        recorder.arrived(files.arrival(0))
    whole = (tmp_path / "session.mcap").read_bytes()
    hurt = parse(whole.replace(b"A. Person", b"B. Person"), "x.mcap")
    assert "simulated" not in hurt.meta
    assert hurt.simulated


def test_a_place_that_looks_like_a_beginning_does_not_hide_the_true_one(tmp_path: Path) -> None:
    with Recorder(tmp_path / "session.mcap", files.META) as recorder:
        for i in range(3):
            recorder.arrived(Arrival(i, bytes(215)))
    buf = (tmp_path / "session.mcap").read_bytes()
    true = next(end for channel, end in ends(buf) if channel == fmt.Topic.ARRIVALS)
    assert buf[true : true + 9] == b"\x05\0\1\0\0\0\0\0\0"
    recording = parse(buf[:true] + b"\x05abc\0\0\0\0\0" + buf[true:], "x.mcap")
    assert [item.host_ns for item in recording.items] == [0, 1, 2]


def test_a_whole_file_is_read_without_looking_at_each_record(long: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = []

    def is_sealed(buf: bytes, start: int, end: int) -> bool:
        looks.append(start)
        return True

    searched = search(long, len(long) - 5000)
    monkeypatch.setattr(fmt, "is_sealed", is_sealed)
    found = find(long)
    assert found.intact
    assert len(looks) < 10
    assert found.starts[: len(searched.starts)].tolist() == searched.starts.tolist()
    assert found.metadata == searched.metadata


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty: it was cut off before the first sample"),
        (fmt.MAGIC, "holds no sample that can be read"),
        (fmt.MAGIC[:3], "holds no sample that can be read"),
        (b"t,force\n0,1\n" * 1000, "is not a recording of pressure-coach"),
        (bytes(100_000), "is not a recording of pressure-coach"),
        (random.Random(1).randbytes(100_000), "is not a recording of pressure-coach"),
    ],
)
def test_a_hopeless_file_gets_one_sentence(data: bytes, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "session.mcap"
    path.write_bytes(data)
    with pytest.raises(RecordingError, match=sentence) as caught:
        read_recording(path)
    assert "\n" not in str(caught.value)


def test_a_file_that_ended_before_the_first_sample_gets_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "session.mcap"
    file = SessionFile(path)
    file.begin(files.META)
    file.flush()
    file.close()
    with pytest.raises(RecordingError, match="holds no sample that can be read"):
        read_recording(path)


def test_a_file_of_another_program_gets_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "other.mcap"
    with path.open("wb") as file:
        writer = Writer(file, use_chunking=False)
        writer.start()
        channel = writer.register_channel("arrivals", "json", 0)
        for i in range(100):
            writer.add_message(channel, i, b'{"a":1}', i)
        writer.finish()
    with pytest.raises(RecordingError, match="is an MCAP file of another program"):
        read_recording(path)


def test_a_newer_layout_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with Recorder(tmp_path / "new.mcap", {**files.META, "format": 2, "program": "pressure-coach 9"}) as recorder:
        recorder.arrived(files.arrival(0))
    with pytest.raises(RecordingError, match=r"newer version \(pressure-coach 9\); update"):
        read_recording(tmp_path / "new.mcap")


def test_what_cannot_be_opened_gets_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"there is no file .*none\.mcap; 'pressure-coach recordings' lists yours"):
        read_recording(tmp_path / "none.mcap")
    with pytest.raises(RecordingError, match="it is a folder; name a file in it"):
        read_recording(tmp_path)


def test_a_thousand_damaged_places_are_not_told_one_by_one(long: bytes) -> None:
    spoiled = bytearray(long)
    for _, end in ends(long)[::8]:
        spoiled[end - 5] ^= 1
    damage = parse(bytes(spoiled), "x.mcap").damage
    assert len(damage) < 30
    assert any(re.fullmatch(r"\d{3,4} more places are damaged and were left out", sentence) for sentence in damage)
