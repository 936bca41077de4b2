"""The firmware, built and run."""

import pytest

pytest.register_assert_rewrite(
    *(f"tests.firmware.checks_{name}" for name in ("app", "att", "ble", "core", "frames", "progressor", "sensors")),
    *(f"tests.firmware.{name}" for name in ("hostapp", "hostboard", "hostradio", "uno")),
)
