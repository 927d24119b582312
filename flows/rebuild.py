"""Make a workspace's warehouse again from its lake, for instance after a restored backup."""

from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from par_metrics.workspace import Workspace


@task(cache_policy=NO_CACHE, persist_result=False)
def rebuild_warehouse(workspace: Path) -> None:
    """Replay every load of `lake/`; the old warehouse stays until the new one is complete."""
    Workspace(workspace).rebuild()


@flow(name="rebuild", retries=0, persist_result=False)
def rebuild(workspace: Path) -> None:
    """Make `warehouse.duckdb` again from `lake/` alone. Published figures stay as they are."""
    rebuild_warehouse(workspace)
