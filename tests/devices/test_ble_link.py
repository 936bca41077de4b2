"""Links that fail, in all their ways, over bleak's real BlueZ backend."""

import os
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from pressure_coach import Session, Settings
from pressure_coach.apps.commands import diagnose
from pressure_coach.devices import _ble_link, open_device
from pressure_coach.devices import _ble_words as words
from pressure_coach.devices._ble import BleDevice, Times
from pressure_coach.errors import DeviceError
from pressure_coach.mailbox import Mailbox, View
from pressure_coach.signal.chunk import Arrival
from pressure_coach.signal.packets import told
from pressure_coach.signal.protocol import Cmd, StatusFlag
from pressure_coach.signal.wire import Status
from tests.bluetooth.air import DEADLINE_S, QUICK, Reader, emulator, opened


@pytest.fixture
def board(bluez: Any) -> Any:
    return bluez.add(emulator("ble"))


@pytest.fixture
def gauge(bluez: Any) -> Any:
    return bluez.add(emulator("progressor"))


def refused(address: str) -> str:
    """What is said when it cannot be opened, or as soon as it is clear that it is not there."""
    with pytest.raises(DeviceError) as error, opened(address) as device:
        Reader(device).samples(1)
    return str(error.value)


def test_the_first_try_to_connect_again_comes_after_half_a_second() -> None:
    assert Times().back_off == (0.5, 1.0, 2.0)


