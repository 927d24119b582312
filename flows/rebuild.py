"""Make a workspace's warehouse again from its lake, for instance after a restored backup."""

from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows import states
from flows.names import language_of, run_name
from flows.states import HOURS, STEP
from flows.turns import turn
from par_metrics.workspace import Workspace
from schemas import Label


@task(task_run_name="dựng lại kho dữ liệu", timeout_seconds=8 * HOURS, **STEP)
def rebuild_warehouse(workspace: Path) -> State[None]:
    """Replay every load of `lake/`; the old warehouse stays until the new one is complete."""
    language = language_of(workspace)
    try:
        Workspace(workspace).rebuild()
    except states.EXPECTED as error:
        return states.of_error(error, language, None)
    done = Label("đã dựng lại từ lake/; số liệu công bố giữ nguyên", "made again from lake/; published figures stay")
    return Completed(message=done.in_language(language))


@flow(name="rebuild", flow_run_name=run_name, retries=0, persist_result=False)
def rebuild(workspace: Path) -> State[None]:
    """Dựng lại warehouse.duckdb từ lake/. Make `warehouse.duckdb` again from `lake/` alone; published figures stay.

    Args:
        workspace: Thư mục của kho làm việc, có tệp par-metrics.toml. Folder of the workspace.
    """
    with turn(workspace):
        done: State[Any] = rebuild_warehouse(workspace, return_state=True)
    return done
