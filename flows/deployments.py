"""When each flow runs: one table, and the process that serves it.

`python -m flows.deployments [--workspace DIR]` registers the table with the Prefect server
at PREFECT_API_URL and stays, to start the runs when they are due.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prefect import Flow, serve
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from flows.arguments import add_workspace_option
from flows.nightly import nightly
from flows.rebuild import rebuild


@dataclass(frozen=True)
class Deployment:
    """One line of the table.

    Args:
        flow: the flow.
        name: name of the deployment; `flow/name` is unique.
        cron: when it runs, in `timezone`; None: only when somebody asks for it.
        timezone: of `cron`.
        concurrency: runs at the same time.
        parameters: of the flow, besides `workspace`.
    """

    flow: Flow[..., Any]
    name: str
    cron: str | None
    timezone: str
    concurrency: int
    parameters: dict[str, Any]

    def parameters_for(self, workspace: Path) -> dict[str, Any]:
        """All parameters of a run, as JSON holds them."""
        return {"workspace": str(workspace.absolute()), **self.parameters}


DEPLOYMENTS = (
    Deployment(nightly, "nightly", "0 1 * * *", "Asia/Ho_Chi_Minh", concurrency=1, parameters={}),
    Deployment(rebuild, "rebuild", None, "Asia/Ho_Chi_Minh", concurrency=1, parameters={}),
)


def registered(deployment: Deployment, workspace: Path) -> RunnerDeployment:
    """The line as Prefect takes it."""
    # A run asked for while another is under way waits for it: cancelled, the exports dropped
    # in between would stay until the next night. Runs are cheap where nothing is new.
    limit = ConcurrencyLimitConfig(limit=deployment.concurrency, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE)
    return RunnerDeployment.from_flow(
        deployment.flow,
        deployment.name,
        schedule=Cron(deployment.cron, timezone=deployment.timezone) if deployment.cron else None,
        concurrency_limit=limit,
        parameters=deployment.parameters_for(workspace),
        entrypoint_type=EntrypointType.MODULE_PATH,  # found wherever the package is installed
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve all deployments for one workspace, until stopped."""
    parser = argparse.ArgumentParser(prog="python -m flows.deployments", description=main.__doc__)
    add_workspace_option(parser)
    workspace = parser.parse_args(arguments).workspace
    serve(*(registered(deployment, workspace) for deployment in DEPLOYMENTS))


if __name__ == "__main__":
    main()
