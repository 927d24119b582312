"""What a sample holds: the accounting of each file, and the true records behind the exports."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from par_metrics.sample.spoil import mixed_in, spoiled
from par_metrics.sample.writers import Row
from schemas import KINDS


@dataclass
class Sample:
    """What was written: the accounting of each file, and the true records of each kind."""

    out: Path
    files: list[dict[str, Any]] = field(default_factory=list)
    truth: dict[str, list[pl.DataFrame]] = field(default_factory=dict)

    def add(
        self,
        name: str,
        kind: str,
        true: pl.DataFrame,
        write: Callable[[Path, list[Row]], None],
        wrong: Sequence[tuple[str, Row]] = (),
        duplicates: int = 0,
        extra: Row | None = None,
    ) -> None:
        """Writes one export of true rows, wrong ones among them and a few rows twice; none where nothing is true."""
        sound = [row | (extra or {}) for row in true.to_dicts()]
        if not sound:
            return
        duplicates = min(duplicates, len(sound))
        rows = mixed_in(sound, [spoiled(row | (extra or {}), rule) for rule, row in wrong]) + sound[:duplicates]
        write(self.out / "exports" / name, rows)
        rejected: dict[str, int] = {}
        for rule, _ in wrong:
            rule_id = "unreadable_value" if rule.startswith("unreadable") else rule
            rejected[rule_id] = rejected.get(rule_id, 0) + 1
        self.files.append(
            {
                "file": name,
                "kind": kind,
                "rows_read": len(rows),
                "accepted": len(sound),
                "rejected": len(wrong),
                "rejected_by_rule": dict(sorted(rejected.items())),
                "duplicates": duplicates,
                "warnings": _warnings(true, kind),
            }
        )
        self.truth.setdefault(kind, []).append(canonical(true, kind))

    def finish(self, about: dict[str, Any]) -> None:
        """Writes truth.json and the true records, the newest state of each."""
        folder = self.out / "truth"
        folder.mkdir(exist_ok=True)
        for kind, frames in self.truth.items():
            records = pl.concat(frames, how="diagonal").unique(KINDS[kind].key, keep="last", maintain_order=True)
            records.write_csv(folder / f"{kind}.csv", datetime_format="%Y-%m-%dT%H:%M:%S%.6f")
        text = json.dumps(about | {"files": self.files}, ensure_ascii=False, indent=1)
        (self.out / "truth.json").write_text(text + "\n", encoding="utf-8")


def canonical(frame: pl.DataFrame, kind: str) -> pl.DataFrame:
    """The stored columns that the frame has, in order and type; every dossier has a source."""
    if kind == "dossiers" and "source" not in frame.columns:
        frame = frame.with_columns(source=pl.lit("one_stop"))
    stored = [column for column in KINDS[kind].stored if column.name in frame.columns]
    return frame.select(pl.col(column.name).cast(column.polars_type) for column in stored)


def _warnings(true: pl.DataFrame, kind: str) -> dict[str, int]:
    """Rows that only warn, the refused and the doubled ones apart."""
    if kind != "dossiers":
        return {}
    broken = {
        "missing_due_date": pl.col("due_at").is_null() & ~pl.col("status").is_in([1, 3]),
        "odd_code": pl.col("dossier_code").str.starts_with("HS/"),
    }
    counts = {rule: true.filter(condition).height for rule, condition in broken.items()}
    return {rule: count for rule, count in counts.items() if count}
