"""What can be in the way of Bluetooth, in one sentence with the remedy each."""

import sys
from typing import Any

INSTALL = "Bluetooth needs the library bleak; install it with: pip install bleak"
_OFF = {
    "linux": "Bluetooth is switched off; switch it on in the settings, or with: rfkill unblock bluetooth && "
    "bluetoothctl power on",
    "darwin": "Bluetooth is switched off; switch it on in the control centre",
    "win32": "Bluetooth is switched off; switch it on in the settings under 'Bluetooth & devices'",
}
_DENIED = {
    "linux": "you may not use Bluetooth here; join its group with 'sudo usermod -aG bluetooth $USER', then log out and "
    "in again",
    "darwin": "this program may not use Bluetooth; allow it to the terminal in the settings under "
    "'Privacy & Security', 'Bluetooth'",
    "win32": "this program may not use Bluetooth; allow it in the settings under 'Privacy & security', 'Radios'",
}
LOOKING = "the sensor is looked for: wake it"
CONNECTING = "the sensor was found and is being connected"
WAITING = "the sensor is connected: it has no reading yet"
_NO_ADAPTER = "there is no Bluetooth adapter; plug one in, or start without a sensor: pressure-coach live sim:"
_NO_SERVICE = (
    "the Bluetooth service does not run; start it with 'sudo systemctl start bluetooth' (on Debian it is in the "
    "package bluez)"
)
_NO_BUS = "there is no system bus here, so no Bluetooth service either (a container?); use a computer with Bluetooth"
_CLASSIC = "this Bluetooth adapter cannot do Bluetooth LE; use another one (any since Bluetooth 4.0 can)"


def at(address: str) -> str:
    """An address as the beginning of a sentence, before a colon."""
    return address.rstrip(":")


def radio(error: BaseException, platform: str = sys.platform) -> str | None:
    """Why there is no Bluetooth at all, without a full stop; None: it is not that."""
    if isinstance(error, ImportError):
        return INSTALL
    if isinstance(error, FileNotFoundError | ConnectionError | PermissionError) and platform.startswith("linux"):
        return _DENIED["linux"] if isinstance(error, PermissionError) else _NO_BUS
    reason = getattr(getattr(error, "reason", None), "name", "")
    if reason:
        return {
            "NO_BLUETOOTH": _NO_ADAPTER,
            "NO_BLE_CENTRAL_ROLE": _CLASSIC,
            "POWERED_OFF": _of(_OFF, platform),
        }.get(reason, _of(_DENIED, platform) if reason.startswith("DENIED") else f"Bluetooth cannot be used ({error})")
    name = str(getattr(error, "dbus_error", ""))
    if name.endswith((".ServiceUnknown", ".NameHasNoOwner", ".NoSuchUnit", ".Spawn.ChildExited")):
        return _NO_SERVICE
    if name.endswith((".AccessDenied", ".AuthFailed")):
        return _DENIED["linux"]
    if name == "org.bluez.Error.NotReady":
        return _OFF["linux"]
    return None


def link(error: BaseException, who: str, platform: str = sys.platform) -> str:
    """Why a sensor cannot be had, without a full stop. ``who``: as a person calls it."""
    why = radio(error, platform)
    if why:
        return why
    kind = type(error).__name__
    if kind == "BleakDeviceNotFoundError":
        return f"{who} is not there any more; switch it on, bring it nearer and try again"
    if kind == "BleakGATTProtocolError":
        return f"{who} refuses our command ({said(error)}); close other programs and apps that use it, restart it"
    if kind == "BleakCharacteristicNotFoundError":
        return f"{who} lacks what such a sensor has ({said(error)}); is it another one with the same name?"
    if isinstance(error, TimeoutError):
        return (
            f"{who} does not answer; bring it nearer, switch it off and on, and close apps on telephones and computers "
            "that may be connected to it"
        )
    return (
        f"{who} could not be reached ({said(error)}); bring it nearer, close apps that may be connected to it, or "
        "restart it"
    )


def said(error: BaseException) -> str:
    """What a library said, short."""
    details: Any = getattr(error, "dbus_error_details", None) or (error.args[-1] if error.args else "")
    return str(details).strip().rstrip(".") or type(error).__name__


def not_found(address: str, kind: str, where: str, seconds: float, seen: list[str], wake: str = "switch it on") -> str:
    """Nothing that fits was heard. ``seen``: what else was; ``wake``: what makes such a sensor speak."""
    what = f"no {kind} called '{where}'" if where else f"no {kind}"
    others = f"in range are: {', '.join(seen)}" if seen else "nothing else was heard either"
    remedy = f"{wake}, bring it nearer, and close apps on telephones that may be connected to it"
    return f"{at(address)}: {what} was heard within {seconds:g} s; {remedy} ({others})."


def elsewhere(address: str, name: str, mac: str, platform: str = sys.platform) -> str:
    """Another program of this computer has it."""
    free = f", or free it with: bluetoothctl disconnect {mac}" if platform.startswith("linux") else ""
    return f"{at(address)}: {name} is already connected to this computer by another program; close that program{free}."


def which(address: str, kind: str, addresses: list[str]) -> str:
    """More than one fits."""
    return f"{at(address)}: more than one {kind} is in range; choose one of {', '.join(addresses)}."


def silent(address: str, who: str, seconds: float, n_packets: int, excerpt: str) -> str:
    """Connected, and nothing that is understood comes."""
    if n_packets:
        return another(address, who, f"sends packets such as {excerpt}, unlike")
    return (
        f"{at(address)}: {who} is connected but has said nothing for {seconds:g} s; wake it or switch it off and on, "
        "and close apps that use it."
    )


def percent(answer: bytes | None) -> str:
    """A battery, as the standard's characteristic tells it; "" when that is no answer."""
    return f"{answer[0]} %" if answer and answer[0] <= 100 else ""


def gone(who: str, empty: bool, said: str | None = "") -> str:
    """The link is lost. ``empty``: it had said so of its battery; ``said``: by the system."""
    who += f" has gone ({said})" if said else " has gone"
    if empty:
        return f"{who}: most likely its battery is empty, as it had said; charge it or change it"
    return f"{who}: out of range, switched off or its battery empty"


def another(address: str, who: str, differs: str) -> str:
    """It is not what its name says."""
    return (
        f"{at(address)}: {who} {differs} such a sensor; it may be another kind with the same name: "
        "'pressure-coach devices' lists what is known."
    )


def forbidden(address: str, kind: str, command: bytes) -> str:
    """A driver wants to send what it must not."""
    return (
        f"{at(address)}: the command {command[:16].hex(' ') or 'without bytes'} is not on the list of what may be sent "
        f"to a {kind}, so nothing was sent; this is a fault of the program: please report it."
    )


def _of(words: dict[str, str], platform: str) -> str:
    return words.get(platform, words["linux"])
