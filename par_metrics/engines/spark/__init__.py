"""The engine beyond one machine: Apache Spark, or what speaks its Connect protocol, over the Parquet of lakes."""

from par_metrics.engines.spark.engine import SparkEngine

__all__ = ["SparkEngine"]
