"""What Prefect writes into the log of a run, without what says nothing."""

import logging


class _NoEmptyTraceback(logging.Filter):
    """Prefect asks for the traceback of a state that is no exception, and writes `NoneType: None`."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info is not None and record.exc_info[0] is None:
            record.exc_info = None
        return True


def without_empty_tracebacks() -> None:
    """Of tasks that were tried for the last time."""
    logger = logging.getLogger("prefect.task_runs")
    if not any(isinstance(known, _NoEmptyTraceback) for known in logger.filters):
        logger.addFilter(_NoEmptyTraceback())
