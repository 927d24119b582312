"""Loads made of literal frames, so that the warehouse is tested without any export."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl

from par_metrics.settings.layout import Layout
from par_metrics.warehouse import Warehouse, current_sql, lake, ledger, loads, versions
from par_metrics.warehouse.loads import Load
from par_metrics.warehouse.staged import Staged
from par_metrics.warehouse.staging import staging
from par_metrics.warehouse.tables import READING
from schemas import KINDS

START = datetime(2026, 11, 1, 8)


def place(layout: Layout, load: Load, frame: pl.DataFrame, refused: pl.DataFrame | None = None) -> Path:
    """Put the rows of a load into the lake."""
    with staging(layout) as there:
        staged = Staged(there.rows)
        staged.begin()
        refused = pl.DataFrame(schema=lake.REFUSED_COLUMNS) if refused is None else refused
        staged.take(KINDS[load.kind_name], frame, refused, pl.DataFrame())
        staged.close()
        return staged.place(layout, load, pl.Series([], dtype=pl.UInt32))


class Loader:
    """Loads frames of literal rows, a minute apart from 2026-11-01 08:00 on."""

    def __init__(self, root: Path) -> None:
        self.warehouse = Warehouse(root)
        self.count = 0

    def load(self, kind: str, rows: Sequence[Mapping[str, object]], exported_at: datetime) -> Load:
        """Load rows that provide exactly the columns of the first."""
        provided = tuple(f.name for f in KINDS[kind].stored if f.name in rows[0])
        schema = {f.name: f.polars_type for f in KINDS[kind].stored if f.name in provided}
        frame = (
            pl.DataFrame(rows, schema=schema)
            .with_row_index("row", offset=2)
            .with_columns(sheet=pl.lit(None, pl.String), unread=pl.lit(None, pl.List(pl.String)))
        )
        return self.load_frame(kind, frame.select("row", "sheet", "unread", *provided), exported_at)

    def load_frame(self, kind: str, frame: pl.DataFrame, exported_at: datetime, reading: int = READING) -> Load:
        self.count += 1
        loaded_at = START + timedelta(minutes=self.count)
        load = Load(
            load_id=f"{loaded_at:%Y%m%d-%H%M%S}-0000000000",
            file=f"{self.count}.xlsx",
            sha256=f"{self.count:064d}",
            kind=kind,
            profile="test@1",
            state="loaded",
            loaded_at=loaded_at,
            request="",
            exported_at=exported_at,
            rows_read=frame.height,
            accepted=frame.height,
            provided=tuple(name for name in frame.columns if name not in ("row", "sheet", "unread")),
            warnings={"odd_code": 1},
            reading=reading,
        )
        with self.warehouse.writer() as connection:
            file = place(self.warehouse.layout, load, frame)
            placed = load = replace(load, files=lake.digests(self.warehouse.layout, load))
            connection.begin()
            load = load.merged(versions.merge(connection, KINDS[kind], load, file))
            loads.check_accounting(load)
            loads.record(connection, load)
            connection.commit()
            ledger.append(self.warehouse.layout, ledger.of_load(placed))
        return load

    def refuse(self, rule: str) -> Load:
        self.count += 1
        loaded_at = START + timedelta(minutes=self.count)
        load = Load(f"{loaded_at:%Y%m%d-%H%M%S}-0000000000", "x.xlsx", "f" * 64, None, None, "refused", loaded_at, "")
        load = replace(load, rule=rule, reason_vi="tệp trống", reason_en="empty file")
        with self.warehouse.writer() as connection:
            lake.write_refusal(self.warehouse.layout, load)
            load = replace(load, files=lake.digests(self.warehouse.layout, load))
            loads.record(connection, load)
            ledger.append(self.warehouse.layout, ledger.of_load(load))
        return load

    def current(self, kind: str) -> pl.DataFrame:
        return self.warehouse.sql(f"{current_sql(KINDS[kind])} ORDER BY ALL")

    def versions(self, kind: str) -> pl.DataFrame:
        return self.warehouse.sql(f"SELECT * FROM {kind}_versions ORDER BY ALL")
