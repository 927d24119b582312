"""What Prefect writes into the log of a run, without what says nothing or says it again."""

import logging

import httpx
from prefect.exceptions import FailedRun


class _NoEmptyTraceback(logging.Filter):
    """Prefect asks for the traceback of a state that is no exception, and writes `NoneType: None`."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info is not None and record.exc_info[0] is None:
            record.exc_info = None
        return True


class _NoReturnedFailure(logging.Filter):
    """A run that returns a failed state is raised by Prefect, and logged as what nobody expected; its state says it.

    So is the end of a run that the server is no longer there to be told of, which `server.say_gone` says.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        kind = record.exc_info[0] if record.exc_info else None
        return kind is None or not issubclass(kind, (FailedRun, httpx.HTTPError))


class _Once(logging.Filter):
    """Of a server that is gone Prefect says so for each thing it would tell it, one in seven seconds."""

    def __init__(self, start: str) -> None:
        super().__init__()
        self._start, self._is_said = start, False

    def filter(self, record: logging.LogRecord) -> bool:
        if not str(record.msg).startswith(self._start):
            return True
        was_said, self._is_said = self._is_said, True
        return not was_said


_FILTERS = {
    "prefect.task_runs": _NoEmptyTraceback(),
    "prefect.flow_runs": _NoReturnedFailure(),
    "prefect.engine": _NoReturnedFailure(),
    "prefect.events.clients": _Once("Unable to connect to"),
    "prefect._internal.concurrency": _Once("Service %r failed to process item"),
}


def without_noise() -> None:
    """Of tasks that were tried for the last time, of runs that end as they should say, of a server that is gone."""
    for name, quiet in _FILTERS.items():
        logging.getLogger(name).addFilter(quiet)
