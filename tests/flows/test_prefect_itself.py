"""The commands of Prefect that the guide names work with the versions that are locked."""

import subprocess
import sys
from collections.abc import Mapping

import pytest

from tests.flows import processes


@pytest.mark.server
@pytest.mark.parametrize("what", ["deployment", "flow-run", "work-pool", "automation"])
def test_prefects_own_lists_can_be_printed(server: Mapping[str, str], what: str) -> None:
    """With fastapi 0.151 to 0.154 each ended in an error of the server."""
    command = [sys.executable, "-m", "prefect", what, "ls"]
    done = subprocess.run(command, env=dict(server), cwd=processes.ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
