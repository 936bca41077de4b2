"""An Entralpi plate, which speaks as soon as somebody has subscribed; ``still``: only when the weight changes."""

from typing import ClassVar

from pressure_coach.signal.units import KGF_N
from tests.bluetooth.peripheral import BATTERY, BATTERY_SERVICE, NOTIFY, READ, WRITE, Peripheral, Services

UART, SCALE, TX, RX = (f"0000{n}-0000-1000-8000-00805f9b34fb" for n in ("fff0", "181d", "fff1", "fff4"))
IN_THE_SCALE: Services = {UART: {TX: [WRITE], RX: [WRITE]}, SCALE: {TX: [NOTIFY]}, BATTERY_SERVICE: {BATTERY: [READ]}}
IN_THE_UART: Services = {UART: {TX: [WRITE], RX: [NOTIFY]}, BATTERY_SERVICE: {BATTERY: [READ]}}


class Emulator(Peripheral):
    """Two bytes of hundredths of a kgf and, as far as is known, others behind them."""

    name = "ENTRALPI"
    address = "C0:FF:EE:00:00:E1"
    services: ClassVar[Services] = {UART: {TX: [NOTIFY]}, BATTERY_SERVICE: {BATTERY: [READ]}}
    advertised = (SCALE,)
    numbered = False
    sfreq = 0.0  # it does not say
    data = TX
    still = False

    def listened(self, characteristic: str) -> None:
        self.streaming = not self.still

    def value(self, characteristic: str) -> bytes:
        return bytes((87,))

    def step(self) -> None:
        self.lay(1000 + len(self.truth) % 997)

    def lay(self, steps: int) -> None:
        """A weight in steps of 0.01 kgf."""
        self.truth.append(steps / 100 * KGF_N)
        self.notify(self.data, steps.to_bytes(2, "big"))
