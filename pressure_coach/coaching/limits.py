"""Every number of the coaching, with its allowed range and its basis. ``pressure-coach limits`` prints this table.

The basis is what a study or a rule of arithmetic says; ``J`` marks a judgement without a source.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """One number: ``default`` in ``unit``, which a person may set between ``low`` and ``high`` (equal: fixed)."""

    name: str
    default: float
    low: float
    high: float
    unit: str
    basis: str


def _fixed(name: str, value: float, unit: str, basis: str) -> Limit:
    return Limit(name, value, value, value, unit, basis)


TABLE: tuple[Limit, ...] = (
    # what a person sets
    Limit(
        "target_n",
        200.0,
        25.0,
        297.0,
        "N",
        "rolling and ball studies report 127 to 267 N; ends follow from the rules below",
    ),
    Limit("band", 0.10, 0.05, 0.15, "of T", "J: gentle 15 %, fine 5 %; visual feedback allows a CV of 2 to 5 %"),
    Limit(
        "goal_s", 60.0, 30.0, 90.0, "s", "holds of 30 to 90 s in the sustained-pressure trials; from 1 s on for trying"
    ),
    Limit("grace_s", 1.0, 0.0, 3.0, "s", "corrections appear at about 1 Hz"),
    Limit("ceiling_n", 350.0, 100.0, 500.0, "N", "J: 1.3 x the largest mean force of the rolling studies (267 N)"),
    # force
    _fixed("hard_ceiling_n", 600.0, "N", "J: absolute software ceiling; software cannot limit force, only say so"),
    _fixed("over_factor", 1.25, "x T", "tolerance is 1.2 x threshold (Hou 2002)"),
    _fixed("stop_factor", 1.5, "x T", "J"),
    _fixed("eased_factor", 1.125, "x T", "J: half-way between target and over"),
    _fixed("full_scale_share", 0.9, "of full scale", "J: readings near the end of the range are not trusted"),
    _fixed("half_band_min_n", 5.0, "N", "J: finer than a hip on a ball can do"),
    _fixed("half_band_max", 0.20, "of T", "J"),
    _fixed("hysteresis", 0.025, "of T", "J: a quarter of the default band"),
    _fixed("contact_n", 5.0, "N", "J: about 500 g; well above a sensor's noise"),
    _fixed("contact_share", 0.05, "of T", "J"),
    _fixed("contact_sigmas", 6.0, "sigma", "arithmetic: noise alone crosses it once in 10^9 samples"),
    _fixed("off_share", 0.6, "of F_on", "J: hysteresis of the contact"),
    # times of the hold
    _fixed("unload_s", 0.5, "s", "J"),
    _fixed("contact_s", 0.3, "s", "simple reaction time 0.2 to 0.25 s"),
    _fixed("settle_s", 1.0, "s", "corrections appear at about 1 Hz"),
    _fixed("loading_prompt_s", 20.0, "s", "J"),
    _fixed("loading_end_s", 60.0, "s", "J"),
    _fixed("reentry_s", 0.25, "s", "simple reaction time 0.2 to 0.25 s"),
    _fixed("grace_share", 0.10, "of goal", "J"),
    _fixed("again_s", 0.5, "s", "J"),
    _fixed("pause_s", 10.0, "s", "J: about one breath at 6 a minute"),
    _fixed("over_s", 0.3, "s", "simple reaction time 0.2 to 0.25 s"),
    _fixed("eased_s", 0.5, "s", "J"),
    _fixed("over_once_s", 3.0, "s", "J"),
    _fixed("over_all_s", 6.0, "s", "J"),
    _fixed("stop_s", 0.5, "s", "J"),
    _fixed("step_s", 0.25, "s", "time that was not measured is never credited; feedback flattens near 6.4 Hz"),
    _fixed("blind_s", 0.5, "s", "J"),
    _fixed("signal_s", 3.0, "s", "J"),
    _fixed("loaded_s", 120.0, "s", "J: one go on one spot, hard; nerve studies: 400 mmHg x 15 min did harm"),
    _fixed("ease_off_s", 10.0, "s", "J"),
    _fixed("go_end_s", 10.0, "s", "J"),
    _fixed("wall_s", 30.0, "s", "J: goal + 30 s by the wall clock"),
    Limit("rest_s", 30.0, 30.0, 600.0, "s", "J: 30 s or more between holds"),
    _fixed("stop_off_s", 10.0, "s", "J"),
    # the signal
    _fixed("coarse_hz", 20.0, "samples/s", "below it: coarse mode, band of 15 % or more"),
    _fixed("refused_hz", 8.0, "samples/s", "below it no holds; feedback flattens near 6.4 Hz"),
    _fixed("coarse_band", 0.15, "of T", "J"),
    _fixed("zero_s", 2.0, "s", "zero: median of 2 s or more unloaded"),
    _fixed("zero_sigmas", 3.0, "sigma", "zero is refused when the signal moves more than its noise"),
    _fixed("zero_moved_n", 3.0, "N", "a cheap cell moved 2.85 N after 740 N"),
    _fixed("zero_moved_share", 0.02, "of T", "J"),
    _fixed("take_s", 1.0, "s", "a level taken by key is the median of the last second"),
    _fixed("indicative_pct", 95.0, "% complete", "J: below it the figures of a hold are indicative"),
    _fixed("indicative_u95", 0.10, "of T", "J: above it the figures of a hold are indicative"),
    _fixed("steady_cv_pct", 5.0, "%", "visual feedback allows a CV of 2 to 5 %"),
    _fixed("moderate_cv_pct", 10.0, "%", "J"),
)

BY_NAME = {limit.name: limit for limit in TABLE}


def value(name: str) -> float:
    """The default of one limit."""
    return BY_NAME[name].default


def micros(name: str) -> int:
    """A limit given in seconds, in integer microseconds."""
    return round(value(name) * 1e6)
