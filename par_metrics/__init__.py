"""par_metrics: from exports of public-administration records to the indicators of PAR INDEX, SIPAS and PAPI.

import par_metrics as pm
ws = pm.Workspace("an-tuong")
ws.ingest("hoso.xlsx")
ws.compute(["on_time_rate"], period="2026", grain="month", by=["unit_code"])
ws.explain("on_time_rate", period="2026-Q3", unit_code="H60.101")
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from par_metrics.display.charts.chart import chart
    from par_metrics.display.frames import Figures, Records, Scorecard
    from par_metrics.documents.templates import write_template as template
    from par_metrics.domain.period import Period
    from par_metrics.errors import ParMetricsError, RefusedFileError, SettingsError, UsageError, WorkspaceBusyError
    from par_metrics.indicators.catalogue import catalogue
    from par_metrics.indicators.own.made import indicator as Indicator
    from par_metrics.indicators.rulesets import RuleSet, rules
    from par_metrics.loading.report import LoadReport
    from par_metrics.workspace import Workspace
    from par_metrics.workspace.over import compute_over

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
    "compute_over",
    "rules",
    "template",
]

# Where each public name is, and what it is called there: it is loaded when it is first asked for, so that who
# needs the command line's help, or one room, does not wait for all of them.
_HOMES = {
    "Figures": ("par_metrics.display.frames", "Figures"),
    "Indicator": ("par_metrics.indicators.own.made", "indicator"),
    "LoadReport": ("par_metrics.loading.report", "LoadReport"),
    "ParMetricsError": ("par_metrics.errors", "ParMetricsError"),
    "Period": ("par_metrics.domain.period", "Period"),
    "Records": ("par_metrics.display.frames", "Records"),
    "RefusedFileError": ("par_metrics.errors", "RefusedFileError"),
    "RuleSet": ("par_metrics.indicators.rulesets", "RuleSet"),
    "Scorecard": ("par_metrics.display.frames", "Scorecard"),
    "SettingsError": ("par_metrics.errors", "SettingsError"),
    "UsageError": ("par_metrics.errors", "UsageError"),
    "Workspace": ("par_metrics.workspace", "Workspace"),
    "WorkspaceBusyError": ("par_metrics.errors", "WorkspaceBusyError"),
    "catalogue": ("par_metrics.indicators.catalogue", "catalogue"),
    "chart": ("par_metrics.display.charts.chart", "chart"),
    "compute_over": ("par_metrics.workspace.over", "compute_over"),
    "rules": ("par_metrics.indicators.rulesets", "rules"),
    "template": ("par_metrics.documents.templates", "write_template"),
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, known_as = _HOMES[name]
    found = globals()[name] = getattr(import_module(module), known_as)
    return found


def __dir__() -> list[str]:
    """What is public, for completion in a notebook."""
    return __all__
