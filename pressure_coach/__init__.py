"""pressure-coach: helps you hold a steady pressure that you chose yourself, for a time you chose."""

__version__ = "0.1.0"
