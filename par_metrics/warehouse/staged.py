"""The rows of a load while its export is read: in files of their own, a part after another, until it is made.

One process may take the rows and close the files, another put them in place: all there is lies in the folder.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import polars as pl

from par_metrics.settings.layout import Layout
from par_metrics.support.atomic import put_in_place
from par_metrics.support.parquet import add_metadata
from par_metrics.warehouse.full_lists import FullList, full_list_of, scope_columns
from par_metrics.warehouse.lake import METADATA_KEY, REFUSED_COLUMNS
from par_metrics.warehouse.loads import Load
from par_metrics.warehouse.tables import query, quoted
from schemas import RecordKind

if TYPE_CHECKING:
    import pyarrow.parquet as pq

_ROWS, _KEYS, _REFUSED, _IDENTITIES = "rows.parquet", "keys.parquet", "refused.parquet", "identities.parquet"
_LATEST = "latest_event"
_FEWER = 4
_SMALL_BYTES = 1 << 20


class Staged:
    """Accepted and refused rows of one export of which nothing is in the lake yet.

    Args:
        folder: for their files; made by `begin`, and removed by `discard`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open: dict[str, pq.ParquetWriter] = {}
        # The rows of a part are written while the next one is judged.
        self._pen = ThreadPoolExecutor(1)
        self._writing: Future[None] | None = None

    def begin(self) -> None:
        """Forget what was taken."""
        self.discard()
        self.folder.mkdir(mode=0o700, parents=True)

    def take(self, kind: RecordKind, rows: pl.DataFrame, refused: pl.DataFrame, identities: pl.DataFrame) -> None:
        """Take the rows of a part, once those of the one before are written.

        Args:
            rows: accepted rows: `row`, `sheet`, `unread` and the provided columns.
            refused: refused rows with their reasons, personal values masked.
            identities: their `unit_code` and `key`.
        """
        self._end_writing()
        self._writing = self._pen.submit(self._write_part, kind, rows, refused, identities)

    def _write_part(
        self, kind: RecordKind, rows: pl.DataFrame, refused: pl.DataFrame, identities: pl.DataFrame
    ) -> None:
        self._write(_ROWS, rows)
        events = [pl.col(name).cast(pl.Datetime("us")) for name in kind.events if name in rows.columns]
        latest = pl.max_horizontal(events) if events else pl.lit(None, pl.Datetime("us"))
        told = [name for name in (*kind.key, kind.entry, *scope_columns(kind)) if name in rows.columns]
        self._write(_KEYS, rows.select(*dict.fromkeys(("row", "sheet", *told)), latest.alias(_LATEST)))
        if refused.height:
            self._write(_REFUSED, refused.select(pl.col(name).cast(kind_) for name, kind_ in REFUSED_COLUMNS.items()))
        if identities.height:
            self._write(_IDENTITIES, identities)

    def close(self) -> None:
        """Nothing more is taken: the files are whole, and can be read."""
        try:
            self._end_writing()
        finally:
            for writer in self._open.values():
                writer.close()
            self._open.clear()

    def _end_writing(self) -> None:
        writing, self._writing = self._writing, None
        if writing is not None:
            writing.result()

    def duplicates(self, connection: duckdb.DuckDBPyConnection, kind: RecordKind) -> pl.Series:
        """Positions of the rows whose key another row has, whose latest event is newer; of equals, the last stays.

        Returns:
            UInt32, ascending.
        """
        path = self.folder / _KEYS
        # Of a small file polars tells that there are none while DuckDB would still be planning.
        if (
            path.stat().st_size <= _SMALL_BYTES
            and not pl.read_parquet(path, columns=list(kind.key)).is_duplicated().any()
        ):
            return pl.Series("position", dtype=pl.UInt32)
        key = ", ".join(map(quoted, kind.key))
        found = query(
            connection,
            f"""
            SELECT position FROM (
                SELECT position, row_number() OVER (
                    PARTITION BY {key} ORDER BY {_LATEST} DESC NULLS LAST, position DESC) AS place
                FROM (SELECT *, file_row_number AS position FROM {self._keys})
                WHERE hash({key}) IN (SELECT hash({key}) FROM {self._keys} GROUP BY 1 HAVING count(*) > 1)
            )
            WHERE place > 1 ORDER BY position
            """,
        )
        return found["position"].cast(pl.UInt32)

    def full_list(
        self, connection: duckdb.DuckDBPyConnection, kind: RecordKind, span: tuple[date, date] | None
    ) -> FullList:
        """What the accepted rows cover as a full list; see `full_list_of`."""
        told = [name for name in (kind.entry, *scope_columns(kind)) if name in self._columns]
        listed = ", ".join(f"CAST({quoted(name)} AS {'DATE' if name == kind.entry else 'VARCHAR'})" for name in told)
        rows = query(connection, f"SELECT DISTINCT {listed or 'NULL AS nothing'} FROM {self._keys}")
        return full_list_of(kind, rows.rename(dict(zip(rows.columns, told, strict=False))), span)

    def keys(
        self,
        connection: duckdb.DuckDBPyConnection,
        kind: RecordKind,
        condition: str,
        dropped: pl.Series,
        values: Mapping[str, object] | None = None,
    ) -> pl.DataFrame:
        """`row`, `sheet` and the key of the accepted rows that fulfil a condition.

        Args:
            dropped: positions of those that are left out.
            values: of the condition's parameters.
        """
        listed = ", ".join(("row", "sheet", *map(quoted, kind.key)))
        sql = f"SELECT {listed}, file_row_number AS position FROM {self._keys} WHERE {condition} ORDER BY position"
        found = query(connection, sql, values)
        return found.filter(~pl.col("position").is_in(dropped.implode())).drop("position")

    def place(self, layout: Layout, load: Load, dropped: pl.Series) -> Path:
        """Put the files of the load into the lake, the accepted rows last.

        Where the lake file exists, the load's files are complete.

        Args:
            dropped: positions of rows that are left out.
        Returns:
            The lake file.
        """
        kind = load.kind_name
        for name, target in (
            (_REFUSED, layout.rejects_file(kind, load.load_id)),
            (_IDENTITIES, layout.refused_rows_file(load.load_id)),
        ):
            if (self.folder / name).exists():
                put_in_place(self.folder / name, target)
        target = layout.lake_file(kind, load.load_id)
        if not dropped.is_empty():
            _leave_out(self.folder / _ROWS, dropped)
        add_metadata(self.folder / _ROWS, {METADATA_KEY: load.to_json()})
        put_in_place(self.folder / _ROWS, target)
        return target

    def discard(self) -> None:
        """Remove what is left of the files."""
        with contextlib.suppress(Exception):  # it was told where the rows were taken
            self.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def _keys(self) -> str:
        """The keys of the accepted rows, in their order, as DuckDB reads them."""
        path = str(self.folder / _KEYS).replace("'", "''")
        return f"read_parquet('{path}', file_row_number = true)"

    @property
    def _columns(self) -> list[str]:
        return list(pl.read_parquet_schema(self.folder / _KEYS))

    def _write(self, name: str, frame: pl.DataFrame) -> None:
        # It takes long to import, and only loading needs it.
        import pyarrow.parquet as pq

        if name not in self._open:
            schema = frame.head(0).to_arrow(compat_level=pl.CompatLevel.oldest()).schema
            # A dictionary of nearly every value only takes time.
            few = [column.name for column in frame if column.n_unique() * _FEWER < frame.height]
            self._open[name] = pq.ParquetWriter(
                self.folder / name, schema, compression="zstd", use_dictionary=few or False
            )
        self._open[name].write_table(frame.to_arrow(compat_level=pl.CompatLevel.oldest()))


def _leave_out(path: Path, dropped: pl.Series) -> None:
    """Write a lake file anew without the rows at some positions, a group of rows after another."""
    import pyarrow.parquet as pq

    fewer = path.with_suffix(".fewer")
    with pq.ParquetFile(path) as whole:
        first = 0
        with pq.ParquetWriter(fewer, whole.schema_arrow, compression="zstd") as rows:
            for number in range(whole.num_row_groups):
                group = whole.read_row_group(number)
                positions = pl.int_range(first, first + group.num_rows, dtype=pl.UInt32, eager=True)
                rows.write_table(group.filter((~positions.is_in(dropped.implode())).to_arrow()))
                first += group.num_rows
    fewer.replace(path)
