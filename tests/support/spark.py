"""Sessions of the engines beyond one machine, of which each environment of `.venv/` has one or none."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

TIME_ZONES = ("Asia/Ho_Chi_Minh", "America/New_York", "UTC")


@contextmanager
def session(engine: str) -> Iterator[Any]:
    """A session of Sail (a Connect server without Java) or of Spark itself, in this process."""
    yield from {"sail": _sail, "spark": _spark}[engine]()


def engine_here() -> str | None:
    """The engine that this environment has."""
    if find_spec("pysail"):
        return "sail"
    return "spark" if find_spec("pyspark") else None


def _sail() -> Iterator[Any]:
    # Where `__main__` has no file, as under xdist, the client looks for a Spark of Java unless it is told of one.
    os.environ.setdefault("SPARK_HOME", str(Path(__file__).parent))
    from pysail.spark import SparkConnectServer
    from pyspark.sql import SparkSession

    server = SparkConnectServer(ip="127.0.0.1", port=0)
    server.start(background=True)
    port = server.listening_address[1]
    made = SparkSession.builder.remote(f"sc://127.0.0.1:{port}").getOrCreate()
    yield made
    made.stop()
    server.stop()  # named here: without a reference it would end at once


def _spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    options = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.driver.memory": "2g",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
    }
    builder = SparkSession.builder.master("local[2]")
    for name, value in options.items():
        builder = builder.config(name, value)
    made = builder.getOrCreate()
    made.sparkContext.setLogLevel("FATAL")
    yield made
    made.stop()
