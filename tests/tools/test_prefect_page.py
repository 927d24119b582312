"""The interface of the Prefect server, started as docs/how-to/nightly.md says: it asks nobody outside for anything."""

from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser
from prefect.settings import PREFECT_API_URL, PREFECT_HOME, temporary_settings

from flows.nightly import nightly
from par_metrics import Workspace
from tests.support.exports import DOSSIERS, UNITS, drop
from tests.support.prefect_server import serving


@pytest.mark.server
def test_no_page_of_the_interface_asks_anybody_outside(browser: Browser, tmp_path: Path) -> None:
    ws = Workspace.create(tmp_path / "ws", unit="H60.101")
    drop(ws.root, dossiers=DOSSIERS, units=UNITS)
    (home := tmp_path / "prefect").mkdir()
    with serving(home) as environment:
        address = environment["PREFECT_API_URL"].removesuffix("/api")
        with temporary_settings({PREFECT_API_URL: f"{address}/api", PREFECT_HOME: home}):
            state = nightly(ws.root, "2026-10-01", return_state=True)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        run = state.state_details.flow_run_id
        for place, seen in (("dashboard", "Dashboard"), (f"runs/flow-run/{run}", "H60.101 2026-10-01")):
            page.goto(f"{address}/{place}")
            page.get_by_text(seen).first.wait_for(timeout=30_000)
        page.get_by_text("Artifacts", exact=True).first.click()
        page.get_by_text("scorecard-h60-101").first.wait_for(timeout=30_000)
        hosts = {urlparse(url).hostname for url in asked if not url.startswith(("data:", "blob:"))}
    assert hosts == {"127.0.0.1"} and len(asked) > 10
