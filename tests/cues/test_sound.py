"""What is heard, measured: pitch by FFT, rate by autocorrelation, level, and sameness however it is fetched."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressure_coach.cues import sound
from pressure_coach.cues.sound import CAP, Cue, Moment, Synth, figure, pulse_rate
from pressure_coach.cues.tones import SFREQ, fade_out, pulse, tone
from tests.cues.listening import heard, jumps, onsets_s, partials_hz, picture, pitch_hz, rate_hz, sounding

LOW, HIGH = Moment(Cue.LOW, 0.7), Moment(Cue.HIGH, 1.2)
MOMENTS = [Moment(cue, r) for cue, r in itertools.product(Cue, (None, 0.0, 0.8, 1.0, 1.15, 2.0))]
moments = st.sampled_from(MOMENTS)


def test_low_is_low_slow_long_and_rich() -> None:
    frames = heard(LOW, 6.0)
    assert pitch_hz(frames) == pytest.approx(330, abs=2)
    assert 1.0 <= rate_hz(frames) <= 3.0
    assert sounding(frames) == pytest.approx(0.5, abs=0.05)
    assert partials_hz(frames, 0.1) >= {330, 660, 990}


def test_high_is_high_fast_short_and_pure() -> None:
    frames = heard(HIGH, 6.0)
    assert pitch_hz(frames) == pytest.approx(880, abs=2)
    assert 4.0 <= rate_hz(frames) <= 6.0
    assert sounding(frames) == pytest.approx(0.35, abs=0.05)
    assert all(abs(f - 880) < 60 for f in partials_hz(frames))


@pytest.mark.parametrize("r", [0.0, 0.55, 0.85])
def test_the_rate_that_is_heard_is_the_computed_one(r: float) -> None:
    rate = pulse_rate(Moment(Cue.LOW, r))
    assert rate is not None
    assert rate_hz(heard(Moment(Cue.LOW, r), 8.0)) == pytest.approx(rate, rel=0.02)
    rate = pulse_rate(Moment(Cue.HIGH, 2.0 - r))
    assert rate is not None
    assert rate_hz(heard(Moment(Cue.HIGH, 2.0 - r), 8.0)) == pytest.approx(rate, rel=0.02)


@given(st.floats(0.0, 3.0), st.floats(0.0, 3.0), st.floats(0.0, 0.2))
def test_a_larger_error_is_never_slower(a: float, b: float, half: float) -> None:
    near, far = sorted((a, b))
    for cue, sign, bounds in ((Cue.LOW, -1, sound.LOW_HZ), (Cue.HIGH, 1, sound.HIGH_HZ)):
        slow, fast = (pulse_rate(Moment(cue, 1 + sign * error, half)) for error in (near, far))
        assert slow is not None
        assert fast is not None
        assert bounds[0] <= slow <= fast <= bounds[1]


def test_an_error_to_the_other_side_is_no_error() -> None:
    """Too much of a hold that is over: F may be anywhere, and easing off is not urgent."""
    assert pulse_rate(Moment(Cue.HIGH, 0.3)) == sound.HIGH_HZ[0]
    assert pulse_rate(Moment(Cue.LOW, 1.7)) == sound.LOW_HZ[0]
    assert pulse_rate(Moment(Cue.LOW, float("nan"))) == sound.LOW_HZ[0]


def test_over_is_faster_than_any_high_and_changes_its_pitch() -> None:
    frames = heard(Moment(Cue.OVER, 1.3), 4.0)
    assert partials_hz(frames, 0.5) >= {740, 990}
    assert 7.5 <= len(onsets_s(frames)) / 4.0 <= 8.5
    assert sound.HIGH_HZ[1] < sound.OVER_HZ


def test_the_band_is_quiet_with_one_soft_tone_every_5_s() -> None:
    frames = heard(Moment(Cue.IN, 1.0), 16.0)
    assert onsets_s(frames) == pytest.approx([0, 5, 10, 15], abs=0.02)
    assert np.abs(frames).max() <= 0.25 * CAP
    assert sounding(frames) < 0.07


def test_done_chimes_once_rising() -> None:
    frames = heard(Moment(Cue.DONE, 1.0), 12.0)
    begins = onsets_s(frames)
    assert len(begins) == 3
    assert begins[-1] < 1.0
    notes = [pitch_hz(frames[round(at * SFREQ) : round((at + 0.15) * SFREQ)]) for at in begins]
    assert notes == sorted(notes)
    assert notes[0] < notes[-1]


def test_the_chime_does_not_come_again_within_one_done() -> None:
    synth = Synth()
    loudest = []
    for cue in (Cue.IN, Cue.DONE, Cue.HIGH, Cue.DONE, Cue.UNSURE, Cue.DONE):
        blocks = []
        for _ in range(20):
            synth.set(Moment(cue))
            blocks.append(synth.render(4800))
        loudest.append(np.abs(np.concatenate(blocks[1:])).max())  # what sounded before has faded
    assert loudest[1] > 0.1
    assert loudest[3] == loudest[5] == 0.0


def test_the_next_done_chimes_again() -> None:
    synth = Synth()
    for cue in (Cue.DONE, Cue.REST, Cue.LOW):
        synth.set(Moment(cue))
        synth.render(SFREQ // 4)
    synth.set(Moment(Cue.DONE))
    synth.render(SFREQ // 10)
    assert np.abs(synth.render(SFREQ // 20)).max() > 0.1


def test_stop_falls_and_comes_back_every_few_seconds_while_it_lasts() -> None:
    frames = heard(Moment(Cue.STOP), 16.0)
    begins = onsets_s(frames, rest_ms=200)
    assert begins == pytest.approx([0, 2, 6, 10, 14], abs=0.02)
    notes = [pitch_hz(frames[round(at * SFREQ) : round((at + 0.3) * SFREQ)]) for at in onsets_s(frames)[:3]]
    assert notes == sorted(notes, reverse=True)


def test_stop_is_the_loudest() -> None:
    levels = {cue: np.abs(figure(cue, 2.0)).max(initial=0.0) for cue in Cue}
    assert max(levels, key=lambda cue: levels[cue]) is Cue.STOP


def test_stop_goes_on_by_itself() -> None:
    synth = Synth()
    synth.set(Moment(Cue.STOP))
    assert len(onsets_s(synth.render(12 * SFREQ), rest_ms=200)) == 4


def test_what_is_not_known_is_never_silent_for_long() -> None:
    begins = onsets_s(heard(Moment(Cue.UNSURE), 6.0), rest_ms=200)
    assert max(np.diff(begins)) <= 1.3


@pytest.mark.parametrize("cue", sorted(set(Cue) - sound.LASTING))
def test_when_nobody_tells_anything_any_more_it_sounds_unsure(cue: Cue) -> None:
    synth = Synth()
    synth.set(Moment(cue, 1.0))
    synth.render(round(0.49 * SFREQ))
    assert synth.moment.cue is cue
    frames = synth.render(3 * SFREQ)
    assert synth.moment.cue is Cue.UNSURE
    assert len(onsets_s(frames, rest_ms=200)) >= 2


@pytest.mark.parametrize("cue", sorted(sound.ONCE))
def test_what_is_told_on_entry_is_short_and_then_silent(cue: Cue) -> None:
    frames = heard(Moment(cue), 8.0)
    assert np.abs(frames[: 1 * SFREQ]).max() > 0.05
    assert np.abs(frames[round(1.1 * SFREQ) :]).max() == 0.0


def test_no_two_cues_sound_alike() -> None:
    """Waiting and unsure share their wobble: both say that nothing is known."""
    pictures = {
        cue: picture(heard(Moment(cue, 0.7 if cue is Cue.LOW else 1.2), 4.0))
        for cue in set(Cue) - {Cue.SILENT, Cue.WAITING}
    }
    for a, b in itertools.combinations(pictures, 2):
        assert pictures[a] @ pictures[b] < 0.75, (a, b)


@pytest.mark.parametrize("cue", sorted(set(Cue) - {Cue.SILENT}))
def test_all_pitches_lie_where_small_loudspeakers_can_play_them(cue: Cue) -> None:
    frames = figure(cue, pulse_rate(Moment(cue, 1.0)))
    spectrum = np.abs(np.fft.rfft(frames, SFREQ)) ** 2
    assert spectrum[290:1010].sum() > 0.97 * spectrum.sum()


steps = st.lists(
    st.tuples(moments, st.floats(0, 1.5), st.integers(1, 9000)), min_size=1, max_size=8
)  # what is told, how loud, and for how many frames


@given(steps, st.lists(st.integers(1, 5000), min_size=1, max_size=10))
@settings(deadline=None, max_examples=60)
def test_the_frames_are_the_same_to_the_last_bit_however_they_are_fetched(
    told: list[tuple[Moment, float, int]], sizes: list[int]
) -> None:
    whole, parts = Synth(), Synth()
    size = itertools.cycle(sizes)
    for moment, volume, n in told:
        for synth in (whole, parts):
            synth.set(moment)
            synth.loud(volume)
        expected = whole.render(n)
        got = []
        left = n
        while left:
            got.append(parts.render(min(left, next(size))))
            left -= len(got[-1])
        assert np.array_equal(np.concatenate(got), expected)


@given(steps)
@settings(deadline=None, max_examples=60)
def test_no_sample_is_above_the_cap_and_nothing_clicks(told: list[tuple[Moment, float, int]]) -> None:
    synth = Synth(volume=9.0)
    blocks = []
    for moment, volume, n in told:
        synth.set(moment)
        synth.loud(volume * 10)
        blocks.append(synth.render(n))
    frames = np.concatenate(blocks)
    assert frames.dtype == np.float32
    assert np.abs(frames).max() <= CAP
    # The steepest sine is CAP at 1 kHz; a ramp of 6 ms adds little to it, a cut would be up to CAP at once.
    assert jumps(frames) < 1.4 * CAP * 2 * np.pi * 1000 / SFREQ


@pytest.mark.parametrize("after_ms", range(0, 200, 7))
def test_a_change_in_the_middle_of_a_tone_does_not_click(after_ms: int) -> None:
    synth = Synth(volume=1.0)
    synth.set(LOW)
    before = synth.render(after_ms * SFREQ // 1000)
    synth.set(Moment(Cue.IN, 1.0))
    frames = np.concatenate((before, synth.render(SFREQ // 10)))
    assert jumps(frames) < 0.05


def test_a_new_volume_is_reached_smoothly_and_nothing_is_nothing() -> None:
    synth = Synth(volume=1.0)
    synth.set(Moment(Cue.STOP))
    loud = synth.render(SFREQ // 5)
    synth.loud(0.0)
    fading = synth.render(SFREQ // 5)
    assert jumps(np.concatenate((loud, fading))) < 0.08
    assert np.abs(fading[round(sound.VOLUME_S * SFREQ) :]).max() == 0.0
    assert Synth(volume=float("nan")).render(10).max() == 0.0


def test_pulses_get_faster_in_the_middle_of_a_pause() -> None:
    synth = Synth(volume=1.0)
    for _ in range(2):
        synth.set(Moment(Cue.LOW, 0.9))  # one a second
        quiet = synth.render(round(0.35 * SFREQ))
    assert np.abs(quiet[-SFREQ // 10 :]).max() == 0.0
    synth.set(Moment(Cue.LOW, 0.0))  # three a second: the next one is due at once
    assert np.abs(synth.render(SFREQ // 20)).max() > 0.1


def test_it_begins_silent_and_knows_when_it_has_played() -> None:
    synth = Synth()
    assert not synth.busy
    assert np.abs(synth.render(SFREQ)).max() == 0.0
    synth.set(Moment(Cue.END))
    assert synth.busy
    synth.render(SFREQ // 10)
    assert synth.busy
    synth.render(SFREQ)
    assert not synth.busy


def test_a_pulse_is_one_whole_period() -> None:
    frames = pulse(2.0, 440.0, share=0.25)
    assert frames.shape == (SFREQ // 2,)
    assert frames.dtype == np.float32
    assert np.abs(frames[SFREQ // 8 :]).max() == 0.0
    assert pitch_hz(frames) == pytest.approx(440, abs=3)


@given(st.floats(100, 2000), st.floats(0.0, 0.3), st.floats(0.0, 0.1))
def test_a_tone_begins_and_ends_at_nothing_and_stays_within_1(pitch: float, seconds: float, ramp_s: float) -> None:
    frames = tone(pitch, seconds, sound.RICH, ramp_s)
    assert np.abs(frames).max(initial=0.0) <= 1.0
    if len(frames) > 2 and ramp_s >= 0.002:
        assert abs(frames[0]) < 0.02
        assert abs(frames[-1]) < 0.02 + 2 / len(frames)


def test_a_fade_never_rises() -> None:
    fade = fade_out(100)
    assert (np.diff(fade) < 0).all()
    assert fade[0] < 1.0
    assert fade[-1] > 0.0
