"""What a figure was made with."""

import platform
from importlib.metadata import PackageNotFoundError, version

_NAMED = ("par-metrics", "duckdb", "polars", "pandera")
UNINSTALLED = "not installed"


def versions() -> dict[str, str]:
    """Version of Python and of the packages that bear on figures; a checkout that is run in place is not installed."""
    return {"python": platform.python_version(), **{name: version_of(name) for name in _NAMED}}


def version_of(name: str) -> str:
    """The version of an installed package."""
    try:
        return version(name)
    except PackageNotFoundError:
        return UNINSTALLED
