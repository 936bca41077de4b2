"""A bluetoothd whose radio is bumble's: what bumble hears and finds is what a client of the bus sees."""

import asyncio
import threading
import uuid
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from bumble.core import UUID, AdvertisingData, BaseBumbleError
from bumble.device import Advertisement, Connection, Device, Peer
from bumble.gatt import Characteristic
from bumble.hci import Address
from dbus_fast import Message
from dbus_fast import Variant as V

from tests.bluetooth.bluez import ADVERTISING_S, Bluez
from tests.bluetooth.objects import ADAPTER, BLUEZ, interface
from tests.bluetooth.peripheral import COMMAND, INDICATE, NOTIFY, READ, WRITE, Peripheral

MTU = 247
FLAGS = {
    Characteristic.Properties.READ: READ,
    Characteristic.Properties.WRITE: WRITE,
    Characteristic.Properties.WRITE_WITHOUT_RESPONSE: COMMAND,
    Characteristic.Properties.NOTIFY: NOTIFY,
    Characteristic.Properties.INDICATE: INDICATE,
}
NAMES = (AdvertisingData.COMPLETE_LOCAL_NAME, AdvertisingData.SHORTENED_LOCAL_NAME)
SERVICES = (
    AdvertisingData.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS,
    AdvertisingData.COMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS,
)
BY_THE_SYSTEM = ("00001800", "00001801")  # services that bluetoothd keeps to itself


def long(short: UUID) -> str:
    """As bluetoothd writes it."""
    return str(uuid.UUID(bytes=short.to_bytes(force_128=True)[::-1]))


class Remote(Peripheral):
    """A device on bumble's air. What it has is known from the first connection on."""

    def __init__(self, at: Address) -> None:
        super().__init__()
        self.at, self.address, self.name = at, at.to_string(False), ""
        self.link: Connection | None = None
        self._found: dict[str, Any] = {}  # characteristics of bumble, by UUID

    def hear(self, told: Advertisement) -> None:
        """An advertisement and the answer to the scan."""
        self.name = next((str(name) for kind in NAMES if (name := told.data.get(kind))), self.name)
        data: Any = told.data  # what bumble makes of a field goes by its kind
        self.advertised = [long(one) for kind in SERVICES for one in data.get(kind) or ()]
        self.rssi = told.rssi

    async def reach(self, central: Device, lost: Callable[[], None]) -> None:
        """Connect, and find all that it has."""
        self.link = await central.connect(self.at)
        self.link.on("disconnection", lambda reason: lost())
        peer = Peer(self.link)
        await peer.request_mtu(MTU)
        services: dict[str, dict[str, list[str]]] = {}
        self._found = {}
        for service in await peer.discover_services():
            found = {long(one.uuid): one for one in await service.discover_characteristics()}
            if found and not long(service.uuid).startswith(BY_THE_SYSTEM):
                self._found.update(found)
                services[long(service.uuid)] = {
                    name: [flag for bit, flag in FLAGS.items() if one.properties & bit] for name, one in found.items()
                }
        self.services = services  # type: ignore[misc]  # of a class elsewhere; of this one they are found on the air

    async def leave(self) -> None:
        """Disconnect."""
        link, self.link = self.link, None
        if link is not None:
            await link.disconnect()

    async def read(self, characteristic: str) -> bytes:
        """Its value."""
        return bytes(await self._found[characteristic].read_value())

    async def write(self, characteristic: str, data: bytes, wait: bool) -> None:
        """With a response or without."""
        self.written.append((characteristic, data))
        await self._found[characteristic].write_value(data, with_response=wait)

    async def listen(self, characteristic: str) -> None:
        """Its notifications go to the bus from here on."""
        await self._found[characteristic].subscribe(lambda data: self.notify(characteristic, bytes(data)))

    async def unlisten(self, characteristic: str) -> None:
        """They do not any more."""
        await self._found[characteristic].unsubscribe(force=True)


