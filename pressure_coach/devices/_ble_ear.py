"""What comes from a sensor: packets with the times of their arrival, held back until one proves what the sensor is."""

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from pressure_coach.devices._ble_scan import Sight
from pressure_coach.devices._heard import Heard
from pressure_coach.errors import DeviceError
from pressure_coach.signal.chunk import Act, Arrival, Decoder
from pressure_coach.signal.packets import told

if TYPE_CHECKING:
    from pressure_coach.devices._ble import BleDevice

log = logging.getLogger(__name__)
log.addHandler(logging.NullHandler())  # unasked, a line of ours would lie across the gauge


class Ear:
    """Of one connection after the other. ``gone`` is set when the link of the present one is lost."""

    def __init__(self, device: "BleDevice", put: Callable[[Arrival | Act | DeviceError], None]) -> None:
        self._device, self._put = device, put
        self.address = ""  # of the sensor, once it has proved to be one
        self.error: DeviceError | None = None  # what was heard has no remedy
        self.answers: asyncio.Queue[bytes] | None = None  # while a question is open
        self.heard_ns = 0  # when it last said anything
        self.packets = Heard()  # of this connection, until it has proved what it is
        self.n_packets = 0
        self._lost = False
        self._useless = False  # it counts as lost because of what it sends
        self._name = ""

    def begin(self, sight: Sight) -> None:
        """A new connection, or a new try to have one."""
        self.gone = asyncio.Event()
        self.packets, self.n_packets, self.heard_ns = Heard(), 0, self._device.now()
        self._name, self._sight = sight.name or self._device.known_by.kind, sight
        self._held: list[Arrival] = []
        self._proof: Decoder | None = self._device.decoder()

    @property
    def proved(self) -> bool:
        """Whether a packet of this connection has shown that it is such a sensor."""
        return self._proof is None

    def wait(self, doing: str) -> None:
        """What is waited for; of a sensor that was there before, people are told instead that its link is lost."""
        if not self.address:
            self._device.doing = doing

    def tell(self, **what: object) -> None:
        """A line of the host into the stream, if the driver's decoder understands such."""
        if self._device.tells:
            self._arrive(Arrival(self._device.now(), told(**what)))

    def hear(self, data: bytes) -> None:
        """A packet has come this moment. What is raised here, bleak keeps to itself: so it is passed on first."""
        self.heard_ns = self._device.now()
        self.n_packets += 1
        if not self.proved:
            self.packets.feed(data)
        self._arrive(Arrival(self.heard_ns, data))
        self._device.heard(data)
        if self.proved and self._device.unusable:
            self._useless = True
            self.lose(f"{self._name} {self._device.unusable}")
        elif self.proved and self._useless:
            self._useless = False
            self._is_back()
        if self.answers is not None and (answer := self._device.answer(data)) is not None:
            self.answers.put_nowait(answer)

    def lose(self, why: str) -> None:
        """The link is lost, or as good as lost; said once, and only of a sensor that had proved to be one."""
        if self._lost or not self.address:
            return
        self._lost = True
        if self._device.warning and not self._useless:
            why += f"; {self._device.warning}"
        log.warning("link lost: %s", why)
        self._put(Act("link_lost", host_ns=self._device.now(), data={"why": why}))

    def _arrive(self, arrival: Arrival) -> None:
        if self._proof is None:
            self._put(arrival)
            return
        self._held.append(arrival)
        try:
            if not self._device.proves(self._proof, arrival):
                return
        except DeviceError as error:
            self.error = error
            self.gone.set()
            return
        self.address, self._proof = self._sight.address, None
        self._device.doing = ""
        self._is_back(self._held[0].host_ns)
        for held in self._held:
            self._put(held)
        self._held = []

    def _is_back(self, host_ns: int = 0) -> None:
        if self._lost:
            self._lost = False
            log.warning("link back: %s", self._name)
            why = f"{self._name} is connected again"
            self._put(Act("link_back", host_ns=host_ns or self._device.now(), data={"why": why}))
