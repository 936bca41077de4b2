"""Formats for other programs, one file each; its name is the suffix, the first line of its docstring the help text.

Such a file has ``write(path, session)`` and leaves everything else (choosing, never overwriting, no half files) to
``export`` here.
"""

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pressure_coach import plugins
from pressure_coach.errors import UsageError
from pressure_coach.recording.atomic import whole_file


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Judged:
    """A session as it was judged, whole."""

    meta: Mapping[str, Any]
    ch_names: tuple[str, ...]
    unit: str  # of ``force``: "N", "kPa", "%" or "counts"
    t_us: NDArray[np.int64]  # (n_samples,) since the first sample
    force: NDArray[np.float64]  # (n_samples, n_channels) calibrated, median-of-3
    raw: NDArray[Any]  # (n_samples, n_channels) as decoded
    valid: NDArray[np.bool_]  # (n_samples,) fit to be judged
    events: Sequence[Mapping[str, Any]] = ()
    summary: Mapping[str, Any] = field(default_factory=dict)
    judged: NDArray[np.float64] | None = None  # (n_samples,) the chosen channel or the sum; None: the first channel

    def __repr__(self) -> str:
        """One line, as a person at a prompt wants it."""
        mark = "SIMULATED, " if self.simulated else ""
        seconds = float(self.t_us[-1] - self.t_us[0]) / 1e6 if len(self.t_us) else 0.0
        names = ", ".join(self.ch_names[:3]) + (", ..." if len(self.ch_names) > 3 else "")
        what = f"{len(self.t_us)} samples of {names} in {self.unit}, {seconds:.1f} s"
        return f"<Judged: {mark}{what}, events: {len(self.events)}, {self.summary.get('state', 'not judged')}>"

    @property
    def simulated(self) -> bool:
        """True when any trace says so."""
        return bool(self.meta.get("simulated") or self.summary.get("simulated"))

    @property
    def sfreq(self) -> float:
        """Hz, from the median step of ``t_us``; 0.0 when there is none."""
        steps = np.diff(self.t_us)
        return 1e6 / float(np.median(steps[steps > 0])) if np.any(steps > 0) else 0.0

    def about(self) -> dict[str, Any]:
        """What every format says of the session; ``simulated`` first and always."""
        own = {
            "simulated": self.simulated,
            "unit": self.unit,
            "ch_names": list(self.ch_names),
            "samples": len(self.t_us),
            "sfreq": self.sfreq,
        }
        return {**own, **{key: value for key, value in self.meta.items() if key not in own}}

    def forces(self) -> dict[str, NDArray[np.float64]]:
        """What was judged as ``force_n``, and where there are several channels each one as ``force_<name>_n``.

        Of a channel that is called force2 the column is ``force2_n``.
        """
        unit = {"%": "pct"}.get(self.unit, self.unit.lower())
        first = self.force[:, 0] if self.judged is None else self.judged
        return self._each({f"force_{unit}": first}, "force_", self.force, f"_{unit}")

    def raws(self) -> dict[str, NDArray[Any]]:
        """The numbers as decoded: ``raw``, or ``raw_<name>`` of each channel where there are several."""
        return self._each({}, "raw_", self.raw, "") or {"raw": self.raw[:, 0]}

    def columns(self) -> dict[str, NDArray[Any]]:
        """One row a sample: ``t_s``, the forces, the raw numbers, ``valid``; each (n_samples,)."""
        return {"t_s": self.t_us / 1e6, **self.forces(), **self.raws(), "valid": self.valid}

    def _each(
        self, columns: dict[str, NDArray[Any]], before: str, values: NDArray[Any], after: str
    ) -> dict[str, NDArray[Any]]:
        """The ``columns`` and, where there are several channels, one for each; no name stands twice."""
        if values.shape[1] < 2:
            return columns
        for i, name in enumerate(self.ch_names):
            plain = re.sub(r"[^\w.-]+", "_", name).strip("_")
            head = (plain if plain.lower().startswith(before.rstrip("_")) else before + plain) + after
            columns[head if head not in columns else f"{before}{i + 1}{after}"] = values[:, i]
        return columns


def formats() -> list[str]:
    """The names of all formats; none of them is imported."""
    return plugins.names(sys.modules[__name__])


def format_of(path: str | Path, format: str | None = None) -> str:
    """The format that is meant; raises UsageError for one that there is not, or whose library is not installed."""
    name = (format or Path(path).suffix.lstrip(".")).lower()
    if name not in formats():
        said = f"--format {format} is not known" if format else f"the name {Path(path).name} does not say the format"
        raise UsageError(f"{said}; use one of {', '.join(formats())} as its suffix or with --format.")
    plugins.load(sys.modules[__name__], name)
    return name


def export(path: str | Path, session: Judged, format: str | None = None) -> Path:
    """Write a session for other programs, in ``format`` or the one that the suffix of ``path`` names.

    Raises UsageError as ``format_of``; RecordingError when ``path`` exists already or cannot be written: then
    nothing is left there.
    """
    plugin = plugins.load(sys.modules[__name__], format_of(path, format))
    with whole_file(Path(path)) as part:
        plugin.write(part, session)
    return Path(path)
