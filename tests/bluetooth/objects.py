"""The D-Bus objects of bluetoothd, as bleak reads them."""

from collections.abc import Iterator
from typing import Any

from dbus_fast import Variant as V

from tests.bluetooth.peripheral import Peripheral

BLUEZ, ADAPTER = "org.bluez", "/org/bluez/hci0"
Interfaces = dict[str, dict[str, V]]


def interface(name: str) -> str:
    """org.bluez.Device1 of Device."""
    return f"{BLUEZ}.{name}1"


def adapter() -> Interfaces:
    """A powered adapter."""
    return {
        interface("Adapter"): {
            "Address": V("s", "00:11:22:33:44:55"),
            "Name": V("s", "fake"),
            "Alias": V("s", "fake"),
            "Powered": V("b", True),
            "Discovering": V("b", False),
            "Roles": V("as", ["central", "peripheral"]),
        }
    }


def device(peripheral: Peripheral, with_name: bool) -> Interfaces:
    """What an advertisement makes known; without a name BlueZ makes one of the address."""
    alias = peripheral.name if with_name and peripheral.name else peripheral.address.replace(":", "-")
    properties = {
        "Address": V("s", peripheral.address),
        "AddressType": V("s", "random"),
        "Alias": V("s", alias),
        "Adapter": V("o", ADAPTER),
        "Paired": V("b", False),
        "Trusted": V("b", False),
        "Blocked": V("b", False),
        "Connected": V("b", False),
        "ServicesResolved": V("b", False),
        "UUIDs": V("as", list(peripheral.advertised)),
        "RSSI": V("n", peripheral.rssi),
    }
    if with_name and peripheral.name:
        properties["Name"] = V("s", peripheral.name)
    if manufacturer := peripheral.manufacturer:  # asked once: it may be another one each time
        properties["ManufacturerData"] = V("a{qv}", {k: V("ay", v) for k, v in manufacturer.items()})
    return {interface("Device"): properties}


def characteristics(peripheral: Peripheral, path: str) -> Iterator[tuple[str, str, Any]]:
    """(path, uuid, flags). bleak reads handles out of the last hex digits: .../serviceXXXX/charXXXX."""
    handle = 0x000A
    for service in peripheral.services.values():
        at, handle = f"{path}/service{handle:04x}", handle + 1
        for uuid, flags in service.items():
            yield f"{at}/char{handle:04x}", uuid, flags
            handle += 3


def gatt(peripheral: Peripheral, path: str) -> Iterator[tuple[str, Interfaces]]:
    """The objects of services and characteristics, in the order in which they are announced."""
    homes = {uuid: (at, flags) for at, uuid, flags in characteristics(peripheral, path)}
    for service, contents in peripheral.services.items():
        first = next(iter(contents))
        home = homes[first][0].rpartition("/")[0]
        about = {"UUID": V("s", service), "Device": V("o", path), "Primary": V("b", True), "Includes": V("ao", [])}
        yield home, {interface("GattService"): about}
        for uuid in contents:
            at, flags = homes[uuid]
            one = {"UUID": V("s", uuid), "Service": V("o", home), "Value": V("ay", b""), "Notifying": V("b", False)}
            yield at, {interface("GattCharacteristic"): {**one, "Flags": V("as", list(flags)), "MTU": V("q", 247)}}
