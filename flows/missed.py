"""Nights that were missed while the machine was off: one run, for now, stands in for all of them."""

from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

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
from prefect.states import Cancelled, Scheduled

from schemas import Label, Language


def in_place_of_missed(timezone: str, language: Language) -> list[Label]:
    """Cancel the scheduled runs of this deployment that were due before now, and say which nights they were of.

    A night has what lies in the inbox now, whenever it was to begin: three of them after another would load nothing
    more. Runs that somebody asked for stay, and so do those whose process died before they began: their turn comes.
    """
    if deployment.id is None:
        return []
    # One run of a deployment at a time is begun, which is this one: another that is said to begin lost its process.
    due = FlowRunFilter(
        deployment_id=FlowRunFilterDeploymentId(any_=[UUID(deployment.id)]),
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED, StateType.PENDING])),
        expected_start_time=FlowRunFilterExpectedStartTime.model_validate({"before_": datetime.now(UTC)}),
    )
    with get_client(sync_client=True) as client:
        others = [run for run in client.read_flow_runs(flow_run_filter=due) if f"{run.id}" != flow_run.id]
        missed = [run for run in others if run.auto_scheduled]
        for run in others:
            if not run.auto_scheduled and run.state_type is StateType.PENDING:
                client.set_flow_run_state(run.id, Scheduled(), force=True)
        for run in missed:
            why = Label(f"lần chạy {flow_run.name} thay cho", f"the run {flow_run.name} stands in for it")
            client.set_flow_run_state(run.id, Cancelled(message=why.in_language(language)), force=True)
    if not missed:
        return []
    zone = ZoneInfo(timezone)  # one o'clock in the night is the day before in London
    days = ", ".join(f"{run.expected_start_time.astimezone(zone):%d/%m}" for run in missed if run.expected_start_time)
    return [
        Label(
            f"Chạy một lần thay cho {len(missed)} đêm bị lỡ ({days})",
            f"Stands in for {len(missed)} nights missed ({days})",
        )
    ]
