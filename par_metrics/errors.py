"""Errors that officers and developers read: each says what is wrong and what to do, in both languages."""

from schemas import Label


class ParMetricsError(Exception):
    """Base of all errors this library raises on purpose.

    `str(error)` is English; `error.label.vi` is for the officer.
    """

    def __init__(self, label: Label, rule: str = "") -> None:
        super().__init__(label.en)
        self.label = label
        self.rule = rule


class RefusedFileError(ParMetricsError):
    """An export is refused as a whole; `rule` names why."""

    def __init__(self, rule: str, label: Label) -> None:
        super().__init__(label, rule)


class SettingsError(ParMetricsError):
    """The settings, targets or calendar of a workspace are wrong."""


class UsageError(ParMetricsError):
    """A call asks for something that does not exist: an indicator, a period, a group."""


class WorkspaceBusyError(ParMetricsError):
    """Another process is writing to the workspace."""
