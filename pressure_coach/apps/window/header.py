"""The line above the gauge: where the samples come from, and how well."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from pressure_coach.apps.gauge import Fresh
from pressure_coach.apps.texts import number, say
from pressure_coach.apps.window.style import font
from pressure_coach.apps.wording import Look, battery_text
from pressure_coach.mailbox import View

SIGNS = {Fresh.YES: "●", Fresh.LATE: "◐", Fresh.LOST: "○"}


class Line(QLabel):
    """One line of text that is shortened in its middle rather than making the window wider."""

    def __init__(self, size: str = "body", quiet: bool = False, bold: bool = False) -> None:
        super().__init__()
        self._whole = ""
        self._made = font(size, bold)
        self.setFont(self._made)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("quiet", quiet)
        self.setMinimumWidth(0)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def say(self, text: str) -> None:
        """Another text."""
        if text != self._whole:
            self._whole = text
            self.setAccessibleName(text)
            self._fit()

    def resizeEvent(self, event: object) -> None:
        self._fit()

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideMiddle, max(20, self.width()))
        self.setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")


class Header(QWidget):
    """Device on the left; connection, rate, loss and battery on the right."""

    def __init__(self) -> None:
        super().__init__()
        self.device = Line("body", bold=True)
        self.device.setObjectName("device")
        self.facts = QLabel()
        self.facts.setObjectName("facts")
        self.facts.setProperty("quiet", True)
        self.facts.setFont(font("body"))
        self.facts.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 2, 4, 2)
        row.setSpacing(16)
        row.addWidget(self.device, 1)
        row.addWidget(self.facts)

    def show_view(self, view: View, fresh: Fresh, look: Look) -> None:
        """Only what has changed is written anew."""
        self.device.say(view.device)
        facts = "     ".join(facts_of(view, fresh, look))
        if facts != self.facts.text():
            self.facts.setText(facts)

    def opening(self, sentence: str) -> None:
        """Before anything has come."""
        self.device.say(sentence)
        self.facts.setText("")


def facts_of(view: View, fresh: Fresh, look: Look) -> list[str]:
    """Connection, rate, loss, battery, holds: what is known of them."""
    lang = look.lang
    state = fresh if view.link else Fresh.LOST
    words = {Fresh.YES: "window.link.on", Fresh.LATE: "window.link.late", Fresh.LOST: "window.link.off"}
    parts = [] if view.replayed else [f"{SIGNS[state]} {say(lang, words[state])}"]
    if view.sfreq > 0:
        parts.append(say(lang, "info.rate", rate=number(view.sfreq, 1, lang)))
        parts.append(say(lang, "info.lost", n=view.lost))
    if view.bad:
        parts.append(say(lang, "info.bad", n=view.bad))
    if view.battery:
        parts.append(battery_text(view, look))
    if view.holds:
        done = sum(outcome == "DONE" for outcome in view.holds)
        parts.append(say(lang, "info.holds", done=done, part=len(view.holds) - done))
    return parts
