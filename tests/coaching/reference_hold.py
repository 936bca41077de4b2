"""Section 5 of coaching.md a second time: slow, plain, without clever state. What Hold does is compared with this.

Every condition is looked up in the past. Times are integer microseconds. Where the page leaves a choice, a comment that
begins with "Reading" says which one this is.
"""

import math
from itertools import pairwise

from tests.coaching.past import MEASURED, Past, S

HOLDING = {"HOLDING", "GRACE", "PAUSED", "LIFTED"}
LOADED = {"LOADING", "OVER", *HOLDING}
ENDED = {"DONE", "PARTIAL", "REST"}


class ReferenceHold:
    """``changes`` collects (t_us, before, after, credit_us)."""

    def __init__(
        self,
        target: float,
        half_n: float,
        goal_s: float = 60.0,
        over_n: float | None = None,
        stop_n: float | None = None,
        limit_n: float | None = None,
        noise_n: float | None = None,
        grace_s: float = 1.0,
        strict: bool = False,
        rest_s: float = 30.0,
    ) -> None:
        edge = 1e-9 * target
        self.target, self.half = target, half_n
        self.inner, self.outer = half_n + edge, half_n + 0.025 * target + edge
        self.goal, self.grace, self.rest_s, self.strict = round(goal_s * S), round(grace_s * S), rest_s, strict
        self.over_n = 1.25 * target if over_n is None else over_n
        self.stop_n = 1.5 * target if stop_n is None else stop_n
        self.limit_n = math.inf if limit_n is None else limit_n
        # Reading: what is over is never eased, however low the ceiling.
        self.eased_n = min(max(1.125 * target, target + half_n) + edge, self.over_n)
        self.on_n = max(5.0, 0.05 * target, 6 * (noise_n or 0.0))
        self.off_n = 0.6 * self.on_n
        self.past = Past()
        self.state = "NO_SIGNAL"
        self.former = "UNLOADED"  # before UNKNOWN or NO_SIGNAL
        self.changes: list[tuple[int, str, str, int]] = []
        self.credits: list[int] = []  # after each sample of the past
        self.valid_seen = 0  # of the three that a new signal needs
        self.go_began: int | None = None  # loaded in one go since
        self.told_to_ease: int | None = None  # the 120 s were over at
        self.begin_attempt(0)

    def begin_attempt(self, contact: int) -> None:
        self.contact_at, self.attempt_index = contact, max(0, len(self.past.samples) - 1)
        self.credit = self.grace_used = 0
        self.began: int | None = None  # HOLDING first began
        self.exit: int | None = None  # the pause clock runs from here
        self.exit_index = 0
        self.came_from = "LOADING"  # into OVER
        self.key = False

    # Conditions

    def in_band(self, f: float) -> bool:
        return abs(f - self.target) <= self.inner

    def out(self, f: float) -> bool:
        return abs(f - self.target) > self.outer

    def contact(self, f: float) -> bool:
        return f >= self.on_n

    def off(self, f: float) -> bool:
        return f < self.off_n

    def above(self, f: float) -> bool:
        return f > self.over_n

    # Samples

    def feed(self, t: int, f: float) -> None:
        dt = self.past.accept(t, f)
        if dt is not None:
            self.move_clocks(self.past.moved_us)
            self.judge(t, f, dt)
            self.credits.append(self.credit)

    def move_clocks(self, by: int) -> None:
        for name in ("began", "exit", "contact_at", "go_began", "told_to_ease"):
            value = getattr(self, name)
            setattr(self, name, None if value is None else value + by)

    def judge(self, now: int, f: float, dt: int) -> None:
        """One transition a sample, in the order of rule 5."""
        lasted = self.past.lasted
        if self.go_began is None:
            if lasted(self.contact, 0.3):
                self.go_began, self.told_to_ease = self.past.since(self.contact), None
        elif lasted(self.off, 10):
            self.go_began = None
        if self.state == "STOPPED":
            return
        # Reading: these hold in every state, with or without a signal.
        if f > self.limit_n or lasted(lambda x: x > self.stop_n, 0.5, helpful=False) or self.over_too_long(now, f):
            self.enter("STOPPED")
        elif self.loaded_too_long(now, f):
            pass
        elif self.past.moved_us and self.hold_runs() and self.state != "NO_SIGNAL":
            self.enter("PARTIAL")
        elif dt > 3 * S and self.state != "NO_SIGNAL":
            self.lose(seen=1)
        elif dt > S // 2 and self.state not in {"NO_SIGNAL", "UNKNOWN"}:
            self.go_blind(last=now - dt)
        elif self.state in LOADED - {"OVER"} and lasted(self.above, 0.3, helpful=False):
            self.enter_over()
        elif self.off(f) and self.state in {"HOLDING", "GRACE", "PAUSED"}:
            self.leave_band()
            self.enter("LIFTED")
        elif self.paused_too_long(now) or self.wall_is_over(now):
            self.enter("PARTIAL")
        else:
            getattr(self, "in_" + self.state.lower())(now, f, dt)

    def over_too_long(self, now: int, f: float) -> bool:
        """Reading: the time above over_n itself, easing off not included; in all: since LOADING began."""
        if not self.above(f):
            return False
        began = self.past.since(self.above, helpful=False)
        pairs = pairwise(self.past.samples[self.attempt_index :])
        in_all = sum(b[0] - a[0] for a, b in pairs if self.above(a[1]) and self.above(b[1]))
        return (began is not None and now - began > 3 * S) or in_all > 6 * S

    def loaded_too_long(self, now: int, f: float) -> bool:
        """120 s in one go: ease off; still loaded 10 s later: stopped."""
        hidden = self.former if self.state == "UNKNOWN" else self.state
        if self.go_began is None or self.off(f) or now - self.go_began < 120 * S or hidden not in LOADED | ENDED:
            return False
        if self.told_to_ease is None:
            self.told_to_ease = now
        if hidden in LOADED:
            self.enter("PARTIAL")
            return True
        if now - self.told_to_ease >= 10 * S:
            self.enter("STOPPED")
            return True
        return False

    def paused_too_long(self, now: int) -> bool:
        """Reading: the clock runs on in OVER, but ends the hold only from PAUSED and LIFTED. So does the wall."""
        return self.state in {"PAUSED", "LIFTED"} and self.exit is not None and now - self.exit > 10 * S

    def wall_is_over(self, now: int) -> bool:
        return self.state in HOLDING and self.began is not None and now - self.began > self.goal + 30 * S

    def hold_runs(self) -> bool:
        """HOLDING had begun, and this hold has not ended."""
        hidden = self.former if self.state in {"UNKNOWN", "NO_SIGNAL"} else self.state
        return self.began is not None and hidden in {"OVER", *HOLDING}

    def lose(self, seen: int) -> None:
        if self.state not in {"NO_SIGNAL", "STOPPED"}:  # a lost signal does not clear STOPPED
            self.former = self.former if self.state == "UNKNOWN" else self.state
            self.enter("NO_SIGNAL")
        self.valid_seen = seen

    def go_blind(self, last: int) -> None:
        """Reading: the exit instant of a HOLDING that a gap ends is the last sample before the gap."""
        self.former = "PAUSED" if self.state in {"HOLDING", "GRACE"} else self.state
        if self.state == "HOLDING":
            self.exit = last
        self.enter("UNKNOWN")

    def enter_over(self) -> None:
        first = self.past.first(self.above, helpful=False)
        assert first is not None
        if self.state == "HOLDING":
            self.credit, self.exit = self.credits[first], self.past.samples[first][0]  # back to where it began
        self.came_from = "PAUSED" if self.state in {"HOLDING", "GRACE"} else self.state
        self.enter("OVER")

    def leave_band(self) -> None:
        if self.exit is None:
            self.exit, self.exit_index = self.past.now, len(self.past.samples) - 1

    # The own rule of each state

    def in_no_signal(self, now: int, f: float, dt: int) -> None:
        self.valid_seen = 1 if dt > S // 2 else self.valid_seen + 1
        if self.valid_seen >= 3:
            self.enter("PARTIAL" if self.hold_runs() else "REST" if self.former in ENDED else "UNLOADED")

    def in_unknown(self, now: int, f: float, dt: int) -> None:
        if dt <= S // 2:
            self.enter(self.former)

    def in_unloaded(self, now: int, f: float, dt: int) -> None:
        if self.past.lasted(self.contact, 0.3):
            self.begin_attempt(self.past.since(self.contact) or 0)
            self.enter("LOADING")

    def in_loading(self, now: int, f: float, dt: int) -> None:
        if self.past.lasted(self.off, 0.5):
            self.enter("UNLOADED")
        elif self.past.lasted(self.in_band, 1.0):
            self.began = now
            self.enter("HOLDING")
        elif now - self.contact_at >= 60 * S:
            self.enter("PARTIAL")

    def in_holding(self, now: int, f: float, dt: int) -> None:
        if self.out(f) and self.credit < self.goal:
            self.leave_band()
            self.enter("GRACE")
            return
        self.credit += dt if dt <= MEASURED else 0
        if self.credit >= self.goal:
            self.enter("DONE")

    def in_grace(self, now: int, f: float, dt: int) -> None:
        assert self.exit is not None
        back = self.past.since(self.in_band)
        if (now if back is None else back) - self.exit > self.grace:
            self.enter("PAUSED")
        elif self.past.lasted(self.in_band, 0.25):
            # Reading: it counts from the exit instant, which is the first sample that was out.
            times = [t for t, _ in self.past.samples[self.exit_index :]]
            counts = sum(b - a for a, b in pairwise(times) if b - a <= MEASURED)
            if 10 * (self.grace_used + counts) > self.goal:  # Reading: then it is not accepted at all
                self.enter("PAUSED")
            else:
                self.grace_used += counts
                self.credit += counts
                self.enter("HOLDING")

    def in_paused(self, now: int, f: float, dt: int) -> None:
        if not self.key and self.past.lasted(self.in_band, 0.5):
            self.enter("HOLDING")

    def in_lifted(self, now: int, f: float, dt: int) -> None:
        if self.past.lasted(self.contact, 0.3):
            self.enter("PAUSED")

    def in_over(self, now: int, f: float, dt: int) -> None:
        if self.past.lasted(lambda x: x <= self.eased_n, 0.5):
            self.enter(self.came_from)

    def in_done(self, now: int, f: float, dt: int) -> None:
        if self.past.lasted(self.off, 0.5):
            self.enter("REST")

    in_partial = in_done

    def in_rest(self, now: int, f: float, dt: int) -> None:
        if self.past.lasted(self.off, self.rest_s):
            self.enter("UNLOADED")

    # Acts happen at the newest sample

    def act(self, kind: str) -> None:
        if kind == "stop" and self.state != "STOPPED":
            self.enter("STOPPED")
        elif kind == "acknowledge" and self.state == "STOPPED" and self.past.lasted(self.off, 10):
            self.enter("UNLOADED")
        elif kind == "signal_lost":
            self.past.forget()
            self.lose(seen=0)
        elif kind == "resume":
            self.key = False
        elif kind == "pause" and self.hold_runs() and self.state != "NO_SIGNAL":
            self.key = True
            if self.state in {"HOLDING", "GRACE"}:
                self.leave_band()
                self.enter("PAUSED")

    def enter(self, after: str) -> None:
        before, self.state = self.state, after
        if after == "HOLDING":
            self.exit = None  # only HOLDING clears the pause clock
        if self.strict and after in {"PAUSED", "LIFTED", "OVER"}:
            self.credit = 0
        self.changes.append((self.past.now, before, after, min(self.credit, self.goal)))
