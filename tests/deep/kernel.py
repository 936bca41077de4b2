"""A User-mode Linux with Bluetooth built in, of the source that Debian packages: ``python -m tests.deep.kernel``."""

import hashlib
import os
import platform
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import platformdirs

from tests.firmware import toolchain
from tools.firmware import call

SOURCES = Path("/usr/src")
# 6.1.192 lets go of a link's HCI channel only with the last of its sockets; by then the link has freed it, and the
# kernel panics or not, as chance has it, whenever a link is lost. So it is done with the link, as newer kernels do.
CHANNEL = "\thci_chan_del(conn->hchan);\n"
TOO_LATE = (f"{CHANNEL}\thci_conn_put(conn->hcon);\n", "\thci_conn_put(conn->hcon);\n")
IN_TIME = ("\thcon->l2cap_data = NULL;\n", f"{CHANNEL}\tconn->hchan = NULL;\n\thcon->l2cap_data = NULL;\n")
# What must be there, to build it and in it, and the Debian package that has it.
NEEDED = (
    ("/usr/bin/gcc", "gcc"),
    ("/usr/bin/make", "make"),
    ("/usr/bin/flex", "flex"),
    ("/usr/bin/bison", "bison"),
    ("/usr/bin/bc", "bc"),
    ("/usr/bin/xz", "xz-utils"),
    ("/bin/busybox", "busybox-static"),
    ("/usr/bin/dbus-daemon", "dbus-daemon"),
    ("/usr/libexec/bluetooth/bluetoothd", "bluez"),
)
BLUETOOTH = "BT BT_LE BT_BREDR BT_RFCOMM BT_HCIVHCI INPUT HID UHID RFKILL WIRELESS"
CRYPTO = "CRYPTO CRYPTO_AES CRYPTO_CMAC CRYPTO_ECB CRYPTO_ECDH CRYPTO_SHA256 CRYPTO_USER_API_HASH"
ROOM = "HOSTFS TMPFS DEVTMPFS UNIX EPOLL EVENTFD SIGNALFD TIMERFD INOTIFY_USER FUTEX AIO MEMFD_CREATE"
WITH = f"{BLUETOOTH} {CRYPTO} CRYPTO_USER_API_SKCIPHER {ROOM} HIGH_RES_TIMERS NO_HZ_IDLE PRINTK_TIME".split()
WITHOUT = (
    "BT_DEBUGFS",
    "DEBUG_INFO",
    "DEBUG_KERNEL",
    "SOUND",
    "UML_SOUND",
    "MODULES",
    "EXT4_FS",
    "REISERFS_FS",
    "SCSI",
)


def missing() -> list[str]:
    """The Debian packages that are wanted still."""
    packages = [package for file, package in NEEDED if not os.path.exists(file)]
    return packages if any(SOURCES.glob("linux-source-*.tar.xz")) else ["linux-source", *packages]


def impossible() -> str:
    """Why there can be no such kernel here; "": there can."""
    here = f"{platform.system()} on {platform.machine()}"
    return "" if here == "Linux on x86_64" else f"a User-mode Linux runs on Linux on x86_64 only, and this is {here}"


def kernel() -> Path:
    """The kernel, built now if it is not there, or if the source or what it is made with is another one."""
    source = max(SOURCES.glob("linux-source-*.tar.xz"))
    with source.open("rb") as file:
        key = f"{source.name} {hashlib.file_digest(file, 'sha256').hexdigest()} +{WITH} -{WITHOUT} {IN_TIME}"
    folder = platformdirs.user_cache_path("pressure-coach") / "user-mode-linux"
    folder.mkdir(parents=True, exist_ok=True)
    return toolchain.once(folder, "linux", key, lambda to: _build(source, to))


def _build(source: Path, to: Path) -> None:
    with TemporaryDirectory(dir=to.parent) as folder:
        call("tar", "--extract", "--file", source, "--directory", folder)
        (tree,) = Path(folder).iterdir()
        mend(tree / "net" / "bluetooth" / "l2cap_core.c")
        make = ("nice", "make", "--silent", "--directory", tree, "ARCH=um")
        call(*make, "x86_64_defconfig")
        options = [word for name in WITH for word in ("--enable", name)]
        options += [word for name in WITHOUT for word in ("--disable", name)]
        call(tree / "scripts" / "config", "--file", tree / ".config", *options)
        call(*make, "olddefconfig")
        made = (tree / ".config").read_text(encoding="ascii").splitlines()
        refused = [name for name in WITH if f"CONFIG_{name}=y" not in made]
        assert not refused, f"this kernel has no {refused}"
        call(*make, f"-j{os.cpu_count() or 1}", "linux")
        call("strip", tree / "linux")
        shutil.copy(tree / "linux", to)


def mend(file: Path) -> None:
    """Of net/bluetooth/l2cap_core.c, if it has the fault."""
    text = file.read_text(encoding="utf-8")
    if TOO_LATE[0] in text:
        file.write_text(text.replace(*TOO_LATE).replace(*IN_TIME), encoding="utf-8")


if __name__ == "__main__":
    if why := impossible() or ", ".join(missing()):
        raise SystemExit(f"missing: {why}")
    print(kernel())
