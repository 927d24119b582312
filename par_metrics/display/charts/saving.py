"""Charts whose saved pages hold the scripts that draw them: an office may have no network, or one that is closed."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from par_metrics.errors import MissingExtraError
from par_metrics.support.extras import lacking
from schemas import Label

_OR_WITH_NETWORK = Label(
    "hoặc lưu với inline=False, khi xem cần có mạng", "or save it with inline=False, to be read with a network"
)


class _SavedWhole:
    """What is laid over a kind of altair chart."""

    def save(self, fp: Any, format: Any = None, **options: Any) -> None:  # noqa: A002
        """As altair saves; a page holds its scripts, unless `inline=False` has it load them from the network."""
        if format == "html" or (format is None and str(fp).lower().endswith(".html")):
            options.setdefault("inline", True)
            said = lacking("charts", "vl_convert") if options["inline"] else None
            if said is not None:
                either = Label(f"{said.vi}; {_OR_WITH_NETWORK.vi}", f"{said.en}; {_OR_WITH_NETWORK.en}")
                raise MissingExtraError(either, "missing_extra")
        super().save(fp, format, **options)  # type: ignore[misc]


def to_be_saved_whole(chart: alt.TopLevelMixin) -> alt.TopLevelMixin:
    """The chart, of a class that saves it so."""
    kind: Any = type(chart)
    object.__setattr__(chart, "__class__", _saved_whole(kind))  # altair's own would make it a property of the chart
    return chart


@cache
def _saved_whole(kind: Any) -> Any:
    return type(kind.__name__, (_SavedWhole, kind), {"__doc__": kind.__doc__})
