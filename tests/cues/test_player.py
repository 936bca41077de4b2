"""The player on miniaudio's null backend: a real sound thread pulls real blocks, only nobody hears them."""

import sys
import threading
import time
from typing import Any

import numpy as np
import pytest

from pressure_coach.cues import player as module
from pressure_coach.cues.player import GONE, NO_DEVICE, NO_LIBRARY, Player
from pressure_coach.cues.sound import DUCKED, Cue, Moment, Synth

pytest.importorskip("miniaudio")
WAIT_S = 10.0


class Ears:
    """Keeps what was rendered, and wakes whoever waits for a sound."""

    def __init__(self, player: Player) -> None:
        self.blocks: list[np.ndarray] = []
        self.threads: set[str] = set()
        self._came = threading.Condition()
        render = player._synth.render

        def listened(n_frames: int) -> Any:
            frames = render(n_frames)
            with self._came:
                self.blocks.append(frames)
                self.threads.add(threading.current_thread().name)
                self._came.notify_all()
            return frames

        player._synth.render = listened  # type: ignore[method-assign]

    def wait(self, for_what: Any) -> bool:
        with self._came:
            return self._came.wait_for(lambda: for_what(self.blocks), WAIT_S)


class Sent:
    """Fetches blocks as the device does, without one."""

    def __init__(self, player: Player) -> None:
        self._frames = player._frames()
        next(self._frames)

    def next(self, n: int) -> bytes:
        return self._frames.send(n)


def null(**options: Any) -> Player:
    return Player(backends=["null"], **options)


def test_a_real_sound_thread_pulls_small_blocks() -> None:
    player = null(volume=1.0)
    ears = Ears(player)
    with player:
        assert player.problem is None
        player.set(Moment(Cue.STOP))
        assert ears.wait(lambda blocks: any(np.abs(block).max() > 0.2 for block in blocks))
    assert ears.threads
    assert threading.current_thread().name not in ears.threads
    assert max(len(block) for block in ears.blocks) <= 0.03 * Synth().sfreq


def test_what_the_device_gets_is_what_the_synth_makes() -> None:
    player = null(volume=1.0)
    sound = Sent(player)
    got = b"".join(sound.next(n) for n in (480, 100, 1))
    assert got == Synth(volume=1.0).render(581).tobytes()


def test_the_delay_from_a_sample_to_its_sound_is_measured() -> None:
    heard: list[tuple[int, int]] = []
    came = threading.Event()

    def sounded(stamp: int, at: int) -> None:
        heard.append((stamp, at))
        came.set()

    with null(sounded=sounded) as player:
        stamp = time.monotonic_ns()
        player.set(Moment(Cue.LOW, 0.7, host_ns=stamp))
        assert came.wait(WAIT_S)
    assert heard[0][0] == stamp
    assert player.latency[0] == pytest.approx((heard[0][1] - stamp) / 1e9)
    assert player.latency_s == player.latency[0]
    assert player.latency_s >= (module.BLOCKS - 1) * 0.009  # what waits in the buffer is counted


def test_a_stamp_counts_once_and_no_stamp_not_at_all() -> None:
    now = iter(range(0, 10**12, 1_000_000))
    player = null(clock=lambda: next(now))
    sound = Sent(player)
    sound.next(480)
    for stamp in (0, 5, 5, 5, 7):
        player.set(Moment(Cue.LOW, 0.7, host_ns=stamp))
        sound.next(480)
    assert list(player.latency) == pytest.approx([0.02 - 5e-9, 0.021 - 7e-9])


def test_mute_volume_and_duck_change_what_is_heard() -> None:
    player = null(volume=1.0)
    loud = []
    sound = Sent(player)
    for ducked, muted in ((False, False), (True, False), (False, False), (False, True)):
        player.duck(ducked)
        player.muted = muted
        player.set(Moment(Cue.SILENT))
        sound.next(2000)  # the old volume fades
        player.set(Moment(Cue.STOP))
        loud.append(np.abs(np.frombuffer(sound.next(20_000), np.float32)).max())
    assert loud[0] == loud[2] > 0.4
    assert loud[1] == pytest.approx(DUCKED * loud[0], rel=0.01)
    assert loud[3] == 0.0
    player.volume = 7.0
    assert player.volume == 1.0
    assert player.muted


def test_closing_plays_the_end_to_its_end() -> None:
    player = null(volume=1.0)
    ears = Ears(player)
    with player:
        player.set(Moment(Cue.END))
    made = np.concatenate(ears.blocks)
    last = np.flatnonzero(made)[-1]
    assert last > 0.4 * 48_000
    assert len(made) - last > 480  # and it has left the buffer


def test_closing_in_the_middle_of_a_tone_does_not_click() -> None:
    player = null(volume=1.0)
    ears = Ears(player)
    with player:
        player.set(Moment(Cue.STOP))
        assert ears.wait(lambda blocks: any(np.abs(block).max() > 0.2 for block in blocks))
    made = np.concatenate(ears.blocks)
    assert np.abs(made[-480:]).max() == 0.0
    assert np.abs(np.diff(made)).max() < 0.1


def test_building_is_free_and_closing_twice_is_fine() -> None:
    player = null()
    assert player._device is None
    with player:
        pass
    player.__exit__(None, None, None)
    with player:  # and it opens again
        assert player.problem is None


def test_without_a_device_it_says_so_once_and_goes_on(monkeypatch: pytest.MonkeyPatch, capfd: Any) -> None:
    import miniaudio

    def none(*args: Any, **kwargs: Any) -> None:
        raise miniaudio.MiniaudioError("failed to init device", -401)

    monkeypatch.setattr(miniaudio, "PlaybackDevice", none)
    with Player() as player:
        assert player.problem == NO_DEVICE
        player.set(Moment(Cue.STOP))
        player.volume = 0.3
        player.muted = True
    assert player.latency_s is None
    assert capfd.readouterr() == ("", "")


def test_a_device_that_plays_nothing_is_not_taken_for_one() -> None:
    import miniaudio

    names = {backend.name for backend in module._chosen(miniaudio, None)}
    assert names
    assert not names & {"NULL", "CUSTOM"}


def test_what_the_sound_library_chatters_is_not_seen(capfd: Any) -> None:
    """On a machine without a sound card ALSA fills a page; on one with a card nothing is to be heard."""
    with Player(muted=True) as player:
        assert player.problem in (None, NO_DEVICE)
    assert capfd.readouterr().err == ""


def test_without_the_library_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "miniaudio", None)
    with Player() as player:
        assert player.problem == NO_LIBRARY
        player.set(Moment(Cue.LOW, 0.5))


def test_a_device_that_was_pulled_out_is_told_and_closing_does_not_wait() -> None:
    with null() as player:
        player._device.stop_callback()
        assert player.problem == GONE
        player.set(Moment(Cue.END))
        begun = time.monotonic()
    assert time.monotonic() - begun < module.LAST_S / 2


def test_a_fault_in_the_sound_thread_is_told() -> None:
    told = threading.Event()

    def broken(stamp: int, at: int) -> None:
        told.set()
        raise RuntimeError("out of tune")

    with null(sounded=broken) as player:
        player.set(Moment(Cue.LOW, 0.7, host_ns=1))
        assert told.wait(WAIT_S)
    assert player.problem is not None
    assert "out of tune" in player.problem


def test_closing_is_not_taken_for_a_loss() -> None:
    with null() as player:
        pass
    assert player.problem is None


def test_sentences_say_what_to_do() -> None:
    for sentence in (NO_DEVICE, NO_LIBRARY, GONE):
        assert "silent" in sentence
        assert "connect" in sentence or "install" in sentence
