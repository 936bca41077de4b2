"""Plays a Synth on the sound device, through miniaudio, in that library's own thread. Without a device it is silent.

The device asks for blocks of about 10 ms and keeps up to three of them. What comes behind its buffer is not seen from
here: a sound server adds some milliseconds, wireless headphones 100 to 300.
"""

import contextlib
import importlib
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from types import TracebackType
from typing import Any, Self

from pressure_coach.cues.sound import DUCKED, Cue, Moment, Synth

BLOCK_MS, BLOCKS = 10, 3  # of the device's buffer
LAST_S = 1.0  # the longest that closing waits for a last figure to end
KEPT = 256  # delays that ``latency_s`` looks at

NO_DEVICE = "no sound device was found, so this session is silent; connect a loudspeaker or headphones and start again."
NO_LIBRARY = "the library miniaudio is missing, so this session is silent; install it with: pip install miniaudio"
GONE = "the sound device is gone, so this session is silent from here on; connect it and start again."


class Player:
    """``with Player() as player: player.set(moment)``; building is free.

    ``problem`` is one sentence when nothing can be heard; everything else works as if there were sound. ``sounded`` is
    called in the sound thread with (``host_ns`` of a moment, ns when its first block leaves the device's buffer), once
    for each stamp; it must be quick. ``backends``: names of miniaudio's backends; None: every one that is a real one.
    """

    def __init__(
        self,
        volume: float = 0.5,
        muted: bool = False,
        *,
        backends: Sequence[str] | None = None,
        sounded: Callable[[int, int], None] | None = None,
        clock: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        self.problem: str | None = None
        self.latency: deque[float] = deque(maxlen=KEPT)  # s from a stamp to its sound, the newest last
        self._volume, self._muted, self._ducked = volume, muted, False
        self._synth = Synth(volume=self._loudness())
        self._backends, self._sounded, self._clock = backends, sounded, clock
        self._device: Any = None
        self._closing = False
        self._last = Moment(Cue.SILENT)
        self._stamp = 0  # of the newest moment that sounded
        self._played: Moment | None = None  # with which there is nothing left to play, and the buffer is empty
        self._quiet = threading.Condition()

    def __enter__(self) -> Self:
        self._closing, self.problem = False, None
        try:
            miniaudio: Any = importlib.import_module("miniaudio")
        except (ImportError, OSError):  # OSError: there, but its binary does not load
            self.problem = NO_LIBRARY
            return self
        frames = self._frames()
        next(frames)
        try:
            with _no_chatter():
                self._device = miniaudio.PlaybackDevice(
                    miniaudio.SampleFormat.FLOAT32,
                    nchannels=1,
                    sample_rate=self._synth.sfreq,
                    buffersize_msec=BLOCK_MS,
                    callback_periods=BLOCKS,
                    backends=_chosen(miniaudio, self._backends),
                    app_name="pressure-coach",
                )
                self._device.stop_callback = self._stopped
                self._device.start(frames)
        except miniaudio.MiniaudioError:
            self._close()
            self.problem = NO_DEVICE
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends what sounds without a click; an END is played to its end first."""
        if self._device is not None and self.problem is None:
            if self._last.cue is not Cue.END:
                self.set(Moment(Cue.SILENT))
            with self._quiet:
                self._quiet.wait_for(lambda: self._played is self._last or self.problem is not None, LAST_S)
        self._close()

    def set(self, moment: Moment) -> None:
        """What is to be heard from now on; a moment holds for half a second (see ``sound``). Never blocks."""
        self._last = moment
        self._synth.set(moment)

    @property
    def volume(self) -> float:
        """0 .. 1; beyond is clipped."""
        return self._volume

    @volume.setter
    def volume(self, volume: float) -> None:
        self._volume = min(1.0, max(0.0, volume))
        self._synth.loud(self._loudness())

    @property
    def muted(self) -> bool:
        """Nothing is heard; the volume is kept."""
        return self._muted

    @muted.setter
    def muted(self, muted: bool) -> None:
        self._muted = muted
        self._synth.loud(self._loudness())

    def duck(self, on: bool) -> None:
        """Quieter, while somebody speaks."""
        self._ducked = on
        self._synth.loud(self._loudness())

    @property
    def latency_s(self) -> float | None:
        """Median of the newest delays from a stamp to its sound; None when nothing was heard."""
        kept = sorted(self.latency)
        return kept[len(kept) // 2] if kept else None

    def _loudness(self) -> float:
        return 0.0 if self._muted else self._volume * (DUCKED if self._ducked else 1.0)

    def _frames(self) -> Generator[bytes, int, None]:
        """Runs in the sound thread: it is sent how many frames the device wants."""
        quiet = 0  # blocks in a row with nothing to play
        n = yield b""
        while True:
            try:
                frames = self._synth.render(n)
                self._measure(n)
            except Exception as error:  # else the library would go on in silence, which sounds like being in the band
                self.problem = f"the sound failed ({error}), so this session is silent from here on; start again."
                return
            quiet = 0 if self._synth.busy else quiet + 1
            if quiet > BLOCKS:  # the last tone has left the buffer too
                with self._quiet:
                    self._played = self._synth.moment
                    self._quiet.notify_all()
            n = yield frames.tobytes()

    def _measure(self, n: int) -> None:
        stamp = self._synth.moment.host_ns
        if stamp in (0, self._stamp):
            return
        self._stamp = stamp
        heard = self._clock() + (BLOCKS - 1) * n * 1_000_000_000 // self._synth.sfreq  # behind what waits before it
        self.latency.append((heard - stamp) / 1e9)
        if self._sounded is not None:
            self._sounded(stamp, heard)

    def _stopped(self) -> None:
        """The device stopped; if not by us, it was pulled out."""
        if not self._closing:
            self.problem = GONE

    def _close(self) -> None:
        self._closing = True
        device, self._device = self._device, None
        if device is not None:
            device.close()


def _chosen(miniaudio: Any, names: Sequence[str] | None) -> list[Any]:
    """Backends in the library's own order. Its null backend takes everything and plays nothing: only by name."""
    there = miniaudio.get_enabled_backends()
    if names is not None:
        return [backend for backend in miniaudio.Backend if backend.name.lower() in names]
    return [backend for backend in miniaudio.Backend if backend in there and backend.name not in ("NULL", "CUSTOM")]


@contextlib.contextmanager
def _no_chatter() -> Iterator[None]:
    """ALSA writes a page about every device that is not there, past Python, over whatever is on the screen."""
    try:
        kept = os.dup(2)
    except OSError:  # no standard error: nothing to keep clean
        yield
        return
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
