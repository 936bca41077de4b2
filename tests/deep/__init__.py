"""The deep tests: a whole Linux with its real bluetoothd as one process of ours, with no radio and without root.

    PRESSURE_COACH_DEEP=1 python3 run.py test tests/deep

``kernel`` builds a User-mode Linux once (five minutes) and keeps it in the folder for caches. ``machine`` boots it on
this computer's own files, read-only, and runs a command in it. In there ``world`` starts a D-Bus daemon and bluetoothd,
and bumble is the adapter behind /dev/vhci and everybody on the air; ``checks_*.py`` are the tests that run in it.
"""
