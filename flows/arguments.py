"""What the flows' own command lines share with `par-metrics`."""

import argparse
from pathlib import Path

from par_metrics.settings.environment import WORKSPACE_VARIABLE, default_workspace


def add_workspace_option(parser: argparse.ArgumentParser) -> None:
    """`--workspace DIR`; without it `$PAR_METRICS_WORKSPACE`, else the current folder."""
    parser.add_argument(
        "--workspace",
        type=Path,
        default=default_workspace(Path.cwd()),
        help=f"folder of the workspace; default: ${WORKSPACE_VARIABLE}, else the current folder",
    )
