"""The command line: `par-metrics [--workspace DIR] COMMAND`."""

from par_metrics.cli.entry import main

__all__ = ["main"]
