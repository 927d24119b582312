"""Made-up exports to try the library with: a few thousand dossiers in real layouts, or millions as one CSV."""

from pathlib import Path
from typing import Literal

from par_metrics.sample import bulk, layouts, mixed, registers
from par_metrics.sample.dossiers import DossierMaker
from par_metrics.sample.writers import write_csv

Layout = Literal["mixed", "csv"]


def write_sample(dossiers: int, units: int, seed: int, out: Path, layout: Layout = "mixed") -> list[Path]:
    """Write made-up exports to `out/exports`; the same arguments give the same bytes.

    Layout `mixed` writes workbooks, registers, JSON and lists with a known number of wrong
    rows, and beside them `truth.json` (rows of each file: read, accepted, rejected by rule,
    duplicates) and `truth/<kind>.csv` (the records as they should be understood). It is meant
    for up to some ten thousand dossiers. Layout `csv` writes all dossiers, none of them
    wrong, as one CSV, chunk by chunk, with the two registers.

    Args:
        dossiers: how many are made; those filed after the day of the export are left out.
        units: how many wards they belong to, at least 1.
        seed: chooses the records.
        out: folder, made if need be.
        layout: see above.
    Returns:
        The files of `exports`, registers first.
    Raises:
        ValueError: no dossiers or no units.
    """
    if dossiers < 1 or units < 1:
        raise ValueError("a sample needs at least one dossier and one unit")
    (out / "exports").mkdir(parents=True, exist_ok=True)
    wards, procedures = registers.units(units), registers.procedures(seed)
    if layout == "mixed":
        sample = mixed.write(out, dossiers, wards, procedures, seed)
        sample.finish({"dossiers": dossiers, "units": units, "seed": seed})
        return [out / "exports" / file["file"] for file in sample.files]
    at = mixed.EXPORT_DAYS[-1]
    paths = [out / "exports" / f"{name}_{at:%Y-%m-%d}.csv" for name in ("don-vi", "thu-tuc", "danh-sach-ho-so")]
    write_csv(paths[0], layouts.UNITS, wards.to_dicts(), "utf-8-sig", None)
    write_csv(paths[1], layouts.PROCEDURES, procedures.to_dicts(), "utf-8-sig", None)
    bulk.write_dossiers(DossierMaker(wards, procedures, seed), dossiers, at, paths[2])
    return paths
