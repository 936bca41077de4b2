"""Inside the machine: our drivers against the real bluetoothd, with the times that they have in real life."""

import json
import os
from typing import Any

import numpy as np
import pytest

from pressure_coach import devices, plugins
from pressure_coach.apps.cli import main
from pressure_coach.devices import _known
from tests.bluetooth.air import Reader, emulator, opened
from tests.deep.served import Served
from tests.deep.world import World
from tests.devices.test_ble_contract import is_the_truth, said

NAMES = [name for name in plugins.names(devices) if name in _known.drivers()]
CONNECTED = [name for name in NAMES if emulator(name).services]


def test_all_that_are_on_the_air_are_listed(world: World) -> None:
    sensors = [world.add(emulator(name)) for name in NAMES]
    seen = devices.nearby(4.0)
    assert seen.why == ""
    listed = {(sensor.address, sensor.name) for sensor in seen.sensors}
    assert listed == {(f"{name}:{one.address}", one.name) for name, one in zip(NAMES, sensors, strict=True)}


@pytest.mark.parametrize("scheme", CONNECTED)
def test_it_is_found_streams_is_lost_comes_back_and_is_let_go(scheme: str, world: World) -> None:
    sensor: Any = world.add(emulator(scheme))
    wanted = 20 if sensor.sfreq != 1.0 else 5
    with opened(f"{scheme}:") as device:
        reader = Reader(device).samples(wanted)
        assert is_the_truth(said(reader), sensor)
        assert (reader.lost, reader.decoder.bad_frames) == (0, 0)
        world.of(sensor, Served.lose)  # what is on its way then is lost, and counted
        assert sensor.name in reader.act("link_lost").data["why"]
        assert sensor.name in reader.act("link_back").data["why"]
        reader.samples(wanted)
        assert is_the_truth(said(reader), sensor)
        assert (sensor.connections, reader.decoder.bad_frames) == (2, 0)
    assert not world.connected(sensor)


def test_readings_that_stand_in_advertisements_are_heard(world: World) -> None:
    sensor: Any = world.add(emulator("whc06"))
    with opened("whc06:") as device:
        reader = Reader(device).samples(20)
        world.of(sensor, Served.hide)
        reader.act("link_lost")
        world.of(sensor, Served.show)
        reader.act("link_back")
        reader.samples(20)
    assert set(reader.values()) <= set(sensor.truth)


@pytest.mark.parametrize("scheme", ["ble", "progressor"])
def test_80_notifications_a_second_arrive_whole(scheme: str, world: World) -> None:
    sensor: Any = emulator(scheme)
    if scheme == "progressor":
        sensor.crimpdeq = True  # one sample a notification
    world.add(sensor)
    with opened(f"{scheme}:{sensor.name}") as device:
        reader = Reader(device).samples(1200)
    assert is_the_truth(said(reader), sensor)
    assert (reader.lost, reader.decoder.bad_frames, reader.acts()) == (0, 0, [])
    stamps = np.concatenate([chunk.t_us for chunk in reader.chunks if chunk.t_us is not None]).astype(np.int64)
    assert (len(stamps) - 1) * 1e6 / (stamps[-1] - stamps[0]) == pytest.approx(80.0, abs=0.01)


def test_connecting_again_and_again_leaves_no_descriptor_behind(world: World) -> None:
    sensor = world.add(emulator("progressor"))
    with opened(f"progressor:{sensor.address}") as device:
        reader = Reader(device).samples(3)
        open_files: list[int] = []
        for _ in range(6):
            world.of(sensor, Served.lose)
            reader.act("link_lost")
            reader.act("link_back")
            reader.samples(3)
            open_files.append(len(os.listdir("/proc/self/fd")))
    assert open_files[-1] <= open_files[0]


def test_a_person_comes_to_a_live_gauge_with_one_command(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    sensor: Any = world.add(emulator("progressor"))
    assert main(["live", "progressor:", "--target", "200", "--json", "--for", "3"]) == 0
    *_, summary = map(json.loads, capsys.readouterr().out.splitlines())
    assert summary["samples"] >= 3 * 80
    assert (summary["lost_frames"], summary["bad_frames"], summary["simulated"]) == (0, 0, False)
    assert not world.connected(sensor)
