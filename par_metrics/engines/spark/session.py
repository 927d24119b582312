"""What is used of a Spark session, classic or Connect, and how small tables come to it and back.

Nothing of PySpark is imported: the caller brings a session.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol, Self
from uuid import uuid4

import polars as pl

from par_metrics.engines.spark.dialect import spark_sql
from par_metrics.errors import ParMetricsError
from schemas import Label

_INSTANT = pl.Datetime("us")
_CLIENTS = ("pyspark", "py4j", "grpc")
"""The packages that raise what a session refuses."""
_TYPES: dict[pl.DataType, str] = {
    pl.String(): "STRING",
    pl.Boolean(): "BOOLEAN",
    pl.Int8(): "TINYINT",
    pl.Int32(): "INT",
    pl.Int64(): "BIGINT",
    pl.Float64(): "DOUBLE",
    pl.Date(): "DATE",
    _INSTANT: "TIMESTAMP_NTZ",
}


class Frame(Protocol):
    """A `DataFrame` of PySpark."""

    @property
    def schema(self) -> Any: ...
    @property
    def write(self) -> Any: ...
    def selectExpr(self, *columns: str) -> Self: ...
    def createOrReplaceTempView(self, name: str) -> None: ...
    def persist(self) -> Self: ...
    def unpersist(self) -> Self: ...
    def toArrow(self) -> Any: ...


class Session(Protocol):
    """A `SparkSession`, classic or Connect."""

    @property
    def catalog(self) -> Any: ...
    @property
    def read(self) -> Any: ...
    def sql(self, query: str) -> Frame: ...
    def createDataFrame(self, data: Any) -> Frame: ...


@contextmanager
def told() -> Iterator[None]:
    """What a session refuses, as an error of ours. Its own text could quote a record: only its name is told."""
    try:
        yield
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in _CLIENTS:
            raise
        name = getattr(error, "getCondition", lambda: None)() or type(error).__name__
        raise ParMetricsError(
            Label(
                f"Spark không trả lời được ({name}). Cụm máy phải đọc được thư mục lake/ theo đúng đường dẫn đã nêu "
                "(thư mục chung hoặc URI). Xem nhật ký của Spark.",
                f"Spark could not answer ({name}). The cluster must be able to read the folder lake/ by the path "
                "given (a folder that it mounts, or a URI). See Spark's log.",
            ),
            "spark_failed",
        ) from error


@dataclass
class Views:
    """Temporary views of a session under names of their own, which clash with nobody's.

    Args:
        session: no option of it is set.
        scratch: a folder that the cluster reads and writes, for tables that are read several times; None keeps
            them in its memory.
    """

    session: Session
    scratch: str | None = None
    prefix: str = field(default_factory=lambda: f"pm_{uuid4().hex[:12]}_")
    _kept: dict[str, Frame | None] = field(default_factory=dict)
    _put: dict[str, pl.DataFrame] = field(default_factory=dict)
    _sent: dict[str, pl.DataFrame] = field(default_factory=dict)

    def name(self, name: str) -> str:
        return self.prefix + name

    @told()
    def run(self, sql: str) -> pl.DataFrame:
        """The small result of a query as DuckDB would be asked; it calls views by the names they were given here."""
        frame = pl.from_arrow(self._frame(sql).toArrow())
        assert isinstance(frame, pl.DataFrame)
        return frame

    @told()
    def make(self, name: str, sql: str) -> None:
        """A view of a query."""
        self._enter(name, self._frame(sql), None)

    @told()
    def keep(self, name: str, sql: str) -> None:
        """The same, its rows made once: in memory, or in the scratch folder where there is one."""
        frame = self._frame(sql)
        if self.scratch is None:
            kept = frame.persist()
            self._enter(name, kept, kept)
        else:
            folder = f"{self.scratch.rstrip('/')}/{self.name(name)}"
            frame.write.mode("overwrite").parquet(folder)
            # Where no row was written, the files do not tell the columns.
            self._enter(name, self.session.read.schema(frame.schema).parquet(folder), None)

    @told()
    @told()
    def read(self, name: str, file: str) -> None:
        """A view of a Parquet file."""
        self._enter(name, self.session.sql(f"SELECT * FROM parquet.`{file}`"), None)

    def put(self, name: str, frame: pl.DataFrame) -> None:
        """A view of a small table; it is sent when a query first names it, and not again while it says the same."""
        self._put[name] = frame

    def drop(self, names: Sequence[str]) -> None:
        """Take views away, and their rows from the cluster's memory; what lies in the scratch folder stays."""
        for name in names:
            if (kept := self._kept.pop(name)) is not None:
                kept.unpersist()
            self._sent.pop(name, None)
            self.session.catalog.dropTempView(self.name(name))

    def clear(self) -> None:
        """Take all views away."""
        self.drop(list(self._kept))

    def _frame(self, sql: str) -> Frame:
        for name, frame in self._put.items():
            if name in sql and self._sent.get(name) is not frame:
                if name not in self._sent or not frame.equals(self._sent[name]):
                    self._send(name, frame)
                self._sent[name] = frame
        return self.session.sql(spark_sql(sql, self._kept, self.prefix))

    def _send(self, name: str, frame: pl.DataFrame) -> None:
        """Instants go as text and are cast there: Arrow's become zoned, and move with the session's time zone."""
        types = {column: _TYPES[type_] for column, type_ in frame.schema.items()}
        if frame.is_empty():  # no session takes an empty table
            nothing = ", ".join(f"CAST(NULL AS {type_}) AS {column}" for column, type_ in types.items())
            self._enter(name, self.session.sql(f"SELECT {nothing} WHERE FALSE"), None)
            return
        text = frame.with_columns(
            pl.col(column).dt.strftime("%Y-%m-%d %H:%M:%S%.6f")
            for column, type_ in frame.schema.items()
            if type_ == _INSTANT
        )
        casts = (f"CAST({column} AS {type_}) AS {column}" for column, type_ in types.items())
        sent = self.session.createDataFrame(text.to_arrow(compat_level=pl.CompatLevel.oldest()))
        self._enter(name, sent.selectExpr(*casts), None)

    def _enter(self, name: str, frame: Frame, kept: Frame | None) -> None:
        frame.createOrReplaceTempView(self.name(name))
        self._kept[name] = kept
