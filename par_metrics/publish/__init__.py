"""Publishing: the outputs of one run, checked, and switched to only when they are sound."""

from par_metrics.publish.run import PublishResult, Source, publish_if_new, publish_run

__all__ = ["PublishResult", "Source", "publish_if_new", "publish_run"]
