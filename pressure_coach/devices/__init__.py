"""Where readings come from, one file each. An address names one: ``scheme:where?key=value&key=value``.

The scheme is the name of a file in this folder (or an entry point ``pressure_coach.devices`` of another package).
Such a file has ``open(where, options) -> Device`` and ``decoder(options) -> Decoder``; the first line of its docstring
is its help text.
"""

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self
from urllib.parse import quote, unquote

from pressure_coach import plugins
from pressure_coach.errors import CoachError, UsageError
from pressure_coach.signal.chunk import Act, Arrival, Decoder

if TYPE_CHECKING:
    from pressure_coach.devices._nearby import Nearby
    from pressure_coach.signal.calibration import Calibration

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9_]+):(.*)", re.DOTALL)  # two letters or more: C:\ is a Windows drive
_PORT = re.compile(r"/dev/.+|COM\d+|\\\\\.\\COM\d+|tty\w+|cu\..+", re.IGNORECASE)
_FILE = re.compile(r".*\.(mcap|csv|txt|tsv)|[A-Za-z]:[\\/].*", re.IGNORECASE | re.DOTALL)


class EndOfStream(CoachError):
    """A finite source (a replayed file, a simulation that ends) has given all that it had. Not a fault."""

    exit_status = 0


class Device(Protocol):
    """A source of readings. Building is free, opening is ``with``; closing twice is fine."""

    @property
    def driver(self) -> str: ...  # the scheme, whose decoder understands the bytes

    @property
    def address(self) -> str: ...  # as it was written

    @property
    def options(self) -> Mapping[str, str]: ...

    @property
    def simulated(self) -> bool: ...

    @property
    def calibration(self) -> "Calibration | None": ...  # the driver's own

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def read(self) -> Sequence[Arrival | Act]:
        """What has come since the last call, in order; blocks at most 0.1 s; may be [].

        Acts are ``link_lost`` and ``link_back`` with ``{"why": sentence}``. Raises DeviceError when there is no hope,
        EndOfStream when a finite source is done.
        """
        ...

    def key(self, name: str) -> bool:
        """Offer a key to the device; True: the device itself used it."""
        ...


@dataclass(frozen=True, slots=True)
class Address:
    """``scheme:where?key=value&key=value``; ``str()`` writes it again."""

    scheme: str
    where: str = ""
    options: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        pairs = "&".join(f"{key}={quote(value, safe='/:,.+ ')}" for key, value in self.options.items())
        return f"{self.scheme}:{self.where}" + (f"?{pairs}" if pairs else "")


def schemes() -> list[str]:
    """The names of all kinds of devices; none of them is imported."""
    return plugins.names(sys.modules[__name__])


def parse_address(address: str) -> Address:
    """Take an address apart. Raises UsageError, which says how to write it, when it names no known kind of device."""
    text = address.strip()
    match = _SCHEME.fullmatch(text)
    known = schemes()
    if match is None or (match[1].lower() not in known and _PORT.fullmatch(text.rstrip(":"))):
        raise UsageError(_how_to_write(text.rstrip(":"), known))
    scheme, rest = match[1].lower(), match[2]
    if scheme not in known:
        raise UsageError(f"'{scheme}:' is no known kind of device; the known ones are {_listed(known)}.")
    where, _, query = rest.partition("?")
    options: dict[str, str] = {}
    for pair in filter(None, query.split("&")):
        key, equals, value = pair.partition("=")
        if not equals or not key:
            raise UsageError(f"'{pair}' in the address '{text}' is no option; write options as ?key=value&key=value.")
        if key in options:
            raise UsageError(f"the option '{key}' stands twice in the address '{text}'; write it once.")
        options[key] = unquote(value)
    return Address(scheme, where, options)


def open_device(address: str | Address) -> Device:
    """Build the device of an address; it is opened by ``with``. Raises UsageError for what cannot be meant."""
    parsed = parse_address(address) if isinstance(address, str) else address
    device: Device = load(parsed.scheme).open(parsed.where, parsed.options)
    return device


def decoder_for(scheme: str, options: Mapping[str, str]) -> Decoder:
    """The decoder of a kind of device, without the device: a replay understands recorded bytes with it."""
    decoder: Decoder = load(scheme).decoder(options)
    return decoder


def load(scheme: str):  # type: ignore[no-untyped-def]  # a module with open() and decoder(): no type says that
    """Import the file of a kind of device."""
    return plugins.load(sys.modules[__name__], scheme)


def nearby(seconds: float = 3.0) -> "Nearby":
    """The Bluetooth sensors that are heard within so many seconds: ``.sensors``, the strongest first, and ``.why``.

    Blocks; any thread may call it. Raises nothing: where Bluetooth cannot be used ``.why`` says so in one sentence.
    """
    from pressure_coach.devices import _nearby

    return _nearby.nearby(seconds)


def _listed(known: list[str]) -> str:
    return ", ".join(f"{name}:" for name in known)


def _how_to_write(text: str, known: list[str]) -> str:
    if _PORT.fullmatch(text):
        port = f"/dev/{text}" if re.match(r"tty\w|cu\.", text) else text
        return (
            f"'{text}' is a port, but of what? Write serial:{port} for a board with our firmware, "
            f"or lines:{port} for a sketch that prints numbers."
        )
    if text.lower() in known:
        return f"'{text}' lacks its colon; write {text.lower()}: and what it needs after it."
    if _FILE.fullmatch(text):
        return (
            f"'{text}' looks like a file; write replay:{text} for a recording, or turn a table into one with 'import'."
        )
    return f"'{text}' is no address; write scheme:where, with one of the schemes {_listed(known)}."
