"""The thread on which Bluetooth lives: one event loop, one link."""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, TypeVar

from pressure_coach.devices import _ble_words as words
from pressure_coach.devices._ble_link import Link
from pressure_coach.errors import CoachError, DeviceError
from pressure_coach.signal.chunk import Act, Arrival

if TYPE_CHECKING:
    from pressure_coach.devices._ble import BleDevice

OPEN_S = 10.0  # for the radio to say whether it is there
T = TypeVar("T")


def run(task: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run one task on a loop of its own in a thread of its own: whoever calls may have a loop already."""
    result: Future[T] = Future()

    def work() -> None:
        try:
            result.set_result(asyncio.run(task()))
        except BaseException as error:
            result.set_exception(error)

    threading.Thread(target=work, name="bluetooth scan", daemon=True).start()
    return result.result()


class BleThread:
    """Starts when it is built, and waits until the radio listens. Raises DeviceError when there is none."""

    def __init__(self, device: "BleDevice", put: Callable[[Arrival | Act | DeviceError], None]) -> None:
        self._device, self._put = device, put
        self._opened: Future[None] = Future()
        self._closed = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._link = Link(device, put, self._is_open)
        self._thread = threading.Thread(target=self._run, name="bluetooth", daemon=True)
        self._thread.start()
        try:
            self._opened.result(OPEN_S)
        except TimeoutError as error:
            self.close()
            raise DeviceError(
                f"{words.at(device.address)}: the Bluetooth service does not answer; restart it with: "
                "sudo systemctl restart bluetooth"
            ) from error
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Say goodbye and disconnect; twice is fine."""
        self._closed.set()
        self._soon(lambda task: task.cancel())
        self._thread.join(2 * self._device.times.close)

    def send(self, command: bytes) -> None:
        """Send a command that was checked, if there is a link."""
        self._soon(lambda task: self._link.send(command))

    def _soon(self, call: Callable[[asyncio.Task[None]], object]) -> None:
        loop, task = self._loop, self._task
        if loop is not None and task is not None:
            with contextlib.suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(call, task)

    def _is_open(self) -> None:
        if not self._opened.done():
            self._opened.set_result(None)

    def _run(self) -> None:
        while not self._closed.is_set():
            try:
                asyncio.run(self._live())  # a new loop each time: bleak then forgets what it knew of the radio
            except asyncio.CancelledError:
                return
            except CoachError as error:
                self._end(error)
                return
            except Exception as error:
                why = words.radio(error) or words.link(error, self._device.known_by.kind)
                self._end(DeviceError(f"{words.at(self._device.address)}: {why}."))
                return

    async def _live(self) -> None:
        self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        if self._closed.is_set():
            return
        await self._link.live()

    def _end(self, error: CoachError) -> None:
        if not self._opened.done():
            self._opened.set_exception(error)
        else:
            self._put(error if isinstance(error, DeviceError) else DeviceError(str(error)))