def test_tries_come_at_growing_distances_and_the_last_one_stays(
    gauge: Any, bluez: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    again = threading.Event()

    async def pause(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 5:
            gauge.in_range = True
            again.set()

    monkeypatch.setattr(_ble_link, "pause", pause)
    monkeypatch.setattr(BleDevice, "times", Times(scan=0.4, settle=0.0))  # a try that fails need not take long
    with opened(f"progressor:{gauge.address}") as device:
        reader = Reader(device).samples(1)
        gauge.in_range = False
        bluez.drop(gauge)
        reader.act("link_back")
    assert again.is_set()
    assert waited[:5] == [0.5, 1.0, 2.0, 2.0, 2.0]


def test_200_reconnections_leave_no_descriptor_behind(gauge: Any, bluez: Any) -> None:
    counts = []
    with opened("progressor:") as device:
        reader = Reader(device).samples(1)
        for _ in range(200):
            bluez.drop(gauge)
            reader.act("link_back")
            counts.append(len(os.listdir("/proc/self/fd")))
    assert gauge.connections == 201
    assert max(counts[100:]) <= max(counts[:20])


def test_opening_again_and_again_leaves_no_descriptor_and_no_thread_behind(gauge: Any) -> None:
    counts = []
    for _ in range(8):
        with opened("progressor:") as device:
            Reader(device).samples(1)
        counts.append((len(os.listdir("/proc/self/fd")), threading.active_count()))
    assert max(counts[2:]) == min(counts[2:])


def test_a_sensor_that_leaves_and_comes_back_is_followed(board: Any, bluez: Any) -> None:
    with opened("ble:") as device:
        reader = Reader(device).samples(10)
        board.in_range = False
        bluez.drop(board)
        assert "out of range" in reader.act("link_lost").data["why"]
        assert device.read() == []
        board.in_range = True
        reader.act("link_back")
        reader.samples(10)
        assert reader.lost == 0
    times = [item.host_ns for item in reader.items]
    assert times == sorted(times)  # what came before it was sure that the link is back, too


def test_one_that_bluez_has_forgotten_is_looked_for_again(board: Any, bluez: Any) -> None:
    with opened("ble:") as device:
        reader = Reader(device).samples(10)
        bluez.forget(board)
        reader.act("link_back")


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("scheme", ["ble", "progressor"])
def test_a_bluetoothd_that_dies_and_is_started_again_is_survived(scheme: str, bluez: Any) -> None:
    sensor = bluez.add(emulator(scheme))
    with opened(f"{scheme}:") as device:
        reader = Reader(device).samples(10)
        bluez.crash()
        reader.act("link_lost")
        bluez.rise()
        reader.act("link_back")
        reader.samples(10)
    assert sensor.connections == 2


def test_an_adapter_that_is_switched_off_and_on_is_survived(gauge: Any, bluez: Any) -> None:
    with opened("progressor:") as device:
        reader = Reader(device).samples(10)
        bluez.power(False)
        reader.act("link_lost")
        bluez.power(True)
        reader.act("link_back")


@pytest.mark.usefixtures("impatient")
def test_a_sensor_that_falls_silent_is_lost_though_it_is_connected(gauge: Any, bluez: Any) -> None:
    with opened("progressor:") as device:
        reader = Reader(device).samples(10)
        gauge.silent = True
        assert "connected but has sent nothing" in reader.act("link_lost").data["why"]
        gauge.silent = False
        reader.act("link_back")


@pytest.mark.usefixtures("impatient")
def test_one_that_never_says_anything_is_told_so(gauge: Any) -> None:
    gauge.silent = True
    assert "connected but has said nothing" in refused("progressor:")


@pytest.mark.usefixtures("impatient")
def test_one_that_does_nothing_of_what_it_is_asked_is_told_so(board: Any) -> None:
    board.deaf = True
    assert "connected but has said nothing" in refused("ble:")


@pytest.mark.usefixtures("impatient")
def test_another_kind_of_the_same_name_is_told_by_its_packets(board: Any) -> None:
    board.mangle = lambda data: [b"\x51" + data[1:]] if board.streaming else []
    assert "unlike such a sensor" in refused("ble:")


def test_another_kind_of_the_same_name_is_told_by_what_it_lacks(gauge: Any, bluez: Any) -> None:
    board = emulator("ble")
    board.name = "Progressor_7"
    bluez.forget(gauge)
    gauge.in_range = False
    bluez.add(board)
    assert "lacks the characteristics of such a sensor" in refused("progressor:")


def test_what_a_battery_says_is_no_proof_of_what_the_sensor_is() -> None:
    device = opened("progressor:")
    decoder = device.decoder()
    assert not device.proves(decoder, Arrival(0, told(battery="3 %")))
    assert device.proves(decoder, Arrival(0, bytes.fromhex("01 08 00 00 20 41 40 42 0f 00")))


def test_a_board_of_another_protocol_version_is_told_so(board: Any) -> None:
    board.version = 9
    assert "version 9 of our protocol" in refused("ble:")


def test_a_refused_command_is_told(gauge: Any) -> None:
    gauge.refuses = 0x03
    assert "refuses our command" in refused("progressor:")


def test_two_failures_to_connect_are_forgiven(gauge: Any) -> None:
    gauge.fail_connect = ["le-connection-abort-by-peer", "br-connection-canceled"]
    with opened("progressor:") as device:
        Reader(device).samples(5)


def test_three_are_told(gauge: Any) -> None:
    gauge.fail_connect = ["le-connection-abort-by-peer"] * 3
    said = refused(f"progressor:{gauge.address}")
    assert "could not be reached (le-connection-abort-by-peer)" in said
    assert said.startswith(f"progressor:{gauge.address}: Progressor_7125")


def test_one_that_lets_two_connections_hang_is_told(gauge: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    gauge.hangs = 2  # a third would not
    monkeypatch.setattr(BleDevice, "times", Times(settle=0.01, connect=(0.05, 0.05), back_off=(0.0,)))
    assert "Progressor_7125 does not answer; bring it nearer, switch it off and on, and close" in refused("progressor:")


def test_the_second_try_waits_longer_than_the_first_so_no_slow_one_is_given_up(
    gauge: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = Times().connect
    assert first < second
    gauge.hangs, gauge.connect_s = 1, 0.3
    monkeypatch.setattr(BleDevice, "times", replace(QUICK, connect=(0.05, 2.0, DEADLINE_S)))
    with opened("progressor:") as device:
        Reader(device).samples(5)


def test_it_is_told_before_a_diagnosis_gives_up_without_a_reason() -> None:
    times = Times()
    least = times.scan + times.settle + sum(times.connect) + times.back_off[0] + times.first
    assert least < diagnose.first_s(opened("progressor:"))


def test_a_link_that_was_there_gets_the_longest_wait_each_time_and_is_never_given_up(
    gauge: Any, bluez: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BleDevice, "times", replace(QUICK, connect=(DEADLINE_S, 0.5)))
    with opened("progressor:") as device:
        reader = Reader(device).samples(5)
        gauge.hangs = 4
        bluez.drop(gauge)
        reader.act("link_back")


def test_what_is_waited_for_is_shown_until_the_first_packet_and_not_when_the_link_is_lost(
    gauge: Any, bluez: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BleDevice, "times", replace(QUICK, connect=(1.0, 5.0, DEADLINE_S), answer=0.2))
    gauge.in_range, gauge.hangs, gauge.silent = False, 1, True

    def leave() -> None:
        gauge.connect_s = 0.5  # so it is away for a while
        bluez.drop(gauge)

    then: dict[str, Callable[[], object]] = {
        words.LOOKING: lambda: setattr(gauge, "in_range", True),
        words.CONNECTING: lambda: None,
        words.WAITING: lambda: setattr(gauge, "silent", False),
        "": leave,
    }
    seen, links, back = [], [True], threading.Event()

    class Shown(Mailbox):
        """Each thing that is shown lets the next one happen."""

        def put(self, view: View) -> None:
            super().put(view)
            note = next((note for note in view.notes if note in then), "")
            if not seen or note != seen[-1]:
                seen.append(note)
                then[note]()
            if view.link != links[-1]:
                links.append(view.link)
            if links == [True, False, True]:
                back.set()

    Session(opened("progressor:"), Settings(target=150.0), mailbox=Shown(), for_s=600).run(back)
    assert seen == [words.LOOKING, words.CONNECTING, words.WAITING, ""]


def test_a_name_that_comes_late_is_waited_for(gauge: Any) -> None:
    gauge.late_name = True
    with opened("progressor:Progressor_7125") as device:
        Reader(device).samples(5)


def test_a_low_battery_is_part_of_why_the_link_is_lost(board: Any, bluez: Any) -> None:
    board.status = Status(battery_mv=3300, flags=StatusFlag.LOW_BATTERY)
    with opened("ble:") as device:
        reader = Reader(device).samples(5)
        assert device.battery == "3.30 V"
        bluez.drop(board)
        assert "most likely its battery is empty" in reader.act("link_lost").data["why"]


def test_a_board_is_asked_for_a_rate_and_blinks(board: Any) -> None:
    with opened("ble:?rate=40") as device:
        reader = Reader(device).samples(5)
        assert reader.decoder.info.sfreq == 40.0
        device.blink()
        reader.until(lambda: Cmd.BLINK in board.commands)
    assert board.commands[:4] == [Cmd.IDENTIFY, Cmd.RATE, Cmd.STATUS, Cmd.START]
    assert board.commands[-1] == Cmd.STOP


def test_a_link_that_is_there_is_kept_awake(board: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from pressure_coach.devices.ble import Ble

    monkeypatch.setattr(Ble, "keep_alive_s", 0.01)
    with opened("ble:") as device:
        Reader(device).until(lambda: board.commands.count(Cmd.STATUS) > 3)


def test_a_slow_reader_loses_nothing(board: Any, bluez: Any) -> None:
    with opened("ble:") as device:
        reader = Reader(device).samples(1)
        board.steps_left = 5000
        board.per_step = 100
        assert bluez.emptied(board)
        reader.until(lambda: len(reader.values()) >= len(board.truth))
        assert reader.values() == board.truth
        assert reader.lost == 0


def test_a_device_that_is_not_open_is_not_read(board: Any) -> None:
    device = open_device("ble:")
    with pytest.raises(DeviceError, match="open it with 'with'"):
        device.read()
    with device:
        Reader(device).samples(1)
    with pytest.raises(DeviceError, match="open it with 'with'"):
        device.read()


def test_closing_while_the_link_is_away_or_looked_for_takes_no_time(board: Any, bluez: Any) -> None:
    board.in_range = False
    with opened("ble:") as device:
        device.read()
    board.in_range = True
    with opened("ble:") as device:
        reader = Reader(device).samples(1)
        board.in_range = False
        bluez.drop(board)
        reader.act("link_lost")
    assert not bluez.connected(board)
