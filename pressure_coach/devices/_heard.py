"""What was heard on a port that nobody understood, in words."""

from pressure_coach.signal.lines import is_text

_KEPT = 512  # bytes


class Heard:
    """Counts bytes, and keeps the newest of them for a sentence."""

    def __init__(self) -> None:
        self.n_bytes = 0
        self._tail = b""

    def feed(self, data: bytes) -> None:
        """More bytes."""
        self.n_bytes += len(data)
        self._tail = (self._tail + data[-_KEPT:])[-_KEPT:]

    @property
    def readable(self) -> bool:
        """Whether what came last is text, as good as all of it."""
        good = sum(32 <= byte < 127 or byte in b"\t\r\n" for byte in self._tail)
        return good >= 0.9 * len(self._tail) > 0

    def excerpt(self) -> str:
        """A whole line of it if there is one, else the first bytes in hex; in quotes."""
        lines = self._tail.replace(b"\r", b"\n").split(b"\n")
        whole = lines[1:-1] or lines
        texts = [text for line in whole if (text := line.decode("utf-8", "replace").strip()) and is_text(text)]
        if self.readable and texts:
            return f"'{texts[-1][:40]}'"
        return f"'{self._tail[:12].hex(' ')}' (hex)"
