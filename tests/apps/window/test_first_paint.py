"""The window is there before anything heavy is loaded, and before the device is opened."""

import subprocess
import sys

import pytest

HEAVY = ("scipy", "pyqtgraph", "pyarrow", "numpy", "miniaudio", "wakepy", "serial", "mcap")
LATER = ("pressure_coach.session", "pressure_coach.apps.window.keynames")  # ready before the first key
HEAVY += LATER
CODE = f"""
import sys
import pressure_coach.apps.cli
from pressure_coach.apps.window import main
begin = main.MainWindow._begin

def first(self):
    print("painted", *[name for name in {HEAVY!r} if name in sys.modules])
    main.MainWindow._begin = begin
    self._stopped = lambda: True
    self._begin()
    print("begun", *(name in sys.modules for name in {LATER!r} + ("scipy", "pyqtgraph")))
    self.close()

main.MainWindow._begin = first
pressure_coach.apps.cli.main(sys.argv[1:])
"""


@pytest.mark.parametrize("words", [["window"], ["live", "sim:", "--target", "200", "--view", "window", "--mute"]])
def test_nothing_heavy_is_loaded_before_the_first_picture(words, tmp_path) -> None:
    import os

    env = os.environ | {"XDG_DATA_HOME": str(tmp_path), "HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", CODE, *words], capture_output=True, text=True, env=env, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[:2] == ["painted", "begun True True False False"]
