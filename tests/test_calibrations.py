"""Which calibration applies: named, else stored for the device, else the driver's own, else none."""

from datetime import date, timedelta

import pytest

from pressure_coach import Calibration, places
from pressure_coach.calibrations import chooser, read_calibration, stored
from pressure_coach.errors import CalibrationError, UsageError
from pressure_coach.signal.chunk import StreamInfo

INFO = StreamInfo("cell", "00aa", ("force",), "counts", 80.0)
OWN = Calibration(unit="N", slope=(0.5,), provenance="the driver's")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "calibrations", lambda: tmp_path)
    return tmp_path


def write(path, slope=0.001, device_id="00aa", when=None):
    path.parent.mkdir(parents=True, exist_ok=True)
    when = when or date.today()
    path.write_text(Calibration(unit="N", slope=(slope,), device_id=device_id, date=when.isoformat()).to_text())
    return str(path)


def choose(file=None, scale=None, own=OWN, info=INFO):
    said: list[str] = []
    return chooser(file, scale, own, said.append)(info), said


def test_a_scale_given_by_hand_comes_first(folder):
    calibration, _ = choose(scale=0.25)
    assert calibration.slope == (0.25,)


def test_then_the_file_that_was_named(folder):
    calibration, said = choose(file=write(folder / "mine.toml", 0.002))
    assert (calibration.slope, said) == ((0.002,), [])


def test_then_the_newest_stored_for_the_device(folder):
    write(folder / "00aa" / "2026-01-01.toml", 0.003)
    write(folder / "00aa" / "2026-02-01.toml", 0.004)
    assert choose()[0].slope == (0.004,)
    assert stored("00bb") is None
    assert stored("") is None


def test_then_the_drivers_own_then_none(folder):
    assert choose()[0] is OWN
    assert choose(own=None)[0] is None


def test_a_file_of_another_sensor_is_refused(folder):
    with pytest.raises(CalibrationError, match="belongs to the sensor 00bb"):
        choose(file=write(folder / "mine.toml", device_id="00bb"))


def test_an_old_one_is_not_used_unasked(folder):
    write(folder / "00aa" / "old.toml", when=date.today() - timedelta(days=91))
    calibration, said = choose(own=None)
    assert calibration is None
    assert len(said) == 1
    assert "91 days" in said[0]
    assert "--calibration" in said[0]


def test_one_of_ninety_days_is_used(folder):
    write(folder / "00aa" / "old.toml", 0.003, when=date.today() - timedelta(days=90))
    calibration, said = choose(own=None)
    assert (calibration.slope, said) == ((0.003,), [])


def test_an_old_one_that_was_named_is_used_with_a_warning(folder):
    old = write(folder / "mine.toml", when=date.today() - timedelta(days=120))
    calibration, said = choose(file=old)
    assert calibration is not None
    assert "120 days" in " ".join(said)


@pytest.mark.parametrize("content", [b"", b"slope = 1", b"\xff\xfe\x00", b"unit = 'N'\nslope = ['x']"])
def test_a_file_that_is_no_calibration_is_named(tmp_path, content):
    path = tmp_path / "bad.toml"
    path.write_bytes(content)
    with pytest.raises(CalibrationError, match=r"bad\.toml"):
        read_calibration(path)


def test_a_stored_file_of_another_sensor_is_refused(folder):
    write(folder / "00aa" / "2026-01-01.toml", device_id="00bb")
    with pytest.raises(CalibrationError, match="belongs to the sensor 00bb, but this one is 00aa"):
        choose()


@pytest.mark.parametrize("scale", [0.0, float("nan"), float("inf")])
def test_a_scale_that_is_none_is_refused_before_anything_is_opened(scale):
    with pytest.raises(UsageError, match="--scale is"):
        chooser(None, scale, None, print)


def test_a_scale_and_a_file_at_once_are_refused(folder):
    with pytest.raises(UsageError, match="one of them"):
        chooser(write(folder / "mine.toml"), 0.5, None, print)
