"""The step that brings a PostgreSQL server to the run published last."""

from pathlib import Path

from prefect import task
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows.states import BUSY, MINUTE, STEP
from par_metrics.operations.sending import Sending, send
from par_metrics.workspace import Workspace
from schemas import Label, Language

NOT_SENT = Sending(
    Label(
        "PostgreSQL: ghi quá thời gian cho phép, hoặc bị dừng. Số liệu trong published/ không bị ảnh hưởng; lần chạy "
        "sau sẽ ghi",
        "PostgreSQL: writing ran out of time, or was stopped. What is in published/ is not affected; the next run "
        "writes it",
    ),
    failed=True,
)
"""Of a step that Prefect ended."""


@task(task_run_name="ghi vào PostgreSQL", timeout_seconds=30 * MINUTE, **STEP)
def send_to_server(workspace: Path, language: Language) -> State[Sending | None]:
    """Write the run published last to the server of the settings; tried again only where waiting helps."""
    sending = send(Workspace(workspace))
    if sending is None:
        return Completed(data=None)
    message = "\n".join(line.in_language(language) for line in (sending.said, *sending.notes))
    if sending.failed:
        return Failed(data=sending, message=message, name=BUSY if sending.passes else "Failed")
    return Completed(data=sending, message=message)
