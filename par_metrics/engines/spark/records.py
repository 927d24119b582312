"""The records of some lakes as known at an instant, as views of a session that are made when they are first read."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial

import duckdb
import polars as pl

from par_metrics.engines.spark.absences import absences_sql, absent_sql, lists_frame
from par_metrics.engines.spark.book import book_of
from par_metrics.engines.spark.session import Views
from par_metrics.engines.spark.versions import Held, columns_of, rows_sql, versions_sql
from par_metrics.warehouse.lines import LakeLines
from schemas import KINDS
from schemas.kind import key_sql

_MADE = re.compile(rf"\b({'|'.join(KINDS)})_(rows|known|absences)\b")


@dataclass(frozen=True)
class Records:
    """Queries over them name `<kind>_known`, and `<kind>_rows`: what each load that holds said.

    Args:
        views: of the session.
        lakes: one of each workspace.
        known_at: what had been loaded by then, and was not withdrawn then, is known.
    """

    views: Views
    lakes: Sequence[LakeLines]
    known_at: datetime
    _made: set[str] = field(default_factory=set, repr=False, compare=False)

    @staticmethod
    def known(kind: str) -> str:
        """The view of the records known."""
        return f"{kind}_known"

    def run(self, sql: str) -> pl.DataFrame:
        """The small result of a query."""
        self.ready(sql)
        return self.views.run(sql)

    def ready(self, sql: str) -> None:
        """Make the views that a query names."""
        for kind, what in dict.fromkeys(_MADE.findall(sql)):
            if (name := f"{kind}_{what}") not in self._made:
                {"rows": self._make_rows, "known": self._make_known, "absences": self._make_absences}[what](kind)
                self._made.add(name)

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of which any load holds."""
        return frozenset(self._held)

    def held(self, kind: str) -> list[Held]:
        """The loads of a kind that hold."""
        return self._held.get(kind, [])

    def absent(self, as_of: datetime) -> dict[str, str]:
        """The kinds of which full lists may lack a record -> SELECT of these at an instant, lake before the key."""
        return {kind: absent_sql(f"{kind}_absences", as_of) for kind in self._lists}

    def dated(self, kind: str) -> pl.DataFrame:
        """What each load said of the records of a dated kind: `columns_of`, `exported_at`, `loaded_at`, `provided`."""
        provided = {held.number: json.dumps(held.load.provided) for held in self.held(kind)}
        types = pl.Schema({f.name: f.polars_type for f in KINDS[kind].stored})
        types |= {"exported_at": pl.Datetime("us"), "load_no": pl.Int32()}
        listed = ", ".join((*columns_of(KINDS[kind]), "exported_at", "load_no"))
        rows = self.run(f"SELECT {listed} FROM {kind}_rows").cast(pl.Schema(types))
        return rows.with_columns(
            provided=pl.col("load_no").replace_strict(provided, default=None, return_dtype=pl.String)
        ).rename({"load_no": "loaded_at"})

    @cached_property
    def books(self) -> tuple[duckdb.DuckDBPyConnection, ...]:
        """The loads and refused rows of each lake; see `book_of`."""
        return tuple(
            book_of(lines, self.known_at, partial(self._accepted, lake)) for lake, lines in enumerate(self.lakes)
        )

    def _accepted(self, lake: int, kind: str, keys: Iterable[str]) -> Mapping[str, list[datetime]]:
        made_at = {held.number: held.load.loaded_at for held in self.held(kind)}
        self.views.put("keys_refused", pl.DataFrame({"record": sorted(keys)}, schema={"record": pl.String}))
        found = self.run(
            f"SELECT DISTINCT k.record, s.load_no FROM keys_refused k JOIN {kind}_rows s "
            f"ON s.lake = {lake} AND k.record = {key_sql(KINDS[kind].key, 's')}"
        )
        times: dict[str, list[datetime]] = {}
        for record, number in found.iter_rows():
            times.setdefault(record, []).append(made_at[number])
        return times

    @cached_property
    def _held(self) -> dict[str, list[Held]]:
        held: dict[str, list[Held]] = {}
        number = 0
        for lake, lines in enumerate(self.lakes):
            for load in lines.holding(self.known_at):
                held.setdefault(load.kind_name, []).append(Held(lake, number, load, lines.rows_file(load)))
                number += 1
        return held

    @cached_property
    def _lists(self) -> dict[str, pl.DataFrame]:
        lists = {kind: lists_frame(KINDS[kind], held) for kind, held in self._held.items()}
        return {kind: frame for kind, frame in lists.items() if frame.height}

    def _make_rows(self, kind: str) -> None:
        files = {held.number: f"{kind}_file_{place}" for place, held in enumerate(self.held(kind))}
        for held in self.held(kind):
            self.views.read(files[held.number], held.file)
        self.views.make(f"{kind}_rows", rows_sql(KINDS[kind], self.held(kind), files))

    def _make_known(self, kind: str) -> None:
        held = self.held(kind)
        self.ready(rows := f"{kind}_rows")
        sql = versions_sql(KINDS[kind], rows, held)
        # One load is read where it lies; versions that were picked are read by every query.
        (self.views.keep if len(held) > 1 else self.views.make)(self.known(kind), sql)

    def _make_absences(self, kind: str) -> None:
        held = self.held(kind)
        self.ready(rows := f"{kind}_rows")
        lists, refused = f"{kind}_lists", f"{kind}_refused"
        self.views.put(lists, self._lists[kind])
        self.views.put(refused, self._refused_of_lists(kind))
        self.views.keep(f"{kind}_absences", absences_sql(KINDS[kind], rows, lists, refused, held))

    def _refused_of_lists(self, kind: str) -> pl.DataFrame:
        """`load_no, record`: the keys of the rows that full lists refused, lake before the key."""
        rows = [
            (held.number, f"{held.lake}/{key}")
            for held in self.held(kind)
            if held.load.full_list is not None and held.load.rejected
            for key in self.lakes[held.lake].refused_rows(held.load)["key"].drop_nulls()
        ]
        return pl.DataFrame(rows, schema={"load_no": pl.Int32, "record": pl.String}, orient="row")
