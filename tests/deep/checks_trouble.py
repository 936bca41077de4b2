"""Inside the machine: what real life puts in the way, told and survived with the real bluetoothd."""

from collections.abc import Callable
from typing import Any

import pytest

from pressure_coach.devices import nearby
from pressure_coach.errors import DeviceError
from tests.bluetooth.air import Reader, emulator, opened
from tests.deep.served import Served
from tests.deep.world import World


def refused(address: str) -> str:
    with pytest.raises(DeviceError) as error, opened(address) as device:
        Reader(device).samples(1)
    return str(error.value)


TROUBLES: dict[str, tuple[Callable[[World], None], Callable[[World], None], str]] = {
    "off": (lambda world: world.power(False), lambda world: world.power(True), "Bluetooth is switched off; switch"),
    "no adapter": (World.unplug, World.plug_in, "there is no Bluetooth adapter; plug one in"),
    "no service": (World.stop, World.start_again, "the Bluetooth service does not run; start it with"),
}


@pytest.mark.parametrize("name", TROUBLES)
def test_a_radio_that_cannot_be_used_is_told_at_once_with_the_remedy(name: str, world: World) -> None:
    begin, end, says = TROUBLES[name]
    begin(world)
    try:
        assert says in refused("progressor:Alma")
        assert nearby(1.0).why.startswith(says)
    finally:
        end(world)


@pytest.mark.parametrize("name", TROUBLES)
def test_a_radio_that_goes_in_the_middle_and_comes_back_is_survived(name: str, world: World) -> None:
    begin, end, _ = TROUBLES[name]
    world.add(emulator("ble"))
    with opened("ble:") as device:
        reader = Reader(device).samples(20)
        begin(world)
        reader.act("link_lost")
        end(world)
        reader.act("link_back")
        reader.samples(20)


def test_what_is_not_heard_is_told_with_what_is(world: World) -> None:
    world.add(emulator("progressor"))
    said = refused("ble:")
    assert "no board with our firmware was heard within 10 s" in said
    assert "progressor:C0:FF:EE:00:00:0A (Progressor_7125, Progressor)" in said


def test_one_that_another_program_holds_is_not_taken_from_it(world: World) -> None:
    gauge = world.add(emulator("progressor"))
    with opened("progressor:") as device:
        Reader(device).samples(3)
        said = refused("progressor:")
        assert "Progressor_7125 is already connected to this computer by another program" in said
        assert world.connected(gauge)


def test_of_two_one_must_be_named(world: World) -> None:
    first, second = world.add(emulator("progressor")), emulator("progressor")
    second.name, second.address = "Progressor_8", "C0:FF:EE:00:00:AA"
    world.add(second)
    assert "more than one Progressor is in range; choose one of " in refused("progressor:")
    with opened("progressor:progressor_8") as device:
        Reader(device).samples(3)
    assert (first.connections, second.connections) == (0, 1)


def test_a_sensor_that_leaves_and_comes_back_is_followed(world: World) -> None:
    sensor = world.add(emulator("ble"))
    with opened("ble:") as device:
        reader = Reader(device).samples(20)
        world.of(sensor, Served.hide)
        reader.act("link_lost")
        world.pass_by(45.0)  # bluetoothd forgets it meanwhile
        world.of(sensor, Served.show)
        reader.act("link_back")
        reader.samples(20)


def test_a_refused_command_is_told(world: World) -> None:
    sensor: Any = world.add(emulator("progressor"))
    sensor.refuses = 0x80
    assert "refuses our command" in refused("progressor:")


def test_one_that_never_says_anything_is_told_so(world: World) -> None:
    sensor: Any = world.add(emulator("progressor"))
    sensor.silent = True
    assert "is connected but has said nothing for 5 s" in refused("progressor:")


def test_a_sensor_that_falls_silent_is_lost_though_it_is_connected(world: World) -> None:
    sensor: Any = world.add(emulator("ble"))
    with opened("ble:") as device:
        reader = Reader(device).samples(20)
        sensor.silent = True
        assert "has sent nothing for 3 s" in reader.act("link_lost").data["why"]
        sensor.silent = False
        reader.act("link_back")
        reader.samples(20)
