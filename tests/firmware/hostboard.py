"""The firmware without its board, as a program of this machine that a test drives line by line."""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from pressure_coach.signal.messages import Command, Hello, Id, Message, Samples, Status, parse
from pressure_coach.signal.protocol import Cmd
from pressure_coach.signal.wire import Deframer, frame

PERIOD_US = 12_500


class HostProgram:
    """A program that answers each line with one line. Ending badly, as the sanitizers do, is an AssertionError."""

    def __init__(self, program: Path, *words: str) -> None:
        self._child = subprocess.Popen(
            ["timeout", "60", program, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> "HostProgram":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _, said = self._child.communicate()
        if kind is None:
            assert self._child.returncode == 0, said

    def ask(self, line: str) -> str:
        """The answer to a line."""
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        try:
            self._child.stdin.write(f"{line}\n")
            self._child.stdin.flush()
            answer = self._child.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            _, said = self._child.communicate()
            raise AssertionError(f"{line}: {said}")
        return answer.strip()


class HostBoard(HostProgram):
    """A board with the firmware's core and one of its sensors."""

    def __init__(self, program: Path, *sensor: str, begin: bool = True) -> None:
        super().__init__(program, *sensor)
        self._deframer = Deframer()
        if begin:
            self.ask("begin")

    def __enter__(self) -> "HostBoard":
        return self

    @property
    def bad_frames(self) -> int:
        """Of those that the board sent."""
        return self._deframer.bad_frames

    def hear(self) -> list[Message]:
        """What the board has said since the last call."""
        return [parse(body) for body in self._deframer.feed(bytes.fromhex(self.ask("say")))]

    def turn(self, n: int = 1) -> list[Message]:
        """So many turns of its loop, and what it said."""
        self.ask(f"turn {n}")
        return self.hear()

    def tell(self, *commands: Cmd, rate: int = 0) -> list[Message]:
        """Commands, and what the board answers."""
        sent = b"".join(frame(Command(code, rate).to_body()) for code in commands)
        self.ask(f"rx {sent.hex()}")
        return self.turn(3)

    def convert(self, *counts: int) -> list[Message]:
        """The converter has one value after the other; each is read before the next comes."""
        for count in counts:
            self.ask(f"us {PERIOD_US}")
            self.ask(f"count {count}")
            self.ask("turn 4")
        return self.hear()

    def now(self) -> int:
        """Microseconds by the board's clock."""
        return int(self.ask("now"))

    def status(self) -> Status:
        """What it says when asked how it is."""
        return next(message for message in self.tell(Cmd.STATUS) if isinstance(message, Status))


def started(board: HostBoard) -> HostBoard:
    """A board that streams, its first words heard."""
    board.convert(0, 0)
    board.tell(Cmd.START)
    board.hear()
    return board


def counts_of(messages: Sequence[Message]) -> list[int]:
    """The counts of a board with one channel."""
    return [count for message in messages if isinstance(message, Samples) for row in message.counts for count in row]


def kinds_of(messages: Sequence[Message]) -> list[type]:
    """What was said, without its contents."""
    return [type(message) for message in messages]


__all__ = [
    "PERIOD_US", "Cmd", "Hello", "HostBoard", "HostProgram", "Id", "Samples", "Status", "counts_of", "kinds_of",
    "started",
]  # fmt: skip
