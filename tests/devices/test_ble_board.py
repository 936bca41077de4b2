"""A board that is set up over Bluetooth, through bleak's real backend, as itself and as the Progressor it became."""

from typing import Any

import pytest

from pressure_coach.apps.cli import main
from pressure_coach.errors import DeviceError
from pressure_coach.signal.messages import Progressor
from pressure_coach.signal.protocol import BLE_NAME, Cmd
from pressure_coach.signal.units import KGF_N
from tests.bluetooth.air import Reader, emulator, opened

ON = ["--progressor", "--scale", "0.5", "--zero", "1000"]


@pytest.fixture
def there(bluez: Any) -> Any:
    return bluez.add(emulator("ble"))


@pytest.mark.parametrize("where", ["", f"{BLE_NAME}-66AA", "C0:FF:EE:00:00:0B"])
def test_a_board_is_asked_and_switched(there: Any, where: str, capsys: pytest.CaptureFixture[str]) -> None:
    address = f"ble:{where}"
    assert main(["board", address]) == 0
    assert there.kept == Progressor()
    assert main(["board", address, *ON]) == 0
    assert there.kept == Progressor(0.5 / KGF_N, 1000, "_66AA")
    assert "as Progressor_66AA" in capsys.readouterr().out
    assert main(["board", address, "--progressor", "off"]) == 0
    assert there.kept == Progressor()


@pytest.mark.parametrize("where", ["", "Progressor_66AA"])
def test_as_a_progressor_it_is_found_and_switched_back(there: Any, where: str) -> None:
    there.kept = Progressor(1.0, 0, "_66AA")
    there.name = "Progressor_66AA"
    assert main(["board", f"ble:{where}", "--progressor", "off"]) == 0
    assert there.kept == Progressor()


@pytest.mark.usefixtures("impatient")
def test_a_progressor_of_its_maker_is_no_board_and_is_told_nothing(bluez: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    gauge = bluez.add(emulator("progressor"))
    wrote: list[bytes] = []
    monkeypatch.setattr(gauge, "wrote", lambda characteristic, data: wrote.append(data))
    with pytest.raises(DeviceError, match=r"Progressor_7125.*lacks the characteristics of"):
        main(["board", "ble:", *ON])
    assert wrote == []


def test_a_session_never_touches_what_the_board_keeps(there: Any) -> None:
    there.kept = kept = Progressor(1.0, 5, "_66AA")
    with opened("ble:") as device:
        Reader(device).samples(200)
    assert there.kept == kept
    assert Cmd.PROGRESSOR not in there.commands
