"""Butterworth low-pass, 3 Hz: the plain alternative to the 1-euro filter; the same delay at any speed."""

from pressure_coach.errors import UsageError
from pressure_coach.signal.filters._biquad import Biquads
from pressure_coach.signal.limits import value


def make(sfreq: float, n_channels: int, cutoff: float = value("eye_lowpass_hz"), order: int = 2) -> Biquads:
    """``cutoff`` in Hz (-3 dB). Needs the rate ``sfreq`` in Hz.

    Raises UsageError when the rate is unknown or too low for the cut-off.
    """
    if not 0.0 < cutoff < sfreq / 2.0:
        raise UsageError(
            f"a low-pass at {cutoff:g} Hz needs a known rate above {2 * cutoff:g} samples/s, and this stream says "
            f"{sfreq:g}; use the filter one_euro, which needs no rate."
        )
    from scipy.signal import butter  # costs over half a second; only who uses this filter pays

    return Biquads(n_channels, butter(order, cutoff, fs=sfreq, output="sos"))
