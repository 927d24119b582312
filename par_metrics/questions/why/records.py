"""The records of one dossier: which they are, which load they came from, and the nearest codes if there is none."""

from datetime import datetime

import polars as pl

from par_metrics.engines.base import LATEST, Engine
from par_metrics.errors import UsageError
from schemas import KINDS, Label, RecordKind

KEY = "dossier_code"
_NEAREST = 3


def kinds_of_dossiers() -> tuple[RecordKind, ...]:
    """The kinds whose records name a dossier: the dossiers themselves, payments."""
    return tuple(kind for kind in KINDS.values() if KEY in kind.by_name)


def records_of(engine: Engine, code: str) -> pl.DataFrame:
    """Every record of a dossier, in every source, and the load whose version of it is used.

    Returns:
        `kind, record` (the source of a dossier, the transaction of a payment),
        `unit_code, versions` (known so far), `load_id, file, exported_at, loaded_at`.
    Raises:
        UsageError: no dossier has this code; the nearest are named.
    """
    # The load's time of export, not the version's: that one rises when a later export says the same.
    files = engine.loads().select("load_id", "file", "exported_at")
    found = pl.concat([_of_kind(engine, kind, code, files) for kind in kinds_of_dossiers()])
    if found.filter(pl.col("kind") == "dossiers").is_empty():
        raise _unknown(engine, code)
    return found


def record_name(kind: RecordKind) -> str:
    """The column that tells the records of one dossier apart."""
    return next(name for name in kind.key if name != KEY)


def _of_kind(engine: Engine, kind: RecordKind, code: str, files: pl.DataFrame) -> pl.DataFrame:
    name, only = record_name(kind), {KEY: [code]}
    known = engine.stored(kind.name, (name, "unit_code", "load_id", "loaded_at"), only)
    versions = engine.versions(kind.name, only).group_by(name).agg(versions=pl.len().cast(pl.Int64))
    joined = known.join(versions, on=name).join(files, on="load_id", how="left").sort(name)
    of_load = ("load_id", "file", "exported_at", "loaded_at")
    return joined.select(
        pl.lit(kind.name).alias("kind"), pl.col(name).alias("record"), "unit_code", "versions", *of_load
    )


def _unknown(engine: Engine, code: str) -> UsageError:
    by_then = engine.versions("dossiers", {KEY: [code]})["load_id"].unique(maintain_order=True).to_list()
    if by_then:
        named = ", ".join(by_then)
        return UsageError(
            Label(
                f'hồ sơ "{code}" chỉ có trong lần nạp đã rút lại ({named}). Xem lý do: par-metrics loads',
                f'dossier "{code}" is only in a load that was withdrawn ({named}). For the reason: par-metrics loads',
            ),
            "withdrawn_dossier",
        )
    first: datetime | None = engine.at(LATEST).versions("dossiers", {KEY: [code]})["loaded_at"].min()  # type: ignore[assignment]
    if first is not None:
        return UsageError(
            Label(
                f'hồ sơ "{code}" chưa được nạp vào lúc đó; lần nạp đầu: {first:%d/%m/%Y %H:%M}. Chọn --known-at sau đó',
                f'dossier "{code}" was not loaded by then, but first at {first:%Y-%m-%d %H:%M}. '
                "Choose a --known-at after that",
            ),
            "not_yet_loaded",
        )
    near = ", ".join(engine.nearest(code, _NEAREST))
    vi, en = (f" Gần nhất: {near}.", f" The nearest are {near}.") if near else ("", "")
    return UsageError(
        Label(f'không có hồ sơ "{code}" đã nạp.{vi}', f'no dossier "{code}" is loaded.{en}'), "unknown_dossier"
    )
