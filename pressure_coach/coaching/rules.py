"""The hold's states as a table, and its times in microseconds. The diagram in the docs is drawn from TRANSITIONS."""

from pressure_coach.coaching.events import State as S
from pressure_coach.coaching.limits import micros, value

UNLOAD_US = micros("unload_s")
CONTACT_US = micros("contact_s")
SETTLE_US = micros("settle_s")
LOADING_PROMPT_US = micros("loading_prompt_s")
LOADING_END_US = micros("loading_end_s")
REENTRY_US = micros("reentry_s")
AGAIN_US = micros("again_s")
PAUSE_US = micros("pause_s")
OVER_US = micros("over_s")
EASED_US = micros("eased_s")
OVER_ONCE_US = micros("over_once_s")
OVER_ALL_US = micros("over_all_s")
STOP_US = micros("stop_s")
STEP_US = micros("step_s")
BLIND_US = micros("blind_s")
SIGNAL_US = micros("signal_s")
LIMIT_US = micros("loaded_s")
EASE_OFF_US = micros("ease_off_s")
GO_END_US = micros("go_end_s")
WALL_US = micros("wall_s")
REST_US = micros("rest_s")
STOP_OFF_US = micros("stop_off_s")
GRACE_SHARE = round(1 / value("grace_share"))  # an integer: then the comparison is exact
OVER_FACTOR, STOP_FACTOR, EASED_FACTOR = value("over_factor"), value("stop_factor"), value("eased_factor")
CONTACT_N, CONTACT_SHARE, CONTACT_SIGMAS = value("contact_n"), value("contact_share"), value("contact_sigmas")
OFF_SHARE = value("off_share")
HYSTERESIS = value("hysteresis")
EDGE = 1e-9  # of T: band edges are inclusive, whatever rounding did to them
NEVER, FOREVER = -(1 << 63), 1 << 63  # before and after all times
OLDER_RUN = 10  # older samples in a row that mean a new clock

IN_HOLD = frozenset({S.HOLDING, S.GRACE, S.PAUSED, S.LIFTED, S.OVER})
LOADED = frozenset({S.LOADING}) | IN_HOLD
ENDED = frozenset({S.DONE, S.PARTIAL, S.REST})
CALM = frozenset(S) - {S.NO_SIGNAL, S.UNKNOWN, S.GRACE}  # where a sample like the last one changes nothing but credit
TIMED = IN_HOLD - {S.OVER}  # where the wall time can end a hold

_ANY = frozenset(S) - {S.STOPPED}

# (from, to, when): every transition that there is.
TRANSITIONS: tuple[tuple[frozenset[S], S, str], ...] = (
    (_ANY, S.STOPPED, "stop key; over for too long; above the stop level or the limit; still loaded after the limit"),
    (_ANY - {S.NO_SIGNAL}, S.NO_SIGNAL, "gap of more than 3 s, or link lost"),
    (_ANY - {S.NO_SIGNAL, S.UNKNOWN}, S.UNKNOWN, "gap of more than 0.5 s"),
    (frozenset({S.NO_SIGNAL}), S.UNLOADED, "3 valid samples"),
    (frozenset({S.NO_SIGNAL}), S.PARTIAL, "3 valid samples, when the signal was lost during a hold"),
    (frozenset({S.NO_SIGNAL}), S.REST, "3 valid samples, when the signal was lost after a hold"),
    (frozenset({S.UNLOADED}), S.LOADING, "contact for 0.3 s"),
    (frozenset({S.LOADING}), S.UNLOADED, "below F_off for 0.5 s"),
    (frozenset({S.LOADING}), S.HOLDING, "in band for 1.0 s"),
    (
        LOADED | {S.UNKNOWN},
        S.PARTIAL,
        "60 s of loading; pause over 10 s; goal + 30 s; 120 s loaded in one go; clock restarted",
    ),
    (frozenset({S.HOLDING}), S.GRACE, "out of band"),
    (frozenset({S.GRACE}), S.HOLDING, "back within the grace"),
    (frozenset({S.HOLDING, S.GRACE}), S.PAUSED, "out for longer than the grace; pause key"),
    (frozenset({S.HOLDING, S.GRACE, S.PAUSED}), S.LIFTED, "below F_off"),
    (frozenset({S.PAUSED}), S.HOLDING, "in band for 0.5 s"),
    (frozenset({S.LIFTED}), S.PAUSED, "contact for 0.3 s"),
    (LOADED - {S.OVER}, S.OVER, "over for 0.3 s"),
    (frozenset({S.OVER}), S.LOADING, "eased off for 0.5 s"),
    (frozenset({S.OVER}), S.PAUSED, "eased off for 0.5 s"),
    (frozenset({S.OVER}), S.LIFTED, "eased off for 0.5 s"),
    (frozenset({S.UNKNOWN}), S.UNLOADED, "samples again"),
    (frozenset({S.UNKNOWN}), S.LOADING, "samples again"),
    (frozenset({S.UNKNOWN}), S.PAUSED, "samples again"),
    (frozenset({S.UNKNOWN}), S.LIFTED, "samples again"),
    (frozenset({S.UNKNOWN}), S.OVER, "samples again"),
    (frozenset({S.UNKNOWN}), S.DONE, "samples again"),
    (frozenset({S.UNKNOWN}), S.PARTIAL, "samples again"),
    (frozenset({S.UNKNOWN}), S.REST, "samples again"),
    (frozenset({S.HOLDING}), S.DONE, "credit reached the goal"),
    (frozenset({S.DONE, S.PARTIAL}), S.REST, "below F_off for 0.5 s"),
    (frozenset({S.REST}), S.UNLOADED, "30 s below F_off without a break"),
    (frozenset({S.STOPPED}), S.UNLOADED, "below F_off for 10 s, then acknowledged"),
)
