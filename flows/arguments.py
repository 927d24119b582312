"""What the flows' own command lines share with `par-metrics`."""

import argparse
import os
from pathlib import Path

from par_metrics.cli.state import WORKSPACE_VARIABLE


def add_workspace_option(parser: argparse.ArgumentParser) -> None:
    """`--workspace DIR`; without it `$PAR_METRICS_WORKSPACE`, else the current folder."""
    parser.add_argument(
        "--workspace",
        type=Path,
        default=Path(os.environ.get(WORKSPACE_VARIABLE) or Path.cwd()),
        help=f"folder of the workspace; default: ${WORKSPACE_VARIABLE}, else the current folder",
    )
