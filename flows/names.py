"""What runs, limits and artifacts are called, by the unit of their workspace; and in which language."""

import re
from pathlib import Path

from prefect.runtime import flow_run

from flows.answering import in_time
from par_metrics.domain import clock
from par_metrics.errors import ParMetricsError
from par_metrics.settings.settings import Settings, load_settings
from par_metrics.support.folding import fold
from schemas import Language

_PATIENCE = 20.0
"""Seconds a drive is given for the settings."""
# What Prefect allows in no name, and what its addresses, which have names in them, would be cut off at.
_NO_NAME = re.compile(r"[/%&<>?#\\\x00-\x1f]")
_NO_KEY = re.compile(r"[^a-z0-9]+")


def unit_of(workspace: Path) -> str:
    """The code of the workspace's unit; where settings name none, or cannot be read, the name of its folder."""
    settings = _settings(workspace)
    return _NO_NAME.sub("-", (settings and settings.unit) or workspace.absolute().name)


def language_of(workspace: Path) -> Language:
    """That of its settings; Vietnamese where they cannot be read."""
    settings = _settings(workspace)
    return settings.language if settings else "vi"


def _settings(workspace: Path) -> Settings | None:
    """None where they are wrong, or the drive hangs: the run says so itself, and must get as far as that."""
    try:
        return in_time(lambda: load_settings(workspace), workspace, _PATIENCE)
    except (ParMetricsError, OSError):
        return None


def limit_of(unit: str) -> str:
    """The limit that the night, a rebuild and publishing of one workspace share."""
    return f"par-metrics-{unit}"


def key_of(what: str, unit: str) -> str:
    """The key of an artifact: `scorecard-h60-101`."""
    return f"{what}-{_NO_KEY.sub('-', fold(unit)).strip('-')}"


def run_name() -> str:
    """`H60.101 2026-10-01`: the unit, and the day whose figures are asked for; no day where what was asked is none."""
    parameters = flow_run.parameters
    workspace = Path(str(parameters["workspace"]))
    asked = parameters.get("as_of")
    settings = _settings(workspace)
    try:
        zone = (settings or Settings()).timezone
        instant = clock.now(zone) if asked is None else clock.instant(asked, zone)
    except Exception:  # a wrong parameter is told by the run itself, whose name must not keep it from that
        return f"{unit_of(workspace)} (as_of ?)"
    return f"{unit_of(workspace)} {instant:%Y-%m-%d}"
