"""Prefect flows. They only orchestrate: what a step does is in `par_metrics`."""

import os

# Runs handle personal data of citizens: nothing about them is reported to anyone, unless whoever runs them decides so.
os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
# Seconds between two signs of life of a run; `flows.automations` takes a run for lost by them. The processes that a
# serving one starts have its environment.
os.environ.setdefault("PREFECT_FLOWS_HEARTBEAT_FREQUENCY", "60")
