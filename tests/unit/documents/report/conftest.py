"""One workspace for all that only reads; its report is made once."""

from pathlib import Path

import pytest

from par_metrics import Workspace
from par_metrics.documents.report import Report
from tests.support.reports import PERIOD, reporting_workspace


@pytest.fixture(scope="package")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return reporting_workspace(tmp_path_factory.mktemp("reporting"))


@pytest.fixture(scope="package")
def report(ws: Workspace) -> Report:
    return ws.report(PERIOD)


@pytest.fixture(scope="package")
def written(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return report.write(tmp_path_factory.mktemp("written") / "bao-cao.docx")
