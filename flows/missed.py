"""Nights that were missed while the machine was off: one run, for now, stands in for all of them."""

from datetime import UTC, datetime
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.runtime import deployment, flow_run
from prefect.states import Cancelled

from schemas import Label, Language


def in_place_of_missed(language: Language) -> list[Label]:
    """Cancel the scheduled runs of this deployment that were due before now, and say which nights they were of.

    A night has what lies in the inbox now, whenever it was to begin: three of them after another would load nothing
    more. Runs that somebody asked for stay.
    """
    if deployment.id is None:
        return []
    due = FlowRunFilter(
        deployment_id=FlowRunFilterDeploymentId(any_=[UUID(deployment.id)]),
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
        expected_start_time=FlowRunFilterExpectedStartTime.model_validate({"before_": datetime.now(UTC)}),
    )
    with get_client(sync_client=True) as client:
        missed = [
            run
            for run in client.read_flow_runs(flow_run_filter=due)
            if run.auto_scheduled and f"{run.id}" != flow_run.id
        ]
        for run in missed:
            why = Label(f"lần chạy {flow_run.name} thay cho", f"the run {flow_run.name} stands in for it")
            client.set_flow_run_state(run.id, Cancelled(message=why.in_language(language)), force=True)
    if not missed:
        return []
    days = ", ".join(f"{run.expected_start_time.astimezone():%d/%m}" for run in missed if run.expected_start_time)
    return [
        Label(
            f"Chạy một lần thay cho {len(missed)} đêm bị lỡ ({days})",
            f"Stands in for {len(missed)} nights missed ({days})",
        )
    ]
