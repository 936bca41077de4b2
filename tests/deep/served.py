"""An emulated sensor on bumble's air: a GATT server with the same emulator behind it as in the other tests."""

import asyncio
import contextlib
from typing import Any

from bumble import data_types
from bumble.att import ATT_Error
from bumble.core import UUID, AdvertisingData, ProtocolError
from bumble.device import Connection, Device, DeviceConfiguration
from bumble.gatt import Characteristic, CharacteristicValue, Service
from bumble.hci import Address, HCI_ErrorCode
from bumble.link import LocalLink

from tests.bluetooth.controllers import Plain
from tests.bluetooth.peripheral import COMMAND, INDICATE, NOTIFY, READ, WRITE, Peripheral, Refused

ADVERTISING_MS = 125.0
USUAL_HZ = 10.0  # of those that do not say how fast they are
SHORT = "-0000-1000-8000-00805f9b34fb"  # the end of an UUID that has 16 bits of its own
ROOM = 31  # bytes of an advertisement, and of the answer to a scan
Is = Characteristic.Properties
PROPERTIES = {
    READ: Is.READ, WRITE: Is.WRITE, COMMAND: Is.WRITE_WITHOUT_RESPONSE, NOTIFY: Is.NOTIFY, INDICATE: Is.INDICATE,
}  # fmt: skip
MAY = {READ: Characteristic.READABLE, WRITE: Characteristic.WRITEABLE, COMMAND: Characteristic.WRITEABLE}
LE_ONLY = AdvertisingData.Flags.LE_GENERAL_DISCOVERABLE_MODE | AdvertisingData.Flags.BR_EDR_NOT_SUPPORTED


class Served:
    """``await Served(peripheral, air).appear()``. All of it lives on one loop."""

    def __init__(self, peripheral: Peripheral, air: LocalLink) -> None:
        self.peripheral = peripheral
        self.link: Connection | None = None
        self._air = air
        self._controller = Plain(peripheral.name, link=air)
        about = DeviceConfiguration(
            name=peripheral.name,
            address=Address(peripheral.address),
            advertising_interval_min=ADVERTISING_MS,
            advertising_interval_max=ADVERTISING_MS,
            advertising_data=b"",
        )
        self._device = Device.from_config_with_hci(about, self._controller, self._controller)
        self._device.on("connection", self._connected)
        self._by_uuid: dict[str, Characteristic[bytes]] = {}
        for service, contents in peripheral.services.items():
            of_it = [self._characteristic(uuid, flags) for uuid, flags in contents.items()]
            self._device.add_service(Service(service, of_it))
        peripheral.attach(lambda uuid, data: self._to_say.put_nowait((uuid, data)))

    def _characteristic(self, uuid: str, flags: Any) -> "Characteristic[bytes]":
        properties, may = Is(0), Characteristic.Permissions(0)
        for flag in flags:
            properties |= PROPERTIES[flag]
            may |= MAY.get(flag, Characteristic.Permissions(0))

        def read(link: Connection) -> bytes:
            return refusing(lambda: self.peripheral.on_read(uuid))

        def write(link: Connection, value: bytes) -> None:
            refusing(lambda: self.peripheral.on_write(uuid, bytes(value)))

        def subscribed(link: Connection, notify: bool, indicate: bool) -> None:
            if notify or indicate:
                self.peripheral.listened(uuid)

        made = Characteristic(uuid, properties, may, CharacteristicValue(read=read, write=write))
        made.on("subscription", subscribed)
        self._by_uuid[uuid] = made
        return made

    async def appear(self) -> "Served":
        """It is on the air."""
        self._to_say: asyncio.Queue[tuple[str, bytes]] = asyncio.Queue()
        self._speaking: asyncio.Task[None] | None = None  # while there is a link
        await self._device.power_on()
        name = bytes(AdvertisingData([data_types.CompleteLocalName(self.peripheral.name)]))[:ROOM]
        await self._device.start_advertising(scan_response_data=name, auto_restart=True)
        self._tasks = [asyncio.ensure_future(task) for task in (self._advertise(), self._stream())]
        return self

    async def vanish(self) -> None:
        """Out of range, for good."""
        self.hide()
        for task in self._tasks:
            task.cancel()
        self._air.remove_controller(self._controller)

    def hide(self) -> None:
        """Out of range."""
        self.lose()
        self._controller.link = None  # type: ignore[assignment]  # its advertisements reach nobody

    def show(self) -> None:
        """And back."""
        self._controller.link = self._air

    def lose(self) -> None:
        """The link is lost."""
        lose(self._air, Address(self.peripheral.address))

    # -- what it does by itself ------------------------------------------------------------------------------------

    async def _advertise(self) -> None:
        """Its advertisement is another one each time when its readings stand there."""
        while True:
            parts: list[Any] = [data_types.Flags(LE_ONLY)]
            uuids = self.peripheral.advertised
            if short := [UUID(one[4:8]) for one in uuids if one.endswith(SHORT)]:
                parts.append(data_types.CompleteListOf16BitServiceUUIDs(short))
            if long := [UUID(one) for one in uuids if not one.endswith(SHORT)]:
                parts.append(data_types.CompleteListOf128BitServiceUUIDs(long))
            for company, data in self.peripheral.manufacturer.items():
                parts.append(data_types.ManufacturerSpecificData(company, data))
            told = bytes(AdvertisingData(parts))
            assert len(told) <= ROOM
            self._controller.le_legacy_advertiser.advertising_data = told
            await asyncio.sleep(ADVERTISING_MS / 1000)

    def _connected(self, link: Connection) -> None:
        self.link, self._to_say = link, asyncio.Queue()
        self._speaking = asyncio.ensure_future(self._speak())
        link.on("disconnection", self._disconnected)
        self.peripheral.connections += 1
        self.peripheral.began()

    def _disconnected(self, reason: int) -> None:
        self.link, self.peripheral.streaming = None, False
        if self._speaking is not None:  # it may wait for the confirmation of an indication
            self._speaking.cancel()

    async def _stream(self) -> None:
        """As many samples a second as it has."""
        peripheral: Any = self.peripheral
        period = 1 / (peripheral.sfreq or USUAL_HZ)
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            before = len(peripheral.truth)
            sent = peripheral.on_step()
            now = loop.time()
            due = max(due, now - 1.0) + (max(len(peripheral.truth) - before, 1) * period if sent else period)
            await asyncio.sleep(max(0.0, due - now))

    async def _speak(self) -> None:
        while True:
            uuid, data = await self._to_say.get()
            one = self._by_uuid[uuid]
            with contextlib.suppress(ProtocolError, asyncio.TimeoutError):  # the link was lost meanwhile
                if one.properties & Is.NOTIFY:
                    await self._device.notify_subscribers(one, data)
                else:
                    await self._device.indicate_subscribers(one, data)


def lose(air: LocalLink, who: Address) -> None:
    """The two ends of a link notice that they have not heard of each other for too long."""
    for controller in air.controllers:
        for connection in list(controller.le_connections.values()):
            if who in (connection.self_address, connection.peer_address):
                controller.on_le_disconnected(connection, HCI_ErrorCode.CONNECTION_TIMEOUT_ERROR)


def refusing(do: Any) -> Any:
    """What an emulator answers; its refusal is one of the attribute protocol."""
    try:
        return do()
    except Refused as refused:
        raise ATT_Error(refused.code) from None
