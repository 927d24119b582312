"""What a step ends as: its state, and the sentence that stands beside it.

What is to be expected of a night (a refused file, a gate that holds figures back, a full disk) is a state that is
returned; only a defect of the program is an exception, and has a traceback.
"""

import errno
from collections.abc import Mapping
from typing import Any, TypeVar

from prefect import Task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.states import Completed, Failed

from flows.logs import without_noise
from par_metrics.display.words import words
from par_metrics.errors import ParMetricsError, WorkspaceBusyError, failure_of
from par_metrics.operations.summary import FileOutcome, SourceOutcome
from par_metrics.publish.gate import Gate
from schemas import Language

EXPECTED = (ParMetricsError, OSError)
"""Errors that are states: somebody can do something about them."""
BUSY = "Busy"
"""Name of the state of a step that is worth another try by itself."""
_LASTING = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOENT, errno.ENOTDIR})

T = TypeVar("T")

without_noise()


def is_busy(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """Whether a step is to be tried again."""
    return state.name == BUSY


STEP: Mapping[str, Any] = {
    "retries": 2,
    "retry_delay_seconds": [5, 30],
    "retry_condition_fn": is_busy,
    "cache_policy": NO_CACHE,
    "persist_result": False,
}
"""What all steps have in common: tried again only where waiting helps, and nothing of their data is kept."""
MINUTE, HOURS = 60, 3600


def is_of_the_moment(error: BaseException) -> bool:
    """Whether waiting helps: another process has the workspace, or a drive did not answer; not of a full disk."""
    if isinstance(error, WorkspaceBusyError):
        return True
    return isinstance(error, OSError) and error.errno not in _LASTING


def of_error(error: Exception, language: Language, data: T) -> State[T]:
    """Failed, with what the error says."""
    name = BUSY if is_of_the_moment(error) else None
    return Failed(data=data, message=failure_of(error).in_language(language), name=name or "Failed")


def of_run(step: State[Any]) -> State[None]:
    """That of a run with one step: of a step's own state handed on Prefect would say `1/1 states failed`."""
    return Completed(message=step.message) if step.is_completed() else Failed(message=step.message)


def of_file(outcome: FileOutcome, language: Language) -> State[FileOutcome]:
    """Failed with the reason where nothing of it was loaded, else Completed with what was."""
    if outcome.problem is not None:
        return Failed(data=outcome, message=outcome.problem.in_language(language))
    return Completed(data=outcome, message=outcome.counts.in_language(language))


def of_source(outcome: SourceOutcome, language: Language) -> State[SourceOutcome]:
    """Failed with the first problem where it did not give all it has, tried again where waiting helps."""
    if outcome.ok:
        return Completed(data=outcome, message=outcome.counts.in_language(language))
    name = BUSY if outcome.waiting_helps else "Failed"
    return Failed(data=outcome, message=outcome.problems[0].in_language(language), name=name)


def of_gate(gate: Gate, language: Language) -> State[None]:
    """Completed where it passed, or an officer accepted what it found; else Failed with what it found."""
    if gate.holds_back:
        return Failed(message=gate.message.in_language(language))
    passed = words("passed", language, "result")
    return Completed(message=passed if gate.passed else gate.accepted_message.in_language(language))
