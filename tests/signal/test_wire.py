import numpy as np

from pressure_coach.signal.chunk import Arrival
from pressure_coach.signal.protocol import Caps
from pressure_coach.signal.wire import Hello, Id, Samples, Status, WireDecoder, frame


def _one(seq: int, count: int = 1000, t_us: int = 0) -> bytes:
    return frame(Samples(seq & 0xFFFF, t_us, ((count,),)).to_body())


def test_a_stream_becomes_one_chunk_and_says_what_it_is() -> None:
    decoder = WireDecoder()
    hello = Hello(n_channels=1, rate_millihertz=80_000, adc_bits=24, caps=Caps.BOOTED | Caps.SIMULATED)
    data = frame(hello.to_body()) + frame(Id("0123456789abcdef").to_body()) + frame(Status(3700, -1.5).to_body())
    data += b"".join(_one(i, -i, 12_500 * i) for i in range(10))
    (chunk,) = decoder.feed(Arrival(7, data))
    assert chunk.values.tolist() == [[-i] for i in range(10)]
    assert chunk.values.dtype == np.int32
    assert chunk.t_us is not None
    assert chunk.t_us.tolist() == [12_500 * i for i in range(10)]
    assert chunk.t_us.dtype == np.uint32
    assert (chunk.host_ns, chunk.lost, chunk.restart) == (7, 0, False)
    assert decoder.info is not None
    assert (decoder.info.device_id, decoder.info.sfreq, decoder.info.simulated) == ("0123456789abcdef", 80.0, True)
    assert (decoder.good_frames, decoder.bad_frames) == (13, 0)
    assert decoder.status == Status(3700, -1.5)


def test_a_missing_frame_splits_the_chunk_and_is_counted() -> None:
    decoder = WireDecoder()
    first, second = decoder.feed(Arrival(0, _one(65534) + _one(65535) + _one(2)))
    assert (len(first.values), first.lost, len(second.values), second.lost) == (2, 0, 1, 2)


def test_a_flipped_bit_costs_one_frame() -> None:
    decoder = WireDecoder()
    data = bytearray(_one(0) + _one(1) + _one(2))
    data[len(_one(0)) + 5] ^= 0x10
    first, second = decoder.feed(Arrival(0, bytes(data)))
    assert (len(first.values), len(second.values), second.lost, decoder.bad_frames) == (1, 1, 1, 1)
