"""What runs, limits and artifacts are called, by the unit of their workspace; and in which language."""

import re
from datetime import datetime
from pathlib import Path

from prefect.runtime import flow_run

from par_metrics.domain import clock
from par_metrics.errors import SettingsError
from par_metrics.settings.settings import load_settings
from par_metrics.support.folding import fold
from schemas import Language

# What Prefect allows in no name, and what its addresses, which have names in them, would be cut off at.
_NO_NAME = re.compile(r"[/%&<>?#\\\x00-\x1f]")
_NO_KEY = re.compile(r"[^a-z0-9]+")


def unit_of(workspace: Path) -> str:
    """The code of the workspace's unit; where settings name none, or cannot be read, the name of its folder."""
    try:
        unit = load_settings(workspace).unit
    except SettingsError:
        unit = None
    return _NO_NAME.sub("-", unit or workspace.absolute().name)


def language_of(workspace: Path) -> Language:
    """That of its settings; Vietnamese where they cannot be read."""
    try:
        return load_settings(workspace).language
    except SettingsError:
        return "vi"


def limit_of(unit: str) -> str:
    """The limit that the night, a rebuild and publishing of one workspace share."""
    return f"par-metrics-{unit}"


def key_of(what: str, unit: str) -> str:
    """The key of an artifact: `scorecard-h60-101`."""
    return f"{what}-{_NO_KEY.sub('-', fold(unit)).strip('-')}"


def run_name() -> str:
    """`H60.101 2026-10-01`: the unit, and the day whose figures are asked for."""
    parameters = flow_run.parameters
    workspace = Path(str(parameters["workspace"]))
    asked = parameters.get("as_of")
    try:
        zone = load_settings(workspace).timezone
        instant = clock.now(zone) if asked is None else clock.instant(asked, zone)
    except Exception:  # a wrong parameter is told by the run itself, whose name must not keep it from that
        instant = datetime.now()
    return f"{unit_of(workspace)} {instant:%Y-%m-%d}"
