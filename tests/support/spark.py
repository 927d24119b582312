"""Sessions of the engines beyond one machine, of which each environment of `.venv/` has one or none."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
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


@contextmanager
def sail_server() -> Iterator[str]:
    """The address of a Connect server of its own, in this process."""
    from pysail.spark import SparkConnectServer

    started = SparkConnectServer(ip="127.0.0.1", port=0)
    started.start(background=True)
    yield f"sc://127.0.0.1:{started.listening_address[1]}"
    started.stop()  # named here: without a reference it would end at once


def _sail() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    # A process without a main file, as a worker of the tests is, pyspark takes for one that runs its own doctests.
    vars(sys.modules["__main__"]).setdefault("__file__", __file__)
    with sail_server() as address:
        made = SparkSession.builder.remote(address).getOrCreate()
        yield made
        made.stop()


def _spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    options = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "2",
        # A few rows are sooner counted by interpreting a plan than by compiling it.
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.sql.adaptive.enabled": "false",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
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
