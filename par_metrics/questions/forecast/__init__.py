"""What is still to come in a period: the volume, what it must bring, and where the present pace leads."""

from par_metrics.questions.forecast.pace import pace

__all__ = ["pace"]
