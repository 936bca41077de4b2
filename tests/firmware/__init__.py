"""The firmware, built and run."""

import pytest

pytest.register_assert_rewrite(
    *(f"tests.firmware.{name}" for name in ("checks_core", "checks_frames", "checks_sensors", "hostboard", "uno"))
)
