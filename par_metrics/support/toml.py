"""Reading TOML that somebody wrote by hand."""

import tomllib
from typing import Any


def read_toml(text: str) -> dict[str, Any]:
    """The tables of a text.

    Raises:
        tomllib.TOMLDecodeError: it is not valid, or nested deeper than anybody writes.
    """
    try:
        return tomllib.loads(text)
    except RecursionError:
        # Arrays within arrays without end would otherwise come up as a defect of ours.
        raise tomllib.TOMLDecodeError("nested too deeply") from None
