"""How deep the objects and lists of a JSON text lie within each other."""

import re
from itertools import accumulate

from par_metrics.domain.limits import Limits
from par_metrics.readers.limits import over_limit

_ESCAPED = re.compile(r"\\.", re.DOTALL)
_STRING = re.compile(r'"[^"]*"')
_BRACKETS = re.compile(r"[^\[\]{}]+")
_STEP = {"[": 1, "{": 1, "]": -1, "}": -1}


def check_nesting(text: str, limits: Limits) -> None:
    """Refuse a JSON text that is nested deeper than any parser is asked to follow.

    Raises:
        RefusedFileError: `over_limit`.
    """
    bare = _ESCAPED.sub("", text) if "\\" in text else text
    brackets = _BRACKETS.sub("", _STRING.sub("", bare))
    deepest = max(accumulate(map(_STEP.__getitem__, brackets)), default=0)
    if deepest > limits.nesting:
        raise over_limit(
            "nesting",
            f"tệp JSON lồng nhau {deepest} tầng",
            f"the JSON is nested {deepest} levels deep",
        )
