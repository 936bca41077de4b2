"""All that a picture is made of, and what the parts of a screen share."""

from dataclasses import dataclass, field

from pressure_coach.apps.calm import Calm
from pressure_coach.apps.cells import Canvas, Style, clip, width_of
from pressure_coach.apps.gauge import Tone, tone_for
from pressure_coach.apps.texts import say
from pressure_coach.apps.wording import Look, mark_text
from pressure_coach.mailbox import View

STYLES = {
    Tone.LOW: Style.LOW,
    Tone.GOOD: Style.STRONG,
    Tone.HIGH: Style.HIGH,
    Tone.ALARM: Style.ALARM,
    Tone.UNSURE: Style.UNSURE,
    Tone.CALM: Style.TEXT,
}


@dataclass(frozen=True)
class Scene:
    """All that a picture is made of."""

    view: View
    calm: Calm  # after ``look`` with the same view
    look: Look = field(default_factory=Look)
    notice: str = ""  # the answer to a key
    note: str | None = None  # a note being typed
    help: bool = False
    delay_ms: float | None = None  # from sample to picture

    @property
    def style(self) -> Style:
        """The colour of the moment; it follows the word, so that both always say the same."""
        return STYLES[tone_for(self.calm.word)]


def fit(text: str, width: int) -> str:
    """Whole sentences as long as they fit."""
    while width_of(text) > width and ". " in text:
        text = text[: text.rindex(". ") + 1]
    return clip(text, width)


def draw_top(canvas: Canvas, scene: Scene, y: int) -> None:
    """The first line: what these numbers are, and whether they are kept."""
    view, look = scene.view, scene.look
    mark = mark_text(view, look)
    style = Style.BANNER if mark else Style.QUIET
    canvas.fill(y, 1, style if mark else Style.TEXT)
    recording = f"• {say(look.lang, 'mark.recording', file=view.recording)}" if view.recording else ""
    if width_of(mark) + width_of(recording) + 6 > canvas.width:
        mark = mark_text(view, look, short=True)
    mark = mark or say(look.lang, "title")
    end = canvas.put(2, y, clip(mark, canvas.width - 2), style)
    if recording:
        recording = clip(recording, max(5, canvas.width - end - 4))
        canvas.right(canvas.width - 2, y, recording, style if style is Style.BANNER else Style.STRONG)
