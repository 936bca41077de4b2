"""A board with our firmware."""

from typing import ClassVar

from pressure_coach.signal import protocol
from pressure_coach.signal.messages import Status
from pressure_coach.signal.protocol import BLE_CONTROL, BLE_DATA, BLE_SERVICE, Caps, Cmd, Frame
from pressure_coach.signal.wire import Command, Hello, Id, Progressor, Samples
from tests.bluetooth.peripheral import COMMAND, NOTIFY, WRITE, Peripheral, Refused, Services


class Emulator(Peripheral):
    """One channel of 24 bits at 80 samples/s of its own clock, one sample a notification."""

    name = f"{protocol.BLE_NAME}-66AA"
    address = "C0:FF:EE:00:00:0B"
    services: ClassVar[Services] = {BLE_SERVICE: {BLE_DATA: [NOTIFY], BLE_CONTROL: [WRITE, COMMAND]}}
    advertised = (BLE_SERVICE,)
    device_id = "00112233445566aa"
    sfreq = 80.0

    def __init__(self) -> None:
        super().__init__()
        self.version = protocol.VERSION
        self.commands: list[Cmd] = []
        self.status = Status(battery_mv=3912)
        self.kept = Progressor()  # for other people's apps
        self.rate_hz = self.sfreq
        self._seq = 0
        self._t_us = 5_000_000

    def wrote(self, characteristic: str, data: bytes) -> None:
        try:
            command = Command.from_body(data)
        except ValueError:
            raise Refused from None
        self.commands.append(command.code)
        if command.code in (Cmd.IDENTIFY, Cmd.RATE):
            if command.code == Cmd.RATE:
                self.rate_hz = command.rate_millihertz / 1000
            caps = Caps.RATE | Caps.BLINK | Caps.PROGRESSOR
            hello = Hello(
                1, round(self.rate_hz * 1000), adc_bits=24, version=self.version, firmware=(1, 2, 3), caps=caps
            )
            self.notify(BLE_DATA, hello.to_body())
            self.notify(BLE_DATA, Id(self.device_id).to_body())
        elif command.code == Cmd.STATUS:
            self.notify(BLE_DATA, self.status.to_body())
        elif command.code in (Cmd.START, Cmd.STOP):
            self.streaming = command.code == Cmd.START
        elif command.code == Cmd.PROGRESSOR:
            if len(data) > 1:
                self.kept = Progressor.from_body(bytes((Frame.PROGRESSOR,)) + data[1:])
            self.notify(BLE_DATA, self.kept.to_body())

    def step(self) -> None:
        count = 1000 + len(self.truth) % 997
        self.truth.append(count)
        self.notify(BLE_DATA, Samples(self._seq & 0xFFFF, self._t_us & 0xFFFFFFFF, ((count,),)).to_body())
        self._seq += 1
        self._t_us += round(1e6 / self.rate_hz)
