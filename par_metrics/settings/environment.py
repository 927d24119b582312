"""The environment variables that are read, and the workspace they name."""

import os
from pathlib import Path

ENV_PREFIX = "PAR_METRICS_"
WORKSPACE_VARIABLE = f"{ENV_PREFIX}WORKSPACE"
LANGUAGE_VARIABLE = f"{ENV_PREFIX}LANGUAGE"
KEY_VARIABLE = f"{ENV_PREFIX}PSEUDONYM_KEY"
POSTGRES_PASSWORD_VARIABLE = f"{ENV_PREFIX}POSTGRES_PASSWORD"
SECRETS = ("token", "password", "key", "secret")
"""What a source may ask for."""
_SECRET_PREFIX = f"{ENV_PREFIX}SOURCE_"


def default_workspace(current: Path = Path()) -> Path:
    """The folder of `$PAR_METRICS_WORKSPACE`, else the `current` one."""
    return Path(os.environ.get(WORKSPACE_VARIABLE) or current)


def secret_variable(source: str, what: str) -> str:
    """The variable of one of the `SECRETS` of a source."""
    return f"{_SECRET_PREFIX}{source}_{what}".upper()


def is_secret_variable(variable: str) -> bool:
    """Whether a variable is one of some source's, maybe of another workspace."""
    name = variable.upper()
    return name.startswith(_SECRET_PREFIX) and name.rpartition("_")[2].lower() in SECRETS
