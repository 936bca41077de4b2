"""Inside the machine: a bus, the real bluetoothd, an adapter behind /dev/vhci, and who else is on the air."""

import asyncio
import os
import subprocess
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from bumble.hci import Address
from bumble.link import LocalLink
from bumble.transport import open_transport
from dbus_fast import Message, MessageType
from dbus_fast import Variant as V
from dbus_fast.aio import MessageBus

from tests.bluetooth.controllers import Central
from tests.bluetooth.peripheral import Peripheral
from tests.deep.served import Served, lose

BLUETOOTHD = "/usr/libexec/bluetooth/bluetoothd"
HCI0 = "/org/bluez/hci0"
PATIENCE_S = 90.0
T = TypeVar("T")


class World:
    """``with World(bus_address, log) as world``. Its loop runs on a thread of its own."""

    def __init__(self, bus_address: str, log: Path) -> None:
        self.bus_address, self.log = bus_address, log
        self._daemon: subprocess.Popen[bytes] | None = None
        self._plug: Any = None
        self._served: dict[str, Served] = {}  # by address

    def __enter__(self) -> "World":
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="air")
        self._thread.start()
        self.do(self._begin)
        self.start()
        self.plug_in()
        return self

    def __exit__(self, *error: object) -> None:
        self.clear()
        self.stop()
        self.unplug()
        self.do(self._end)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @contextmanager
    def living(self, make: Callable[[], AbstractAsyncContextManager[T]]) -> Iterator[T]:
        """Something that lives on the loop of the world until the block ends."""
        ready: Future[T] = Future()
        end = asyncio.Event()

        async def live() -> None:
            try:
                async with make() as it:
                    ready.set_result(it)
                    await end.wait()
            except BaseException as error:
                if not ready.done():
                    ready.set_exception(error)
                raise

        life = asyncio.run_coroutine_threadsafe(live(), self._loop)
        yield ready.result(PATIENCE_S)
        self._loop.call_soon_threadsafe(end.set)
        life.result(PATIENCE_S)

    def do(self, task: Callable[[], Awaitable[T]]) -> T:
        """Run it on the loop of the world."""

        async def run() -> T:
            return await task()

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(PATIENCE_S)

    async def _begin(self) -> None:
        self.air = LocalLink()
        self._bus = await MessageBus(self.bus_address).connect()

    async def _end(self) -> None:
        self._bus.disconnect()
        await self._bus.wait_for_disconnect()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    # -- the service -----------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start bluetoothd."""
        with self.log.open("ab") as log:
            environment = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": self.bus_address}
            self._daemon = subprocess.Popen([BLUETOOTHD, "-n"], stdout=log, stderr=log, env=environment)

    def start_again(self) -> None:
        """Start it, and switch the adapter on."""
        self.start()
        self.power(True)

    def stop(self) -> None:
        """End it."""
        assert self._daemon is not None
        self._daemon.terminate()
        self._daemon.wait(PATIENCE_S)

    # -- the adapter -----------------------------------------------------------------------------------------------

    def plug_in(self) -> None:
        """An adapter appears, and is switched on."""
        self.do(self._plug_in)
        self.power(True)

    async def _plug_in(self) -> None:
        self._plug = await open_transport("vhci")
        # Without a public address, since on bumble's air it is the random one that tells who speaks.
        self.controller = Central("adapter", self._plug.source, self._plug.sink, self.air)
        self.controller.think_s = 0.05

    def unplug(self) -> None:
        """It is pulled out."""
        for peripheral in [served.peripheral for served in self._served.values()]:
            self.of(peripheral, Served.lose)
        self.air.remove_controller(self.controller)
        self.do(self._plug.close)

    def power(self, on: bool) -> None:
        """Switch it."""
        self.do(lambda: self._power(on))

    async def _power(self, on: bool) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while (
                await self._set(HCI0, "org.bluez.Adapter1", "Powered", V("b", on))
            ).message_type is MessageType.ERROR:
                await asyncio.sleep(0.05)  # bluetoothd has not seen it yet

    async def _set(self, path: str, interface: str, name: str, value: V) -> Message:
        return await self.call(path, "org.freedesktop.DBus.Properties", "Set", "ssv", [interface, name, value])

    async def call(self, path: str, interface: str, member: str, signature: str = "", body: Any = None) -> Message:
        """Call a method of bluetoothd."""
        answer = await self._bus.call(
            Message("org.bluez", path, interface, member, signature=signature, body=body or [])
        )
        assert answer is not None
        return answer

    # -- the others ------------------------------------------------------------------------------------------------

    def add(self, peripheral: Peripheral) -> Peripheral:
        """Somebody comes into range."""
        self._served[peripheral.address] = self.do(lambda: Served(peripheral, self.air).appear())
        return peripheral

    def clear(self) -> None:
        """All go, and bluetoothd forgets them."""
        while self._served:
            _, served = self._served.popitem()
            self.do(served.vanish)
            where = [path_of(served.peripheral)]
            self.do(lambda where=where: self.call(HCI0, "org.bluez.Adapter1", "RemoveDevice", "o", where))

    def pass_by(self, seconds: float) -> None:
        """Let time pass, as a person would who has gone for a while."""
        self.do(lambda: asyncio.sleep(seconds))

    def of(self, peripheral: Peripheral, what: Callable[[Served], None]) -> None:
        """``world.of(sensor, Served.lose)``: it happens to this one."""

        async def happen() -> None:
            what(self._served[peripheral.address])

        self.do(happen)

    def cut(self, address: str) -> None:
        """The link to whoever has this address is lost."""

        async def happen() -> None:
            lose(self.air, Address(address))

        self.do(happen)

    def connected(self, peripheral: Peripheral) -> bool:
        """What bluetoothd says."""
        where = ("org.freedesktop.DBus.Properties", "Get", "ss", ["org.bluez.Device1", "Connected"])
        answer = self.do(lambda: self.call(path_of(peripheral), *where))
        return answer.message_type is not MessageType.ERROR and bool(answer.body[0].value)


def path_of(peripheral: Peripheral) -> str:
    """The path of its object."""
    return f"{HCI0}/dev_{peripheral.address.replace(':', '_')}"
