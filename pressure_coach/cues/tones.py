"""Tones as arrays of frames. Pure: the same arguments give the same samples; nothing is played here.

Every tone begins and ends with a raised cosine, so that nothing clicks, and stays within -1 .. 1, whatever it is made
of. All pitches and overtones lie between 300 and 1000 Hz: small loudspeakers can play them, most ears hear them.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Frames = NDArray[np.float32]

SFREQ = 48_000  # frames/s
RAMP_S = 0.006  # shorter ramps are heard as clicks


@lru_cache(maxsize=256)
def tone(
    pitch_hz: float,
    seconds: float,
    partials: tuple[tuple[float, float], ...] = ((1.0, 1.0),),
    ramp_s: float = RAMP_S,
    sfreq: int = SFREQ,
) -> Frames:
    """(n_frames,) of one tone, peak at most 1; not to be written to.

    ``partials``: (times the pitch, share) of each sine. ``ramp_s``: of the beginning and of the end.
    """
    n = round(seconds * sfreq)
    t = np.arange(n) / sfreq
    wave = np.zeros(n)
    for times, share in partials:
        wave += share * np.sin(2.0 * np.pi * pitch_hz * times * t)
    wave /= sum(abs(share) for _, share in partials)
    up = fade_out(min(max(1, round(ramp_s * sfreq)), n // 2))[::-1]
    wave[: len(up)] *= up
    wave[n - len(up) :] *= up[::-1]
    frames = wave.astype(np.float32)
    frames.flags.writeable = False
    return frames


@lru_cache(maxsize=8)
def fade_out(n: int) -> NDArray[np.float64]:
    """(n,) raised cosine from nearly 1 to nearly 0, without its two ends."""
    return 0.5 + 0.5 * np.cos(np.pi * (np.arange(n) + 1.0) / (n + 1.0))


def silence(seconds: float, sfreq: int = SFREQ) -> Frames:
    """(n_frames,) zeros."""
    return np.zeros(round(seconds * sfreq), np.float32)


def pulse(
    rate_hz: float,
    pitch_hz: float,
    share: float = 0.4,
    partials: tuple[tuple[float, float], ...] = ((1.0, 1.0),),
    ramp_s: float = RAMP_S,
    sfreq: int = SFREQ,
) -> Frames:
    """(n_frames,) of one whole period at ``rate_hz``: a tone for ``share`` of it, then silence.

    >>> len(pulse(2.0, 440.0))
    24000
    """
    sounding = tone(pitch_hz, share / rate_hz, partials, ramp_s, sfreq)
    frames = np.zeros(round(sfreq / rate_hz), np.float32)
    frames[: len(sounding)] = sounding
    return frames


def phrase(*parts: Frames) -> Frames:
    """Tones and silences one after the other."""
    return np.concatenate(parts)
