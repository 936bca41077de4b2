"""Can a window be shown here? Asked before Qt starts: without a display or its libraries Qt ends the whole process.

Nothing is started for the answer: the plugin that Qt would load is loaded, and the display is asked for a connection.
"""

import ctypes
import importlib.util
import os
import sys
from collections.abc import Mapping
from pathlib import Path

INSTALL = "the window needs PySide6; install it with: pip install 'pressure-coach[window]'"
PACKAGES = {  # library -> the Debian package that has it; what PySide6 does not bring along
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libX11.so.6": "libx11-6",
    "libzstd.so.1": "libzstd1",
}
X_PACKAGES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
WAYLAND_PACKAGES = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}
PLUGINS = {"wayland": "libqwayland.so", "wayland-egl": "libqwayland.so"}  # the others are libq<name>.so


def why_not(env: Mapping[str, str] = os.environ, platform: str = sys.platform) -> str | None:
    """None when a window can be shown, else one sentence with the remedy. Loads Qt's libraries, starts nothing."""
    spec = importlib.util.find_spec("PySide6")
    if spec is None or not spec.submodule_search_locations:
        return INSTALL
    try:
        from PySide6 import QtWidgets  # noqa: F401
    except ImportError as error:
        if isinstance(error, ModuleNotFoundError):
            return INSTALL
        return _without(str(error), PACKAGES)
    if not platform.startswith("linux"):
        return None
    names = candidates(env)
    if not names:
        return "there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can be shown"
    folder = Path(spec.submodule_search_locations[0]) / "Qt" / "plugins" / "platforms"
    reasons = []
    for name in names:
        reason = _trouble(name, folder, env)
        if reason is None:
            return None
        reasons.append(reason)
    return reasons[-1]


def candidates(env: Mapping[str, str]) -> list[str]:
    """The platforms that Qt will try, in its order, as far as they can work at all."""
    asked = env.get("QT_QPA_PLATFORM", "")
    if asked:
        return [name.partition(":")[0] for name in asked.split(";") if name]
    found = [name for name, key in (("wayland", "WAYLAND_DISPLAY"), ("xcb", "DISPLAY")) if env.get(key)]
    return found[::-1] if env.get("XDG_SESSION_TYPE") == "x11" else found


def _trouble(name: str, folder: Path, env: Mapping[str, str]) -> str | None:
    plugin = folder / PLUGINS.get(name, f"libq{name}.so")
    if folder.is_dir():  # a distribution's own PySide6 has its plugins elsewhere, and its packages are whole
        if not plugin.exists():
            return f"Qt has no platform '{name}' (QT_QPA_PLATFORM); leave that variable away"
        try:
            ctypes.CDLL(str(plugin))
        except OSError as error:
            needed = {"xcb": X_PACKAGES, "wayland": WAYLAND_PACKAGES, "wayland-egl": WAYLAND_PACKAGES}
            return _without(str(error), PACKAGES | needed.get(name, {}))
    if name == "xcb" and not _x_answers():
        return f"the display {env.get('DISPLAY', '')!r} does not answer, so no window can be shown".replace("'' ", "")
    if name.startswith("wayland") and not _wayland_answers():
        return "the Wayland display does not answer, so no window can be shown"
    return None


def _without(said: str, packages: Mapping[str, str]) -> str:
    """The sentence about a library that is not there: all that are missing, by the names of their packages."""
    missing = [package for library, package in packages.items() if not _loads(library)]
    if not missing:
        return f"Qt cannot be loaded ({said.strip()}), so no window can be shown"
    return f"Qt lacks libraries of the system; on Debian and its relatives: sudo apt install {' '.join(missing)}"


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _x_answers() -> bool:
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # Qt's plugin could be loaded, so it has one of its own
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)  # never None; of $DISPLAY
    broken = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not broken


def _wayland_answers() -> bool:
    try:
        client = ctypes.CDLL("libwayland-client.so.0")
    except OSError:
        return True
    client.wl_display_connect.restype = ctypes.c_void_p
    client.wl_display_connect.argtypes = [ctypes.c_char_p]
    client.wl_display_disconnect.argtypes = [ctypes.c_void_p]
    display = client.wl_display_connect(None)  # of $WAYLAND_DISPLAY
    if not display:
        return False
    client.wl_display_disconnect(display)
    return True
