"""par_metrics: from exports of public-administration records to the indicators of PAR INDEX, SIPAS and PAPI.

import par_metrics as pm
ws = pm.Workspace("an-tuong")
ws.ingest("hoso.xlsx")
ws.compute(["on_time_rate"], period="2026", grain="month", by=["unit_code"])
ws.explain("on_time_rate", period="2026-Q3", unit_code="H60.101")
"""

from par_metrics.display.charts.chart import chart
from par_metrics.display.frames import Figures, Records, Scorecard
from par_metrics.documents.templates import write_template as template
from par_metrics.domain.period import Period
from par_metrics.errors import ParMetricsError, RefusedFileError, SettingsError, UsageError, WorkspaceBusyError
from par_metrics.indicators.base import Indicator
from par_metrics.indicators.catalogue import catalogue
from par_metrics.indicators.rulesets import RuleSet, rules
from par_metrics.loading.report import LoadReport
from par_metrics.workspace import Workspace

__all__ = [
    "Figures",
    "Indicator",
    "LoadReport",
    "ParMetricsError",
    "Period",
    "Records",
    "RefusedFileError",
    "RuleSet",
    "Scorecard",
    "SettingsError",
    "UsageError",
    "Workspace",
    "WorkspaceBusyError",
    "catalogue",
    "chart",
    "rules",
    "template",
]


def __dir__() -> list[str]:
    """What is public, for completion in a notebook."""
    return __all__
