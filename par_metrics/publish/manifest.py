"""The manifest of a run: what it is of, what it was made from, what was checked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from par_metrics.errors import ParMetricsError
from par_metrics.indicators.own.indicator import OwnIndicator
from par_metrics.publish import latest
from par_metrics.support.software import versions
from schemas import Label

if TYPE_CHECKING:
    from par_metrics.indicators.catalogue import Catalogue
    from par_metrics.publish.gate import Gate

MANIFEST = "manifest.json"
_LEFT_OUT = Label(
    "Bảng indicators không có dòng của đơn vị và chỉ số chưa từng có bản ghi nào trong các kỳ đã công bố; "
    "khung nhìn indicators_full trong metrics.duckdb có mọi dòng.",
    "The table indicators lacks the rows of a unit and indicator that never had any record in the published periods; "
    "the view indicators_full in metrics.duckdb has every row.",
)


@dataclass(frozen=True)
class Run:
    """One run.

    Args:
        id: name of its folder.
        as_of: the instant figures are seen at.
        known_at: every table of the run is of what had been loaded by then; None: nothing had.
        started: when it was started.
        load_ids: the loads that are new in it; None: all.
    """

    id: str
    as_of: datetime
    known_at: datetime | None
    started: datetime
    load_ids: Sequence[str] | None


@dataclass(frozen=True)
class Basis:
    """What later runs are compared with.

    Args:
        records: `kind, unit_code, records, last` (day of entry).
        content: what the run says, apart from its instant; see `content_of`.
        own_definitions: own indicators of this run and those before, `id@version` -> digest.
    """

    records: pl.DataFrame
    content: str
    own_definitions: Mapping[str, str]


def write_manifest(
    run: Run,
    gates: Sequence[Gate],
    tables: Mapping[str, pl.DataFrame],
    basis: Basis,
    catalogue: Catalogue,
    folder: Path,
) -> None:
    """Write the manifest beside the files of the run, which it names; it comes last.

    Args:
        tables: those of the run, by name.
        basis: what later runs are compared with.
    """
    left_out = tables["indicators_full"].height - tables["indicators"].height
    stated = {
        "format": 1,
        "run_id": run.id,
        "state": "held" if any(gate.holds_back for gate in gates) else "published",
        "as_of": run.as_of.isoformat(),
        "known_at": None if run.known_at is None else run.known_at.isoformat(),
        "started_at": run.started.isoformat(timespec="seconds"),
        "loads": tables["loads"]["load_id"].to_list(),
        "new_loads": None if run.load_ids is None else list(run.load_ids),
        "definitions": {i.id: {"version": i.version, "rules": i.rules} for i in catalogue.values()},
        "own_definitions": basis.own_definitions,
        "gates": [
            {
                "id": gate.id,
                "passed": gate.passed,
                "failures": list(gate.failures),
                "message_vi": None if gate.passed else gate.message.vi,
                "message_en": None if gate.passed else gate.message.en,
                "accepted": [
                    {"failure": failure, "reason": word.reason, "by": word.by, "at": word.at.isoformat("T", "seconds")}
                    for failure, word in gate.accepted.items()
                ],
            }
            for gate in gates
        ],
        "records": basis.records.with_columns(pl.col("last").cast(pl.String)).to_dicts(),
        "content": basis.content,
        "left_out": {"table": "indicators", "rows": left_out, "message_vi": _LEFT_OUT.vi, "message_en": _LEFT_OUT.en},
        "software": versions(),
        "files": [fingerprint(path, folder) for path in sorted(folder.rglob("*")) if path.is_file()],
    }
    (folder / MANIFEST).write_text(json.dumps(stated, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def own_definitions(catalogue: Catalogue) -> dict[str, str]:
    """Each version of an own indicator with its digest, by which a change without a new version is known."""
    return {f"{i.id}@{i.version}": i.digest for i in catalogue.versions() if isinstance(i, OwnIndicator)}


def latest_manifest(published: Path) -> dict[str, Any] | None:
    """The manifest of the latest run; None before the first.

    Raises:
        ParMetricsError: it is missing or damaged.
    """
    run = latest.latest_run(published)
    if run is None:
        return None
    sealed = latest.pointer(published).get("manifest")
    try:
        text = (published / run / MANIFEST).read_bytes()
        stated: dict[str, Any] = json.loads(text)
    except (FileNotFoundError, ValueError):
        raise _damaged(run) from None
    if sealed not in (None, hashlib.sha256(text).hexdigest()):
        raise _damaged(run)
    return stated


def _damaged(run: str) -> ParMetricsError:
    return ParMetricsError(
        Label(
            f"published/{run}/{MANIFEST}: tệp bị mất, bị sửa hoặc hỏng. Chạy `par-metrics publish` để công bố lại.",
            f"published/{run}/{MANIFEST}: the file is missing, was changed or is damaged. Run `par-metrics publish` to "
            "publish again.",
        ),
        "manifest_damaged",
    )


def damaged_run(published: Path, run_id: str) -> list[str]:
    """The files of the latest run that are not what was published, the manifest too."""
    folder = published / run_id
    try:
        sealed = latest.pointer(published).get("manifest")
        digest = fingerprint(folder / MANIFEST)["sha256"]
        if sealed not in (None, digest):
            return [MANIFEST]
        return damaged(folder, json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return [MANIFEST]


def damaged(folder: Path, stated: Mapping[str, Any]) -> list[str]:
    """The files of a run that were changed since its manifest was written, or are gone."""
    return [file["name"] for file in stated["files"] if not _is_as_stated(folder, file)]


def _is_as_stated(folder: Path, stated: Mapping[str, Any]) -> bool:
    path = folder / stated["name"]
    return path.exists() and fingerprint(path, folder) == stated


def fingerprint(path: Path, folder: Path | None = None) -> dict[str, object]:
    """Name, size and SHA-256 of a file, as the manifest states them.

    Args:
        folder: where its name begins; None: in the folder that it lies in.
    """
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    return {
        "name": path.relative_to(folder or path.parent).as_posix(),
        "bytes": path.stat().st_size,
        "sha256": digest.hexdigest(),
    }
