"""bumble's controllers, with the traits of real ones that a host's stack relies on."""

import asyncio
import itertools
from dataclasses import replace
from typing import Any

from bumble import hci
from bumble.controller import Controller

Report = hci.HCI_LE_Advertising_Report_Event.Report
ANSWER = hci.HCI_LE_Advertising_Report_Event.EventType.SCAN_RSP


class Plain(Controller):
    """Of a sensor: the advertisements of Bluetooth 4. A host that is told of more wants events that bumble does not
    send."""

    le_features = Controller.le_features & ~(hci.LeFeatureMask.LL_PRIVACY | hci.LeFeatureMask.LE_EXTENDED_ADVERTISING)


class Central(Plain):
    """Of a computer. It hears what the others answer to a scan, where bumble's hears their advertisement twice.

    ``think_s``: how long an exchange of features takes. When it takes no time, bluetoothd 5.66 may hear of the first
    packet of a connection before it hears of the connection, and then closes it after 2 s.
    """

    think_s = 0.0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._handles = itertools.cycle(range(1, 0xE00))

    def allocate_connection_handle(self) -> int:
        """Not the one that has just become free: the kernel may still send something to who had it."""
        return next(self._handles)

    def send_hci_packet(self, packet: hci.HCI_Packet) -> None:
        """To the host."""
        if isinstance(packet, hci.HCI_LE_Advertising_Report_Event):
            reports = [heard for report in packet.reports if (heard := self._as_heard(report))]
            if reports:
                super().send_hci_packet(hci.HCI_LE_Advertising_Report_Event(reports))
        elif self.think_s and isinstance(packet, hci.HCI_LE_Read_Remote_Features_Complete_Event):
            asyncio.get_running_loop().call_later(self.think_s, super().send_hci_packet, packet)
        else:
            super().send_hci_packet(packet)

    def _as_heard(self, report: Report) -> Report | None:
        if report.event_type != ANSWER:
            return report
        for other in self.link.controllers if self.link else ():
            if other.le_legacy_advertiser.address == report.address and other.le_legacy_advertiser.scan_response_data:
                return replace(report, data=other.le_legacy_advertiser.scan_response_data)
        return None
