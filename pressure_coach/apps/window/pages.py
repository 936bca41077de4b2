"""The pages of the window, each made when it is first needed: what is not shown must not delay the first picture."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QWidget

from pressure_coach.apps.window.theme import LIGHT, Palette
from pressure_coach.apps.wording import Look

if TYPE_CHECKING:
    from pressure_coach.apps.window.endpage import EndPage
    from pressure_coach.apps.window.live import LivePage
    from pressure_coach.apps.window.picker import Picker
    from pressure_coach.apps.window.replaypage import ReplayPage


class Pages(QStackedWidget):
    """``choose``, ``press`` and ``volume`` as the pages want them."""

    def __init__(
        self,
        look: Look,
        choose: Callable[[str, float | None, bool], None],
        press: Callable[[str], None],
        volume: Callable[[int], None],
        clock: Callable[[], int],
    ) -> None:
        super().__init__()
        self._look, self._choose, self._press, self._volume, self._clock = look, choose, press, volume, clock
        self._palette = LIGHT
        self._live: LivePage | None = None
        self._picker: Picker | None = None
        self._end: EndPage | None = None
        self._replay: ReplayPage | None = None

    @property
    def live(self) -> "LivePage":
        """The page of the sessions."""
        if self._live is None:
            from pressure_coach.apps.window.live import LivePage

            self._live = LivePage(self._look, self._press, self._volume)
            self._add(self._live)
        return self._live

    @property
    def picker(self) -> "Picker":
        """The page on which a sensor is chosen."""
        if self._picker is None:
            from pressure_coach.apps.window.picker import Picker

            self._picker = Picker(self._look, self._choose, self._press)
            self._add(self._picker)
        return self._picker

    @property
    def end(self) -> "EndPage":
        """The page with the figures of the holds."""
        if self._end is None:
            from pressure_coach.apps.window.endpage import EndPage

            self._end = EndPage(self._look, self._press)
            self._add(self._end)
        return self._end

    @property
    def replay(self) -> "ReplayPage":
        """The page on which a recording is played."""
        if self._replay is None:
            from pressure_coach.apps.window.replaypage import ReplayPage

            self._replay = ReplayPage(self._look, self._press, self._clock)
            self._add(self._replay)
        return self._replay

    def _add(self, page: "LivePage | Picker | EndPage | ReplayPage") -> None:
        page.dress(self._palette)
        self.addWidget(page)

    @property
    def now(self) -> str:
        """Which one is shown: "live", "picker", "end" or "replay"."""
        page = self.currentWidget()
        named = {"picker": self._picker, "end": self._end, "replay": self._replay}
        return next((name for name, one in named.items() if one is page and one is not None), "live")

    def turn_to(self, page: QWidget) -> None:
        """Show a page; a recording that is left stands still."""
        if self._replay is not None and page is not self._replay:
            self._replay.rest()
        self.setCurrentWidget(page)

    def dress(self, palette: Palette) -> None:
        """Other colours."""
        self._palette = palette
        for page in (self._live, self._picker, self._end, self._replay):
            if page is not None:
                page.dress(palette)

    def rest(self) -> None:
        """Before the window goes: no page does anything by itself any more."""
        if self._picker is not None:
            self._picker.lister.stop()
        if self._replay is not None:
            self._replay.rest()
