"""The step that tells people what a night came to, as `par-metrics nightly` does."""

from pathlib import Path

from prefect import task
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows.states import BUSY, MINUTE, STEP
from par_metrics.operations.digest.telling import tell
from par_metrics.operations.summary import RunSummary, Telling
from par_metrics.workspace import Workspace
from schemas import Label, Language

NOT_TOLD = Telling(
    Label(
        "bản tin: gửi quá thời gian cho phép, hoặc bị dừng. Số liệu không bị ảnh hưởng",
        "the digest: sending ran out of time, or was stopped. The figures are not affected",
    ),
    failed=True,
)
"""Of a step that Prefect ended."""


@task(task_run_name="gửi bản tin", timeout_seconds=10 * MINUTE, **STEP)
def tell_people(workspace: Path, summary: RunSummary, language: Language) -> State[Telling | None]:
    """Tell those whom the settings name; tried again only where waiting helps, and then for those not reached."""
    telling = tell(Workspace(workspace), summary)
    if telling is None:
        return Completed(data=None)
    message = telling.said.in_language(language)
    if telling.failed:
        return Failed(data=telling, message=message, name=BUSY if telling.passes else "Failed")
    return Completed(data=telling, message=message)
