"""The errors that a person can meet. Every message says what happened, where, and what to do next.

CoachError
  DeviceError        a sensor could not be opened, or what it says is not understood      exit status 1
  RecordingError     a file could not be written, read or understood                     exit status 1
  CalibrationError   a calibration is missing, does not fit, or a zero was refused       exit status 1
  UsageError         what was asked for makes no sense as asked                          exit status 2
"""


class CoachError(Exception):
    """Base of all errors that are told to a person in one sentence, never as a traceback."""

    exit_status = 1


class DeviceError(CoachError):
    """A sensor could not be opened, or what it says is not understood."""


class RecordingError(CoachError):
    """A file could not be written, read or understood."""


class CalibrationError(CoachError):
    """A calibration is missing, does not fit, or a zero was refused."""


class UsageError(CoachError):
    """What was asked for makes no sense as asked."""

    exit_status = 2
