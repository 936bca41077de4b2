"""Notch at the mains frequency (50 or 60 Hz), for pads on long cables sampled fast enough to see the hum."""

from pressure_coach.errors import UsageError
from pressure_coach.signal.filters._biquad import Biquads


def make(sfreq: float, n_channels: int, frequency: float = 50.0, quality: float = 10.0) -> Biquads:
    """``frequency`` in Hz; ``quality`` = frequency / width of the notch at -3 dB. Needs the rate ``sfreq`` in Hz.

    Raises UsageError when the rate is unknown or too low: then the hum shows as another frequency, or not at all.
    """
    if not 0.0 < frequency < sfreq / 2.0:
        raise UsageError(
            f"a notch at {frequency:g} Hz needs a known rate above {2 * frequency:g} samples/s, and this stream says "
            f"{sfreq:g}; leave the notch out, or sample faster."
        )
    from scipy.signal import iirnotch  # costs over half a second; only who uses this filter pays

    b, a = iirnotch(frequency, quality, fs=sfreq)
    return Biquads(n_channels, [[*b, *a]])
