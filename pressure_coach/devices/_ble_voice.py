"""What is said to a sensor: the steps of its driver's conversation. The only file from which a command leaves."""

import asyncio
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any, TypeVar

from pressure_coach.devices import _ble_words as words
from pressure_coach.devices._ble_ear import Ear
from pressure_coach.devices._talk import Ask, Read, Talk, Tell
from pressure_coach.errors import DeviceError

if TYPE_CHECKING:
    from pressure_coach.devices._ble import BleDevice

T = TypeVar("T")


class Lost(Exception):
    """The link is lost; the message says why."""


class Forbidden(DeviceError):
    """A driver wanted to send what is not on its list."""


class Voice:
    """Over one connection. ``client``: bleak's."""

    def __init__(self, device: "BleDevice", client: Any, ear: Ear, who: str) -> None:
        self._device, self._client, self._ear, self._who = device, client, ear, who

    async def talk(self, talk: Talk) -> None:
        """Do what the driver wants, step by step. Raises Lost, Forbidden, and what bleak raises."""
        answer: bytes | None = None
        try:
            while True:
                step = talk.send(answer)
                answer = None
                if isinstance(step, Tell):
                    self._ear.tell(**step.what)
                elif isinstance(step, Read):
                    answer = await self.read(step.characteristic)
                elif isinstance(step, Ask):
                    answer = await self._ask(step.data)
                else:
                    await self.write(step.data)
        except StopIteration:
            pass

    async def write(self, command: bytes) -> None:
        """The only way out: nothing leaves that is not on the driver's list."""
        try:
            data = self._device.check(command)
        except DeviceError as error:
            raise Forbidden(str(error)) from None
        to = self._client.services.get_characteristic(self._device.control)
        if to is None:
            raise DeviceError(words.another(self._device.address, self._who, "takes no commands, unlike"))
        size = self._device.write_size or len(data)
        for start in range(0, len(data), size):
            await self._client.write_gatt_char(to, data[start : start + size], response="write" in to.properties)

    async def read(self, characteristic: str) -> bytes | None:
        """What it gives; None: it has no such thing, or does not give it. Raises Lost."""
        from bleak.exc import BleakCharacteristicNotFoundError, BleakGATTProtocolError

        try:
            return bytes(await self._within(self._client.read_gatt_char(characteristic)))
        except (BleakCharacteristicNotFoundError, BleakGATTProtocolError, TimeoutError):
            return None

    async def prove(self, characteristic: str) -> bool:
        """Read it, to see that somebody is there; False: it has no such thing. Raises Lost, and what bleak raises."""
        from bleak.exc import BleakCharacteristicNotFoundError, BleakGATTProtocolError

        try:
            await self._within(self._client.read_gatt_char(characteristic))
        except BleakCharacteristicNotFoundError:
            return False
        except BleakGATTProtocolError:
            pass  # who refuses is there
        except TimeoutError:
            raise Lost(f"{self._who} is connected but does not answer") from None
        return True

    async def _ask(self, command: bytes) -> bytes | None:
        answers: asyncio.Queue[bytes] = asyncio.Queue()
        self._ear.answers = answers
        try:
            await self.write(command)
            return await self._within(answers.get())
        except TimeoutError:
            return None
        finally:
            self._ear.answers = None

    async def _within(self, answer: Awaitable[T]) -> T:
        """What comes in time, or Lost as soon as the link is. Raises TimeoutError."""
        waiting, gone = asyncio.ensure_future(answer), asyncio.ensure_future(self._ear.gone.wait())
        try:
            seconds = self._device.times.answer
            await asyncio.wait((waiting, gone), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if waiting.done():
                return waiting.result()
            if gone.done():
                raise Lost(words.gone(self._who, self._device.empty))
            raise TimeoutError
        finally:
            waiting.cancel()
            gone.cancel()
