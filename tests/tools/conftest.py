"""The programs that open what we make. Each test names what it opens; none is skipped where a program is missing."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from par_metrics import Workspace
from tests.support.office import Office
from tests.support.postgres_server import PostgresServer, postgres_server
from tests.support.workspaces import demo_workspace

_CHROMIUM = ("chromium-headless-shell", "chromium")
# Without these it asks hosts of its maker for updates and configuration: none of it is about our pages.
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = next((found for name in _CHROMIUM if (found := shutil.which(name))), None)
    if program is None:
        pytest.fail("there is no Chromium: run `make tools`")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=program, args=list(_QUIET))


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core, which finds what hinders readers."""
    script = Path(__file__).parents[2] / ".venv" / "npm" / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        pytest.fail("there is no axe-core: run `make tools`")
    return script.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    if shutil.which("soffice") is None or shutil.which("pdftotext") is None:
        pytest.fail("there is no LibreOffice or pdftotext: run `make tools`")
    return Office(tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The sample of three units, published; tests leave it as it is."""
    return demo_workspace(tmp_path_factory.mktemp("demo") / "demo")
