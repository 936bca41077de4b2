"""Every number of the coaching, with its allowed range and its basis. ``pressure-coach limits`` prints this table.

The basis is what a study or a rule of arithmetic says; ``J`` marks a judgement without a source.
"""

from pressure_coach.signal.limits import TABLE as SIGNAL
from pressure_coach.signal.limits import Limit, fixed

__all__ = ["BY_NAME", "TABLE", "Limit", "micros", "value"]

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
    fixed("hard_ceiling_n", 600.0, "N", "J: absolute software ceiling; software cannot limit force, only say so"),
    fixed("over_factor", 1.25, "x T", "tolerance is 1.2 x threshold (Hou 2002)"),
    fixed("stop_factor", 1.5, "x T", "J"),
    fixed("eased_factor", 1.125, "x T", "J: half-way between target and over"),
    fixed("full_scale_share", 0.9, "of full scale", "J: readings near the end of the range are not trusted"),
    fixed("half_band_min_n", 5.0, "N", "J: finer than a hip on a ball can do"),
    fixed("half_band_max", 0.20, "of T", "J"),
    fixed("hysteresis", 0.025, "of T", "J: a quarter of the default band"),
    fixed("contact_n", 5.0, "N", "J: about 500 g; well above a sensor's noise"),
    fixed("contact_share", 0.05, "of T", "J"),
    fixed("contact_sigmas", 6.0, "sigma", "arithmetic: noise alone crosses it once in 10^9 samples"),
    fixed("off_share", 0.6, "of F_on", "J: hysteresis of the contact"),
    # times of the hold
    fixed("unload_s", 0.5, "s", "J"),
    fixed("contact_s", 0.3, "s", "simple reaction time 0.2 to 0.25 s"),
    fixed("settle_s", 1.0, "s", "corrections appear at about 1 Hz"),
    fixed("loading_prompt_s", 20.0, "s", "J"),
    fixed("loading_end_s", 60.0, "s", "J"),
    fixed("reentry_s", 0.25, "s", "simple reaction time 0.2 to 0.25 s"),
    fixed("grace_share", 0.10, "of goal", "J"),
    fixed("again_s", 0.5, "s", "J"),
    fixed("pause_s", 10.0, "s", "J: about one breath at 6 a minute"),
    fixed("over_s", 0.3, "s", "simple reaction time 0.2 to 0.25 s"),
    fixed("eased_s", 0.5, "s", "J"),
    fixed("over_once_s", 3.0, "s", "J"),
    fixed("over_all_s", 6.0, "s", "J"),
    fixed("stop_s", 0.5, "s", "J"),
    fixed("blind_s", 0.5, "s", "J"),
    fixed("signal_s", 3.0, "s", "J"),
    fixed("loaded_s", 120.0, "s", "J: one go on one spot, hard; nerve studies: 400 mmHg x 15 min did harm"),
    fixed("ease_off_s", 10.0, "s", "J"),
    fixed("go_end_s", 10.0, "s", "J"),
    fixed("wall_s", 30.0, "s", "J: goal + 30 s by the wall clock"),
    Limit("rest_s", 30.0, 30.0, 600.0, "s", "J: 30 s or more between holds"),
    fixed("stop_off_s", 10.0, "s", "J"),
    # the signal, as far as the coaching goes
    fixed("coarse_band", 0.15, "of T", "J"),
    fixed("take_s", 1.0, "s", "a level taken by key is the median of the last second"),
    fixed("indicative_pct", 95.0, "% complete", "J: below it the figures of a hold are indicative"),
    fixed("indicative_u95", 0.10, "of T", "J: above it the figures of a hold are indicative"),
    fixed("steady_cv_pct", 5.0, "%", "visual feedback allows a CV of 2 to 5 %"),
    fixed("moderate_cv_pct", 10.0, "%", "J"),
    # the gauge
    fixed("gauge_end", 1.6, "x T", "J: above the stop level"),
    *SIGNAL,
)

BY_NAME = {limit.name: limit for limit in TABLE}


def value(name: str) -> float:
    """The default of one limit."""
    return BY_NAME[name].default


def micros(name: str) -> int:
    """A limit given in seconds, in integer microseconds."""
    return round(value(name) * 1e6)
