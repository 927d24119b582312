"""What Prefect writes into the log of a run, without what says nothing or says it again."""

import logging

from prefect.exceptions import FailedRun


class _NoEmptyTraceback(logging.Filter):
    """Prefect asks for the traceback of a state that is no exception, and writes `NoneType: None`."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info is not None and record.exc_info[0] is None:
            record.exc_info = None
        return True


class _NoReturnedFailure(logging.Filter):
    """A run that returns a failed state is raised by Prefect, and logged as what nobody expected; its state says it."""

    def filter(self, record: logging.LogRecord) -> bool:
        kind = record.exc_info[0] if record.exc_info else None
        return kind is None or not issubclass(kind, FailedRun)


_FILTERS = {
    "prefect.task_runs": _NoEmptyTraceback(),
    "prefect.flow_runs": _NoReturnedFailure(),
    "prefect.engine": _NoReturnedFailure(),
}


def without_noise() -> None:
    """Of tasks that were tried for the last time, and of runs that end as they should say."""
    for name, quiet in _FILTERS.items():
        logging.getLogger(name).addFilter(quiet)
