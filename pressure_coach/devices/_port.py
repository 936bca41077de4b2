"""A serial port: opened for us alone, read as soon as something comes, every fault told in one sentence."""

import contextlib
import errno
import logging
import os
import select
import sys
from typing import Any

from pressure_coach.errors import DeviceError

try:  # not on Windows
    import fcntl
    import termios
except ImportError:  # pragma: no cover
    fcntl = termios = None  # type: ignore[assignment]

PORT_ERRORS: tuple[type[Exception], ...] = (OSError, ValueError, *((termios.error,) if termios else ()))
_GONE: tuple[type[Exception], ...] = (
    *PORT_ERRORS,
    TypeError,
)  # TypeError: what pyserial gives for a handle that has gone
_MOST = 65536  # bytes a read
_DRIVER_S = 0.1  # the unit in which a terminal driver counts
_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())  # unasked, a line of ours would lie across the gauge


class PortLost(Exception):
    """The port went away while it was open; the message says which."""


class Port:
    """One port. ``read`` blocks at most ``wait_s``; ``close`` may be called twice."""

    def __init__(self, name: str, wait_s: float = 0.1) -> None:
        self.name = name
        self._wait_s = wait_s
        self._driver_waits = False
        self._serial: Any = None

    @property
    def is_open(self) -> bool:
        """Whether it is open."""
        return self._serial is not None

    def open(self, baud: int) -> None:
        """Open it for this program alone. Raises DeviceError, which says what is in the way and what to do."""
        import serial

        port = serial.Serial()
        port.port, port.baudrate, port.timeout, port.write_timeout = self.name, baud, self._wait_s, 0.1
        if os.name == "posix":
            port.exclusive = True  # Windows never shares a port
        try:
            port.open()
        except PORT_ERRORS as error:
            raise DeviceError(why_not(self.name, error)) from error
        self._serial = port
        self._claim(True)
        self._let_driver_wait()
        _log.info("opened %s at %d baud", self.name, baud)

    def close(self) -> None:
        """Close it."""
        port, self._serial = self._serial, None
        if port is None:
            return
        with contextlib.suppress(*PORT_ERRORS):  # an unplugged one has nothing left to close
            self._claim(False, port)
        with contextlib.suppress(*PORT_ERRORS):
            port.close()

    def read(self) -> bytes:
        """What has come, as soon as anything has; b"" when nothing did. Raises PortLost."""
        try:
            if os.name == "posix":
                # Wakes on the first byte and takes all there are: a pyserial read of n bytes waits for all n of them,
                # and one of a single byte needs a second call for the rest.
                fd = self._serial.fd
                if not self._driver_waits and not select.select((fd,), (), (), self._wait_s)[0]:
                    return b""
                data = os.read(fd, _MOST)
                if not data and select.select((fd,), (), (), 0)[0]:
                    data = os.read(fd, _MOST)
                    if not data:  # ready to be read, and empty: an unplugged adapter or a closed pty
                        raise OSError(errno.EIO, "no more data")
                return data
            head: bytes = self._serial.read(1)
            return head + self._serial.read(self._serial.in_waiting) if head else b""
        except BlockingIOError:
            return b""
        except _GONE as error:
            raise PortLost(f"{self.name} has gone ({_reason(error)}): is the cable out?") from error

    def write(self, data: bytes) -> None:
        """Send bytes; what a board does not take within 0.1 s is dropped. Raises PortLost."""
        import serial

        try:
            if self._driver_waits:
                os.set_blocking(self._serial.fd, False)  # a board that hangs takes no bytes: that must not hang us
            try:
                self._serial.write(data)
            finally:
                if self._driver_waits:
                    os.set_blocking(self._serial.fd, True)
        except serial.SerialTimeoutException:
            _log.info("%s does not take our commands", self.name)
        except _GONE as error:
            raise PortLost(f"{self.name} has gone ({_reason(error)}): is the cable out?") from error

    def retune(self, baud: int) -> bool:
        """Another baud rate, and what is still waiting thrown away; False when the port cannot do it."""
        try:
            self._serial.baudrate = baud
            self._serial.reset_input_buffer()
        except PORT_ERRORS as error:
            _log.info("%s cannot do %d baud: %s", self.name, baud, error)
            return False
        self._let_driver_wait()
        _log.info("listening to %s at %d baud", self.name, baud)
        return True

    def _let_driver_wait(self) -> None:
        """Have the driver end a read with the first byte or after 0.1 s: a fifth sooner than select and read."""
        self._driver_waits = False
        if termios is None or os.name != "posix" or self._wait_s < _DRIVER_S:
            return
        with contextlib.suppress(*PORT_ERRORS):
            state = termios.tcgetattr(self._serial.fd)
            state[6][termios.VMIN], state[6][termios.VTIME] = 0, 1
            termios.tcsetattr(self._serial.fd, termios.TCSANOW, state)
            os.set_blocking(self._serial.fd, True)
            self._driver_waits = True

    def _claim(self, take: bool, port: Any = None) -> None:
        """Keep out programs that do not ask for our lock: on Unix two readers would share the bytes between them."""
        request = getattr(termios, "TIOCEXCL" if take else "TIOCNXCL", None)
        if fcntl and request is not None:
            with contextlib.suppress(*PORT_ERRORS):
                fcntl.ioctl((port or self._serial).fd, request)


def why_not(name: str, error: Exception, platform: str = sys.platform) -> str:
    """Why a port cannot be opened, and what to do about it."""
    code, text = getattr(error, "errno", None), str(error)
    windows = platform == "win32"  # where pyserial keeps the cause in the text only
    if (windows and "PermissionError" in text) or code in (errno.EBUSY, errno.EAGAIN, errno.EWOULDBLOCK):
        from pressure_coach.devices._ports import used_by

        who = used_by(name) or "another program"
        return f"{name} is in use by {who}; close that (a serial monitor, another pressure-coach) and try again."
    if code in (errno.EACCES, errno.EPERM):
        return _not_allowed(name, platform)
    if code in (errno.ENOENT, errno.ENODEV, errno.ENXIO) or (windows and "FileNotFoundError" in text):
        from pressure_coach.devices._ports import list_ports

        there = ", ".join(port.device for port in list_ports()) or "none at all"
        return f"there is no port {name}; there are: {there}. Plug the board in (with a cable that carries data)."
    if code in (errno.ENOTTY, errno.EINVAL, errno.EISDIR) or "configure port" in text:
        return f"{name} is no serial port; 'pressure-coach devices' lists those there are."
    return f"{name} could not be opened ({_reason(error)}); unplug the board, plug it in again and try once more."


def _not_allowed(name: str, platform: str) -> str:
    if not platform.startswith("linux"):
        return f"you may not open {name}; give yourself the right to read and write it, or choose another port."
    group = "dialout"
    try:
        import grp

        group = grp.getgrgid(os.stat(name).st_gid).gr_name
    except (ImportError, KeyError, OSError):
        pass  # Debian's name is the best guess
    if group == "root":
        group = "dialout"
    return (
        f"you may not open {name}: join its group with 'sudo usermod -aG {group} $USER', then log out and in again. "
        'Or let udev give it to you: put SUBSYSTEM=="tty", SUBSYSTEMS=="usb", TAG+="uaccess" into '
        "/etc/udev/rules.d/70-pressure-coach.rules and plug the board in again."
    )


def _reason(error: Exception) -> str:
    code = getattr(error, "errno", None)
    return os.strerror(code) if isinstance(code, int) else str(error) or type(error).__name__
