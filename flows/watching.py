"""What is watched of the runs of every workspace: the automations, as Prefect takes them."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from prefect.automations import AutomationCore
from prefect.client.schemas.objects import StateType
from prefect.events import EventTrigger, Posture, ResourceSpecification
from prefect.events.actions import ActionTypes, ChangeFlowRunState

from flows import HEARTBEAT_SECONDS, notices
from flows.nightly import nightly
from flows.notices import Notice
from flows.province import province

PREFIX = "par-metrics: "
"""Of the names of all automations of ours, so that those of an earlier version are found too."""
HEARTBEATS = 3
"""So many without a sign of life, and a run is taken for lost: one alone may be late on a busy machine."""
SILENCE = timedelta(hours=26)
"""A night a day, which may take two hours longer than the one before."""

_RUN = "prefect.flow-run"
_HEARTBEAT = f"{_RUN}.heartbeat"
_ENDS = frozenset(f"{_RUN}.{name}" for name in ("Completed", "Failed", "TimedOut", "Crashed", "Cancelled"))
# A night that is due, or begun: so the watch starts even where none has ever completed.
_BEGINNINGS = frozenset({f"{_RUN}.Late", f"{_RUN}.Pending"})

Telling = Callable[[Notice], Sequence[ActionTypes]]
"""The actions that tell people something."""


def watched(telling: Telling) -> list[AutomationCore]:
    """The automations; each is one for all units, present and to come."""
    return [_ended_badly(telling), _lost(), _silent(telling)]


def _ended_badly(telling: Telling) -> AutomationCore:
    return AutomationCore(
        name=f"{PREFIX}lần chạy không đạt, bị ngắt / a run failed or crashed",
        trigger=EventTrigger(
            expect={f"{_RUN}.*"},
            match={"prefect.resource.id": f"{_RUN}.*", "prefect.state-type": ["FAILED", "CRASHED"]},
            match_related=_tagged("par-metrics"),
            for_each={"prefect.resource.id"},
            posture=Posture.Reactive,
        ),
        actions=[*telling(notices.ended_badly())],
    )


def _lost() -> AutomationCore:
    return AutomationCore(
        name=f"{PREFIX}tiến trình mất liên lạc / a process is lost",
        trigger=EventTrigger(
            after={_HEARTBEAT},
            expect={_HEARTBEAT, *_ENDS},
            match={"prefect.resource.id": f"{_RUN}.*"},
            match_related=_tagged("par-metrics"),
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            within=lost_after(),
        ),
        actions=[
            ChangeFlowRunState(
                name=None, state=StateType.CRASHED, message=f"{notices.LOST.vi}\n\n{notices.LOST.en}", force=False
            ),
        ],
    )


def lost_after() -> timedelta:
    """Without a sign of life."""
    return timedelta(seconds=HEARTBEATS * HEARTBEAT_SECONDS)


def _silent(telling: Telling) -> AutomationCore:
    completed = f"{_RUN}.Completed"
    return AutomationCore(
        name=f"{PREFIX}không có đêm nào hoàn thành / no night has completed",
        trigger=EventTrigger(
            after={completed, *_BEGINNINGS},
            expect={completed},
            match={"prefect.resource.id": f"{_RUN}.*"},
            match_related=[*_tagged("par-metrics"), *_tagged(nightly.name, province.name)],
            for_each={"related:deployment:prefect.resource.id"},
            posture=Posture.Proactive,
            within=SILENCE,
        ),
        actions=[*telling(notices.silent(SILENCE))],
    )


def _tagged(*tags: str) -> list[ResourceSpecification | dict[str, str | list[str]]]:
    """Runs that have one of the tags, as `flows.deployments` gives them."""
    return [{"prefect.resource.id": [f"prefect.tag.{tag}" for tag in tags]}]
