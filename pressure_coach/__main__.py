"""``python -m pressure_coach``."""

from pressure_coach.apps.cli import entry

if __name__ == "__main__":
    entry()
