"""A bluetoothd that is none: what bleak's BlueZ backend asks of org.bluez, answered for emulated peripherals.

It runs on a thread and a bus connection of its own. Signals, their order and the words of errors are those of
bluetoothd 5.66. ``Bluez.do(call)`` runs something on its thread, where all peripherals live.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from dbus_fast import Message, MessageType, RequestNameReply
from dbus_fast import Variant as V
from dbus_fast.aio import MessageBus

from tests.bluetooth.objects import ADAPTER, BLUEZ, adapter, characteristics, device, gatt, interface
from tests.bluetooth.peripheral import Peripheral, Refused

OBJECTS, PROPERTIES = "org.freedesktop.DBus.ObjectManager", "org.freedesktop.DBus.Properties"
DENIED, UNKNOWN_OBJECT = "org.freedesktop.DBus.Error.AccessDenied", "org.freedesktop.DBus.Error.UnknownObject"
GENERIC = "00001801-0000-1000-8000-00805f9b34fb"  # a service that every connected device has
ADVERTISING_S, BREATH_S = 0.01, 0.001
T = TypeVar("T")


class Bluez:
    """``with Bluez(address) as bluez: bluez.add(peripheral)``."""

    patience_s = 10.0  # to begin and to end

    def __init__(self, address: str) -> None:
        self._address = address
        self.peripherals: dict[str, Peripheral] = {}  # by the path of their objects
        self.denied = False  # the policy of the bus keeps us out
        self.disconnect_s = 0.01  # a real one takes about 2 s
        self.breath_s = BREATH_S  # between the steps of a stream
        self.calls: list[str] = []  # methods that were called
        self.faults: list[Exception] = []  # of the fake and its emulators
        self._objects: dict[str, dict[str, dict[str, V]]] = {}
        self._homes: dict[str, str] = {}  # path of a characteristic -> path of its device
        self._scanning: set[str] = set()
        self._notifying: dict[str, str] = {}  # path of a characteristic -> who has subscribed
        self._heard: set[str] = set()  # devices whose first advertisement has been
        self._tasks: set[asyncio.Task[None]] = set()

    # -- life ------------------------------------------------------------------------------------------------------

    def __enter__(self) -> "Bluez":
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._live(ready)), name="bluez")
        self._thread.start()
        assert ready.wait(self.patience_s), "the fake bluetoothd did not start"
        return self

    def __exit__(self, *error: object) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(self.patience_s)
        if self.faults and error[0] is None:
            raise self.faults[0]

    async def _live(self, ready: threading.Event) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        self._objects[ADAPTER] = adapter()
        await self._rise()
        self._background(self._advertise())
        self._background(self._stream())
        ready.set()
        await self._end.wait()
        for task in self._tasks:
            task.cancel()
        self._bus.disconnect()
        await self._bus.wait_for_disconnect()

    async def _rise(self) -> None:
        self._bus = MessageBus(bus_address=self._address, negotiate_unix_fd=True)
        await self._bus.connect()
        self._bus.add_message_handler(self._answer)
        assert await self._bus.request_name(BLUEZ) == RequestNameReply.PRIMARY_OWNER

    def _background(self, task: Any) -> None:
        running = asyncio.ensure_future(task)
        self._tasks.add(running)
        running.add_done_callback(self._tasks.discard)

    def do(self, call: Callable[[], T]) -> T:
        """Run it on the thread of the fake, and wait until what it sent is on its way."""

        async def run() -> T:
            result = call()
            if self._bus.connected:
                await self._flush()
            return result

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(10)

    # -- the world, changed by a test ------------------------------------------------------------------------------

    def add(self, peripheral: Peripheral) -> Peripheral:
        """Put a peripheral into the room."""
        path = f"{ADAPTER}/dev_{peripheral.address.replace(':', '_')}"

        def appear() -> None:
            self._place(path, peripheral)
            if peripheral.connected_here:
                self._add(path, device(peripheral, with_name=True))
                for at, interfaces in gatt(peripheral, path):
                    self._add(at, interfaces)
                services = V("as", [*peripheral.advertised, GENERIC])
                self._changed(path, "Device", Connected=V("b", True), ServicesResolved=V("b", True), UUIDs=services)

        self.do(appear)
        return peripheral

    def drop(self, peripheral: Peripheral) -> None:
        """The link is lost."""
        self.do(lambda: self._drop(self._path(peripheral)))

    def forget(self, peripheral: Peripheral) -> None:
        """What bluetoothd does with a device that it has not heard of for a while."""
        self.do(lambda: self._forget(self._path(peripheral)))

    def power(self, on: bool) -> None:
        """Switch the adapter."""
        if not on:
            for path in list(self.peripherals):
                self.do(lambda path=path: self._drop(path))  # type: ignore[misc]
        self.do(lambda: self._changed(ADAPTER, "Adapter", Powered=V("b", on)))

    def unplug_adapter(self) -> None:
        """No adapter any more."""
        for path in [path for path in self._objects if path != ADAPTER]:
            self.do(lambda path=path: self._forget(path))  # type: ignore[misc]
        self.do(lambda: self._remove(ADAPTER))

    def crash(self) -> None:
        """bluetoothd dies without a word."""

        async def die() -> None:
            self._bus.disconnect()
            await self._bus.wait_for_disconnect()
            self._objects = {ADAPTER: adapter()}
            self._notifying.clear()
            self._scanning.clear()
            self._heard.clear()

        asyncio.run_coroutine_threadsafe(die(), self._loop).result(10)

    def rise(self) -> None:
        """And is started again."""
        asyncio.run_coroutine_threadsafe(self._rise(), self._loop).result(10)

    def emptied(self, peripheral: Peripheral) -> bool:
        """Wait until it has made all steps that it has; False: it took too long."""

        async def wait() -> bool:
            for _ in range(10_000):
                if not peripheral.steps_left:
                    return True
                await asyncio.sleep(BREATH_S)
            return False

        return asyncio.run_coroutine_threadsafe(wait(), self._loop).result(20)

    def connected(self, peripheral: Peripheral) -> bool:
        """Whether somebody is connected to it."""
        return self._is(self._path(peripheral), "Connected")

    # -- signals ---------------------------------------------------------------------------------------------------

    def _signal(self, path: str, where: str, member: str, signature: str, body: list[Any]) -> None:
        if self._bus.connected:
            self._bus.send(Message.new_signal(path, where, member, signature, body))

    def _changed(self, path: str, name: str, **values: V) -> None:
        self._objects[path][interface(name)].update(values)
        self._signal(path, PROPERTIES, "PropertiesChanged", "sa{sv}as", [interface(name), values, []])

    def _add(self, path: str, interfaces: dict[str, dict[str, V]]) -> None:
        self._objects[path] = interfaces
        self._signal("/", OBJECTS, "InterfacesAdded", "oa{sa{sv}}", [path, interfaces])

    def _remove(self, path: str) -> None:
        if (interfaces := self._objects.pop(path, None)) is not None:
            self._signal("/", OBJECTS, "InterfacesRemoved", "oas", [path, list(interfaces)])

    async def _flush(self) -> None:
        """A round trip to the daemon. dbus-fast closes a bus whose socket is full: never send much without one."""
        with contextlib.suppress(EOFError):  # it crashed meanwhile, as a test wanted
            await self._bus.call(
                Message("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.Peer", "Ping")
            )

    # -- peripherals -----------------------------------------------------------------------------------------------

    async def _advertise(self) -> None:
        while True:
            for path, peripheral in list(self.peripherals.items()):
                if self._scanning and peripheral.on_air and not self._is(path, "Connected"):
                    if peripheral.rounds_missed:
                        peripheral.rounds_missed -= 1
                    else:
                        self._advertisement(path, peripheral)
            await asyncio.sleep(ADVERTISING_S)

    def _advertisement(self, path: str, peripheral: Peripheral) -> None:
        if path not in self._objects:
            self._add(path, device(peripheral, with_name=not peripheral.late_name))
            return
        properties = device(peripheral, with_name=True)[interface("Device")]
        told = ("Name", "Alias", "RSSI", "ManufacturerData")
        self._changed(path, "Device", **{key: properties[key] for key in told if key in properties})

    async def _stream(self) -> None:
        while True:
            for peripheral in list(self.peripherals.values()):
                sent = sum(peripheral.on_step() for _ in range(peripheral.per_step))
                if sent and self._bus.connected:
                    await self._flush()
            await asyncio.sleep(self.breath_s)

    def _place(self, path: str, peripheral: Peripheral) -> None:
        """Its characteristics get paths of their own, and it gets a voice."""
        names = {uuid: (at, flags) for at, uuid, flags in characteristics(peripheral, path)}
        self._homes.update({at: path for at, _ in names.values()})

        def send(characteristic: str, data: bytes) -> None:
            at, flags = names[characteristic]
            if at in self._notifying and {"notify", "indicate"} & set(flags):
                self._changed(at, "GattCharacteristic", Value=V("ay", data))

        peripheral.attach(send)
        self.peripherals[path] = peripheral

    def _path(self, peripheral: Peripheral) -> str:
        return next(path for path, other in self.peripherals.items() if other is peripheral)

    def _is(self, path: str, flag: str) -> bool:
        properties = self._objects.get(path, {}).get(interface("Device"))
        return bool(properties and properties[flag].value)

    def _drop(self, path: str) -> None:
        """One signal with both properties; the GATT objects stay and are not announced again."""
        self.peripherals[path].streaming = False
        if self._is(path, "Connected"):
            self._changed(path, "Device", ServicesResolved=V("b", False), Connected=V("b", False))
        for at in [at for at in self._notifying if self._homes[at] == path]:
            del self._notifying[at]
            self._changed(at, "GattCharacteristic", Notifying=V("b", False))

    def _forget(self, path: str) -> None:
        if path in self.peripherals:
            self._drop(path)
        for at in sorted((at for at in self._objects if at == path or at.startswith(f"{path}/")), reverse=True):
            self._remove(at)

    async def _connect(self, message: Message, path: str) -> None:
        peripheral = self.peripherals[path]
        if peripheral.fail_connect or not peripheral.in_range or peripheral.held_by_phone:
            words = peripheral.fail_connect.pop(0) if peripheral.fail_connect else "Software caused connection abort"
            self._refuse(message, f"{BLUEZ}.Error.Failed", words)
            return
        if peripheral.hangs:
            peripheral.hangs -= 1
            return
        await asyncio.sleep(peripheral.connect_s)
        self._changed(path, "Device", Connected=V("b", True))
        self._return(message)
        for at, interfaces in gatt(peripheral, path):
            if at not in self._objects:
                self._add(at, interfaces)
        peripheral.connections += 1
        peripheral.began()
        self._changed(path, "Device", ServicesResolved=V("b", True))

    async def _disconnect(self, message: Message, path: str) -> None:
        await asyncio.sleep(self.disconnect_s)
        self._return(message)
        self._drop(path)

    # -- method calls ----------------------------------------------------------------------------------------------

    def _return(self, message: Message, signature: str = "", body: list[Any] | None = None) -> None:
        self._bus.send(Message.new_method_return(message, signature, body or []))

    def _refuse(self, message: Message, name: str, words: str) -> None:
        self._bus.send(Message.new_error(message, name, words))

    def _answer(self, message: Message) -> bool | None:
        if message.message_type is MessageType.SIGNAL and message.member == "NameOwnerChanged":
            name, _, owner = message.body
            if not owner:  # a client has gone: so have its scan and its subscriptions
                self._scanning.discard(name)
                self._notifying = {at: who for at, who in self._notifying.items() if who != name}
            return None
        if message.message_type is not MessageType.METHOD_CALL or not message.interface:
            return None
        name = f"{message.interface.rsplit('.', 1)[-1]}.{message.member}"
        self.calls.append(name)
        if self.denied:
            self._refuse(message, DENIED, "Rejected send message")
        elif name == "ObjectManager.GetManagedObjects":
            self._return(message, "a{oa{sa{sv}}}", [self._objects])
        elif message.path not in self._objects:
            self._refuse(message, UNKNOWN_OBJECT, f"there is no {message.path}")
        else:
            try:
                self._perform(name, message, message.path)
            except Exception as error:
                self.faults.append(error)
                raise
        return True

    def _perform(self, name: str, message: Message, path: str) -> None:
        powered = self._objects[ADAPTER][interface("Adapter")]["Powered"].value
        needs_power = name in ("Adapter1.StartDiscovery", "Device1.Connect")
        if needs_power and not powered:
            self._refuse(message, f"{BLUEZ}.Error.NotReady", "Resource Not Ready")
        elif name == "Adapter1.StartDiscovery":
            self._scanning.add(message.sender or "")
            self._return(message)
        elif name == "Adapter1.StopDiscovery":
            self._scanning.discard(message.sender or "")
            self._return(message)
        elif name == "Adapter1.SetDiscoveryFilter":
            self._return(message)
        elif name == "Device1.Connect":
            self._background(self._connect(message, path))
        elif name == "Device1.Disconnect":
            self._background(self._disconnect(message, path))
        elif name.startswith("GattCharacteristic1."):
            self._gatt(name.partition(".")[2], message, path)
        else:
            self._refuse(message, "org.freedesktop.DBus.Error.UnknownMethod", name)

    def _gatt(self, member: str, message: Message, path: str) -> None:
        home = self._homes[path]
        peripheral = self.peripherals[home]
        uuid = self._objects[path][interface("GattCharacteristic")]["UUID"].value
        if not self._is(home, "Connected"):
            self._refuse(message, f"{BLUEZ}.Error.Failed", "Not connected")
            return
        try:
            if member in ("StartNotify", "StopNotify"):
                if member == "StartNotify":
                    self._notifying[path] = message.sender or ""
                else:
                    self._notifying.pop(path, None)
                self._return(message)
                self._changed(path, "GattCharacteristic", Notifying=V("b", path in self._notifying))
                if member == "StartNotify":
                    peripheral.listened(uuid)
            elif member == "ReadValue" and not peripheral.mute:
                self._return(message, "ay", [peripheral.on_read(uuid)])
            elif member == "WriteValue":
                peripheral.on_write(uuid, bytes(message.body[0]))
                self._return(message)
        except Refused as refused:
            self._refuse(message, f"{BLUEZ}.Error.Failed", str(refused))
