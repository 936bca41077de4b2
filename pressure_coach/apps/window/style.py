"""The palette and the type scale as Qt wants them."""

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from pressure_coach.apps.window.theme import SIZES, Palette

_R = QPalette.ColorRole


def font(size: str = "body", bold: bool = False) -> QFont:
    """The system's own typeface in a size of the type scale, with figures that do not jump where it has them."""
    made = QFont(QApplication.font())
    made.setPixelSize(SIZES[size])
    made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return made


def mixed(a: str, b: str, share: float) -> QColor:
    """``share`` of b in a."""
    one, other = QColor(a), QColor(b)

    def part(x: int, y: int) -> int:
        return round(x + (y - x) * share)

    return QColor(part(one.red(), other.red()), part(one.green(), other.green()), part(one.blue(), other.blue()))


def qpalette(palette: Palette) -> QPalette:
    """For Qt's own widgets."""
    roles = {
        _R.Window: palette.background,
        _R.WindowText: palette.text,
        _R.Base: palette.surface,
        _R.AlternateBase: palette.background,
        _R.Text: palette.text,
        _R.PlaceholderText: palette.quiet,
        _R.Button: palette.surface,
        _R.ButtonText: palette.text,
        _R.Highlight: palette.focus,
        _R.HighlightedText: palette.background,
        _R.ToolTipBase: palette.surface,
        _R.ToolTipText: palette.text,
        _R.Accent: palette.focus,
        _R.Mid: palette.line,
    }
    made = QPalette()
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    return made


def sheet(palette: Palette) -> str:
    """The few of Qt's own widgets that are shown, in our colours; focus is a frame, never a colour alone."""
    p = palette
    hover = mixed(p.surface, p.text, 0.06).name()
    edge = mixed(p.background, p.text, 0.55).name()  # a field's frame stands out by 3:1
    return f"""
    QLabel[quiet="true"] {{ color: {p.quiet}; }}
    QFrame[panel="true"] {{ background: {p.surface}; border: 1px solid {p.line}; border-radius: 8px; }}
    QFrame[alarm="true"] {{ background: {p.alarm}; border-radius: 8px; }}
    QFrame[alarm="true"] QLabel {{ color: {p.on_alarm}; background: transparent; }}
    QLineEdit {{ background: {p.surface}; color: {p.text}; border: 1px solid {edge}; border-radius: 6px;
        padding: 6px 10px; margin: 1px; selection-background-color: {p.focus};
        selection-color: {p.background}; }}
    QLineEdit:focus {{ border: 2px solid {p.focus}; margin: 0px; }}
    QListWidget {{ background: {p.background}; border: none; outline: none; }}
    QTableWidget {{ background: {p.background}; border: 2px solid transparent; border-radius: 6px; }}
    QTableWidget:focus {{ border: 2px solid {p.focus}; }}
    QHeaderView {{ background: {p.background}; }}
    QHeaderView::section {{ background: {p.background}; color: {p.quiet}; border: none; padding: 8px 12px;
        border-bottom: 1px solid {p.line}; }}
    QTableWidget::item {{ padding: 8px 12px; }}
    QCheckBox {{ spacing: 10px; padding: 4px; border: 2px solid transparent; border-radius: 6px; }}
    QCheckBox:focus {{ border: 2px solid {p.focus}; }}
    QCheckBox::indicator {{ width: 20px; height: 20px; border: 1px solid {edge}; border-radius: 4px;
        background: {p.surface}; }}
    QCheckBox::indicator:checked {{ background: {p.focus}; }}
    QSlider {{ min-height: 28px; border: 2px solid transparent; border-radius: 6px; }}
    QSlider:focus {{ border: 2px solid {p.focus}; }}
    QSlider::groove:horizontal {{ height: 4px; background: {edge}; border-radius: 2px; }}
    QSlider::sub-page:horizontal {{ background: {p.focus}; border-radius: 2px; }}
    QSlider::handle:horizontal {{ width: 18px; margin: -7px 0; border-radius: 9px; background: {p.focus}; }}
    QProgressBar {{ background: {p.surface}; border: 1px solid {edge}; border-radius: 6px; max-height: 14px; }}
    QProgressBar::chunk {{ background: {p.focus}; border-radius: 5px; }}
    QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
    QScrollBar::handle:vertical {{ background: {edge}; border-radius: 4px; min-height: 32px; margin: 2px; }}
    QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
    QScrollBar::handle:horizontal {{ background: {edge}; border-radius: 4px; min-width: 32px; margin: 2px; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
    QScrollBar::handle:hover {{ background: {p.quiet}; }}
    QToolTip {{ background: {hover}; color: {p.text}; border: 1px solid {p.line}; }}
    """
