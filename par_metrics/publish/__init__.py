"""Publishing: the outputs of one run, checked, and switched to only when they are sound."""

from par_metrics.publish.run import PublishResult, publish_run

__all__ = ["PublishResult", "publish_run"]
