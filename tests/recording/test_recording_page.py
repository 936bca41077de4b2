"""docs/RECORDING.md says what the code does."""

import re
from pathlib import Path

import session_files as files

from pressure_coach.recording import format as fmt
from pressure_coach.signal.chunk import Arrival

PAGE = (Path(__file__).parents[2] / "docs" / "RECORDING.md").read_text(encoding="utf-8")


def test_the_message_worked_out_in_hex_is_a_true_one() -> None:
    block = PAGE.split("```")[1]
    shown = bytes.fromhex("".join(re.findall(r"^((?:[0-9a-f]{2} )+) ", block, re.MULTILINE)))
    body = fmt.arrival_body(Arrival(1_000_000_000, b"12.5\n"), b"lines")
    assert shown == fmt.message(fmt.Topic.ARRIVALS, 2, files.STARTED_NS, body)
    assert fmt.is_sealed(shown, 0, len(shown))


def test_every_channel_is_on_the_page() -> None:
    rows = re.findall(r"^\| (\d) \| `(\w+)` \| (binary|JSON)", PAGE, re.MULTILINE)
    assert rows == [
        (str(int(topic)), fmt.NAMES[topic], "binary" if topic in fmt.BINARY else "JSON") for topic in fmt.Topic
    ]
