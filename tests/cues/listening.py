"""What the tests hear: pitch, pulse rate and loudness of frames, computed."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from pressure_coach.cues.sound import Moment, Synth
from pressure_coach.cues.tones import SFREQ, Frames

TEN_MS = SFREQ // 100


def heard(moment: Moment, seconds: float, volume: float = 1.0) -> Frames:
    """A moment that is told again and again, as a running session does."""
    synth = Synth(volume=volume)
    blocks = []
    for _ in range(round(seconds * 100)):
        synth.set(moment)
        blocks.append(synth.render(TEN_MS))
    return np.concatenate(blocks)


def pitch_hz(frames: Frames) -> float:
    """The strongest frequency."""
    spectrum = np.abs(np.fft.rfft(frames * np.hanning(len(frames)), 4 * SFREQ))
    return float(spectrum.argmax() / 4)


def partials_hz(frames: Frames, share: float = 0.2) -> set[int]:
    """Frequencies (rounded to 10 Hz) that are nearly as strong as the strongest."""
    spectrum = np.abs(np.fft.rfft(frames * np.hanning(len(frames))))
    strong = np.flatnonzero(spectrum > share * spectrum.max()) * SFREQ / len(frames)
    return {round(f / 10) * 10 for f in strong}


def envelope(frames: Frames, step: int = SFREQ // 1000) -> NDArray[np.float64]:
    """Loudest sample of each millisecond."""
    whole = len(frames) // step * step
    return np.abs(frames[:whole]).reshape(-1, step).max(axis=1).astype(np.float64)


def rate_hz(frames: Frames) -> float:
    """Pulses a second: the first high peak of the envelope's autocorrelation."""
    loud = np.lib.stride_tricks.sliding_window_view(envelope(frames), 8).max(axis=1)  # a wave of 330 Hz lasts 3 ms
    loud = loud - loud.mean()
    n = len(loud)
    power = np.abs(np.fft.rfft(loud, 2 * n)) ** 2
    alike = np.fft.irfft(power)[:n] / np.arange(n, 0, -1)
    alike /= alike[0]
    falls = int(np.argmax(alike < 0))
    first = falls + int(np.argmax(alike[falls:] > 0.8))
    after = first + int(np.argmax(alike[first:] < 0.8))
    return 1000.0 / (first + int(alike[first:after].argmax()))


def sounding(frames: Frames, floor: float = 1e-4) -> float:
    """Share of the milliseconds that are not silent."""
    return float(np.mean(envelope(frames) > floor))


def onsets_s(frames: Frames, floor: float = 1e-3, rest_ms: int = 20) -> list[float]:
    """When something begins after a silence."""
    loud = envelope(frames) > floor
    begins = [i for i in np.flatnonzero(loud) if not loud[max(0, i - rest_ms) : i].any()]
    return [i / 1000 for i in begins]


def jumps(frames: Iterable[float]) -> float:
    """The largest step from one sample to the next."""
    return float(np.abs(np.diff(np.concatenate(([0.0], np.asarray(list(frames)))))).max())


def picture(frames: Frames, window: int = SFREQ // 20) -> NDArray[np.float64]:
    """Strength of each frequency in each 50 ms, as one vector of length 1: what an ear tells sounds apart by."""
    whole = frames[: len(frames) // window * window].reshape(-1, window)
    strengths: NDArray[np.float64] = np.abs(np.fft.rfft(whole * np.hanning(window))).ravel()
    return strengths / np.linalg.norm(strengths)