class Bridge(Bluez):
    """``with Bridge(address, world) as bluez``. ``world()`` is entered on the loop of the bridge and has a ``central``;
    where nothing paces it, it should ``breathe`` now and then, so that it never says more than the bus takes.
    """

    patience_s = 60.0  # a world may have to be built first, and asked what was true at last

    def __init__(self, address: str, world: Callable[[], AbstractAsyncContextManager[Any]]) -> None:
        super().__init__(address)
        self._world = world
        self._spoke = False

    async def _live(self, ready: threading.Event) -> None:
        async with self._world() as self.world:
            self._central: Device = self.world.central
            self._central.on("advertisement", self._hear)
            await super()._live(ready)

    async def breathe(self) -> None:
        """Wait until all that was said since the last breath has been taken."""
        if self._spoke:
            self._spoke = False
            await self._flush()

    def remote(self, name: str) -> Remote:
        """The device of this name; it was heard before."""
        return next(one for one in self.peripherals.values() if isinstance(one, Remote) and one.name == name)

    def cut(self, remote: Remote) -> None:
        """The link is lost, and the client did not want it."""
        asyncio.run_coroutine_threadsafe(remote.leave(), self._loop).result(60)

    # -- what the fake does, over the air --------------------------------------------------------------------------

    async def _advertise(self) -> None:
        """It listens as long as somebody scans."""
        listens = False
        while True:
            if listens != bool(self._scanning):
                listens = not listens
                await (
                    self._central.start_scanning(filter_duplicates=False) if listens else self._central.stop_scanning()
                )
            await asyncio.sleep(ADVERTISING_S)

    def _hear(self, told: Advertisement) -> None:
        path = f"{ADAPTER}/dev_{told.address.to_string(False).replace(':', '_')}"
        remote = self.peripherals.setdefault(path, Remote(told.address))
        assert isinstance(remote, Remote)
        remote.hear(told)
        if not self._is(path, "Connected"):
            self._advertisement(path, remote)

    async def _connect(self, message: Message, path: str) -> None:
        remote = self.peripherals[path]
        assert isinstance(remote, Remote)
        try:
            await remote.reach(self._central, lambda: self._drop(path))
        except BaseBumbleError as error:
            self._refuse(message, f"{BLUEZ}.Error.Failed", str(error))
            return
        self._place(path, remote)
        await super()._connect(message, path)

    async def _disconnect(self, message: Message, path: str) -> None:
        remote = self.peripherals[path]
        assert isinstance(remote, Remote)
        await remote.leave()
        await super()._disconnect(message, path)

    def _gatt(self, member: str, message: Message, path: str) -> None:
        self._background(self._ask(member, message, path))

    async def _ask(self, member: str, message: Message, path: str) -> None:
        remote = self.peripherals[self._homes[path]]
        assert isinstance(remote, Remote)
        uuid = self._objects[path][interface("GattCharacteristic")]["UUID"].value
        try:
            if remote.link is None:
                self._refuse(message, f"{BLUEZ}.Error.Failed", "Not connected")
            elif member == "ReadValue":
                self._return(message, "ay", [await remote.read(uuid)])
            elif member == "WriteValue":
                data, options = message.body
                await remote.write(uuid, bytes(data), options["type"].value == "request")
                self._return(message)
            else:
                if member == "StartNotify":
                    self._notifying[path] = message.sender or ""
                    await remote.listen(uuid)
                else:
                    self._notifying.pop(path, None)
                    await remote.unlisten(uuid)
                self._return(message)
                self._changed(path, "GattCharacteristic", Notifying=V("b", path in self._notifying))
        except BaseBumbleError as error:
            self._refuse(message, f"{BLUEZ}.Error.Failed", str(error))

    def _signal(self, path: str, where: str, member: str, signature: str, body: list[Any]) -> None:
        self._spoke = True
        super()._signal(path, where, member, signature, body)
