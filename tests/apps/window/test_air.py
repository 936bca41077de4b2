"""Bluetooth sensors in the list: they appear, stay through a silence, and go."""

import threading
from dataclasses import replace

from pressure_coach.apps.window.air import FORGET_S, Air
from pressure_coach.apps.window.lister import Entry, _heard, entries
from pressure_coach.devices._nearby import Nearby, Sensor

GAUGE = Sensor("Progressor_4711", "Tindeq Progressor", "progressor:C0:FF:EE:00:00:01", -60, None)
PAD = Sensor("PressureCoach-66AA", "our own pad", "ble:C0:FF:EE:00:00:02", -40, 90)


class Ether:
    """What is on the air, and a clock."""

    def __init__(self) -> None:
        self.now = 0.0
        self.found = Nearby()
        self.air = Air(lambda seconds: self.found, lambda: self.now)

    def look(self, *sensors: Sensor, why: str = "", after: float = 0.0) -> list[Entry]:
        self.now += after
        self.found = Nearby(sensors, why)
        self.air.look()
        return _heard("en", self.air)


def test_sensors_are_listed_by_name_with_the_address_that_opens_them() -> None:
    listed = Ether().look(GAUGE, PAD)
    assert [entry.title for entry in listed] == ["On Bluetooth", "PressureCoach-66AA", "Progressor_4711"]
    assert [entry.address for entry in listed] == ["", PAD.address, GAUGE.address]
    assert listed[1].detail == f"our own pad, {PAD.address}, strong, battery 90 %"


def test_how_well_a_sensor_is_heard_is_told_in_words_that_seldom_change() -> None:
    for rssi, word in ((-65, ", strong"), (-66, ", good"), (-81, ", weak: bring it nearer"), (None, "")):
        detail = Ether().look(replace(GAUGE, rssi=rssi))[1].detail
        assert detail == f"Tindeq Progressor, {GAUGE.address}{word}"


def test_a_sensor_that_is_silent_for_a_moment_stays_and_one_that_is_gone_goes() -> None:
    ether = Ether()
    ether.look(GAUGE)
    assert len(ether.look(after=FORGET_S - 1)) == 2
    assert ether.look(after=2) == []


def test_nothing_is_said_while_nothing_is_known() -> None:
    assert _heard("en", Ether().air) == []


def test_a_radio_that_cannot_be_used_says_why_and_cannot_be_chosen() -> None:
    listed = Ether().look(why="the radio is off; switch it on.")
    assert [(entry.address, entry.detail) for entry in listed] == [("", ""), ("", "The radio is off.")]


def test_all_groups_are_there_together(own_folder) -> None:
    ether = Ether()
    ether.look(PAD)
    addresses = [entry.address for entry in entries("en", ether.air)]
    assert PAD.address in addresses
    assert "sim:good" in addresses


def test_it_listens_until_it_is_stopped_and_again_when_started_anew() -> None:
    heard = threading.Semaphore(0)

    def listen(seconds: float) -> Nearby:
        heard.release()
        return Nearby((PAD,))

    air = Air(listen)
    for _ in range(2):
        air.start()
        air.start()
        assert heard.acquire(timeout=10)
        air.stop()
    assert not heard.acquire(blocking=False)
