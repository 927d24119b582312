"""Publish by hand: without loading anything, or although a quality gate failed, with the reason."""

from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows import states
from flows.names import language_of, run_name
from flows.parameters import AsOf
from flows.sending import send_to_server
from flows.states import HOURS, STEP
from flows.turns import turn
from par_metrics.operations.sending import is_wanted
from par_metrics.workspace import Workspace
from schemas import Label


@task(task_run_name="công bố", timeout_seconds=4 * HOURS, **STEP)
def publish_figures(workspace: Path, as_of: str | None, accept: str | None) -> State[None]:
    """Compute every figure, check and publish."""
    language = language_of(workspace)
    try:
        result = Workspace(workspace).publish(as_of, accept=accept or None)
    except states.EXPECTED as error:
        return states.of_error(error, language, None)
    if result.published:
        return Completed(
            message=Label(f"đã công bố {result.run_id}", f"published {result.run_id}").in_language(language)
        )
    return Failed(message="\n".join(gate.message.in_language(language) for gate in result.failed))


@flow(name="publish", flow_run_name=run_name, retries=0, persist_result=False)
def publish(workspace: Path, as_of: AsOf = None, accept: str | None = None) -> State[None]:
    """Tính và công bố ngay, không nạp tệp nào. Compute, check and publish now, without loading anything.

    Args:
        workspace: Thư mục của kho làm việc, có tệp par-metrics.toml. Folder of the workspace.
        as_of: Tính đến thời điểm nào: chọn date-time, rồi ngày, giờ và múi giờ; None là bây giờ.
            As of: date-time, then day, time and zone; None is now.
        accept: Lý do số liệu vẫn đúng dù một mục kiểm tra không đạt; bình thường thì bỏ trống. Why it is accepted.
    """
    with turn(workspace):
        done: State[Any] = publish_figures(workspace, as_of, accept, return_state=True)
        if done.is_completed() and is_wanted(Workspace(workspace)):
            sent: State[Any] = send_to_server(workspace, language_of(workspace), return_state=True)
            if not sent.is_completed():
                return Failed(message=f"{done.message}\n! {sent.message}")
    return states.of_run(done)
