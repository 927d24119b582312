"""Charts whose saved pages hold the scripts that draw them: an office may have no network, or one that is closed."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import Any

import altair as alt

from par_metrics.errors import ParMetricsError
from schemas import Label

_NEEDS_EXTRA = Label(
    "để lưu biểu đồ xem được khi không có mạng, cần cài thêm: pip install 'par-metrics[charts]'; "
    "hoặc lưu với inline=False, khi xem cần có mạng",
    "a chart whose page needs no network takes one more package: pip install 'par-metrics[charts]'; "
    "or save it with inline=False, to be read with a network",
)


class _SavedWhole:
    """What is laid over a kind of altair chart."""

    def save(self, fp: Any, format: Any = None, **options: Any) -> None:  # noqa: A002
        """As altair saves; a page holds its scripts, unless `inline=False` has it load them from the network."""
        if format == "html" or (format is None and str(fp).lower().endswith(".html")):
            options.setdefault("inline", True)
            if options["inline"] and find_spec("vl_convert") is None:
                raise ParMetricsError(_NEEDS_EXTRA, "missing_extra")
        super().save(fp, format, **options)  # type: ignore[misc]


def to_be_saved_whole(chart: alt.TopLevelMixin) -> alt.TopLevelMixin:
    """The chart, of a class that saves it so."""
    kind: Any = type(chart)
    object.__setattr__(chart, "__class__", _saved_whole(kind))  # altair's own would make it a property of the chart
    return chart


@cache
def _saved_whole(kind: Any) -> Any:
    return type(kind.__name__, (_SavedWhole, kind), {"__doc__": kind.__doc__})
