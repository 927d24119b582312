"""What was shown last: years once shown stay as they were."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import polars as pl

from par_metrics.errors import ParMetricsError
from par_metrics.publish import latest
from par_metrics.publish.manifest import fingerprint
from par_metrics.publish.open_data.figures import SHOWN
from schemas import Label

PACKAGE = "datapackage.json"
FIGURES, UNITS, INDICATORS = "figures", "units", "indicators"
"""Names of the tables, each a CSV file; the figures are there as Parquet, too."""


@dataclass(frozen=True)
class Standing:
    """The tables shown last, none of them with rows before the first time.

    Args:
        run: the folder they are in; None before the first time.
    """

    run: Path | None
    figures: pl.DataFrame
    units: pl.DataFrame
    indicators: pl.DataFrame

    @property
    def years(self) -> set[int]:
        """Those that are shown."""
        return {int(year) for year in self.figures["period"].str.head(4).unique()}

    @classmethod
    def of(cls, folder: Path) -> Self:
        """Those of `open-data/`.

        Raises:
            ParMetricsError: they are not what was written. Without them nothing more can be shown: nobody would know
                what readers have already.
        """
        nothing = pl.DataFrame()
        try:
            run = _newest(folder)
            if run is None:
                return cls(None, pl.DataFrame(schema=SHOWN), nothing, nothing)
            stated = json.loads((run / PACKAGE).read_text(encoding="utf-8"))
            pointed = latest.pointer(folder)
            is_sealed = pointed.get("run_id") != run.name or pointed.get("manifest") == seal_of(run)
            if is_sealed and all(of["hash"] == hash_of(run / of["path"]) for of in stated["resources"]):
                tables = (pl.read_csv(run / f"{name}.csv", infer_schema=False) for name in (UNITS, INDICATORS))
                return cls(run, pl.read_parquet(run / f"{FIGURES}.parquet"), *tables)
        except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
            pass  # as if it were changed
        raise _damaged(folder)

    @property
    def number(self) -> int:
        """How many times something was shown so far."""
        return 0 if self.run is None else _number(self.run)


def _newest(folder: Path) -> Path | None:
    """The run written last, also by a process that ended before it could show it; None: there is none.

    Raises:
        FileNotFoundError: the one that readers are shown is gone.
    """
    runs = [path.parent for path in folder.glob(f"[!.]*/{PACKAGE}") if path.parent.name != latest.LATEST]
    shown = latest.latest_run(folder)
    if shown is not None and folder / shown not in runs:
        raise FileNotFoundError(shown)
    return max(runs, key=_number, default=None)


def _number(run: Path) -> int:
    return int(json.loads((run / PACKAGE).read_text(encoding="utf-8"))["version"].partition(".")[0])


def seal_of(run: Path) -> str:
    """What `latest.json` says of the description of a run, which says of every file what it is."""
    return str(fingerprint(run / PACKAGE)["sha256"])


def hash_of(path: Path) -> str:
    """Of a file, as Data Package writes it."""
    return f"sha256:{fingerprint(path)['sha256']}"


def _damaged(folder: Path) -> ParMetricsError:
    return ParMetricsError(
        Label(
            f"tệp trong {folder.name}/ bị sửa, hỏng hoặc mất, nên không ghi thêm năm nào (không biết người đọc đã "
            "thấy gì). Khôi phục thư mục đó từ bản sao lưu",
            f"files in {folder.name}/ were changed or lost, so that no further year is written (what readers have "
            "seen is not known). Restore that folder from a backup",
        ),
        "open_data_damaged",
    )
