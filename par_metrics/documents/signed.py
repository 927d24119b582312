"""Reports that were handed in: their figures are kept as they were, in `reported/`, a file a period.

A file holds every signing of its period, the latest last; none is ever changed or taken away.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from par_metrics.domain.period import Period
from par_metrics.errors import UsageError, nearest
from par_metrics.support.atomic import write_atomically
from schemas import Label

KEPT: Mapping[str, pl.DataType] = {
    "indicator": pl.String(),
    "version": pl.Int32(),
    "rules": pl.String(),
    "numerator": pl.Float64(),
    "denominator": pl.Float64(),
    "value": pl.Float64(),
    "excluded": pl.String(),
    "target": pl.Float64(),
    "status": pl.String(),
    "refused": pl.Int64(),
}
"""What is kept of a figure."""
_INSTANTS = ("as_of", "known_at", "signed_at")


@dataclass(frozen=True)
class Signed:
    """A report that was handed in.

    Args:
        period, unit_code: of which period and whose; None for all units together.
        as_of, known_at: the instants its figures were seen and known at.
        signed_at, signed_by: when it was told to be handed in, and by which account.
        run_id: the published run that knew the same; None where there is none.
        figures: `KEPT`, a row an indicator.
    """

    period: str
    unit_code: str | None
    as_of: datetime
    known_at: datetime
    signed_at: datetime
    signed_by: str
    run_id: str | None
    figures: pl.DataFrame

    def as_json(self) -> dict[str, Any]:
        """It as JSON, with the text of instants."""
        told = {name: getattr(self, name).isoformat() for name in _INSTANTS}
        plain = asdict(replace(self, figures=pl.DataFrame()))
        return plain | told | {"figures": self.figures.to_dicts()}


def file_of(folder: Path, period: Period) -> Path:
    """Where the signings of a period are."""
    return folder / f"{period.label.replace('/', '_')}.json"


def sign(folder: Path, signed: Signed) -> int:
    """Keep a report that was handed in, beside those of the same period before.

    Returns:
        How many signings of this period and unit there were before.
    Raises:
        UsageError: what was kept cannot be read; it is not written over.
    """
    path = file_of(folder, Period.parse(signed.period))
    earlier = signings(path)
    whole = {"period": signed.period, "signings": [kept.as_json() for kept in (*earlier, signed)]}
    text = json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
    write_atomically(path, partial(Path.write_text, data=text, encoding="utf-8"))
    return sum(kept.unit_code == signed.unit_code for kept in earlier)


def signings(path: Path) -> Sequence[Signed]:
    """Every signing in a file, the latest last; none where there is no file.

    Raises:
        UsageError: the file is damaged.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    try:
        return tuple(_signed(told) for told in json.loads(text)["signings"])
    except (ValueError, KeyError, TypeError):
        raise _damaged(path) from None


def latest_signed(folder: Path, period: Period, unit_code: str | None) -> Signed:
    """The latest report of a period and unit that was handed in.

    Raises:
        UsageError: none was, or what was kept cannot be read.
    """
    found = [kept for kept in signings(file_of(folder, period)) if kept.unit_code == unit_code]
    if not found:
        raise _not_signed(folder, period, unit_code)
    return found[-1]


def _signed(told: Mapping[str, Any]) -> Signed:
    instants = {name: datetime.fromisoformat(told[name]) for name in _INSTANTS}
    figures = pl.DataFrame(told["figures"], schema=dict(KEPT), orient="row")
    return Signed(**{**told, **instants, "figures": figures})


def _damaged(path: Path) -> UsageError:
    return UsageError(
        Label(
            f"không đọc được {path}: tệp bị hỏng. Lấy lại bản sao lưu của tệp; không có gì bị ghi đè",
            f"{path} cannot be read: it is damaged. Bring it back from a backup; nothing was written over",
        ),
        "signed_damaged",
    )


def _not_signed(folder: Path, period: Period, unit_code: str | None) -> UsageError:
    there = sorted(path.stem for path in folder.glob("*.json"))
    near = nearest(period.label, there)
    whose = Label(f"đơn vị {unit_code}", f"unit {unit_code}") if unit_code else Label("mọi đơn vị", "all units")
    return UsageError(
        Label(
            f"chưa có báo cáo kỳ {period.label} của {whose.vi} nào được ghi là đã gửi.{near.vi} "
            f"Ghi bằng: par-metrics report --period {period.label} --sign",
            f"no report of {period.label} of {whose.en} was signed.{near.en} "
            f"To sign one: par-metrics report --period {period.label} --sign",
        ),
        "not_signed",
    )
