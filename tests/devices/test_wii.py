"""wii: a board that is found, read, lost and found again, on files and a pipe in place of a kernel's."""

import os
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from pressure_coach import Session, Settings, open_device, read
from pressure_coach.devices import _evdev, decoder_for, nearby
from pressure_coach.devices._pulse import Pulse
from pressure_coach.devices.wii import Wii, WiiDecoder
from pressure_coach.errors import DeviceError
from pressure_coach.judge import Options
from pressure_coach.recording.writer import Recorder
from pressure_coach.signal.chunk import Act, Arrival
from tests.bluetooth.emulators.wii import EV_SYN, SYN_DROPPED, Emulator, event, report

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
STEP = 0.0980665  # N
MS, SECOND = 1_000_000, 1_000_000_000


class Clock:
    """Stands still until somebody sleeps."""

    now_ns = 10 * SECOND

    def now(self) -> int:
        return self.now_ns

    def sleep(self, seconds: float) -> None:
        self.now_ns += round(seconds * SECOND)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(_evdev, "CLASS", tmp_path / "class")
    monkeypatch.setattr(_evdev, "NODES", tmp_path / "input")
    return tmp_path


@pytest.fixture
def board(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    one = Emulator(folder)
    monkeypatch.setattr(_evdev, "axis", one.axis)
    yield one
    one.unplug()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def device(clock: Clock) -> Wii:
    return Wii("", {}, clock.now, clock.sleep)


def until(device: Wii, enough: Callable[[list[Any]], object]) -> list[Any]:
    items: list[Any] = []
    for _ in range(200):
        items += device.read()
        if enough(items):
            return items
    raise AssertionError(f"it did not happen: {items}")


def acts(items: list[Any]) -> list[str]:
    return [item.kind for item in items if isinstance(item, Act)]


def rows(items: list[Any]) -> list[list[float]]:
    decoder = decoder_for("wii", {})
    chunks = [chunk for item in items if isinstance(item, Arrival) for chunk in decoder.feed(item)]
    return [[round(value / STEP) for value in row] for chunk in chunks for row in chunk.values.tolist()]


def test_it_begins_with_what_lies_on_it_already(board: Emulator, device: Wii) -> None:
    board.corners = [1700, 0, 3400, 5]
    with device:
        items = device.read()
        sent = board.weigh(1700, 0, 3500, 6)
        # As it came, and whatever the battery says meanwhile.
        items += until(device, lambda items: sent in [item.data for item in items])
    assert rows(items) == [[1700, 0, 3400, 5], [1700, 0, 3500, 6]]


def test_a_board_at_rest_is_repeated_while_it_is_proved_to_be_there(board: Emulator, device: Wii, clock: Clock) -> None:
    board.corners = [100, 100, 100, 100]
    with device:
        items = device.read()
        until(device, lambda _: device.battery == "87 %")
        for _ in range(10):
            clock.sleep(0.02)
            items += device.read()
    assert rows(items) == [[100] * 4] * 11


def test_nothing_is_repeated_when_nobody_answers(board: Emulator, device: Wii, clock: Clock) -> None:
    board.capacity.unlink()
    with device:
        device.read()
        clock.sleep(1.6)
        assert device.read() == []
        clock.sleep(1.5)
        [lost] = device.read()
        assert isinstance(lost, Act)
        assert (lost.kind, lost.data["why"]) == ("link_lost", "the board has shown no sign of life for 3 s")
        assert device.read() == []
        board.weigh(1, 2, 3, 4)
        assert acts(until(device, lambda items: items)) == ["link_back"]


def test_its_battery_is_told_with_the_stream_and_is_why_it_goes_when_it_was_almost_empty(
    board: Emulator, device: Wii
) -> None:
    board.capacity.write_text("9\n")
    decoder = WiiDecoder()
    with device:
        items = until(device, lambda _: device.battery == "9 %")
        chunks = [chunk for item in items if isinstance(item, Arrival) for chunk in decoder.feed(item)]
        assert decoder.battery == "9 %"
        assert [chunk.low_battery for chunk in chunks if chunk.low_battery is not None] == [True]
        board.unplug()
        lost = until(device, lambda items: acts(items))[-1]
    assert isinstance(lost, Act)
    assert "most likely its battery is empty" in lost.data["why"]


def test_an_answer_that_comes_late_proves_nothing(tmp_path: Path) -> None:
    file, times = tmp_path / "capacity", iter((0, 5 * MS, 5 * MS, 10 * MS, 1010 * MS))
    file.write_text("50\n")
    pulse = Pulse(file, lambda: 0, lambda: next(times))
    pulse.close()
    pulse._thread.join(5)
    assert pulse.answer == "50"
    proved = pulse.proved_ns
    pulse.ask()
    assert pulse.proved_ns == proved


def test_no_answer_proves_nothing(tmp_path: Path) -> None:
    pulse = Pulse(tmp_path / "none", lambda: 0, lambda: 7)
    pulse.close()
    assert (pulse.proved_ns, pulse.answer) == (0, "")
    Pulse(None, lambda: 0, lambda: 7).close()


def test_a_board_that_went_away_is_found_again_under_another_number(board: Emulator, device: Wii, clock: Clock) -> None:
    with device:
        device.read()
        board.unplug()
        lost = until(device, lambda items: acts(items))[-1]
        assert lost.kind == "link_lost"
        assert "out of range" in lost.data["why"]
        assert acts(device.read()) == []
        lost_ns = clock.now_ns
        board.corners = [1, 2, 3, 4]
        board.plug(11)
        items = until(device, lambda items: rows(items))
        assert clock.now_ns - lost_ns < 0.6 * SECOND
    assert acts(items) == ["link_back"]
    assert rows(items) == [[1, 2, 3, 4]]


def test_no_descriptor_is_left_behind_by_200_lost_links(board: Emulator, device: Wii) -> None:
    with device:
        until(device, lambda items: items)
        counts = []
        for _ in range(200):
            board.unplug()
            until(device, lambda items: acts(items) == ["link_lost"])
            board.plug(8)
            until(device, lambda items: acts(items) == ["link_back"])
            counts.append(len(os.listdir("/proc/self/fd")))
        # the least of many: a question about the battery holds one more for a moment, what is left behind stays
        assert min(counts[100:]) <= min(counts[:100])


def test_events_that_the_kernel_dropped_are_made_up_for(board: Emulator, device: Wii) -> None:
    with device:
        items = device.read()
        board.send(report(9, None, None, None) + event(EV_SYN, SYN_DROPPED, 0) + report(None, 9, None, None))
        board.corners = [5, 6, 7, 8]
        items += until(device, lambda items: items)
    assert rows(items) == [[0] * 4, [9, 0, 0, 0], [5, 6, 7, 8]]


def test_the_one_that_is_meant_is_taken(board: Emulator, folder: Path) -> None:
    other = Emulator(folder, 9, "00:23:cc:44:55:66")
    try:
        with pytest.raises(DeviceError, match=r"more than one .* wii:00:23:cc:11:22:33, wii:00:23:cc:44:55:66"):
            open_device("wii:").__enter__()
        with pytest.raises(DeviceError, match=r"no Wii Balance Board 'x' .* choose one of wii:00:23:cc:11:22:33"):
            open_device("wii:x").__enter__()
        for where in ("00:23:CC:44:55:66", "event9", str(other.node)):
            with open_device(f"wii:{where}") as device:
                assert device.read()
    finally:
        other.unplug()


def test_a_paired_board_is_listed_among_the_sensors_though_there_is_no_radio(board: Emulator) -> None:
    found = nearby(0.1)
    assert found.why
    (sensor,) = found.sensors
    assert sensor.kind == "Wii Balance Board"
    assert open_device(sensor.address).driver == "wii"


def test_other_inputs_are_left_alone(folder: Path) -> None:
    entry = folder / "class/event0/device"
    entry.mkdir(parents=True)
    (entry / "name").write_text("Nintendo Wii Remote\n")
    (folder / "class/event1").mkdir()
    with pytest.raises(DeviceError, match=r"red button .* ClassicBondedOnly=false"):
        open_device("wii:").__enter__()


def test_one_that_only_has_the_name_is_refused(board: Emulator) -> None:
    board.highest = 1023
    with pytest.raises(DeviceError, match="but is none"):
        open_device("wii:").__enter__()


def test_without_a_right_to_it_the_remedy_is_told(board: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> int:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refuse)
        with pytest.raises(DeviceError, match=r"you may not open .*event7; .* usermod -aG input"):
            open_device("wii:").__enter__()


def test_it_is_only_ever_read(board: Emulator, device: Wii, monkeypatch: pytest.MonkeyPatch) -> None:
    modes, real = {}, os.open

    def note(path: Any, flags: int, *more: Any, **named: Any) -> int:
        modes[path] = flags & os.O_ACCMODE
        return real(path, flags, *more, **named)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", note)
        with device:
            device.read()
    assert modes[board.node] == os.O_RDONLY


def test_a_closed_board_says_so(board: Emulator, device: Wii) -> None:
    with device:
        pass
    with pytest.raises(DeviceError, match="is closed"):
        device.read()


def test_a_session_on_the_sum_is_recorded_and_replayed_alike(board: Emulator, tmp_path: Path) -> None:
    board.corners = [1000, 1000, 1500, 1500]
    path, device = tmp_path / "board.mcap", open_device("wii:")
    about = {"driver": "wii", "address": "wii:", "options": {}, "settings": asdict(Settings())}
    Session(device, Settings(), options=Options(channel="sum"), recorder=Recorder(path, about), for_s=0.2).run()
    again = read(path)
    assert again.unit == "N"
    assert again.raw.shape[1] == 4
    assert again.raw.sum(axis=1) == pytest.approx(50 * 9.80665)
