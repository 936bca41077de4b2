"""A recording judged as a whole: what ``read``, the report and the exporters stand on."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from pressure_coach.coaching.coach import Settings
from pressure_coach.devices import decoder_for
from pressure_coach.judge import Judge, Options, Step
from pressure_coach.recording.exporters import Judged
from pressure_coach.recording.reader import Recording, read_recording
from pressure_coach.signal.calibration import Calibration
from pressure_coach.signal.chunk import Arrivals, Chunk


def read(path: str | Path, settings: Settings | None = None, **changed: Any) -> Judged:
    """Read and judge a recording: samples, events and summary. Raises RecordingError for a file that holds none.

    Without ``settings`` it is judged as it was recorded; ``changed`` replaces single ones (``target=150.0``).

    >>> session = read("session.mcap")                                    # doctest: +SKIP
    >>> session.t_us.shape, session.force.shape, session.summary["state"]  # doctest: +SKIP
    ((7200,), (7200, 1), 'DONE')
    """
    recording = read_recording(path)
    chosen = replace(settings or recorded(Settings, recording), **changed)
    keep = settings is None and "target" not in changed
    return judge_recording(recording, chosen, recorded(Options, recording), keep_targets=keep)


def recorded(kind: Any, recording: Recording, **changed: Any) -> Any:
    """The ``kind`` (Settings or Options) that a session was recorded with; ``changed`` ones replace it unless None."""
    kept = {key: item for key, item in (recording.meta.get("settings") or {}).items() if key in kind.__slots__}
    return replace(kind(**kept), **{key: item for key, item in changed.items() if item is not None})


def judge_recording(
    recording: Recording,
    settings: Settings,
    options: Options = Options(),
    calibration: Calibration | None = None,
    keep_targets: bool = True,
) -> Judged:
    """Judge all of it. ``keep_targets`` False: targets that were set during the session are left out."""
    meta = recording.meta
    text = meta.get("calibration")
    used = calibration or (Calibration.from_text(text) if text else None)
    decoder = decoder_for(str(meta.get("driver", "serial")), dict(meta.get("options") or {}))
    unseen = replace(options, display="none")  # nobody watches, and smoothing is for the eye only
    judge = Judge(decoder, settings, lambda info: used, unseen, recording.simulated)
    chunks: list[Chunk] = []
    events: list[dict[str, Any]] = []
    for chunk, happened in _steps(judge, recording, keep_targets):
        if chunk is not None:
            chunks.append(chunk)
        events += [event.to_dict() for event in happened]
    summary = judge.summary()
    info = judge.info
    about = {**meta, "settings": {**asdict(settings), **asdict(options)}}
    return Judged(
        meta=about,
        ch_names=info.ch_names if info else (),
        unit=judge.chain.unit if judge.chain else "counts",
        t_us=_join([c.t_us for c in chunks], np.empty(0, np.int64)),
        force=_join([c.force for c in chunks], np.empty((0, 1))),
        raw=_join([c.raw for c in chunks], np.empty((0, 1))),
        valid=_join([c.valid for c in chunks], np.empty(0, np.bool_)),
        events=events,
        judged=_join([c.judged for c in chunks], np.empty(0)),
        summary=summary,
    )


def _steps(judge: Judge, recording: Recording, keep_targets: bool) -> Iterator[Step]:
    for run in recording.items.runs():
        if isinstance(run, Arrivals):
            yield from judge.feed(run)
        else:
            yield from judge.feed((), [act for act in run if keep_targets or act.kind != "target"])
    yield from judge.finish()


def _join(parts: list[Any], empty: Any) -> Any:
    return np.concatenate(parts) if parts else empty
