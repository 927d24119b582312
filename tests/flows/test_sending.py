"""A PostgreSQL server that is down: the figures are published, and the step and the run say so."""

from pathlib import Path

import pytest

from flows import nightly as night_module
from flows import publish as publish_module
from flows.nightly import nightly
from flows.publish import publish
from par_metrics import Workspace
from par_metrics.publish import latest
from tests.support.workspaces import small_workspace

pytestmark = [pytest.mark.server, pytest.mark.usefixtures("prefect_api")]
NOBODY_LISTENS = '\n[postgres]\nhost = "127.0.0.1"\nport = 1\ndbname = "so_lieu"\n'


@pytest.fixture
def ws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    for module in (night_module, publish_module):
        step = module.send_to_server.with_options(retries=1, retry_delay_seconds=0.1)
        monkeypatch.setattr(module, "send_to_server", step)
    root = small_workspace(tmp_path / "ws").root
    with (root / "par-metrics.toml").open("a", encoding="utf-8") as settings:
        settings.write(NOBODY_LISTENS)
    return Workspace(root)


def test_a_night_is_published_and_fails_by_the_server_alone(ws: Workspace, caplog: pytest.LogCaptureFixture) -> None:
    state = nightly(ws.root, "2026-04-01", return_state=True)
    assert state.is_failed() and latest.latest_run(ws.root / "published")
    first, problem, *rest = (state.message or "").splitlines()
    assert first.startswith("Đã công bố, có 1 vấn đề")
    assert problem.startswith("! PostgreSQL (so_lieu ở 127.0.0.1:1, schema par_metrics): không kết nối được")
    assert not any(line.startswith("!") for line in rest)
    assert "Retries are exhausted" in caplog.text and "Traceback" not in caplog.text


def test_publishing_by_hand_says_both(ws: Workspace) -> None:
    state = publish(ws.root, "2026-04-01", return_state=True)
    first, problem = (state.message or "").splitlines()
    assert state.is_failed() and first.startswith("đã công bố") and problem.startswith("! PostgreSQL")
