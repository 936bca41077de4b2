"""lines:<port>  any sketch that prints readings as text: numbers, rows, name:value; ?unit=N|kgf|lbf|counts"""

from collections.abc import Mapping

from pressure_coach.devices._heard import Heard
from pressure_coach.devices._link import BAUDS, SECOND, Attempt, PortDevice
from pressure_coach.devices._options import choice, number, refuse_unknown
from pressure_coach.errors import DeviceError
from pressure_coach.signal.chunk import Arrival
from pressure_coach.signal.lines import LineDecoder

OPTIONS = {
    "unit": "of the readings: N, kgf, lbf or counts; else what the lines say, else counts",
    "time": "of the device in s, ms or us, or no; else what the lines look like",
    "baud": "bits/s; found by itself if not given",
}
UNITS = ("N", "kgf", "lbf", "counts")
TIMES = ("no", "s", "ms", "us")
RATES = (115_200, 9600, 57_600, 38_400, 230_400, 1_000_000, 19_200)
ROUNDS = 2  # what a board sputters while it starts must not make us miss its rate
SILENCE_NS = 5 * SECOND
PATIENCE_NS = 2_500_000_000  # at any later rate: the board does talk, as we know by then
JUDGE_NS = 1_500_000_000  # what is unreadable for so long stays so
UNREADABLE = 256  # bytes
ENOUGH_BYTES, ENOUGH_LINES = 65_536, 50  # of text without readings


class Lines(PortDevice):
    """A board that prints text. Nothing is sent to it."""

    driver = "lines"

    def rates(self) -> list[int]:
        baud = int(number("lines", self.options, "baud", 0, *BAUDS))
        return [baud] * 2 * ROUNDS if baud else list(RATES) * ROUNDS

    def listen(self, baud: int, now_ns: int) -> Attempt:
        self._joining = False
        return _Reader(self._port.name, baud, decoder(self.options), now_ns, first=not self._attempts)

    def nothing_ours(self, attempts: list[tuple[int, Attempt]]) -> str:
        heard = [attempt.heard for _, attempt in attempts if isinstance(attempt, _Reader)]
        said = next((one.excerpt() for one in heard if one.n_bytes), "nothing")
        rates = sorted({baud for baud, _ in attempts})
        return (
            f"{self._port.name} sends no text that can be read, only bytes such as {said} "
            f"(tried {', '.join(map(str, rates))} baud); give the rate of the sketch with ?baud=, "
            f"or write serial:{self._port.name} if the board has our firmware."
        )

    def begin(self, now_ns: int) -> None:
        self._joining = True

    def idle(self, now_ns: int) -> None:
        """A sketch is not asked for anything."""

    def trim(self, data: bytes) -> bytes:
        """A line that was joined in its middle is not passed on: its other half was lost with the link."""
        if not self._joining:
            return data
        ends = [at for end in b"\r\n" if (at := data.find(end)) >= 0]
        if not ends:
            return b""
        self._joining = False
        return data[min(ends) + 1 :]


class _Reader:
    """Reads at one rate until the lines make sense."""

    def __init__(self, port: str, baud: int, lines: LineDecoder, now_ns: int, first: bool) -> None:
        self.heard = Heard()
        self._port, self._baud, self._lines, self._first = port, baud, lines, first
        self._start_ns = self._last_ns = now_ns

    def hear(self, arrival: Arrival) -> None:
        self.heard.feed(arrival.data)
        self._lines.feed(arrival)
        self._last_ns = arrival.host_ns

    def found(self, now_ns: int) -> bool | None:
        if self._lines.info is not None:
            return True
        n_bytes, waited = self.heard.n_bytes, now_ns - self._start_ns
        if not n_bytes:
            if self._first and waited > SILENCE_NS:
                raise DeviceError(
                    f"{self._port} was silent for {SILENCE_NS // SECOND} s; check that the sketch runs and prints, "
                    f"that this is its port, or write serial:{self._port} if the board has our firmware."
                )
            return False if not self._first and waited > PATIENCE_NS else None
        if not self.heard.readable:
            return False if n_bytes >= UNREADABLE or waited > JUDGE_NS else None
        if n_bytes >= ENOUGH_BYTES or self._lines.lines >= ENOUGH_LINES or now_ns - self._last_ns > SILENCE_NS:
            if not self._lines.lines:
                raise DeviceError(
                    f"{self._port} sends text such as {self.heard.excerpt()} at {self._baud} baud, without an end of "
                    "line; let the sketch end every sample with println."
                )
            raise DeviceError(
                f"{self._port} sends text such as {self.heard.excerpt()} at {self._baud} baud, in which no readings "
                "were found; let the sketch print numbers, one line for each sample, or give another rate with ?baud=."
            )
        return None


def open(where: str, options: Mapping[str, str]) -> Lines:
    """The device; building it opens nothing. Raises UsageError for options that make no sense."""
    refuse_unknown("lines", options, OPTIONS)
    decoder(options)
    device = Lines(where, options)
    device.rates()
    return device


def decoder(options: Mapping[str, str]) -> LineDecoder:
    """What understands its bytes. Raises UsageError for a unit or time that makes no sense."""
    unit = choice("lines", options, "unit", "", UNITS)
    return LineDecoder(unit or None, choice("lines", options, "time", "", TIMES))
