"""What the firmware's frames must be: every frame of vectors.json, both ways, and what the host makes of noise."""

import json
import random
from pathlib import Path
from typing import Any

from pressure_coach.signal import protocol
from pressure_coach.signal.wire import Deframer, frame
from tests.firmware.hostboard import HostProgram
from tools import firmware

VECTORS: dict[str, Any] = json.loads((firmware.FIRMWARE / "vectors.json").read_text(encoding="utf-8"))


def _line(says: dict[str, Any], body: bytes) -> str:
    """What the program must be told to make this body from its fields."""
    if says["is"] == "hello":
        order = ("kind", "n_channels", "adc_bits", "rate_millihertz", "caps", "rows", "cols")
        return f"hello {says['version']} {' '.join(str(f) for f in (*says['firmware'], *(says[o] for o in order)))}"
    if says["is"] == "id":
        return f"id {says['device_id'] or '00' * 8}"
    if says["is"] == "status":
        hot = protocol.TEMPERATURE_UNKNOWN if says["temperature_c"] is None else round(says["temperature_c"] * 100)
        return f"status {says['battery_mv'] or 0} {hot} {says['dropped']} {says['overflow']} {says['flags']}"
    if says["is"] == "samples":
        first = -1 if says["first_channel"] is None else says["first_channel"]
        counts = [count for row in says["counts"] for count in row]
        head = (says["width"], first, says["seq"], says["t_us"], says["dt_us"], len(says["counts"][0]))
        return f"samples {' '.join(map(str, (*head, *counts)))}"
    return f"encode {body.hex()}"  # a command: the board sends none


def check_every_good_frame_is_made_from_its_fields(program: Path) -> None:
    with HostProgram(program, "frames") as board:
        for vector in VECTORS["good"]:
            body = bytes.fromhex(vector["body"])
            assert board.ask(_line(vector["says"], body)).split() == [vector["body"], vector["serial"]], vector["name"]


def check_every_good_frame_is_read(program: Path) -> None:
    with HostProgram(program, "frames") as board:
        for vector in VECTORS["good"]:
            assert board.ask(f"decode {vector['serial']}").split() == ["0", vector["body"]], vector["name"]


def check_every_damaged_frame_is_one_bad_frame_and_the_next_is_read(program: Path) -> None:
    with HostProgram(program, "frames") as board:
        for vector in VECTORS["bad"]:
            data = bytes.fromhex(vector["serial"])
            host = Deframer()
            bodies = host.feed(data)  # some are whole, and damaged in what they say: that is not for the framing
            words = board.ask(f"decode {vector['serial']}").split()
            assert words == [str(host.bad_frames), *(body.hex() for body in bodies)], vector["name"]
            assert board.ask("decode 0481596000").split() == ["0", "81"], vector["name"]


def check_streams_are_taken_apart_as_the_host_does(program: Path) -> None:
    with HostProgram(program, "frames") as board:
        for vector in VECTORS["streams"]:
            bodies = Deframer().feed(bytes.fromhex(vector["serial"]))
            words = board.ask(f"decode {vector['serial']}").split()
            assert words[1:] == [body.hex() for body in bodies], vector["name"]


def check_noise_is_read_as_the_host_reads_it(program: Path) -> None:
    """Frames, damaged frames and noise in any order, cut anywhere: the same bodies, the same number of bad ones."""
    dice = random.Random(4)
    host = Deframer()
    with HostProgram(program, "frames") as board:
        for _ in range(150):
            data = b""
            for _ in range(dice.randrange(6)):
                piece = bytearray(frame(dice.randbytes(dice.randrange(1, dice.choice((6, 251)) + 1))))
                if dice.random() < 0.4:
                    piece[dice.randrange(len(piece))] ^= 1 << dice.randrange(8)
                data += piece
                if dice.random() < 0.3:
                    data += dice.randbytes(dice.randrange(dice.choice((4, 600))))
            was = host.bad_frames
            bodies = host.feed(data)
            words = board.ask(f"decode {data.hex() or '00'}").split()
            if data:
                assert words[1:] == [body.hex() for body in bodies]
                # the host counts a frame that is too long when it sees so, as the board does
                assert int(words[0]) == host.bad_frames - was
            else:
                host.feed(b"\0")


def check_a_body_of_any_length_is_framed_as_the_host_frames_it(program: Path) -> None:
    dice = random.Random(5)
    with HostProgram(program, "frames") as board:
        for n in range(1, protocol.MAX_BODY + 1):
            body = bytes(dice.choice((0, 0, 255, dice.randrange(256))) for _ in range(n))
            assert board.ask(f"encode {body.hex()}").split() == [body.hex(), frame(body).hex()]
        assert board.ask("encode") == ""


CHECKS = [check for name, check in list(globals().items()) if name.startswith("check_")]
