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
def rebuild_warehouse(workspace: Path, restore: bool) -> State[None]:
    """Replay every load of `lake/`; the old warehouse stays until the new one is complete."""
    language = language_of(workspace)
    try:
        rebuilt = Workspace(workspace).rebuild(restore=restore)
    except states.EXPECTED as error:
        return states.of_error(error, language, None)
    made = Label(f"đã dựng lại {rebuilt.loads} lần nạp từ lake/", f"made {rebuilt.loads} loads again from lake/")
    if restored := len(rebuilt.restored):
        made = Label(f"{made.vi}, khôi phục {restored} tệp", f"{made.en}, {restored} files restored")
    done = Label(f"{made.vi}; số liệu công bố giữ nguyên", f"{made.en}; published figures stay")
    return Completed(message=done.in_language(language))


@flow(name="rebuild", flow_run_name=run_name, retries=0, persist_result=False)
def rebuild(workspace: Path, restore: bool = False) -> State[None]:
    """Dựng lại warehouse.duckdb từ lake/. Make `warehouse.duckdb` again from `lake/` alone; published figures stay.

    Args:
        workspace: Thư mục của kho làm việc, có tệp par-metrics.toml. Folder of the workspace.
        restore: Tệp mất hoặc hỏng trong lake/ thì đọc lại bản xuất từ archive/. Make damaged files again from archive/.
    """
    with turn(workspace):
        done: State[Any] = rebuild_warehouse(workspace, restore, return_state=True)
    return states.of_run(done)
