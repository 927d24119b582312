"""Prefect flows. They only orchestrate: what a step does is in `par_metrics`."""

import os
import sys

from par_metrics.errors import MissingExtraError
from par_metrics.support.extras import need

try:
    need("flows")  # of every module here, before one of them imports it
except MissingExtraError as error:
    if sys.argv[0] == "-m":  # `python -m flows.nightly`, while Python looks for the module: a message is enough there
        sys.exit("\n".join(error.label))
    raise

# Runs handle personal data of citizens: nothing about them is reported to anyone, unless whoever runs them decides so.
os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
# A slow or busy machine takes longer than Prefect's 20 seconds to start the server of a run without one.
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120")

HEARTBEAT_SECONDS = 60
"""Between two signs of life of a run; `flows.watching` takes a run for lost by them, so there is no other setting."""
HEARTBEAT = {"PREFECT_FLOWS_HEARTBEAT_FREQUENCY": f"{HEARTBEAT_SECONDS}"}
"""As processes of runs are told: those that a serving one starts have its environment."""
os.environ |= HEARTBEAT
# A server that hangs is asked six times: Prefect's minute for each would hold a night for longer than it takes.
os.environ.setdefault("PREFECT_API_REQUEST_TIMEOUT", "20")
