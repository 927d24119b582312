"""One after the other: what reads and writes one workspace."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prefect.concurrency.sync import concurrency
from prefect.runtime import deployment

from flows.names import limit_of, unit_of
from par_metrics.support.ending import end_quietly


@contextmanager
def turn(workspace: Path) -> Iterator[None]:
    """Wait for the workspace's night, rebuild and publishing to end; of a deployment, whose process made the limit.

    A run that is asked for by hand, in a process of its own, has the locks of the workspace alone.
    """
    if deployment.id is None:
        yield
        return
    end_quietly()
    with concurrency(limit_of(unit_of(workspace)), occupy=1, raise_on_lease_renewal_failure=False):
        yield
