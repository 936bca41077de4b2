"""What run.py needs before anything is installed."""
