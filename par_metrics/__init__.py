"""par_metrics: from exports of public-administration records to the indicators of PAR INDEX, SIPAS and PAPI.

import par_metrics as pm
ws = pm.Workspace("an-tuong")
ws.ingest("hoso.xlsx")
ws.compute(["on_time_rate"], period="2026", grain="month", by=["unit_code"])
ws.explain("on_time_rate", period="2026-Q3", unit_code="H60.101")
"""

from par_metrics.errors import ParMetricsError, RefusedFileError, SettingsError, UsageError, WorkspaceBusyError
from par_metrics.indicators.base import Indicator
from par_metrics.indicators.catalogue import catalogue
from par_metrics.period import Period
from par_metrics.reports import LoadReport
from par_metrics.workspace import Workspace

__all__ = [
    "Indicator",
    "LoadReport",
    "ParMetricsError",
    "Period",
    "RefusedFileError",
    "SettingsError",
    "UsageError",
    "Workspace",
    "WorkspaceBusyError",
    "catalogue",
]
