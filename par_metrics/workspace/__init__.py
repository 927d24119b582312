"""The facade: opens a snapshot, asks, shows the answer."""

from par_metrics.workspace.facade import Workspace

__all__ = ["Workspace"]
