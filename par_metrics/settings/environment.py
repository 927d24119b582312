"""The environment variables that are read, and the workspace they name."""

import os
from pathlib import Path

ENV_PREFIX = "PAR_METRICS_"
WORKSPACE_VARIABLE = f"{ENV_PREFIX}WORKSPACE"
LANGUAGE_VARIABLE = f"{ENV_PREFIX}LANGUAGE"
KEY_VARIABLE = f"{ENV_PREFIX}PSEUDONYM_KEY"
POSTGRES_PASSWORD_VARIABLE = f"{ENV_PREFIX}POSTGRES_PASSWORD"


def default_workspace(current: Path = Path()) -> Path:
    """The folder of `$PAR_METRICS_WORKSPACE`, else the `current` one."""
    return Path(os.environ.get(WORKSPACE_VARIABLE) or current)
