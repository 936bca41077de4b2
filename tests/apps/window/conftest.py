"""Qt paints into memory in these tests: said before it is imported anywhere."""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"
